"""Reading items: what is wanted first, within a share of the quota, several playlists at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from playwarden.domain.calls import Caller, Lane
from playwarden.engine.observe import Whole, read_whole
from playwarden.engine.ports.quota import ITEMS, PLAYLIST, Quota
from playwarden.engine.ports.target import Target
from playwarden.features.library.counting import Counted
from playwarden.features.library.reports import Problem, Progress, ReadReport
from playwarden.features.library.repository import Waiting
from playwarden.kit.behalf import shared
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NeedsReconnecting, RateLimited, SpotifyError, SpotifyRefused
from playwarden.kit.ids import IdSource
from playwarden.store import catalogue, library
from playwarden.store.database import Database

SHARE = 4
"""Reading takes at most one in so many of the calls that are left in a day."""
THREADS = 16
GIVE_UP = 3
"""Readings in a row that Spotify did not answer; then the round ends."""
BATCH = 16
"""Readings kept in one transaction: few enough that a crash loses little."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls that reading may make for one quota group: `now`, of `a_day` in a whole day; `left` are all that remain."""

    now: int
    a_day: int
    left: int

    def admits(self, cost: int) -> bool:
        """Whether a reading fits. One that is larger than a whole day's share goes alone, when most of the share is
        still there: it cannot be split over days, since the list may change meanwhile.
        """
        return cost <= self.now or (cost > self.a_day and self.now * 2 >= self.a_day and cost <= self.left)

    def less(self, calls: int) -> "Budget":
        """After `calls` more."""
        return Budget(max(0, self.now - calls), self.a_day, max(0, self.left - calls))

    def capped(self, calls: int) -> "Budget":
        """With at most `calls`."""
        return Budget(min(self.now, calls), self.a_day, min(self.left, calls))


