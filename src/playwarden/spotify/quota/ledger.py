"""The ledger: books every call before it leaves, or says until when it may not."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from playwarden.domain.calls import Lane
from playwarden.domain.quota import (
    DAY,
    GROUP,
    LEARNABLE,
    PLAYER,
    WINDOW,
    Ban,
    Ending,
    Lesson,
    Limits,
    Standing,
    allowance,
    ceiling,
    lessons,
    merged,
    peak,
    told,
    window_key,
)
from playwarden.kit.behalf import current_job
from playwarden.kit.clock import Clock
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import AccountId, AppId, JobId, RunId
from playwarden.spotify.quota.book import Book, Page
from playwarden.spotify.quota.turns import Turns

T = TypeVar("T")

PATIENCE = 35.0
"""Seconds that a booking may wait for room in the 30 s window; anything longer is raised."""
LONGEST = 120.0
"""Seconds of real time after which it gives up although each single wait was short."""
SLICE = 0.25
"""Real seconds slept at a time, since the clock that is waited for may run faster than ours."""
SKEW = timedelta(seconds=1)
"""Processes read the clock at slightly different moments; only beyond this it was set back."""
HISTORY = timedelta(days=35)
DAILY = timedelta(minutes=10)
"""A refusal without a reason that lasts longer than this is no matter of 30 seconds."""
WINDOW_BAN = timedelta(seconds=60)
LATEST = 1.0
"""Real seconds after which an ending is written down although other calls are still under way."""
QUOTA_BAN = timedelta(hours=24)
"""Assumed where Retry-After is missing: the longest seen, since calling on prolongs a ban."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call counts."""

    app: AppId
    group: str
    bucket: str


@dataclass(frozen=True, slots=True)
class Booking:
    """A call that may leave now. `beyond` names the suspected ceilings that its answer would disprove."""

    id: int
    place: Place
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hold:
    """Why a call may not leave at `at`: not before `until`. `passing` is what a short wait may cure."""

    at: datetime
    until: datetime
    what: str
    passing: bool = False


@dataclass(slots=True)
class _UnderWay:
    """What one process has open in a group: calls that have not ended, and endings not written down yet."""

    calls: int = 0
    endings: list[Ending] = field(default_factory=list)
    since: float = 0.0


