"""Claims of jobs: which one is next, who has it, and how a claim ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.engine.ports.jobs import Ended
from playwarden.kit.errors import Busy
from playwarden.kit.ids import JobId, RunnerId
from playwarden.store.database import tell_after
from playwarden.store.jobs.adding import JOBS_NEWS
from playwarden.store.jobs.events import note_progress, note_state
from playwarden.store.jobs.rows import (
    JOBS,
    OPEN_STATES,
    SELECTED,
    J,
    JobRow,
    descending_from,
    failure_document,
    found,
    key_is_busy,
)
from playwarden.store.models.quota import Call
from playwarden.store.models.system import Setting

HELD = "jobs.held"
"""The setting that is there while everything is held."""
LATEST_LOOK = timedelta(hours=1)
"""How long a job waits at most for somebody who is to wake it: it looks again then, in case nobody did."""
SKEW = timedelta(seconds=1)
"""Processes read the clock at slightly different moments; only beyond this it was set back."""
_AT_ONCE = 500


def is_held(session: Session) -> bool:
    """Whether nothing is to be claimed."""
    return session.get(Setting, HELD) is not None


def claimable(ranks: Sequence[int], job_id: JobId | None, within: JobId | None) -> ColumnElement[bool]:
    """What a claim may take of the queued jobs: of these lanes, with a key that is free."""
    which: list[ColumnElement[bool]] = [J.state == JobState.QUEUED.value, J.lane_rank >= ranks[0]]
    which += [J.lane_rank <= ranks[-1], ~key_is_busy()]
    if len(ranks) <= ranks[-1] - ranks[0]:
        which.append(J.lane_rank.in_(ranks))
    if job_id is not None:
        which.append(J.id == job_id)
    if within is not None:
        which.append(J.id.in_(descending_from(within)))
    return and_(*which)


def due(now: datetime) -> ColumnElement[bool]:
    """What is not queued yet and should be."""
    return and_(J.state.in_((JobState.SCHEDULED.value, JobState.WAITING.value)), J.due_at <= now)


def anything(session: Session, ranks: Sequence[int], now: datetime, job_id: JobId | None, within: JobId | None) -> bool:
    """Whether a claim is worth a transaction that writes."""
    if is_held(session):
        return False
    there = or_(exists().where(claimable(ranks, job_id, within)), exists().where(due(now)))
    return bool(session.scalar(select(there)))


def take(
    session: Session,
    runner_id: RunnerId,
    ranks: Sequence[int],
    now: datetime,
    job_id: JobId | None,
    within: JobId | None,
) -> JobRow | None:
    """The next job, running now. Of two transactions that want the same one, one waits and then finds another; two
    that want different jobs of one key meet at the index, and one is thrown back (IntegrityError).
    """
    queue_due(session, now)
    first = select(J.id).where(claimable(ranks, job_id, within))
    first = first.order_by(J.lane_rank, J.rank, J.due_at, J.id).limit(1)
    while (candidate := session.scalar(first)) is not None:
        row = session.execute(
            update(JOBS)
            .where(J.id == candidate, J.state == JobState.QUEUED.value)
            .values(
                state=JobState.RUNNING.value,
                fence=J.fence + 1,
                runner_id=runner_id,
                started_at=now,
                waits_for=None,
                note=None,
                dispatched_at=None,
            )
            .returning(*SELECTED)
        ).one_or_none()
        if row is not None:
            note_state(session, row, now)
            return row
    return None


def queue_due(session: Session, now: datetime) -> int:
    """Queues what is due; how many."""
    query = select(J.id).where(due(now)).order_by(J.due_at).limit(_AT_ONCE).with_for_update(skip_locked=True)
    return queue(session, session.scalars(query).all(), now)


def queue_after_set_back(session: Session, now: datetime) -> int:
    """Queues what began to wait later than now, by a clock that was set back since: it looks again, and waits anew for
    as long as is meant. Work that somebody gave a time keeps it.
    """
    query = select(J.id).where(J.state == JobState.WAITING.value, J.started_at > now + SKEW)
    return queue(session, session.scalars(query.with_for_update(skip_locked=True)).all(), now)


def queue(session: Session, ids: Sequence[str], now: datetime) -> int:
    """Queues scheduled and waiting jobs by id; how many."""
    if not ids:
        return 0
    rows = session.execute(
        update(JOBS)
        .where(J.id.in_(ids), J.state.in_((JobState.SCHEDULED.value, JobState.WAITING.value)))
        .values(state=JobState.QUEUED.value, waits_for=None, note=None)
        .returning(*SELECTED)
    ).all()
    for row in rows:
        note_state(session, row, now)
    tell_after(session, JOBS_NEWS)
    return len(rows)


def end(session: Session, job: Job, ended: Ended, now: datetime) -> JobRow:
    """Ends a claim; see JobBook.end. A parent's row is locked before its child's, here as in a cancellation."""
    if job.parent_id is not None:
        found(session, J.id == job.parent_id)
    row = _claimed(session, job)
    values = _values(session, row, ended, now)
    values["calls"] = select(func.count()).where(Call.job_id == row.id).scalar_subquery()
    return changed(session, row.id, values, now)


def _claimed(session: Session, job: Job) -> JobRow:
    rows = found(session, J.id == job.id, J.fence == job.fence, J.state == JobState.RUNNING.value)
    if not rows:
        raise Busy(f"The job {job.id} was taken up by another runner.", "Nothing is lost: that one settles it.")
    return rows[0]


def _values(session: Session, row: JobRow, ended: Ended, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": ended.state.value,
        "note": ended.note,
        "attempts": row.attempts + 1 if ended.attempted else 0,
        "waits_for": None,
        "result": None if ended.result is None else dict(ended.result),
        "failure": failure_document(ended.failure),
        "ended_at": now,
    }
    goes_on = ended.state in (JobState.QUEUED, JobState.WAITING)
    if ended.state is JobState.CANCELLED or (goes_on and row.cancel_asked_at is not None):
        return values | stopped(session, row, now, told=ended.state is JobState.CANCELLED)
    if goes_on:
        values |= {"ended_at": None, "result": row.result}
    if ended.state is JobState.WAITING:
        if ended.waits_for is WaitsFor.CHILDREN and not children_open(session, row.id):
            return values | {"state": JobState.QUEUED.value, "note": None}
        values |= {"waits_for": ended.waits_for.value if ended.waits_for else None}
        values |= {"due_at": ended.due_at or now + LATEST_LOOK}
    return values


def stopped(session: Session, row: JobRow, now: datetime, *, told: bool) -> dict[str, Any]:
    """What a job becomes that stops because it was asked to; `told`: its kind knows already."""
    cancel_below(session, JobId(row.id), now)
    if children_open(session, row.id):
        return waiting_for_children(now) | {"cancel_asked_at": row.cancel_asked_at or now}
    return {"cancel_asked_at": None} if told else cancelled(now)


def waiting_for_children(now: datetime) -> dict[str, Any]:
    """What a job that is to be cancelled becomes while children of it still run."""
    return {
        "state": JobState.WAITING.value,
        "waits_for": WaitsFor.CHILDREN.value,
        "due_at": now + LATEST_LOOK,
        "note": "Being cancelled: what still runs is stopping.",
        "ended_at": None,
    }


def changed(session: Session, job_id: str, values: dict[str, Any], now: datetime) -> JobRow:
    """Writes a job's new state with its event, tells runners, and its parent where it has ended."""
    row = session.execute(update(JOBS).where(J.id == job_id).values(values).returning(*SELECTED)).one()
    note_state(session, row, now)
    if row.state not in OPEN_STATES and row.parent_id is not None:
        tell_parent(session, row.parent_id, now)
    tell_after(session, JOBS_NEWS)  # its key is free now, if nothing else
    return row