def day_budget(
    quota: Quota, waiting: Sequence[Waiting], looking: Mapping[str, float] | None = None
) -> dict[str, Budget]:
    """For each quota group a quarter of what the background lane had left, less what it spent in the last 24 h.

    `looking`: calls that regular looks will make in a day, by quota group. They leave less for the days to come.
    """
    uses = quota.summary()
    spent = {use.quota_group: use.lanes.get(Lane.BACKGROUND, 0) for use in uses}
    looked = {use.quota_group: use.lanes.get(Lane.SCHEDULED, 0) for use in uses}
    budgets: dict[str, Budget] = {}
    for one in waiting:
        if one.quota_group not in budgets:
            forecast = quota.forecast(one.account, {PLAYLIST: 1, ITEMS: 1}, Lane.BACKGROUND)
            used = spent.get(one.quota_group, 0)
            left = 0 if forecast.ban_until is not None else forecast.left
            a_day = max(1, (forecast.left + used) // SHARE)  # A learned ceiling may be tiny: never stand still.
            now = min(left, max(0, a_day - used))
            if looking is not None:
                more = max(0.0, looking.get(one.quota_group, 0.0) - looked.get(one.quota_group, 0))
                a_day = max(1, int((forecast.left + used - more) // SHARE))
                now = min(now, a_day)
            budgets[one.quota_group] = Budget(now, a_day, left)
    return budgets


def lane_budget(quota: Quota, waiting: Sequence[Waiting], lane: Lane) -> dict[str, Budget]:
    """For each quota group a quarter of what `lane` has left now."""
    budgets: dict[str, Budget] = {}
    for one in waiting:
        if one.quota_group not in budgets:
            forecast = quota.forecast(one.account, {PLAYLIST: 1, ITEMS: 1}, lane)
            left = 0 if forecast.ban_until is not None else forecast.left
            share = max(1, left // SHARE)
            budgets[one.quota_group] = Budget(min(share, left), share, left)
    return budgets


@dataclass(slots=True)
class _Round:
    """What is known while a round runs: budgets, and groups and accounts that stopped."""

    budgets: dict[str, Budget]
    stopped: dict[str, RateLimited] = field(default_factory=dict)
    lost: dict[str, Problem] = field(default_factory=dict)
    unavailable: int = 0

    def admits(self, one: Waiting) -> bool:
        budget = self.budgets.get(one.quota_group)
        return (
            one.quota_group not in self.stopped
            and one.account not in self.lost
            and self.unavailable < GIVE_UP
            and budget is not None
            and budget.admits(one.cost)
        )


@dataclass(slots=True)
class _Tally:
    """What a round did so far; `wholes` and `refused` wait to be kept."""

    read: list[Waiting] = field(default_factory=list)
    changed: int = 0
    calls: int = 0
    refusals: int = 0
    failed: int = 0
    done: int = 0
    wholes: list[tuple[Waiting, Whole]] = field(default_factory=list)
    refused: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Went:
    """What came of one reading, and the calls that were answered for it."""

    came: Whole | SpotifyError | NeedsReconnecting
    calls: int


class Reader:
    """Reads the items of playlists and keeps them."""

    def __init__(self, database: Database, target: Target, clock: Clock, ids: IdSource, *, threads: int) -> None:
        self._database = database
        self._target = target
        self._clock = clock
        self._ids = ids
        self._threads = threads

    def read(
        self, waiting: Sequence[Waiting], lane: Lane, budgets: dict[str, Budget], progress: Progress
    ) -> ReadReport:
        """Reads as many as the budgets admit, in order. A ban ends its quota group, lost consent its account."""
        if not waiting or all(budget.left == 0 for budget in budgets.values()):
            return ReadReport()
        state, tally = _Round(dict(budgets)), _Tally()
        queue = iter(waiting)
        progress("reading items", 0, len(waiting))
        with ThreadPoolExecutor(min(self._threads, len(waiting)), thread_name_prefix="items") as pool:
            running: dict[Future[_Went], Waiting] = {}
            self._start(pool, running, queue, state, lane)
            try:
                while running:
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        _take(running.pop(future), future.result(), state, tally)
                    self._start(pool, running, queue, state, lane)
                    progress("reading items", tally.done, len(waiting))
                    if len(tally.wholes) >= BATCH:
                        self._keep(tally)
            finally:  # Paid for, even when a person stops it here.
                for future in wait(running).done:
                    if future.exception() is None:
                        _take(running[future], future.result(), state, tally)
                self._keep(tally)
        return ReadReport(
            read=tuple(one.id for one in tally.read),
            changed=tally.changed,
            calls=tally.calls,
            refused=tally.refusals,
            failed=tally.failed,
            until=max((error.until for error in state.stopped.values()), default=None),
            problems=tuple(state.lost.values()),
        )

    def _start(
        self,
        pool: ThreadPoolExecutor,
        running: dict[Future[_Went], Waiting],
        queue: Iterator[Waiting],
        state: _Round,
        lane: Lane,
    ) -> None:
        while len(running) < self._threads:
            one = next(queue, None)
            if one is None:
                return
            if state.admits(one):
                state.budgets[one.quota_group] = state.budgets[one.quota_group].less(one.cost)
                running[pool.submit(shared(self._went), one, lane)] = one

    def _went(self, one: Waiting, lane: Lane) -> _Went:
        """Reads one; what the target raises is a part of what came of it."""
        counted = Counted(self._target)
        came: Whole | SpotifyError | NeedsReconnecting
        try:
            came = read_whole(counted, Caller(one.account, lane), one.id)
        except (SpotifyError, NeedsReconnecting) as error:
            came = error
        return _Went(came, counted.calls)

    def _keep(self, tally: _Tally) -> None:
        """Records what waits to be kept, in one transaction."""
        wholes, refused = tally.wholes, tally.refused
        tally.wholes, tally.refused = [], []
        if not wholes and not refused:
            return
        now = self._clock.now()
        with self._database.write() as session:
            catalogue.remember_tracks(session, (track for _, whole in wholes for track in whole.tracks), now)
            readings = [(whole.head, whole.entries) for _, whole in wholes]
            recorded = library.record_readings(session, self._ids, readings, now)
            for one in refused:
                library.note_refused(session, one.id, one.snapshot_id)
        for one, whole in wholes:
            if whole.head.id in recorded:
                tally.changed += recorded[whole.head.id] != one.version_id
                tally.read.append(one)


def _take(one: Waiting, went: _Went, state: _Round, tally: _Tally) -> None:
    """Takes what a reading gave: entries, a refusal, or a reason to stop a quota group or an account."""
    tally.done += 1
    tally.calls += went.calls
    match went.came:
        case RateLimited() as error:
            state.stopped[one.quota_group] = error
        case NeedsReconnecting() as error:
            state.lost[one.account] = Problem(one.account, one.account_name, error)
        case SpotifyRefused():
            tally.refusals += 1
            tally.refused.append(one)
        case SpotifyError():
            tally.failed += 1
            state.unavailable += 1
        case Whole() as whole:
            state.unavailable = 0
            tally.wholes.append((one, whole))


def days_needed(waiting: Sequence[Waiting], budgets: dict[str, Budget]) -> int | None:
    """Whole days until everything that waits was read, 0 for today; None when no budget admits it ever."""
    costs: dict[str, int] = defaultdict(int)
    for one in waiting:
        costs[one.quota_group] += one.cost
    days = 0
    for group, cost in costs.items():
        budget = budgets[group]
        over = cost - budget.now
        if over > 0:
            if budget.a_day == 0:
                return None
            days = max(days, -(-over // budget.a_day))
    return days
