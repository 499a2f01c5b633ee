"""Mirroring: a large library at first sight beside a plain spotipy loop, the second look, and 400 playlists on a quota.

python -m benchmarks.mirror
"""

import gzip
import json
import math
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import spotipy

from benchmarks.wiring import UNLIMITED, connect, house, machine, sandbox
from playwarden.bootstrap import Container
from playwarden.domain.accounts import Account
from playwarden.domain.calls import Lane
from playwarden.features.library.service import Library
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, SandboxSettings
from playwarden.store.tokens import StoredTokens

ACCOUNTS, EACH = 10, 100
QUOTA_ACCOUNTS, QUOTA_EACH = 4, 100
LATENCY_MS = 50.0
REAL_PLAYLISTS = Path("../shared/data/playlists/playlists_2021-05.json.gz")


@dataclass(frozen=True)
class Figure:
    """What one way took."""

    calls: int
    seconds: float
    entries: int = 0

    def line(self, name: str) -> str:
        shown = f", {self.entries:,} entries" if self.entries else ""
        return f"  {name:<44} {self.calls:>6,} calls {self.seconds:>9.2f} s{shown}"


def main() -> int:
    """Runs all three; the exit code tells whether what was promised holds."""
    print(f"Mirror on {machine()}")
    held = [first_and_second_look(), on_a_quota()]
    return 0 if all(held) else 1


def first_and_second_look() -> bool:
    """1,000 playlists of 10 accounts at 50 ms a call and no limits."""
    settings = SandboxSettings(
        accounts=ACCOUNTS, playlists_per_account=EACH, followed_per_account=0, limits=Limits.none()
    )
    print(f"\n{ACCOUNTS * EACH:,} playlists of {ACCOUNTS} accounts, {LATENCY_MS:.0f} ms a call, no limits:")
    with sandbox(settings) as running, house(running, settings=UNLIMITED) as container:
        accounts = connect(container, running, ACCOUNTS, users_per_app=settings.users_per_app)
        tokens = [access_token(container, account) for account in accounts]
        running.latency(LATENCY_MS)
        library = without_covers(container)
        alone = by_spotipy(running, tokens, threads=1)
        print(alone.line("spotipy, a loop"))
        together = by_spotipy(running, tokens, threads=ACCOUNTS)
        print(together.line("spotipy, a loop on a thread for each account"))
        first = look(library, running)
        print(first.line("Playwarden, first mirror"))
        second = max((look(library, running) for _ in range(3)), key=lambda figure: figure.seconds)
        print(second.line("Playwarden, unchanged second mirror (slowest of 3)"))
    fewer, faster = alone.calls / first.calls, alone.seconds / first.seconds
    print(f"  beside the loop: {fewer:.2f} times fewer calls, {faster:.1f} times faster")
    print(f"  beside the loop on threads: {together.seconds / first.seconds:.2f} times faster")
    return told("the second mirror takes 20 calls", second.calls == 20) & told(
        "the second mirror takes less than 0.5 s", second.seconds < 0.5
    )


def by_spotipy(running: Running, tokens: list[str], *, threads: int) -> Figure:
    """The loop that people write, fairly: full pages, one session an account, nothing fetched twice."""
    running.reset_counters()
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        entries = sum(pool.map(lambda token: spotipy_account(running, token), tokens))
    seconds = time.perf_counter() - started
    return Figure(int(running.counters()["total"]), seconds, entries)


def spotipy_account(running: Running, token: str) -> int:
    """Every playlist of one account with all its items, 50 a page (more is refused)."""
    client = spotipy.Spotify(auth=token, retries=0)
    client.prefix = f"{running.api_url}/"
    entries = 0
    page = client.current_user_playlists(limit=50)
    while page:
        for playlist in page["items"]:
            items = client._get(f"playlists/{playlist['id']}/items", limit=50, offset=0)
            while items:
                entries += len(items["items"])
                items = client.next(items) if items["next"] else None
        page = client.next(page) if page["next"] else None
    return entries


