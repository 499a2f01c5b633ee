"""How many refreshes fit into a day of the default quota: as many as are done when it is spent.

One developer with two apps, all limits as the sandbox has them by default: 120 calls an app and 30 s, 600 calls a day
to one endpoint, 1,200 in all. The sandbox's clock runs four times as fast meanwhile. Tasks of the usual way are sent no
faster than the limit of 30 s allows, and stop for everybody once the quota is spent; ours is left alone, under its own
cautious ceilings (900 calls a day in all; work that nobody waits for keeps to 85 % of every budget).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.lists import Refresh, compared
from benchmarks.ways import QUIET, THREADS, Ours, embedded, usual
from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.kit.ids import AccountId, JobId
from playwarden.sandbox.running import Running

RATE = 4.0
ITEMS_LAG = 0.6
"""What the sandbox has by default; kept as long in real time as it is at its usual rate."""
SPREAD = 6.0
"""Calls a second of the sandbox's clock that the usual way keeps to: both apps could make 8."""
LONG = timedelta(minutes=10)
"""A wait of more than this is for the day's quota, not for the 30 s."""
PATIENCE = 600.0
Draw = Callable[[], list[Refresh]]


@dataclass(frozen=True, slots=True)
class Day:
    """What one way got done in 24 hours."""

    way: str
    lists: int
    done: int
    torn: int
    """Lists that were left neither as they were nor as wished."""
    calls: int
    refused: int
    """Calls that were answered 429."""
    banned: int
    """Calls that were made although a ban was in force, each of which prolongs it."""

    def __str__(self) -> str:
        more = "all of them" if self.done == self.lists else f"of {self.lists:,}"
        return (
            f"{self.way:<24} {self.done:>5,} refreshes ({more}), {self.calls:,} calls; {self.refused} refused, "
            f"{self.banned} of these during a ban; {self.torn} lists left half done"
        )


def show(days: Sequence[Day]) -> None:
    """A line each."""
    print("\n  In a day of the default quota, every list changed:")
    for day in days:
        print(f"    {day}")


def ours(container: Container, accounts: Mapping[str, AccountId], running: Running, folder: Path, draw: Draw) -> Day:
    """The same data folder under the default ceilings."""
    settings = load_settings(
        data_dir=container.settings.data_dir,
        spotify_api_url=running.api_url,
        spotify_accounts_url=running.accounts_url,
        clock_url=running.clock_url,
        runner_threads=THREADS,
        **QUIET,
    )
    with (
        closing(open_container(settings)) as cautious,
        _limited(running),
        embedded(cautious, accounts, folder) as way,
    ):
        return _counted(running, "Playwarden", draw, partial(_spend, cautious, way))


def _spend(container: Container, way: Ours, refreshes: Sequence[Refresh]) -> None:
    """Lets the runner work until what is left waits for calls to grow a day old: nothing more fits into this one."""
    job_id = way.start(refreshes)
    if job_id is None:
        return
    _until(lambda: _rests(container, job_id))


def _rests(container: Container, job_id: JobId) -> bool:
    if container.jobs.job(job_id).state.ended:
        return True
    first = container.jobs.waiting(job_id)
    return first is not None and first.due_at - container.clock.now() > LONG


def usual_way(running: Running, folder: Path, broker: str, names: Sequence[str], users_per_app: int, draw: Draw) -> Day:
    """Until the first list is refused for the day: what is retried after that comes after the 24 hours."""
    with _limited(running), usual(broker, running.api_url, folder) as way:

        def spend(refreshes: Sequence[Refresh]) -> None:
            way.log_in(running, names, users_per_app=users_per_app)
            calls = -(-len(refreshes[0].wished) // 100)
            way.begin(refreshes, pause=calls / (SPREAD * RATE))
            seen, quiet = 0, time.monotonic()
            while way.open() and time.monotonic() - quiet < 5:
                if (total := int(running.counters()["total"])) != seen:
                    seen, quiet = total, time.monotonic()
                time.sleep(0.25)

        return _counted(running, "the usual way", draw, spend)


def _counted(running: Running, name: str, draw: Draw, spend: Callable[[Sequence[Refresh]], None]) -> Day:
    refreshes = draw()
    running.control("DELETE", "quota")
    running.reset_counters()
    spend(refreshes)
    counters = running.counters()
    verdict = compared(running, refreshes)
    return Day(
        name,
        verdict.lists,
        verdict.as_wished,
        verdict.torn,
        int(counters["total"]),
        int(counters["statuses"].get("429", 0)),
        int(counters["during_bans"]),
    )


@contextmanager
def _limited(running: Running) -> Iterator[None]:
    """The default limits, with a day before and after in which nobody calls, and a clock that runs fast."""
    running.advance(25 * 3600)
    running.control("PUT", "limits", {"name": "default"})
    running.set_clock(rate=RATE)
    running.quirks(items_lag=ITEMS_LAG * RATE)
    time.sleep(1.2)
    try:
        yield
    finally:
        running.set_clock(rate=1.0)
        running.quirks(items_lag=ITEMS_LAG)
        running.control("PUT", "limits", {"name": "none"})
        running.control("DELETE", "quota")
        running.advance(25 * 3600)


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(f"nothing came to rest within {PATIENCE:.0f} s")
        time.sleep(0.2)
