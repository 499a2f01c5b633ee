"""Schedules as documents: when something is done again and again, what, and what becomes of missed times."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.schedule import Schedule
from playwarden.features.schedules.schedulable import Schedulable
from playwarden.features.schedules.service import MOST_SHOWN, Preview
from playwarden.web.schemas.bodies import Body, Moment, Words

MOST_COMING = 100
"""Times of one schedule that a span tells."""
Seconds = Annotated[int, Field(ge=0, le=86_400)]
Times = Annotated[int, Field(ge=1, le=MOST_SHOWN)]
Policy = Literal["once", "skip", "ask"]
Payload = Annotated[dict[str, Any], Field(max_length=50)]


class CronBody(Body):
    """When clocks in `zone` show what `expression` says: minute, hour, day of month, month, day of week."""

    kind: Literal["cron"]
    expression: Words
    zone: Words = "UTC"


class EveryBody(Body):
    """Every so many seconds of real time from `anchor` on (without one from the next minute on)."""

    kind: Literal["every"]
    seconds: Annotated[int, Field(ge=0, le=10**9)]
    anchor: Moment | None = None


class AtBody(Body):
    """Once. `moment` is ISO 8601, with an offset or as clocks in `zone` show it."""

    kind: Literal["at"]
    moment: Words
    zone: Words = "UTC"


class WeeklyBody(Body):
    """So many times a week, spread evenly over the hours of each day from `from_hour` to `to_hour` in `zone`."""

    kind: Literal["weekly"]
    times: Annotated[int, Field(ge=0, le=10**6)]
    zone: Words = "UTC"
    from_hour: Annotated[int, Field(ge=0, le=24)] = 0
    to_hour: Annotated[int, Field(ge=0, le=24)] = 24
    seed: Words | None = None


TimingBody = Annotated[CronBody | EveryBody | AtBody | WeeklyBody, Field(discriminator="kind")]


class ScheduleBody(Body):
    """A schedule to be made. `payload` is what its kind of work takes; `jitter_seconds` null: what suits the timing."""

    name: Words
    kind: Words
    timing: TimingBody
    payload: Annotated[Payload, Field(default_factory=dict)]
    missed: Policy = "once"
    jitter_seconds: Seconds | None = None


class ScheduleWasBody(Body):
    """When a schedule was done, as an answer told it."""

    timing: Payload
    jitter_seconds: Seconds


class ScheduleChangeBody(Body):
    """What is to be different; what is null stays. A new timing without `jitter_seconds` has what suits it. With `was`
    nothing is changed where somebody changed it since.
    """

    name: Words | None = None
    timing: TimingBody | None = None
    payload: Payload | None = None
    missed: Policy | None = None
    jitter_seconds: Seconds | None = None
    was: ScheduleWasBody | None = None


class PreviewBody(Body):
    """A timing to be shown, from `after` (null: now) on."""

    timing: TimingBody
    times: Times = 5
    after: Moment | None = None


class MoveBody(Body):
    """`time`, one of those to come, is to be at `to`. `check`: only tell what that would come to."""

    time: Moment
    to: Moment
    check: bool = False


class SchedulableDocument(BaseModel):
    """Work that can be scheduled."""

    kind: str
    title: str

    @classmethod
    def of(cls, schedulable: Schedulable) -> Self:
        return cls(kind=schedulable.kind, title=schedulable.title)


class ScheduleDocument(BaseModel):
    """What makes a job again and again. `next_at` is the true time, without jitter; null where there is none any more.
    While `paused_at` is set nothing is done. A `built_in` one comes from a setting.
    """

    id: str
    name: str
    kind: str
    timing: dict[str, Any]
    words: str
    missed: str
    jitter_seconds: int
    next_at: datetime | None
    last_at: datetime | None
    paused_at: datetime | None
    built_in: bool
    actor: str
    created_at: datetime

    @classmethod
    def of(cls, schedule: Schedule, **more: Any) -> Self:
        return cls(
            id=schedule.id,
            name=schedule.name,
            kind=schedule.kind,
            timing=schedule.timing.to_document(),
            words=schedule.timing.words(),
            missed=schedule.missed.value,
            jitter_seconds=int(schedule.jitter.total_seconds()),
            next_at=schedule.next_at,
            last_at=schedule.last_at,
            paused_at=schedule.paused_at,
            built_in=schedule.built_in,
            actor=schedule.actor,
            created_at=schedule.created_at,
            **more,
        )


class ScheduleShownDocument(ScheduleDocument):
    """A schedule with what its jobs take along, and its next times."""

    key: str
    payload: dict[str, Any]
    times: list[datetime]

    @classmethod
    def shown(cls, schedule: Schedule, times: int) -> Self:
        return cls.of(schedule, key=schedule.key, payload=dict(schedule.payload), times=schedule.next_times(times))


class ComingDocument(ScheduleDocument):
    """A schedule with its times within a span; `more` when there are too many to tell. `fixed` says why none of them
    can be moved, and is empty where one can.
    """

    times: list[datetime]
    more: bool
    fixed: str

    @classmethod
    def within(cls, schedule: Schedule, since: datetime, until: datetime) -> Self:
        times, more = schedule.times_between(since, until, MOST_COMING)
        return cls.of(schedule, times=times, more=more, fixed=schedule.timing.fixed())


class MovedDocument(BaseModel):
    """A schedule before and after a time of it was moved, or would be (`moved` false), with its next times then."""

    id: str
    name: str
    moved: bool
    timing_before: dict[str, Any]
    words_before: str
    timing: dict[str, Any]
    words: str
    times: list[datetime]
    jitter_seconds: int

    @classmethod
    def of(cls, before: Schedule, preview: Preview, *, moved: bool) -> Self:
        return cls(
            id=before.id,
            name=before.name,
            moved=moved,
            timing_before=before.timing.to_document(),
            words_before=before.timing.words(),
            timing=preview.timing.to_document(),
            words=preview.timing.words(),
            times=list(preview.times),
            jitter_seconds=int(before.jitter.total_seconds()),
        )


class PreviewDocument(BaseModel):
    """A timing in words, its next times, and over how many seconds jobs of it would be spread."""

    timing: dict[str, Any]
    words: str
    times: list[datetime]
    jitter_seconds: int

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            timing=preview.timing.to_document(),
            words=preview.timing.words(),
            times=list(preview.times),
            jitter_seconds=int(preview.jitter.total_seconds()),
        )


class ScheduledDocument(BaseModel):
    """The job that a schedule was asked for."""

    job: str


def policy_of(word: Policy | None) -> Missed | None:
    return None if word is None else Missed(word)