def look(library: Library, running: Running) -> Figure:
    """One look at everything, items included."""
    running.reset_counters()
    started = time.perf_counter()
    library.sync()
    return Figure(int(running.counters()["total"]), time.perf_counter() - started)


def without_covers(container: Container) -> Library:
    """Pictures are no API calls, and the loop does not fetch them."""
    return Library(container.database, container.target, container.quota, container.clock, container.ids, covers=False)


def access_token(container: Container, account: Account) -> str:
    """The token that spotipy is to use: a session that somebody logged in to."""
    tokens = StoredTokens(container.database, container.sealer).connection(account.id).tokens
    assert tokens is not None
    return tokens.access


def on_a_quota() -> bool:
    """400 playlists of 4 accounts at the default limits, the clock moved on hour by hour, a look every hour."""
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        catalogue = real_sized(Path(folder))
        sizes = "real sizes" if catalogue else "made-up sizes: the real playlists are not here"
        print(f"\n{QUOTA_ACCOUNTS * QUOTA_EACH} playlists of {QUOTA_ACCOUNTS} accounts ({sizes}), default limits:")
        settings = SandboxSettings(
            accounts=QUOTA_ACCOUNTS,
            playlists_per_account=QUOTA_EACH,
            followed_per_account=0,
            catalogue=catalogue,
            rate=100.0,
        )
        with sandbox(settings) as running, house(running, exact_clock=True) as container:
            connect(container, running, QUOTA_ACCOUNTS, users_per_app=settings.users_per_app)
            return read_in_days(container, running)


def read_in_days(container: Container, running: Running) -> bool:
    """Looks at once, opens one playlist, then lets days pass until every item was read."""
    library = without_covers(container)
    running.reset_counters()
    started, real = container.clock.now(), time.perf_counter()
    library.sync(read=False)
    heads = int(running.counters()["total"])
    opened = container.questions.playlists()[0]
    library.read_items(opened.id)
    usable = int(running.counters()["total"])
    shown = container.questions.show(opened.id)
    print(f"  {heads} calls: all {len(container.questions.playlists())} listed; {usable} calls: one opened and shown")
    promised = library.status()
    print(f"  then: {promised.sentence} ({promised.left_calls:,} calls)")
    days: list[str] = []
    hours = 0
    while (status := library.status()).left and hours < 24 * 60:
        if hours % 24 == 0:
            days.append(f"{status.read}")
        running.advance(3600)
        hours += 1
        library.sync(lane=Lane.SCHEDULED, read=False)
        library.continue_reading()
    counters = running.counters()
    took = (container.clock.now() - started) / timedelta(days=1)
    print(f"  read at the start of each day: {', '.join(days)}")
    print(f"  complete in {math.ceil(took)} days ({took:.2f}), {int(counters['total']):,} calls with a look every hour")
    print(f"  simulated in {time.perf_counter() - real:.0f} s")
    refused = int(counters["statuses"].get("429", 0))
    return (
        told("usable after at most 10 calls", usable <= 10 and shown.lines is not None)
        & told(f"complete: {library.status().sentence}", library.status().left == 0)
        & told("no QUOTA_EXCEEDED, no 429 at all", refused == 0 and not counters["during_bans"])
    )


def real_sized(folder: Path) -> Path | None:
    """A catalogue of 400 playlists: the real ones over and over under other ids; None where they are not at hand."""
    if not REAL_PLAYLISTS.exists():
        return None
    real = json.loads(gzip.decompress(REAL_PLAYLISTS.read_bytes()))
    wanted = QUOTA_ACCOUNTS * QUOTA_EACH
    copies = [{**real[n % len(real)], "id": f"{n:04}{real[n % len(real)]['id'][4:]}"} for n in range(wanted)]
    path = folder / "playlists.json.gz"
    path.write_bytes(gzip.compress(json.dumps(copies).encode(), 1))
    return path


def told(what: str, holds: bool) -> bool:
    """Says whether a promise holds."""
    print(f"  {'ok' if holds else 'NOT HELD'}: {what}")
    return holds


if __name__ == "__main__":
    sys.exit(main())
