"""Looks at what is due: each schedule makes its job and moves on to its next time, all in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playwarden.domain.jobs.due import Decision, Passed, decide, jitter_of, passed
from playwarden.domain.jobs.job import Job, NewJob
from playwarden.domain.jobs.schedule import Schedule
from playwarden.features.schedules import repository
from playwarden.kit.ids import IdSource, JobId
from playwarden.store.jobs.adding import add, add_missed
from playwarden.store.jobs.events import note

BELIEVED = timedelta(days=1)
"""A clock that was set back by more than this was wrong before: what it made come early is due again."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick made: jobs to run, and jobs that were written down as missed."""

    made: tuple[JobId, ...] = ()
    missed: tuple[JobId, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A schedule that is due, and what came of it."""

    schedule: Schedule
    came: Passed
    decision: Decision


def tick(session: Session, ids: IdSource, now: datetime, grace: timedelta) -> Ticked:
    """Sees to everything that is due `now`. Others that tick at the same time wait, and find it done.

    While an earlier job of a schedule still waits, no further one is made: that one does the work of both.
    """
    repository.alone(session)
    times: list[dict[str, object]] = []
    seen: list[_Seen] = []
    for schedule in repository.due(session, now, BELIEVED):
        if schedule.next_at is None or schedule.next_at > now:
            times.append({"schedule": schedule.id, "next_at": schedule.timing.next_after(now), "last_at": None})
            continue
        came = passed(schedule.timing, schedule.next_at, now, grace)
        seen.append(_Seen(schedule, came, decide(came, schedule.missed)))
        times.append({"schedule": schedule.id, "next_at": came.following, "last_at": came.newest})
    waiting = repository.with_waiting_jobs(session, [one.schedule.id for one in seen])
    making = [one for one in seen if one.decision.slot is not None and one.schedule.id not in waiting]
    made = add(session, ids, [_job(one, now) for one in making], now)
    for one, job in zip(making, made, strict=True):
        if one.decision.stands_for_more:
            note(session, job.id, now, "log", {"level": "info", "words": one.decision.words})
    missed = [
        job.id
        for one in seen
        if one.decision.missed_at is not None
        for job in add_missed(session, ids, [_missed(one)], now, one.decision.words)
    ]
    repository.moved_on(session, times)
    return Ticked(tuple(job.id for job in made), tuple(missed))


def _job(one: _Seen, now: datetime) -> NewJob:
    """The job of a time; one that stands for what was missed leaves from now on, spread out like the others."""
    assert one.decision.slot is not None
    if not one.decision.late:
        return job_of_time(one.schedule, one.decision.slot)
    due_at = now + jitter_of(one.schedule.id, one.decision.slot, one.schedule.jitter)
    return _new(one.schedule, one.decision.slot, due_at)


def job_of_time(schedule: Schedule, slot: datetime) -> NewJob:
    """The job of one of its times, due then or a little later, as its jitter says."""
    return _new(schedule, slot, slot + jitter_of(schedule.id, slot, schedule.jitter))


def made_ahead(session: Session, ids: IdSource, schedule: Schedule, slot: datetime, now: datetime) -> Job:
    """The job of its next time `slot` before that has come; the schedule goes on with the time behind it."""
    job = add(session, ids, [job_of_time(schedule, slot)], now)[0]
    repository.put(session, replace(schedule, next_at=schedule.timing.next_after(slot)))
    return job


def _missed(one: _Seen) -> NewJob:
    assert one.decision.missed_at is not None
    return _new(one.schedule, one.decision.missed_at, one.decision.missed_at)


def _new(schedule: Schedule, slot: datetime, due_at: datetime) -> NewJob:
    return NewJob(
        kind=schedule.kind,
        key=schedule.key,
        payload=schedule.payload,
        lane=schedule.lane,
        due_at=due_at,
        actor=f"schedule {schedule.name}",
        schedule_id=schedule.id,
        slot=slot.isoformat(),
    )
