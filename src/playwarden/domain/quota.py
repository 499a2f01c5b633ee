"""The rules of the quota: budgets, each lane's share, what a refusal teaches, and how that wears off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from playwarden.domain.calls import Forecast, Lane, Spread
from playwarden.kit.ids import AppId
from playwarden.kit.text import counted

DAY = timedelta(hours=24)
WINDOW = timedelta(seconds=30)
GROUP = "*"
"""Stands for the quota group as a whole where a bucket could stand."""
PLAYER = "player"
"""The bucket of all player paths: a budget of its own, apart from the group's."""
UNLIMITED = 1_000_000_000
"""What a forecast calls left where nothing is limited."""

SHARES: Mapping[Lane, float] = {
    Lane.INTERACTIVE: 1.0,
    Lane.PROTECTION: 0.95,
    Lane.SCHEDULED: 0.85,
    Lane.LISTENING: 0.7,
    Lane.BACKGROUND: 0.5,
}
"""How far each lane may fill a budget, everybody's calls counted: what is above stays for the lanes above it."""

REGULAR = frozenset({Lane.PROTECTION, Lane.SCHEDULED, Lane.LISTENING})
"""The lanes whose calls come again by themselves, where no run made them: forecasts over days reckon with them."""

OWN_LIMIT = frozenset({"PUT /playlists/{id}/images"})
"""Buckets that Spotify says have a rate limit of their own: a refusal there tells nothing about the group."""

LIKELY_SHARE = 0.5
"""From this share of the group's calls on, a refused bucket is the likelier cause than its group."""
LEARNABLE = 10
"""Calls of ours below which a refusal says more about other programs than about us: nothing is learned from it."""
QUIET = timedelta(weeks=2)
STEP = timedelta(weeks=1)
GROWTH = 1.25


@dataclass(frozen=True, slots=True)
class Limits:
    """The cautious ceilings that hold until something lower is learned. None: unlimited."""

    bucket: int | None = 600
    """Per bucket, quota group and 24 h."""
    group: int | None = 900
    """Per quota group and 24 h, the player apart."""
    player: int | None = 10_000
    """For the player's bucket in 24 h."""
    window: int | None = 100
    """Per app and 30 s, the player included."""

    def of(self, bucket: str) -> int | None:
        """The ceiling of a bucket, or of the group for `*`."""
        return self.group if bucket == GROUP else self.player if bucket == PLAYER else self.bucket


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A count that is not to be reached again. `suspected`: the less likely cause of a refusal that has two."""

    learned: int
    learned_at: datetime
    suspected: bool = False

    def relaxed(self, now: datetime) -> int:
        """What it is worth after a quiet time: for two weeks as learned, then a quarter more with every week.

        learned × 1.25^k with k = 0 below two weeks, 1 after two, 2 after three ...; at least one call more a step.
        """
        quiet = now - self.learned_at
        steps = 0 if quiet < QUIET else 1 + (quiet - QUIET) // STEP
        return max(self.learned + steps, floor(self.learned * GROWTH ** min(steps, 60)))

    @property
    def refused_at(self) -> int:
        """About the count at which the refusal came."""
        return -(-self.learned * 10 // 9)


@dataclass(frozen=True, slots=True)
class Ban:
    """A 429 with its end. `bucket` None stops the whole app; otherwise the bucket stands still in the group."""

    app_id: AppId
    bucket: str | None
    reason: str
    since: datetime
    until: datetime
    calls_before: int = 0
    id: int = 0

    def end(self, now: datetime) -> datetime:
        """When it ends: `until`, but never further off than it was long when the clock was set back behind it."""
        return min(self.until, now + (self.until - self.since))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a booked call ended: its HTTP status, None when no answer came, 0 when it certainly never left."""

    booking: int
    status: int | None
    took_ms: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger holds about one app, one bucket and their group: counts of the 30 s and the 24 h."""

    window: int
    bucket: int
    group: int
    latest_at: datetime | None
    bans: tuple[Ban, ...]
    ceilings: Mapping[str, Ceiling]


def window_key(app_id: AppId) -> str:
    """The name under which an app's learned ceiling of the 30 s is kept."""
    return f"window:{app_id}"


def ceiling(limit: int | None, learned: Ceiling | None, lane: Lane, now: datetime) -> int | None:
    """The smaller of setting and what was learned. A suspicion binds every lane but the interactive one."""
    if learned is None or (learned.suspected and lane is Lane.INTERACTIVE):
        return limit
    return learned.relaxed(now) if limit is None else min(limit, learned.relaxed(now))


def allowance(full: int | None, lane: Lane, bucket: str = "") -> int | None:
    """How far `lane` may fill a budget of `full` calls. In the player's own budget no lane keeps anything back."""
    return full if full is None or bucket == PLAYER else floor(full * SHARES[lane])


