"""What benchmarks stand on: a sandbox in a process of its own, a fresh data folder, accounts connected by OAuth."""

import multiprocessing
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.accounts import Account, App
from playwarden.kit.clock import FollowedClock
from playwarden.sandbox.running import Running
from playwarden.sandbox.server import serve
from playwarden.sandbox.settings import SandboxSettings, client_id

REDIRECT_URI = "http://127.0.0.1:8765/oauth/callback"
UNLIMITED = {"bucket_ceiling": 0, "group_ceiling": 0, "player_ceiling": 0, "window_ceiling": 0}
"""Settings under which the ledger books every call and holds none."""


def machine() -> str:
    """Processor, cores and interpreter, for beside the figures."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


@contextmanager
def sandbox(settings: SandboxSettings) -> Iterator[Running]:
    """A sandbox in another process, so that it does not share this one's interpreter lock."""
    spawn = multiprocessing.get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    process = spawn.Process(target=serve, args=(settings,), kwargs={"ready": sender.send}, name="sandbox", daemon=True)
    process.start()
    try:
        if not receiver.poll(60):
            raise RuntimeError("the sandbox did not start within a minute")
        yield Running(f"http://{settings.host}:{receiver.recv()}")
    finally:
        process.terminate()
        process.join(10)


@contextmanager
def house(
    running: Running, *, exact_clock: bool = False, settings: Mapping[str, Any] | None = None
) -> Iterator[Container]:
    """The product on a fresh data folder, following the sandbox's clock; `exact_clock`: reading it every time."""
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        container = open_container(
            load_settings(
                data_dir=Path(folder) / "data",
                spotify_api_url=running.api_url,
                spotify_accounts_url=running.accounts_url,
                clock_url=running.clock_url,
                **(settings or {}),
            )
        )
        if exact_clock:
            container = replace(container, clock=FollowedClock(running.clock_url, reread_after=0.0))
        try:
            yield container
        finally:
            container.close()


def connect(
    container: Container, running: Running, accounts: int, *, users_per_app: int, apps_per_developer: int = 1
) -> list[Account]:
    """Connects `listener1` ... by the OAuth flow, five to an app as development mode has it."""
    connected: list[Account] = []
    for number in range(1, accounts + 1):
        place = (number - 1) // users_per_app + 1
        if (number - 1) % users_per_app == 0:
            app = container.accounts.add_app(
                client_id(place),
                actor="bench",
                name=f"app {place}",
                quota_group=f"developer {(place - 1) // apps_per_developer + 1}",
            )
        connected.append(consent(container, running, app, number))
    return connected


def consent(container: Container, running: Running, app: App, number: int) -> Account:
    """Has `listenerN` agree to an app, for the first time or anew: what was agreed to ends after six months."""
    pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
    asked = dict(parse_qsl(urlsplit(pending.url).query))
    with httpx2.Client(timeout=30) as browser:
        answer = browser.post(
            f"{running.accounts_url}/authorize/decision",
            data={**asked, "account": f"listener{number}", "decision": "agree"},
        )
    return container.accounts.finish(answer.headers["location"], actor="bench").account
