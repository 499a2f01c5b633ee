"""A schedule: what makes the same job again and again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import Document
from playwarden.domain.jobs.timing import Timing, next_times, of_these_years
from playwarden.kit.errors import Conflict
from playwarden.kit.ids import ScheduleId

BUILT_IN = "system"
"""The actor of the schedules that settings make."""
_SECOND = timedelta(seconds=1)
"""No timing is finer."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`next_at` is the next time, `last_at` the newest one that was seen to; both without `jitter`, the most that a
    job may leave later. `kind`, `key`, `payload` and `lane` are those of its jobs. While `paused_at` is set nothing
    happens, and what passes meanwhile was not missed.
    """

    id: ScheduleId
    name: str
    kind: str
    key: str
    payload: Document
    lane: Lane
    timing: Timing
    missed: Missed
    jitter: timedelta
    next_at: datetime | None
    last_at: datetime | None
    paused_at: datetime | None
    actor: str
    created_at: datetime

    @property
    def built_in(self) -> bool:
        """Whether a setting made it: it can be paused, but neither changed nor removed here."""
        return self.actor == BUILT_IN

    def times_between(self, since: datetime, until: datetime, most: int) -> tuple[list[datetime], bool]:
        """Its times to come from `since` until before `until`, at most so many, and whether there are more of them."""
        if self.next_at is None or self.paused_at is not None:
            return [], False
        times: list[datetime] = []
        moment: datetime | None = max(self.next_at, since) - _SECOND
        while moment is not None and (moment := self.timing.next_after(moment)) is not None and moment < until:
            if moment < since or moment < self.next_at:
                continue
            if len(times) == most:
                return times, True
            times.append(moment)
        return times, False

    def moved(self, time: datetime, to: datetime) -> Timing:
        """Its timing with `time`, one of those to come, at `to` instead. Raises InputError; Conflict where it is not
        done at `time` (any more).
        """
        of_these_years(to)
        due = of_these_years(time) - _SECOND
        if self.next_at is None or time < self.next_at or self.timing.next_after(due) != time:
            raise Conflict(f"'{self.name}' is not done at that time any more.", "Look at the calendar again.")
        return self.timing.moved(time, to)

    def next_times(self, number: int) -> list[datetime]:
        """Its next times; none while it is paused."""
        if self.next_at is None or self.paused_at is not None:
            return []
        return [self.next_at, *next_times(self.timing, self.next_at, number - 1)]