@dataclass(frozen=True, slots=True)
class Lesson:
    """That `key` (a bucket or `*`) is not to reach `count` again."""

    key: str
    count: int
    suspected: bool = False

    def ceiling(self, now: datetime) -> Ceiling:
        """The count less 10 %."""
        return Ceiling(self.count * 9 // 10, now, self.suspected)


def lessons(bucket: str, *, in_bucket: int, in_group: int, bucket_peak: int, group_peak: int) -> tuple[Lesson, ...]:
    """What a refusal for quota teaches, from the calls that were answered in the 24 h before it.

    The answer does not say whether the bucket's budget or the group's is spent. So:
    1. One that served clearly more within 24 h before (its peak) is not the cause, when the other one did not.
    2. Otherwise a bucket that made half of the group's calls or more is the likelier cause, else the group is.
    3. The likelier one is learned for every lane. The other is suspected: work that nobody watches stays below it as
       well, so that it cannot run into the same ceiling a second time; a person's call that is answered beyond it
       disproves it, and one that is refused makes it certain.
    4. Counts too small to be a limit of anything are not learned at all.
    """
    found = _likely(bucket, in_bucket, in_group, bucket_peak, group_peak)
    return tuple(lesson for lesson in found if lesson.count >= LEARNABLE)


def _likely(bucket: str, in_bucket: int, in_group: int, bucket_peak: int, group_peak: int) -> tuple[Lesson, ...]:
    own, whole = Lesson(bucket, in_bucket), Lesson(GROUP, in_group)
    if bucket == PLAYER or bucket in OWN_LIMIT:
        return (own,)
    served, group_served = _exceeds(bucket_peak, in_bucket), _exceeds(group_peak, in_group)
    if served != group_served:
        return (whole,) if served else (own,)
    if in_bucket >= in_group * LIKELY_SHARE:
        return own, Lesson(GROUP, in_group, suspected=True)
    return whole, Lesson(bucket, in_bucket, suspected=True)


def _exceeds(peak: int, count: int) -> bool:
    """With room for calls that were under way when the refusal came."""
    return peak > count * 1.1 + 10


def merged(old: Ceiling | None, new: Ceiling, now: datetime) -> Ceiling:
    """What is kept of a ceiling when another refusal teaches: the stricter of two that come from one moment."""
    if old is None:
        return new
    if new.suspected and not old.suspected and old.relaxed(now) <= new.refused_at:
        return old
    if abs(now - old.learned_at) < timedelta(minutes=10):
        return Ceiling(min(old.learned, new.learned), now, old.suspected and new.suspected)
    return new


def peak(times: Sequence[datetime], span: timedelta = DAY) -> int:
    """The most of `times` (ascending) that lie within any `span`."""
    most = start = 0
    for end, moment in enumerate(times):
        while moment - times[start] >= span:
            start += 1
        most = max(most, end - start + 1)
    return most


def forecast_sentence(forecast: Forecast, what: str = "This plan") -> str:
    """`This plan needs 14 calls; 812 are left in the next 24 h.`"""
    needs = f"{what} needs {counted(forecast.calls, 'call')}"
    if forecast.ban_until is not None:
        return f"{needs}; Spotify lets no such call through before {told(forecast.ban_until)}."
    left = "any number is left" if forecast.left >= UNLIMITED else f"{forecast.left:,} are left"
    if forecast.fits:
        return f"{needs}; {left} in the next 24 h."
    if forecast.ready_at is None:
        return f"{needs}; that is more than a whole day's share, of which {left} now."
    return f"{needs}; {left} now, enough at {told(forecast.ready_at)}."


def spread_sentence(spread: Spread) -> str:
    """`960 calls: 180 now, the rest by Thursday 14:00 UTC`. The minute is rounded up: by then they can have left."""
    needs = counted(spread.calls, "call")
    if not spread.later:
        return f"{needs}, all of them now" if spread.calls else needs
    rest = f"{spread.now:,} now, the rest" if spread.now else "none now, all of them"
    if spread.ready_at is None:
        return f"{needs}: {rest} not in the foreseeable future"
    return f"{needs}: {rest} by {day_and_time(spread.ready_at, spread.at)}"


def day_and_time(moment: datetime, now: datetime) -> str:
    """`14:00 UTC` today, `Thursday 14:00 UTC` within the week, `3 December 14:00 UTC` beyond; the minute rounded up."""
    whole = moment.replace(second=0, microsecond=0)
    moment = whole if whole == moment else whole + timedelta(minutes=1)
    days = (moment.date() - now.date()).days
    if days == 0:
        return f"{moment:%H:%M} UTC"
    return f"{moment:%A %H:%M} UTC" if 0 < days < 7 else f"{moment.day} {moment:%B %H:%M} UTC"


def told(moment: datetime) -> str:
    """A moment for a person, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
