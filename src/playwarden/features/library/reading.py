"""Reading items: what is wanted first, within a share of the quota, several playlists at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane
from playwarden.engine.observe import Whole, read_whole
from playwarden.engine.ports.library import OWN_WRITES
from playwarden.engine.ports.quota import ITEMS, PLAYLIST, Quota
from playwarden.engine.ports.target import Target
from playwarden.features.library.reports import Problem, Progress, ReadReport
from playwarden.features.library.repository import Waiting
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NeedsReconnecting, RateLimited, SpotifyError, SpotifyRefused
from playwarden.kit.ids import IdSource, VersionId
from playwarden.store import catalogue, library
from playwarden.store.database import Database
from playwarden.store.models.library import Playlist

SHARE = 4
"""Reading takes at most one in so many of the calls that are left in a day."""
THREADS = 8
GIVE_UP = 3
"""Readings in a row that Spotify did not answer; then the round ends."""
BATCH = 25
"""Playlists kept in one transaction at most."""


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


def day_budget(quota: Quota, waiting: Sequence[Waiting]) -> dict[str, Budget]:
    """For each quota group a quarter of what the background lane had left, less what it spent in the last 24 h."""
    spent = {use.quota_group: use.lanes.get(Lane.BACKGROUND, 0) for use in quota.summary()}
    budgets: dict[str, Budget] = {}
    for one in waiting:
        if one.quota_group not in budgets:
            forecast = quota.forecast(one.account, {PLAYLIST: 1, ITEMS: 1}, Lane.BACKGROUND)
            used = spent.get(one.quota_group, 0)
            left = 0 if forecast.ban_until is not None else forecast.left
            a_day = (forecast.left + used) // SHARE
            budgets[one.quota_group] = Budget(min(left, max(0, a_day - used)), a_day, left)
    return budgets


def lane_budget(quota: Quota, waiting: Sequence[Waiting], lane: Lane) -> dict[str, Budget]:
    """For each quota group a quarter of what `lane` has left now."""
    budgets: dict[str, Budget] = {}
    for one in waiting:
        if one.quota_group not in budgets:
            forecast = quota.forecast(one.account, {PLAYLIST: 1, ITEMS: 1}, lane)
            left = 0 if forecast.ban_until is not None else forecast.left
            budgets[one.quota_group] = Budget(left // SHARE, left // SHARE, left)
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
    """What a round did so far."""

    read: list[Waiting] = field(default_factory=list)
    changed: int = 0
    calls: int = 0
    refused: int = 0
    failed: int = 0


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
        wanted = len(waiting)
        progress("reading items", 0, wanted)
        with ThreadPoolExecutor(min(self._threads, len(waiting)), thread_name_prefix="items") as pool:
            running: dict[Future[Whole], Waiting] = {}
            self._start(pool, running, queue, state, lane)
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                finished = [(running.pop(future), future) for future in done]
                self._start(pool, running, queue, state, lane)
                self._keep(finished, state, tally)
                progress("reading items", len(tally.read) + tally.refused + tally.failed, wanted)
        return ReadReport(
            read=tuple(one.id for one in tally.read),
            changed=tally.changed,
            calls=tally.calls,
            refused=tally.refused,
            failed=tally.failed,
            until=max((error.until for error in state.stopped.values()), default=None),
            problems=tuple(state.lost.values()),
        )

    def _start(
        self,
        pool: ThreadPoolExecutor,
        running: dict[Future[Whole], Waiting],
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
                future = pool.submit(read_whole, self._target, Caller(one.account, lane), one.id)
                running[future] = one

    def _keep(self, finished: list[tuple[Waiting, Future[Whole]]], state: _Round, tally: _Tally) -> None:
        wholes: list[tuple[Waiting, Whole]] = []
        refused: list[Waiting] = []
        for one, future in finished:
            try:
                whole = future.result()
            except RateLimited as error:
                state.stopped[one.quota_group] = error
                continue
            except NeedsReconnecting as error:
                state.lost[one.account] = Problem(one.account, one.account_name, error)
                continue
            except SpotifyRefused:
                refused.append(one)
                tally.refused += 1
                tally.calls += 1
                continue
            except SpotifyError:
                tally.failed += 1
                state.unavailable += 1
                continue
            state.unavailable = 0
            tally.calls += whole.calls
            wholes.append((one, whole))
        for start in range(0, len(wholes), BATCH):
            self._record(wholes[start : start + BATCH], tally)
        if refused:
            with self._database.write() as session:
                for one in refused:
                    library.note_refused(session, one.id, one.snapshot_id)

    def _record(self, wholes: Sequence[tuple[Waiting, Whole]], tally: _Tally) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            catalogue.remember_tracks(session, (track for _, whole in wholes for track in whole.tracks), now)
            for one, whole in sorted(wholes, key=lambda pair: pair[0].id):
                version_id = keep_whole(session, self._ids, whole, now)
                if version_id is not None:
                    tally.changed += version_id != one.version_id
                    tally.read.append(one)


def keep_whole(session: Session, ids: IdSource, whole: Whole, now: datetime) -> VersionId | None:
    """Records what was read, and returns the version that holds it. None, and nothing recorded, when a run of ours
    wrote to the playlist a moment ago: what was read may be half of what it does.
    """
    row = session.get(Playlist, whole.head.id, with_for_update=True, populate_existing=True)
    written_at = row.written_at if row is not None else None
    if written_at is not None and timedelta(0) <= now - written_at < OWN_WRITES:
        return None
    return library.record_state(
        session,
        ids,
        head=whole.head,
        entries=whole.entries,
        snapshot_id=whole.head.snapshot_id,
        cause="spotify",
        run_id=None,
        at=now,
    )


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
