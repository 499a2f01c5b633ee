"""What becomes of times of a schedule that have come: which one makes a job, when it leaves, which were missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from playwarden.domain.jobs.timing import Timing, next_times
from playwarden.kit.canonical import digest
from playwarden.kit.text import counted

GRACE = timedelta(minutes=15)
"""A time that was not seen for longer than this was missed."""
MOST_JITTER = timedelta(minutes=10)
"""What jobs are spread over at most unless somebody says otherwise."""
LONGEST_JITTER = timedelta(hours=12)
_SHARE = 20
"""Without a word, jobs are spread over this part of the time between two of them: 5 %."""
_MOST_COUNTED = 500
"""Times that passed are counted one by one up to here."""


class Missed(StrEnum):
    """What becomes of times that passed while nothing ran."""

    ONCE = "once"
    """One job stands for all of them."""
    SKIP = "skip"
    """None: it is only written down how many there were."""
    ASK = "ask"
    """None by itself: a missed job is kept that a person can run."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Times that came since somebody looked last: `late` older than the grace, the newest at `late_at`; `current` is
    the newest of the others. `more` when `late` was not counted to its end. `following` is the next one to come.
    """

    late: int
    late_at: datetime | None
    current: datetime | None
    following: datetime | None
    more: bool = False

    @property
    def newest(self) -> datetime | None:
        return self.current or self.late_at


@dataclass(frozen=True, slots=True)
class Decision:
    """`slot` makes a job (None: none does); `missed` times up to `missed_at` become a missed one. `words` tell it."""

    slot: datetime | None
    late: bool = False
    missed: int = 0
    missed_at: datetime | None = None
    words: str = ""

    @property
    def stands_for_more(self) -> bool:
        """Whether the job that it makes stands for missed times as well."""
        return bool(self.words) and not self.missed


def passed(timing: Timing, first: datetime, now: datetime, grace: timedelta) -> Passed:
    """The times from `first` (the next one that was due) until `now`. Times within the grace are one."""
    late, more = 0, False
    late_at: datetime | None = None
    current: datetime | None = None
    moment: datetime | None = first
    while moment is not None and moment <= now:
        if moment >= now - grace:
            current = moment
        else:
            late, late_at = late + 1, moment
        following = timing.next_after(moment)
        if late == _MOST_COUNTED and following is not None and following < now - grace:
            more = True
            late_at = _newest(timing, moment, now - grace)
            following = timing.next_after(late_at)
        moment = following
        if more and moment is not None and moment < now - grace:
            break
    return Passed(late, late_at, current, moment, more)


def _newest(timing: Timing, known: datetime, until: datetime) -> datetime:
    """The newest time before `until`, `known` being one: from a span before `until`, doubled until there is one."""
    span = timedelta(minutes=1)
    while (found := timing.next_after(max(known, until - span))) is None or found >= until:
        if until - span <= known:
            return known
        span *= 2
    while (following := timing.next_after(found)) is not None and following < until:
        found = following
    return found


def decide(came: Passed, policy: Missed) -> Decision:
    """What is to be done about the times that came."""
    if not came.late:
        return Decision(came.current)
    number = counted(came.late, "time", "times")
    told = f"more than {number}" if came.more else number
    if policy is Missed.ONCE:
        late = came.current is None
        words = f"{told} passed while nothing ran: this job stands for all of them."
        return Decision(came.newest, late=late, words=words[0].upper() + words[1:])
    what = (
        "The schedule skips what was missed."
        if policy is Missed.SKIP
        else "The schedule asks: run this job, or leave it."
    )
    words = f"{told} passed while nothing ran. {what}"
    return Decision(came.current, missed=came.late, missed_at=came.late_at, words=words[0].upper() + words[1:])


def jitter_of(identity: str, slot: datetime, most: timedelta) -> timedelta:
    """How long after `slot` the job of the schedule `identity` leaves: 0 to `most`, always the same for both."""
    seconds = int(most.total_seconds())
    number = int(digest({"schedule": identity, "slot": slot.timestamp()})[:12], 16)
    return timedelta(seconds=number % (seconds + 1))


def shortest_gap(timing: Timing, now: datetime) -> timedelta | None:
    """The least time between two of its next times; None when there are not two of them."""
    times = next_times(timing, now, 10)
    return min((later - time for time, later in pairwise(times)), default=None)


def default_jitter(timing: Timing, now: datetime) -> timedelta:
    """5 % of the time between two jobs, ten minutes at most; none for what has places of its own."""
    gap = shortest_gap(timing, now) if timing.default_jitter else None
    if gap is None:
        return timedelta()
    return timedelta(seconds=int(min(gap / _SHARE, MOST_JITTER).total_seconds()))
