"""Fifty members at once: each a page every two seconds and an open stream of events, for a minute.

As a program it is the crowd; what it measured goes to its standard output, as JSON.
"""

import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.processes import processor_seconds, weight
from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.domain.access import Caller, Level, Role, Scope, the_operator
from playwarden.features.access.passwords import Passwords
from playwarden.kit.ids import AccountId
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings

MEMBERS = 50
SECONDS = 60.0
EVERY = 2.0
WANTED_MS = 150
PAGES = {
    "Today": ("/session", "/accounts", "/jobs?folded=true&limit=10", "/runs?limit=10", "/quota"),
    "Playlists": ("/session", "/playlists"),
    "Playlist": ("/playlists/{playlist}", "/playlists/{playlist}/versions"),
    "Tasks": ("/jobs?folded=true&limit=200", "/runners"),
    "Calendar": ("/placements?limit=500", "/schedules?limit=500"),
    "Audit": ("/audit?limit=200",),
}
"""What a page asks for when it is opened."""
PROGRAM = str(Path(sys.executable).with_name("playwarden"))
REDIRECT_URI = "http://127.0.0.1:8765/oauth/callback"


def main() -> None:
    """Half of the members see one of two accounts only: their lists are looked through."""
    settings = SandboxSettings(limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=60)
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as name, running(settings) as sandbox:
        data = Path(name) / "data"
        tokens = _peopled(data, sandbox)
        environment = {
            **os.environ,
            "PLAYWARDEN_DATA_DIR": str(data),
            "PLAYWARDEN_SPOTIFY_API_URL": sandbox.api_url,
            "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": sandbox.accounts_url,
            "PLAYWARDEN_SYNC_MINUTES": "0",
            "PLAYWARDEN_COLLECT_PLAYS": "false",
            "PLAYWARDEN_BACKUP_HOUR": "-1",
        }
        command = [PROGRAM, "up", "--port", "0", "--json"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            address = json.loads(process.stdout.readline())["address"]
            try:
                _measured(process.pid, address, tokens)
            finally:
                process.terminate()


def _measured(pid: int, address: str, tokens: list[str]) -> None:
    print(
        f"   {platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    _crowd(address, tokens, 10.0, anew=True)  # Imports, caches and pools are there afterwards.
    _minute(pid, address, tokens, anew=False)
    _minute(pid, address, tokens, anew=True)


def _minute(pid: int, address: str, tokens: list[str], *, anew: bool) -> None:
    before, worked = weight(pid), processor_seconds(pid)
    told = _crowd(address, tokens, SECONDS, anew=anew)
    after, worked = weight(pid), processor_seconds(pid) - worked
    times = sorted(told["ms"])
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    how = "as programs ask, everything anew" if anew else "as browsers ask, with the tags of what they have"
    print(
        f"   {MEMBERS} members, {SECONDS:.0f} s, {how}: {len(times):,} reads ({told['same']:,} told 'the same'), "
        f"{told['streams']} streams of events held open"
    )
    print(f"   p50 {p50:.0f} ms, p95 {p95:.0f} ms (wanted: under {WANTED_MS}), slowest {times[-1]:.0f} ms")
    for path, slow in told["slowest"]:
        print(f"      p95 {slow:4.0f} ms  {path}")
    print(
        f"   processor: server {worked:.1f} s ({worked * 1_000 / len(times):.1f} ms a read), "
        f"crowd {told['processor']:.1f} s ({told['processor'] * 1_000 / len(times):.1f} ms a read)"
    )
    print(f"   errors: {told['errors'] or 'none'}; events heard: {told['events']}")
    print(f"   memory: {before} before, {after} after")


def _crowd(address: str, tokens: list[str], seconds: float, *, anew: bool) -> dict[str, Any]:
    """The crowd in a process of its own, so that it does not wait for its own work."""
    command = [sys.executable, "-m", "benchmarks.crowd", address, str(seconds), "anew" if anew else "tags"]
    done = subprocess.run(command, input=json.dumps(tokens), capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _peopled(data: Path, sandbox: Running) -> list[str]:
    """A data folder with two accounts mirrored and fifty members; an API token of each."""
    container = open_container(
        load_settings(data_dir=data, spotify_api_url=sandbox.api_url, spotify_accounts_url=sandbox.accounts_url)
    )
    container.__dict__["passwords"] = Passwords(memory_kib=64, rounds=1)
    app = container.accounts.add_app(sandbox.client_id, actor="bench", name="app")
    accounts = []
    for user in ("listener1", "listener2"):
        pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
        accounts.append(container.accounts.finish(sandbox.agree(pending.url, user), actor="bench").account.id)
    container.library.sync(accounts)
    tokens = []
    for number in range(MEMBERS):
        only = {AccountId(accounts[number % 2]): Level.EDIT} if number % 4 < 2 else None
        issued = container.members.invite(the_operator(), Role.EDITOR, only)
        member = container.members.member(container.members.join(issued.secret, f"Member {number}", "a long password"))
        tokens.append(container.access.make_token(Caller.of(member), "bench", list(Scope), 1)[1])
    container.close()
    return tokens


# -- the crowd

Kept = dict[str, tuple[str, Any]]
"""What one member's browser has, with its tag, by address."""


class Crowd:
    """Everybody's reads: how long each took, and what went wrong. Unless it asks `anew`, each member keeps what was
    answered, as a browser does, and sends its tag when the same is asked again.
    """

    def __init__(self, client: httpx2.AsyncClient, until: float, *, anew: bool) -> None:
        self.client = client
        self.until = until
        self.anew = anew
        self.same = 0
        self.took: list[tuple[str, float]] = []
        self.errors: dict[str, int] = {}
        self.events = 0
        self.streams = 0

    async def member(self, token: str, number: int) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        chance = random.Random(number)
        kept: Kept = {}
        listening = asyncio.create_task(self.listen(headers))
        await asyncio.sleep(EVERY * number / MEMBERS)
        playlists = [one["id"] for one in (await self.read("/playlists", headers, kept)) or []]
        while time.monotonic() < self.until:
            began = time.monotonic()
            paths = PAGES[chance.choice(list(PAGES))]
            playlist = chance.choice(playlists) if playlists else "none"
            await asyncio.gather(*(self.read(path, headers, kept, playlist) for path in paths))
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))
        listening.cancel()

    async def read(self, path: str, headers: dict[str, str], kept: Kept, playlist: str = "") -> Any:
        url = "/api/v1" + path.replace("{playlist}", playlist)
        tag, known = kept.get(url, ("", None))
        began = time.monotonic()
        try:
            answer = await self.client.get(url, headers=headers | ({"If-None-Match": tag} if tag else {}))
        except httpx2.HTTPError as error:
            self.wrong(type(error).__name__)
            return None
        self.took.append((path, (time.monotonic() - began) * 1_000))
        if answer.status_code == 304 and tag:
            self.same += 1
            return known
        if answer.status_code != 200:
            self.wrong(f"{answer.status_code} {path}")
            return None
        found = answer.json()
        if not self.anew and "etag" in answer.headers:
            kept[url] = (answer.headers["etag"], found)
        return found

    async def listen(self, headers: dict[str, str]) -> None:
        try:
            async with self.client.stream("GET", "/api/v1/events", headers=headers, timeout=None) as answer:
                if answer.status_code != 200:
                    self.wrong(f"{answer.status_code} /events")
                    return
                self.streams += 1
                async for line in answer.aiter_lines():
                    self.events += line.startswith("data:")
        except httpx2.HTTPError as error:
            self.wrong(f"{type(error).__name__} /events")

    def wrong(self, what: str) -> None:
        self.errors[what] = self.errors.get(what, 0) + 1

    def told(self) -> dict[str, Any]:
        of_path: dict[str, list[float]] = {}
        for path, took in self.took:
            of_path.setdefault(path, []).append(took)
        slow = [(path, sorted(all_)[int(len(all_) * 0.95)]) for path, all_ in of_path.items()]
        return {
            "ms": [took for _, took in self.took],
            "slowest": sorted(slow, key=lambda each: -each[1])[:4],
            "errors": self.errors,
            "events": self.events,
            "streams": self.streams,
            "same": self.same,
            "processor": time.process_time(),
        }


async def crowded(address: str, tokens: list[str], seconds: float, *, anew: bool = True) -> dict[str, Any]:
    """What a crowd with these tokens measures at `address`."""
    limits = httpx2.Limits(max_connections=1_000, max_keepalive_connections=500)
    async with httpx2.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        crowd = Crowd(client, time.monotonic() + seconds, anew=anew)
        await asyncio.gather(*(crowd.member(token, number) for number, token in enumerate(tokens)))
        return crowd.told()


if __name__ == "__main__":
    print(
        json.dumps(
            asyncio.run(crowded(sys.argv[1], json.load(sys.stdin), float(sys.argv[2]), anew=sys.argv[3] == "anew"))
        )
    )
