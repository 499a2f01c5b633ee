"""A scaled-out installation for tests: real workers, beats and a server on real PostgreSQL, Redis and sandbox."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.jobs.job import Job
from playwarden.features.runs.proposal import Order
from playwarden.kit.ids import JobId, PlaylistId
from playwarden.sandbox.running import Running
from tests.chaos.household import ROOT, Household
from tests.nursery import Begun, nursery
from tests.postgres import Server
from tests.valkey import Valkey

READY_SECONDS = 30.0


class Member:
    """One process of the fleet. `ready` is the line that it tells when it is at work; its log is kept for failures. It
    comes from the nursery, or, `in_full`, is started as its user does it, which takes two seconds more.
    """

    def __init__(self, words: Sequence[str], env: dict[str, str], log: Path, *, in_full: bool = False) -> None:
        self.words = tuple(words)
        self._log = log
        self._process: Begun | subprocess.Popen[str]
        if not in_full:
            self._process = nursery().begin([*words, "--json"], env=env, cwd=ROOT, log=log)
            return
        with log.open("ab") as err:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("playwarden")), *words, "--json"],
                env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err, text=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text(errors="replace")

    def ready(self) -> dict[str, Any]:
        """Waits until it is at work. Raises AssertionError with its log when it ends instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith('{"'), (self.words, line, self._process.stdout.read(), self.log)
        told: dict[str, Any] = json.loads(line)
        return told

    def terminate(self, seconds: float = 20.0) -> int:
        """SIGTERM, and its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self.ended(seconds)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self.ended(10.0)

    def ended(self, seconds: float = 20.0) -> int:
        """Waits for its end; the exit code."""
        code = self._process.wait(timeout=seconds)
        if isinstance(self._process, Begun):
            self._process.close()
        elif self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def memory(self) -> tuple[int, int]:
        """Bytes of memory it holds, and of those its fair share of what it shares with others (RSS, PSS)."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
        return sizes["Rss"], sizes["Pss"]

    def cpu(self) -> float:
        """Seconds of a core it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Fleet:
    """A household on PostgreSQL and Redis, and the processes that were started for it.

    Everything can be started, ended and killed one by one; `close` ends what is left of it.
    """

    household: Household
    postgres: Server
    database: str
    redis: Valkey
    members: list[Member] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, sandbox: Running, data_dir: Path, postgres: Server, redis: Valkey, **more: str) -> "Fleet":
        """A fleet without any process, an account connected. `more` are further variables."""
        database = postgres.create()
        variables = {
            "PLAYWARDEN_DATABASE_URL": postgres.url(database),
            "PLAYWARDEN_BROKER_URL": redis.url,
            "PLAYWARDEN_BACKUP_HOUR": "-1",
            "PLAYWARDEN_SYNC_MINUTES": "0",
            "PLAYWARDEN_COLLECT_PLAYS": "false",
            **more,
        }
        fleet = cls(Household(sandbox, data_dir, variables), postgres, database, redis)
        fleet.household.connect()
        return fleet

    @property
    def box(self) -> Container:
        """The installation as this process sees it; it tells workers of what it makes, as any process does."""
        return self.household.box

    # -- processes

    def worker(self, *, in_full: bool = False) -> Member:
        """A worker that takes messages."""
        return self._started("worker", in_full=in_full)

    def beat(self, *, in_full: bool = False) -> Member:
        """A beat."""
        return self._started("beat", in_full=in_full)

    def up(self) -> Member:
        """A server that runs no jobs."""
        return self._started("up", "--no-runner", "--port", "0")

    def begin(self, *words: str, in_full: bool = False) -> Member:
        """A process that need not be ready; without Redis a worker is not."""
        log = self.household.data_dir / f"{words[0]}-{len(self.members)}.log"
        member = Member(words, self.household.env, log, in_full=in_full)
        self.members.append(member)
        return member

    def _started(self, *words: str, in_full: bool = False) -> Member:
        member = self.begin(*words, in_full=in_full)
        member.ready()
        return member

    def drop_connections(self) -> None:
        """Ends every connection to its database in the middle of whatever it does."""
        self.postgres.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.database}'"
        )

    def close(self) -> None:
        """Ends all processes, and takes the database away."""
        for member in self.members:
            # One that ended by itself is still waited for: what it wrote to is open until then.
            if member.alive:
                member.kill()
            else:
                member.ended()
        self.box.close()
        self.postgres.drop(self.database)

    # -- jobs

    def take_playlists(self, count: int, entries: int = 6) -> list[str]:
        """Playlists of the connected account that no story has used, with so many entries at least, no two alike."""
        sandbox = self.household.sandbox
        found: list[str] = []
        for playlist in sandbox.playlists_of("listener1"):
            if playlist in self.taken or len(found) == count:
                continue
            state = sandbox.playlist(playlist)
            uris = [entry["uri"] for entry in state["entries"]]
            if state["owner"] == "listener1" and len(uris) >= entries and all(uris) and len(set(uris)) == len(uris):
                found.append(playlist)
        assert len(found) == count, f"the sandbox has {len(found)} such playlists left, {count} are wanted"
        self.taken += found
        return found

    def change(self, playlist: str, *, lane: Lane = Lane.INTERACTIVE, calls: int = 1) -> tuple[JobId, list[str | None]]:
        """Starts a run that moves `calls` entries of a playlist to its top, a call each: the job, and what should
        stand there in the end.
        """
        now = self.household.sandbox.uris(playlist)
        moved = list(range(2, 2 + 2 * calls, 2))[:calls]
        wished = [now[at] for at in reversed(moved)] + [uri for at, uri in enumerate(now) if at not in moved]
        return self.start(playlist, Wish(items=tuple(uri for uri in wished if uri), origin="test"), lane=lane), wished

    def details(self, playlist: str, description: str) -> JobId:
        """Starts a run that changes a playlist's description."""
        return self.start(playlist, Wish(description=description, origin="test"))

    def start(self, playlist: str, wish: Wish, *, lane: Lane = Lane.INTERACTIVE) -> JobId:
        """Starts a run that fulfils `wish` as a job; its id."""
        (account,) = self.box.accounts.accounts()
        order = Order(account.id, wish, playlist_id=PlaylistId(playlist))
        proposal = self.box.runs.propose([order], lane=lane)
        started = self.box.runs.start(proposal, approved=proposal.fingerprint, actor="test")
        assert started.job_id is not None, "the wish is fulfilled already"
        return started.job_id

    def jobs(self, ids: Sequence[JobId]) -> list[Job]:
        """The jobs as they stand."""
        return [self.box.jobs.job(job_id) for job_id in ids]

    def until_ended(self, ids: Sequence[JobId], seconds: float = 60.0) -> list[Job]:
        """Waits until all of them have ended. Raises AssertionError with the logs."""
        left = list(ids)

        def done() -> bool:
            while left and self.box.jobs.job(left[-1]).state.ended:
                left.pop()
            return not left

        self.until(done, seconds)
        return self.jobs(ids)

    def until(self, condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Waits until `condition` holds. Raises AssertionError with the logs of all processes."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never came to that:\n" + self.logs()
            time.sleep(0.05)

    def logs(self) -> str:
        """What all processes wrote to stderr."""
        return "\n".join(f"--- {' '.join(member.words)} ({member.pid})\n{member.log}" for member in self.members)
