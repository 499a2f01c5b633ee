"""Jobs as rows: the columns a job is made of, and the row of a new one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, exists, literal_column, select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import OPEN, Failure, Job, JobState, NewJob, Progress, WaitsFor
from playwarden.kit.ids import IdSource, JobId, RunId, RunnerId, ScheduleId
from playwarden.store.models import jobs as models

JOBS = cast(Table, models.Job.__table__)
J = JOBS.c
JobRow = Row[Any]
"""A row of the columns of `SELECTED`."""

SELECTED = [
    column for column in JOBS.columns if column.name not in {"identity", "lane_rank", "losses", "dispatched_at"}
]
OPEN_STATES = tuple(sorted(state.value for state in OPEN))
IS_OPEN: ColumnElement[bool] = literal_column("state IN ('scheduled', 'queued', 'waiting', 'running')")
"""In the words of the partial index, which serves no others."""


_OTHER = JOBS.alias("other")
KEY_IS_BUSY: ColumnElement[bool] = exists().where(_OTHER.c.key == J.key, literal_column("other.state = 'running'"))
"""Whether another job of the same key runs."""


def job_of(row: JobRow) -> Job:
    """The job that a row of `SELECTED` is."""
    return Job(
        id=JobId(row.id),
        kind=row.kind,
        key=row.key,
        payload=row.payload,
        lane=Lane(row.lane),
        state=JobState(row.state),
        due_at=row.due_at,
        actor=row.actor,
        created_at=row.created_at,
        rank=row.rank,
        waits_for=WaitsFor(row.waits_for) if row.waits_for else None,
        note=row.note,
        attempts=row.attempts,
        fence=row.fence,
        progress=Progress(row.done, row.total, row.words),
        forecast=row.forecast,
        calls=row.calls,
        result=row.result,
        failure=Failure(**row.failure) if row.failure else None,
        parent_id=JobId(row.parent_id) if row.parent_id else None,
        schedule_id=ScheduleId(row.schedule_id) if row.schedule_id else None,
        run_id=RunId(row.run_id) if row.run_id else None,
        runner_id=RunnerId(row.runner_id) if row.runner_id else None,
        cancel_asked_at=row.cancel_asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def failure_document(failure: Failure | None) -> dict[str, Any] | None:
    """A failure as it is stored."""
    return None if failure is None else {"code": failure.code, "what": failure.what, "remedy": failure.remedy}


def new_row(ids: IdSource, new: NewJob, now: datetime, **other: Any) -> dict[str, Any]:
    """The row of a job that is to be made; `other` are columns that are to be different."""
    due_at = new.due_at or now
    state = JobState.SCHEDULED if due_at > now else JobState.QUEUED
    return {
        "id": ids.new("job", now),
        "kind": new.kind,
        "key": new.key,
        "identity": new.identity,
        "payload": dict(new.payload),
        "lane": new.lane.value,
        "lane_rank": new.lane.rank,
        "rank": new.rank,
        "state": state.value,
        "due_at": due_at,
        "waits_for": None,
        "note": None,
        "attempts": 0,
        "fence": 0,
        "losses": 0,
        "done": 0,
        "total": None,
        "words": "",
        "forecast": new.forecast,
        "calls": 0,
        "result": None,
        "failure": None,
        "actor": new.actor,
        "parent_id": new.parent_id,
        "schedule_id": new.schedule_id,
        "run_id": new.run_id,
        "runner_id": None,
        "cancel_asked_at": None,
        "dispatched_at": None,
        "created_at": now,
        "started_at": None,
        "ended_at": None,
    } | other


def found(session: Session, *which: ColumnElement[bool]) -> list[JobRow]:
    """The rows that `which` names, locked until the transaction ends, in the order of their ids."""
    query = select(*SELECTED).where(*which).order_by(J.id).with_for_update()
    return list(session.connection().execute(query))


def lock_families(session: Session, job_ids: Iterable[str]) -> None:
    """Locks the topmost jobs above `job_ids`, until the transaction ends and in the order of their ids.

    Whoever writes more than one row of a family does this first: a job that ends changes those above it, a cancellation
    those below, and two that met half way would wait for each other. On SQLite a writer is alone anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    line = select(J.id, J.parent_id).where(J.id.in_(list(job_ids))).cte("line", recursive=True)
    above = JOBS.alias("above")
    line = line.union(select(above.c.id, above.c.parent_id).where(above.c.id == line.c.parent_id))
    top = select(line.c.id).where(line.c.parent_id.is_(None))
    session.connection().execute(select(J.id).where(J.id.in_(top)).order_by(J.id).with_for_update())


def descending_from(job_id: JobId) -> Select[tuple[str]]:
    """The ids of a job and of everything that descends from it."""
    family = select(J.id).where(J.id == job_id).cte("family", recursive=True)
    below = JOBS.alias("below")
    family = family.union_all(select(below.c.id).where(below.c.parent_id == family.c.id))
    return select(family.c.id)


def by_identity(session: Session, identities: Sequence[str]) -> Mapping[str, JobRow]:
    """The open jobs of these identities."""
    query = select(J.identity, *SELECTED).where(J.identity.in_(identities), IS_OPEN)
    return {row.identity: row for row in session.connection().execute(query)}