class Ledger:
    """Every booking is committed before its call leaves, and so is every refusal before anybody hears of it. How other
    calls ended is written down with the next booking, or when no call of the process is under way any more: what a
    crash takes of that is a status, and a call without one counts.

    Shared by all threads; processes share the book. `sleep` waits so many seconds of real time."""

    def __init__(
        self, book: Book, clock: Clock, limits: Limits | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._turns = Turns(book)
        self._clock = clock
        self._limits = limits or Limits()
        self._sleep = sleep
        self._lock = threading.Lock()
        self._under_way: dict[str, _UnderWay] = defaultdict(_UnderWay)

    def book(self, place: Place, *, lane: Lane, account: AccountId | None = None, run: RunId | None = None) -> Booking:
        """Checks every budget and books the call in one transaction.

        Waits up to PATIENCE for room in the window. Raises RateLimited when a ban or a budget holds it for longer.
        """
        waited, job = 0.0, current_job()
        while True:
            hold = self._write(place.group, lambda page: self._try(page, place, lane, account, run, job))
            if isinstance(hold, Booking):
                with self._lock:
                    self._under_way[place.group].calls += 1
                return hold
            wait = (hold.until - hold.at).total_seconds()
            if not hold.passing or wait > PATIENCE or waited > LONGEST:
                raise RateLimited(
                    f"{hold.what} Not before {told(hold.until)}.",
                    "Nothing is lost: it goes on from there after that.",
                    until=hold.until,
                )
            waited += self._wait(hold.until, wait)

    def settle(self, booking: Booking, *, status: int | None, took_ms: int) -> None:
        """Notes how a call ended: its HTTP status, None when no answer came, 0 when it certainly never left."""
        group, ending = booking.place.group, Ending(booking.id, status, took_ms)
        disproved = booking.beyond if status is not None and 200 <= status < 300 else ()
        if status == 0 or disproved:  # what others count or are held by waits for nothing

            def note(page: Page) -> None:
                page.settle([ending])
                for key in disproved:
                    page.learn(group, key, None)

            self._end(group, None)
            self._write(group, note)
        elif self._end(group, ending):
            self._write(group, lambda _page: None)

    def refuse(self, booking: Booking, *, quota: bool, retry_after: float | None, took_ms: int) -> datetime:
        """Notes a 429, keeps its ban and learns from it. `quota`: the body said QUOTA_EXCEEDED. Returns its end."""
        place = booking.place
        if retry_after is None:
            lasts = QUOTA_BAN if quota else WINDOW_BAN
        else:
            lasts = timedelta(seconds=max(1.0, retry_after))

        def note(page: Page) -> datetime:
            now = self._clock.now()
            page.settle([Ending(booking.id, 429, took_ms)])
            learn = self._learn_day if quota or lasts > DAILY else self._learn_window
            before = learn(page, place, now)
            reason = "quota" if quota else "window"
            page.ban(place.group, Ban(place.app, place.bucket if quota else None, reason, now, now + lasts, before))
            return now + lasts

        self._end(place.group, None)
        return self._write(place.group, note)

    def _end(self, group: str, ending: Ending | None) -> bool:
        """Counts a call as ended; whether what waits to be written down should be now."""
        with self._lock:
            under_way = self._under_way[group]
            under_way.calls = max(0, under_way.calls - 1)
            if ending is not None:
                under_way.since = under_way.since if under_way.endings else time.monotonic()
                under_way.endings.append(ending)
            return under_way.calls == 0 or time.monotonic() - under_way.since > LATEST

    def _write(self, group: str, work: Callable[[Page], T]) -> T:
        """Does `work` on the group's page, with the endings that wait written down before it."""
        with self._lock:
            under_way = self._under_way[group]
            endings, under_way.endings = under_way.endings, []

        def both(page: Page) -> T:
            page.settle(endings)
            return work(page)

        try:
            return self._turns.run(group, both)
        except BaseException:
            with self._lock:
                under_way.endings = endings + under_way.endings
            raise

    def _try(
        self,
        page: Page,
        place: Place,
        lane: Lane,
        account: AccountId | None,
        run: RunId | None,
        job: JobId | None,
    ) -> "Booking | _Hold":
        now = self._clock.now()
        standing = self._set_straight(page, place, now)
        hold = self._hold(page, place, lane, standing, now)
        if hold is not None:
            return hold
        number = page.add(
            at=now,
            group=place.group,
            app=place.app,
            bucket=place.bucket,
            lane=lane,
            run=run,
            account=account,
            job=job,
        )
        self._keep_house(page, number, now)
        return Booking(number, place, _beyond(place, standing))

    def _set_straight(self, page: Page, place: Place, now: datetime) -> Standing:
        """The standing, after what a clock set back would hold for too long was moved to now.

        A ban then lasts once more as long as it was told (never shorter), and calls count for 24 h from now on.
        """
        standing = page.standing(app=place.app, group=place.group, bucket=place.bucket, now=now)
        ahead = [ban for ban in standing.bans if ban.since > now + SKEW]
        late = standing.latest_at is not None and standing.latest_at > now + SKEW
        if not ahead and not late:
            return standing
        for ban in ahead:
            page.move_ban(ban.id, since=now, until=ban.end(now))
        if late:
            page.pull_back(app=place.app, group=place.group, now=now)
        return page.standing(app=place.app, group=place.group, bucket=place.bucket, now=now)

    def _hold(self, page: Page, place: Place, lane: Lane, standing: Standing, now: datetime) -> _Hold | None:
        for ban in standing.bans:
            if ban.bucket is None and ban.app_id == place.app:
                return _Hold(now, ban.until, "Spotify asked this app to wait.", passing=True)
            if ban.bucket == place.bucket:
                return _Hold(now, ban.until, f"Spotify's quota for {place.bucket} is used up.")
        for key, spent in ((place.bucket, standing.bucket), (GROUP, standing.group)):
            if key == GROUP and place.bucket == PLAYER:
                continue
            most = self.allowance(key, standing, lane, now)
            if most is not None and spent >= most:
                return self._budget_hold(page, place.group, key, lane, spent, most, now)
        most = allowance(ceiling(self._limits.window, standing.ceilings.get(window_key(place.app)), lane, now), lane)
        if most is not None and standing.window >= most:
            first = page.nth_of_app(app=place.app, since=now - WINDOW, place=max(1, standing.window - most + 1))
            return _Hold(
                now, (first or now) + WINDOW, "This app made as many calls as fit into 30 seconds.", passing=True
            )
        return None

    def allowance(self, key: str, standing: Standing, lane: Lane, now: datetime) -> int | None:
        """How many calls in 24 h `lane` may see in a bucket or, for `*`, the group; None: any number."""
        return allowance(ceiling(self._limits.of(key), standing.ceilings.get(key), lane, now), lane, key)

    def _budget_hold(self, page: Page, group: str, key: str, lane: Lane, spent: int, most: int, now: datetime) -> _Hold:
        first = page.nth(group=group, bucket=key, since=now - DAY, place=spent - most + 1) if most else None
        what = "all calls" if key == GROUP else key
        share = "" if lane is Lane.INTERACTIVE else f" for {lane} work"
        return _Hold(now, (first or now) + DAY, f"{most:,} of {what} in 24 hours are all we allow ourselves{share}.")

    def _learn_day(self, page: Page, place: Place, now: datetime) -> int:
        answered = {
            key: page.answered(group=place.group, bucket=key, since=now - HISTORY) for key in (place.bucket, GROUP)
        }
        recent = {key: sum(1 for at in times if at > now - DAY) for key, times in answered.items()}
        known = page.ceilings(place.group)
        for lesson in lessons(
            place.bucket,
            in_bucket=recent[place.bucket],
            in_group=recent[GROUP],
            bucket_peak=peak(answered[place.bucket]),
            group_peak=peak(answered[GROUP]),
        ):
            page.learn(place.group, lesson.key, merged(known.get(lesson.key), lesson.ceiling(now), now))
        return recent[place.bucket]

    def _learn_window(self, page: Page, place: Place, now: datetime) -> int:
        count = page.answered_of_app(app=place.app, since=now - WINDOW)
        if count >= LEARNABLE:
            key = window_key(place.app)
            known = page.ceilings(place.group).get(key)
            page.learn(place.group, key, merged(known, Lesson(key, count).ceiling(now), now))
        return count

    def _keep_house(self, page: Page, number: int, now: datetime) -> None:
        if number % 1000 == 0:
            page.prune(now - HISTORY)

    def _wait(self, until: datetime, at_most: float) -> float:
        slept = 0.0
        while (left := (until - self._clock.now()).total_seconds()) > 0 and slept < at_most:
            nap = min(left, SLICE)
            self._sleep(nap)
            slept += nap
        return max(slept, 0.001)


def _beyond(place: Place, standing: Standing) -> tuple[str, ...]:
    """The suspected ceilings at or above which this call is made."""
    keys = ((place.bucket, standing.bucket), (GROUP, standing.group))
    return tuple(
        key
        for key, spent in keys
        if (known := standing.ceilings.get(key)) is not None and known.suspected and spent >= known.refused_at
    )