def tell_parent(session: Session, parent_id: str, now: datetime) -> None:
    """A child has ended: the parent's progress grows, and with the last one it goes on."""
    parent = found(session, J.id == parent_id)[0]
    if parent.state not in OPEN_STATES:
        return
    counts = children(session, parent_id)
    left = sum(number for state, number in counts.items() if state.open)
    total = sum(counts.values())
    values: dict[str, Any] = {"done": total - left, "total": total}
    row = session.execute(update(JOBS).where(J.id == parent_id).values(values).returning(*SELECTED)).one()
    note_progress(session, row, now)
    if left or row.state != JobState.WAITING.value or row.waits_for != WaitsFor.CHILDREN.value:
        return
    if row.cancel_asked_at is not None:
        values = {"state": JobState.CANCELLED.value, "waits_for": None, "note": None, "ended_at": now}
    else:
        values = {"state": JobState.QUEUED.value, "waits_for": None, "note": None}
    changed(session, parent_id, values, now)


def children(session: Session, job_id: str) -> dict[JobState, int]:
    """How many children stand where."""
    query = select(J.state, func.count()).where(J.parent_id == job_id).group_by(J.state)
    return {JobState(state): number for state, number in session.connection().execute(query)}


def children_open(session: Session, job_id: str) -> int:
    """How many children have not ended."""
    query = select(func.count()).where(J.parent_id == job_id, J.state.in_(OPEN_STATES))
    return session.scalar(query) or 0


def cancel_below(session: Session, job_id: JobId, now: datetime) -> None:
    """Cancels what descends from a job: at once what does not run, and asks what does. Deepest first, so that a job
    whose descendants all stand still is cancelled as well.
    """
    family = found(session, J.id.in_(descending_from(job_id)), J.state.in_(OPEN_STATES), J.id != job_id)
    running: set[str] = set()
    for row in sorted(family, key=lambda row: _depth(row, {one.id: one for one in family}), reverse=True):
        if row.state == JobState.RUNNING.value:
            running.update((row.id, row.parent_id))
            _write(session, row.id, {"cancel_asked_at": row.cancel_asked_at or now}, now)
        elif row.id in running:
            running.add(row.parent_id)
            _write(session, row.id, {"cancel_asked_at": now} | waiting_for_children(now), now)
        else:
            _write(session, row.id, cancelled(now), now)


def cancelled(now: datetime) -> dict[str, Any]:
    """What a job becomes that is cancelled while it does not run: its kind is still to be told."""
    return {
        "state": JobState.CANCELLED.value,
        "cancel_asked_at": now,
        "ended_at": now,
        "waits_for": None,
        "note": None,
    }


def _write(session: Session, job_id: str, values: dict[str, Any], now: datetime) -> None:
    row = session.execute(update(JOBS).where(J.id == job_id).values(values).returning(*SELECTED)).one()
    note_state(session, row, now)
    tell_after(session, JOBS_NEWS)


def _depth(row: JobRow, family: dict[str, JobRow]) -> int:
    depth = 0
    while row.parent_id in family:
        row, depth = family[row.parent_id], depth + 1
    return depth
