"""How many refreshes fit into a day of the default quota: until it is spent, and to the end of the 24 hours.

One developer with two apps, all limits as the sandbox has them by default: 120 calls an app and 30 s, 600 calls a day
to one endpoint, 1,200 in all. The sandbox's clock runs 20 times as fast meanwhile. The usual way is paced below the
limit of 30 s, and stops for everybody once the quota is spent, as its retries are told to; ours is left alone.
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
from playwarden.domain.calls import Lane
from playwarden.kit.ids import AccountId, JobId
from playwarden.sandbox.running import Running

RATE = 20.0
SPREAD = 6.0
"""Calls a second of the sandbox's clock that the usual way keeps to: both apps could make 8."""
LONG = timedelta(minutes=10)
"""A wait of more than this is for the day's quota, not for the 30 s."""
PATIENCE = 240.0
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


def ours(
    container: Container, accounts: Mapping[str, AccountId], running: Running, folder: Path, draw: Draw
) -> list[Day]:
    """The same data folder under the default ceilings, as work that nobody waits for and as work that somebody does."""
    settings = load_settings(
        data_dir=container.settings.data_dir,
        spotify_api_url=running.api_url,
        spotify_accounts_url=running.accounts_url,
        clock_url=running.clock_url,
        runner_threads=THREADS,
        **QUIET,
    )
    days = []
    for lane, name in ((Lane.INTERACTIVE, "Playwarden"), (Lane.SCHEDULED, "Playwarden, scheduled")):
        with (
            closing(open_container(settings)) as cautious,
            _limited(running),
            embedded(cautious, accounts, folder) as way,
        ):
            way.lane = lane
            days.append(_counted(running, name, draw, partial(_spend, cautious, way, running)))
    return days


def _spend(container: Container, way: Ours, running: Running, refreshes: Sequence[Refresh]) -> None:
    """Lets the runner work until the day's calls are spent, and then until the day is nearly over."""
    began = container.clock.now()
    job_id = way.start(refreshes)
    if job_id is None:
        return
    _until(lambda: _rests(container, job_id))
    left = began + timedelta(hours=23, minutes=50) - container.clock.now()
    running.advance(left.total_seconds())
    time.sleep(2.5)  # whoever follows the clock has seen it, and the tick has queued what is due
    _until(lambda: _rests(container, job_id))
    if not container.jobs.job(job_id).state.ended:
        container.jobs.ask_to_cancel(job_id, "bench")
        _until(lambda: container.jobs.job(job_id).state.ended)


def _rests(container: Container, job_id: JobId) -> bool:
    if container.jobs.job(job_id).state.ended:
        return True
    first = container.jobs.waiting(job_id)
    return first is not None and first.due_at - container.clock.now() > LONG


def usual_way(running: Running, folder: Path, broker: str, names: Sequence[str], users_per_app: int, draw: Draw) -> Day:
    """Until the first list is refused for the day: what is retried after that comes after the 24 hours."""
    refreshes = draw()
    calls = -(-len(refreshes[0].wished) // 100)
    with _limited(running), usual(broker, running.api_url, folder, pace=f"{SPREAD * RATE / calls:.1f}/s") as way:
        way.log_in(running, names, users_per_app=users_per_app)

        def spend(refreshes: Sequence[Refresh]) -> None:
            way.begin(refreshes)
            seen, quiet = 0, time.monotonic()
            while way.open() and time.monotonic() - quiet < 5:
                if (total := int(running.counters()["total"])) != seen:
                    seen, quiet = total, time.monotonic()
                time.sleep(0.25)

        return _counted(running, "the usual way", lambda: refreshes, spend)


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
    time.sleep(1.2)
    try:
        yield
    finally:
        running.set_clock(rate=1.0)
        running.control("PUT", "limits", {"name": "none"})
        running.control("DELETE", "quota")
        running.advance(25 * 3600)


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(f"nothing came to rest within {PATIENCE:.0f} s")
        time.sleep(0.2)
