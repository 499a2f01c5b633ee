"""A schedule: what makes the same job again and again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import Document
from playwarden.domain.jobs.timing import Timing, next_times
from playwarden.kit.ids import ScheduleId

BUILT_IN = "system"
"""The actor of the schedules that settings make."""


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

    def next_times(self, number: int) -> list[datetime]:
        """Its next times; none while it is paused."""
        if self.next_at is None or self.paused_at is not None:
            return []
        return [self.next_at, *next_times(self.timing, self.next_at, number - 1)]
