"""The main job on two workers: PostgreSQL, Redis, a beat, two workers and a server without a runner, all started here.

Plays what `core_run.py` plays, as jobs that the workers carry out; then edits many playlists at once while a worker and
Redis are killed. Everything lies in `.demo/scale`, made anew; everything that was started is ended.
"""

import argparse
import contextlib
import json
import shutil
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.core_run import play
from scripts.shell import (
    DEMO,
    HERE,
    Failed,
    Process,
    Shell,
    clean_environment,
    heading,
    pointing_at,
    sandbox,
)
from tests.postgres import Server
from tests.valkey import NO_WHEEL, Valkey, available

FOLDER = DEMO / "scale"
PLAYLISTS = 20
"""So many are edited at once."""
LATENCY_MS = 200
"""So that there is something to see while it lasts."""


@contextlib.contextmanager
def servers() -> Iterator[tuple[str, Valkey]]:
    """A PostgreSQL database's address and a Redis, while the block runs."""
    with contextlib.ExitStack() as ending:
        postgres = Server.start()
        ending.callback(postgres.stop)
        redis = Valkey.begun()
        ending.callback(redis.stop)
        print(f"  PostgreSQL and Redis on the ports {postgres.port} and {redis.port}", flush=True)
        yield postgres.url(postgres.create()), redis


@contextlib.contextmanager
def processes(environment: dict[str, str]) -> Iterator[dict[str, Process]]:
    """Beat, two workers and a server while the block runs. Raises Failed when one does not end as it should."""
    started: dict[str, Process] = {}
    with contextlib.ExitStack() as ending:
        for name, words in (
            ("beat", ["beat"]),
            ("worker 1", ["worker", "--threads", "2"]),
            ("worker 2", ["worker", "--threads", "2"]),
            ("server", ["up", "--no-runner", "--port", "0"]),
        ):
            log = ending.enter_context((FOLDER / f"{name.replace(' ', '-')}.log").open("w", encoding="utf-8"))
            started[name] = Process(words, environment, log)
            print(f"  {name:9} process {started[name].running.pid}: playwarden {' '.join(words)}", flush=True)
            ending.callback(started[name].ended)
        yield started
        codes = {name: process.ended() for name, process in started.items()}
        print(f"\nTold to end, they ended with {codes}.")
        if set(codes.values()) - {0, -signal.SIGKILL}:
            raise Failed("a process did not end with 0; its log is in .demo/scale")


class Api:
    """Asks the server as any program would."""

    def __init__(self, server: Process) -> None:
        self._address = server.told["address"]
        self._token = Path(server.told["token_file"]).read_text().strip()

    def get(self, path: str) -> Any:
        """The document at `path`."""
        request = urllib.request.Request(
            f"{self._address}/api/v1/{path}", headers={"Authorization": f"Bearer {self._token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def many(shell: Shell, running: dict[str, Process], redis: Valkey, control: str) -> None:
    """Edits many playlists while a worker and Redis are killed. Raises Failed when not every playlist was done."""
    heading(f"{PLAYLISTS} playlists at once, while a worker is killed and Redis forgets everything")
    api = Api(running["server"])
    slow = json.dumps({"ms": LATENCY_MS, "jitter_ms": 0}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{control}/latency", slow, method="PUT"), timeout=30).close()
    words = ["bulk", "details", "--description", "Looked after by two workers", "--all", "--first", str(PLAYLISTS)]
    job = shell.asked(*words, "--yes", "--no-wait")["job"]
    print(f"\n$ playwarden {' '.join(words)} --yes --no-wait\n{job} is started.", flush=True)
    until(lambda: len(ended(api, job)) > 2)
    running["worker 1"].running.kill()
    print(f"{len(ended(api, job))} of them done. worker 1 is killed with kill -9.", flush=True)
    until(lambda: len(ended(api, job)) > PLAYLISTS // 2)
    redis.kill()
    redis.start()
    print(f"{len(ended(api, job))} of them done. Redis is killed with kill -9 and started again, empty.", flush=True)
    until(lambda: api.get(f"jobs/{job}")["state"] not in ("queued", "running", "waiting"))
    document = api.get(f"jobs/{job}")
    print(f"{job}: {document['state']}; the playlists: {document['children']}.")
    for row in ended(api, job):
        for line in api.get(f"jobs/{row['id']}/log"):
            print(f"  {row['title']}: {line['data']['words']}")
    if document["children"] != {"succeeded": PLAYLISTS}:
        raise Failed("not every playlist was done")


def ended(api: Api, parent: str) -> list[dict[str, Any]]:
    """The children of a job that have ended."""
    rows: list[dict[str, Any]] = api.get(f"jobs?parent={parent}&limit=100&state=succeeded&state=failed")
    return rows


def until(condition: Callable[[], bool]) -> None:
    """Waits. Raises Failed after two minutes."""
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            raise Failed("the jobs do not get on")
        time.sleep(0.1)


def demonstrate(catalogue: Path | None) -> None:
    """The whole of it. Raises Failed."""
    clean = clean_environment(FOLDER / "data")
    heading("PostgreSQL, Redis, a sandbox, a beat, two workers and a server")
    with servers() as (database, redis), sandbox(catalogue, clean) as told:
        environment = (
            clean
            | pointing_at(told)
            | {
                "PLAYWARDEN_DATABASE_URL": database,
                "PLAYWARDEN_BROKER_URL": redis.url,
            }
        )
        with processes(environment) as running:
            shell = Shell(environment)
            play(shell, told["client_id"], FOLDER)
            many(shell, running, redis, told["clock_url"].removesuffix("/clock"))
            heading("What the jobs were, and what everybody takes")
            shell.shown("jobs", "list")
            shell.shown("audit", "verify")
            for name, process in running.items():
                if process.running.poll() is None:
                    print(f"  {name:9} {process.memory()}")


def main() -> int:
    """Plays it; 0 when every step went as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=Path, help="real playlists to load (gzipped JSON)")
    catalogue: Path | None = parser.parse_args().catalogue
    if not available():
        print(f"The demonstration needs a Redis: {NO_WHEEL}.", file=sys.stderr)
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    began = time.monotonic()
    try:
        demonstrate(catalogue.resolve() if catalogue else None)
    except Failed as failed:
        print(f"\nThe demonstration failed: {failed}. Logs are in {FOLDER.relative_to(HERE)}/.", file=sys.stderr)
        return 1
    print(f"\nDone in {time.monotonic() - began:.0f} s. docs/guides/scale.md tells how to run it yourself.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
