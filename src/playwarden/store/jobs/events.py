"""What happens to jobs, numbered so that a reader who has seen a number has seen everything before it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobEvent
from playwarden.kit.ids import JobId
from playwarden.store.database import do_last, exclusive, tell_after
from playwarden.store.jobs.rows import OPEN_STATES, J, JobRow
from playwarden.store.models import jobs as models

EVENTS_NEWS = "job events"
"""The topic that who listens to the database hears of new events by."""
_PENDING = "job events of this transaction"

_EVENTS = cast(Table, models.JobEvent.__table__)
_E = _EVENTS.c
_ADD = insert(_EVENTS)


def note(session: Session, job_id: str, at: datetime, kind: str, data: Mapping[str, Any]) -> None:
    """Adds an event to the transaction. It gets its number right before the commit, while all other writers wait
    (PostgreSQL; on SQLite a writer is alone anyway): numbers become visible in order, and nobody waits for long.
    """
    session.info.setdefault(_PENDING, []).append({"job_id": job_id, "at": at, "kind": kind, "data": dict(data)})
    do_last(session, _write)
    tell_after(session, EVENTS_NEWS)


def note_state(session: Session, row: JobRow, at: datetime) -> None:
    """Adds the event of a job's present state: what a page or a command needs to show it."""
    data: dict[str, Any] = {"state": row.state, "kind": row.kind, "key": row.key, "parent_id": row.parent_id}
    if row.state in OPEN_STATES:
        asked = row.cancel_asked_at is not None
        data |= {"due_at": row.due_at.isoformat(), "waits_for": row.waits_for, "asked": asked}
    else:
        data |= {"result": row.result, "failure": row.failure, "calls": row.calls}
    note(session, row.id, at, "state", data | {"note": row.note})


def note_progress(session: Session, row: JobRow, at: datetime) -> None:
    """Adds the event of how far a job is."""
    note(session, row.id, at, "progress", {"done": row.done, "total": row.total, "words": row.words})


def events(session: Session, after: int, job_id: JobId | None, limit: int) -> list[JobEvent]:
    """Events with larger numbers, in order; with `job_id` only of that job and its children."""
    query = select(_EVENTS).where(_E.number > after).order_by(_E.number).limit(limit)
    if job_id is not None:
        query = query.where(_E.job_id.in_(select(J.id).where(or_(J.id == job_id, J.parent_id == job_id))))
    return [
        JobEvent(row.number, row.at, JobId(row.job_id), row.kind, row.data)
        for row in session.connection().execute(query)
    ]


def lines(session: Session, job_id: JobId, limit: int) -> list[JobEvent]:
    """The newest lines of a job's log, the oldest of them first."""
    query = select(_EVENTS).where(_E.job_id == job_id, _E.kind == "log").order_by(_E.number.desc()).limit(limit)
    found = [JobEvent(row.number, row.at, job_id, row.kind, row.data) for row in session.connection().execute(query)]
    return found[::-1]


def first_number(session: Session) -> int:
    """The oldest event's number, 0 without any."""
    return session.scalar(select(func.min(_E.number))) or 0


def last_number(session: Session) -> int:
    """The newest event's number, 0 without any."""
    return session.scalar(select(func.max(_E.number))) or 0


def prune(session: Session, before: datetime, most: int) -> int:
    """Takes away events older than that, of jobs that are open still; at most so many."""
    old = select(_E.number).where(_E.at < before).order_by(_E.number).limit(most)
    return len(session.execute(delete(_EVENTS).where(_E.number.in_(old)).returning(_E.number)).all())


def _write(session: Session) -> None:
    exclusive(session, "job events")
    session.connection().execute(_ADD, session.info.pop(_PENDING))
