"""Cancels jobs and takes ended ones up again, whole families at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobState, WaitsFor
from playwarden.domain.runs import State
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import JobId
from playwarden.store.database import tell_after
from playwarden.store.jobs.adding import JOBS_NEWS
from playwarden.store.jobs.claims import (
    LATEST_LOOK,
    cancel_below,
    cancelled,
    changed,
    children_open,
    waiting_for_children,
)
from playwarden.store.jobs.events import note, note_state
from playwarden.store.jobs.rows import JOBS, OPEN_STATES, SELECTED, J, JobRow, descending_from, found, lock_families
from playwarden.store.models.runs import Run

_LOST = (JobState.FAILED.value, JobState.CANCELLED.value, JobState.MISSED.value)
"""Ended without having done what it was to do."""
_UNSETTLED: ColumnElement[bool] = literal_column("state = 'cancelled' AND cancel_asked_at IS NOT NULL")
"""In the words of the partial index, which serves no others."""


def _asked_above() -> Select[tuple[str]]:
    """The first of the line from `:job` up to its oldest ancestor that was asked to stop."""
    line = select(J.id, J.parent_id, J.cancel_asked_at).where(J.id == bindparam("job")).cte("line", recursive=True)
    above = JOBS.alias("above")
    line = line.union_all(
        select(above.c.id, above.c.parent_id, above.c.cancel_asked_at).where(above.c.id == line.c.parent_id)
    )
    return select(line.c.id).where(line.c.cancel_asked_at.is_not(None)).limit(1)


_ASKED_ABOVE = _asked_above()
"""Put together once: a running job asks it at every call, and putting it together took longer than its answer."""


def row_of(session: Session, job_id: str) -> JobRow:
    """Raises NotFound."""
    row = session.execute(select(*SELECTED).where(J.id == job_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no job {job_id}.", "`playwarden jobs list` names them.")
    return row


def cancel(session: Session, job_id: JobId, now: datetime) -> JobRow:
    """Cancels a job with what descends from it; see JobBook.ask_to_cancel."""
    row_of(session, job_id)
    lock_families(session, [job_id])
    row = found(session, J.id == job_id)[0]
    if row.state not in OPEN_STATES:
        raise Conflict(f"The job {job_id} has ended: it {_ending(row)}.", "There is nothing left to cancel.")
    cancel_below(session, job_id, now)
    if row.state == JobState.RUNNING.value:
        return changed(session, job_id, {"cancel_asked_at": row.cancel_asked_at or now}, now)
    if children_open(session, job_id):
        return changed(session, job_id, waiting_for_children(now) | {"cancel_asked_at": now}, now)
    return changed(session, job_id, cancelled(now), now)


def asked(session: Session, job_id: JobId) -> bool:
    """Whether the job, or one that it descends from, was asked to stop."""
    return session.execute(_ASKED_ABOVE, {"job": job_id}).first() is not None


def unsettled(session: Session, within: JobId | None) -> list[JobRow]:
    """Cancelled jobs whose kind has not been told; children, being younger, before their parents."""
    query = select(*SELECTED).where(_UNSETTLED).order_by(J.created_at.desc(), J.id.desc())
    if within is not None:
        query = query.where(J.id.in_(descending_from(within)))
    rows = list(session.execute(query))
    ids = {row.parent_id for row in rows}
    return sorted(rows, key=lambda row: row.id in ids)


def settle(session: Session, job_id: JobId, note: str | None, now: datetime) -> JobRow:
    """The kind of a cancelled job has been told."""
    row = session.execute(
        update(JOBS).where(J.id == job_id, _UNSETTLED).values(cancel_asked_at=None, note=note).returning(*SELECTED)
    ).one_or_none()
    if row is None:
        return row_of(session, job_id)
    note_state(session, row, now)
    return row


def again(session: Session, job_id: JobId, now: datetime, *, at_once: bool) -> JobRow:
    """Takes a job up again; see JobBook.again. Raises IntegrityError when the same work is open already."""
    known = row_of(session, job_id)
    lock_families(session, [job_id])
    parent = found(session, J.id == known.parent_id) if known.parent_id is not None else []
    row = found(session, J.id == job_id)[0]
    if row.state in OPEN_STATES:
        return _at_once(session, row, now, at_once)
    if row.state not in _LOST:
        raise Conflict(f"The job {job_id} has succeeded.", "Ask for the same work anew if it is to be done again.")
    below = found(session, J.id.in_(descending_from(job_id)), J.state.in_(_LOST), J.id != job_id)
    left = _let_go(session, below, row, now)
    for each in (*(each for each in below if each.id not in left), row):
        changed(session, each.id, _anew(now), now)
    for above in parent:
        if above.state not in OPEN_STATES:
            _reopen(session, above, now)
    tell_after(session, JOBS_NEWS)
    return row_of(session, job_id)


def _let_go(session: Session, below: Sequence[JobRow], row: JobRow, now: datetime) -> set[str]:
    """Those of `below` that stay as they are, since their run was cancelled and is at its end. The job that started
    such a run is no longer above it, and therefore begins anew from what it finds then.
    """
    runs = {each.run_id for each in below if each.run_id is not None} - {row.run_id}
    ended = select(Run.id).where(Run.id.in_(runs), Run.state == State.CANCELLED.value)
    cancelled_runs = set(session.scalars(ended)) if runs else set()
    left = {each.id for each in below if each.run_id in cancelled_runs}
    for each in below:
        if each.id in left and each.parent_id not in left:
            session.execute(update(JOBS).where(J.id == each.id).values(parent_id=None))
            words = f"The run {each.run_id} was cancelled and stays at its end; the work is planned anew."
            note(session, row.id, now, "log", {"level": "info", "words": words})
    return left


def _at_once(session: Session, row: JobRow, now: datetime, at_once: bool) -> JobRow:
    if row.state == JobState.RUNNING.value or not at_once:
        raise Conflict(f"The job {row.id} has not ended.", "Wait for its end, or cancel it first.")
    if row.cancel_asked_at is not None:
        raise Conflict(f"The job {row.id} is being cancelled.", "Retry it when it has ended.")
    if row.state == JobState.QUEUED.value:
        return row
    return changed(
        session, row.id, {"state": JobState.QUEUED.value, "due_at": now, "waits_for": None, "note": None}, now
    )


def _anew(now: datetime) -> dict[str, Any]:
    return {
        "state": JobState.QUEUED.value,
        "due_at": now,
        "waits_for": None,
        "note": None,
        "attempts": 0,
        "losses": 0,
        "failure": None,
        "result": None,
        "cancel_asked_at": None,
        "ended_at": None,
    }


def _reopen(session: Session, parent: JobRow, now: datetime) -> None:
    """The parent of what is done again has to say anew how it ended, unless the same work was begun anew meanwhile."""
    values = _anew(now) | {"state": JobState.WAITING.value, "waits_for": WaitsFor.CHILDREN.value}
    try:
        with session.begin_nested():
            changed(session, parent.id, values | {"due_at": now + LATEST_LOOK}, now)
    except IntegrityError:
        return


def _ending(row: JobRow) -> str:
    words = {
        JobState.SUCCEEDED.value: "succeeded",
        JobState.FAILED.value: "failed",
        JobState.MISSED.value: "was missed",
    }
    return words.get(row.state, "was cancelled")
