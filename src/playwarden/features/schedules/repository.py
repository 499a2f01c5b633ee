"""Schedules as rows, inside a caller's transaction. Who changes them takes turns: ticks, people and settings."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import JobState
from playwarden.domain.jobs.schedule import BUILT_IN, Schedule
from playwarden.domain.jobs.timing import from_document
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import ScheduleId
from playwarden.store.database import exclusive
from playwarden.store.models import jobs as models
from playwarden.store.upsert import portions

log = logging.getLogger(__name__)

_SCHEDULES = cast(Table, models.Schedule.__table__)
_S = _SCHEDULES.c
_JOBS = cast(Table, models.Job.__table__).c
_WAITING = (JobState.SCHEDULED.value, JobState.QUEUED.value, JobState.WAITING.value)


def alone(session: Session) -> None:
    """Nobody else changes schedules until the transaction ends."""
    exclusive(session, "schedules")


def page_of(session: Session, limit: int, after: str | None) -> list[Schedule]:
    """In the order of their names, behind `after`."""
    query = select(_SCHEDULES).order_by(_S.name).limit(limit)
    if after is not None:
        query = query.where(_S.name > after)
    return [schedule_of(row) for row in session.execute(query)]


def with_keys(session: Session, kind: str, keys: Sequence[str]) -> list[Schedule]:
    """Those of a kind whose jobs have one of these keys, the oldest first."""
    return [
        schedule_of(row)
        for some in portions(sorted(set(keys)))
        for row in session.execute(select(_SCHEDULES).where(_S.kind == kind, _S.key.in_(some)).order_by(_S.id))
    ]


def built_in(session: Session) -> list[Schedule]:
    """Those that settings made."""
    return [schedule_of(row) for row in session.execute(select(_SCHEDULES).where(_S.actor == BUILT_IN))]


def one_of(session: Session, which: str) -> Schedule:
    """By its id or its name. Raises NotFound."""
    row = session.execute(select(_SCHEDULES).where(or_(_S.id == which, _S.name == which))).first()
    if row is None:
        raise NotFound(f"There is no schedule '{which[:100]}'.", "`playwarden schedules list` names them.")
    return schedule_of(row)


def number_of(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_SCHEDULES)) or 0


def is_taken(session: Session, name: str, but: str = "") -> bool:
    """Whether another schedule bears the name, or has it as its id."""
    wanted = select(_S.id).where(or_(_S.name == name, _S.id == name), _S.id != but)
    return session.execute(wanted.limit(1)).first() is not None


def add(session: Session, schedule: Schedule) -> None:
    session.execute(insert(_SCHEDULES).values(_row(schedule)))


def put(session: Session, schedule: Schedule) -> None:
    """Writes a schedule that is there already."""
    session.execute(update(_SCHEDULES).where(_S.id == schedule.id).values(_row(schedule)))


def remove(session: Session, schedule_id: ScheduleId) -> None:
    session.execute(delete(_SCHEDULES).where(_S.id == schedule_id))


def due(session: Session, now: datetime, believed: timedelta) -> list[Schedule]:
    """What is due `now`; and what was seen to at a time that is more than `believed` away in the future: clocks were
    wrong then. One whose times cannot be told here (its zone is unknown to this machine) is left, and stops no other.
    """
    query = select(_SCHEDULES).where(_is_due(now, believed)).order_by(_S.next_at, _S.id)
    found = []
    for row in session.execute(query):
        try:
            found.append(schedule_of(row))
        except InputError as error:
            log.warning("the schedule %s is left out: %s", row.name, error)
    return found


def anything_due(session: Session, now: datetime, believed: timedelta) -> bool:
    return session.execute(select(_S.id).where(_is_due(now, believed)).limit(1)).first() is not None


def next_due(session: Session) -> datetime | None:
    """When the next one is due."""
    found: datetime | None = session.scalar(select(func.min(_S.next_at)).where(_S.paused_at.is_(None)))
    return found


def moved_on(session: Session, times: Sequence[Mapping[str, Any]]) -> None:
    """Writes `next_at` and `last_at` of the schedules whose ids are given as `schedule`."""
    if times:
        values: dict[str, Any] = {"next_at": bindparam("next_at"), "last_at": bindparam("last_at")}
        session.connection().execute(
            update(_SCHEDULES).where(_S.id == bindparam("schedule")).values(values), list(times)
        )


def with_waiting_jobs(session: Session, ids: Collection[ScheduleId]) -> set[ScheduleId]:
    """Those of whose jobs one still waits: for its time, a runner, calls, or its parts."""
    found: set[ScheduleId] = set()
    for some in portions(sorted(ids)):
        query = select(_JOBS.schedule_id).where(_JOBS.schedule_id.in_(some), _JOBS.state.in_(_WAITING)).distinct()
        found.update(ScheduleId(key) for key in session.scalars(query) if key is not None)
    return found


def schedule_of(row: Row[Any]) -> Schedule:
    """The schedule that a row is."""
    return Schedule(
        id=ScheduleId(row.id),
        name=row.name,
        kind=row.kind,
        key=row.key,
        payload=row.payload,
        lane=Lane(row.lane),
        timing=from_document(row.timing, now=row.created_at),
        missed=Missed(row.missed),
        jitter=timedelta(seconds=row.jitter_seconds),
        next_at=row.next_at,
        last_at=row.last_at,
        paused_at=row.paused_at,
        actor=row.actor,
        created_at=row.created_at,
    )


def _row(schedule: Schedule) -> dict[str, Any]:
    return {
        "id": schedule.id,
        "name": schedule.name,
        "kind": schedule.kind,
        "key": schedule.key,
        "payload": dict(schedule.payload),
        "lane": schedule.lane.value,
        "timing": schedule.timing.to_document(),
        "missed": schedule.missed.value,
        "jitter_seconds": int(schedule.jitter.total_seconds()),
        "next_at": schedule.next_at,
        "last_at": schedule.last_at,
        "paused_at": schedule.paused_at,
        "actor": schedule.actor,
        "created_at": schedule.created_at,
    }


def _is_due(now: datetime, believed: timedelta) -> ColumnElement[bool]:
    return and_(_S.paused_at.is_(None), or_(_S.next_at <= now, _S.last_at > now + believed))
