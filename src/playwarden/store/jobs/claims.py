"""Claims of jobs: which one is next, who has it, and how a claim ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.engine.ports.jobs import Ended
from playwarden.kit.errors import Busy
from playwarden.kit.ids import JobId, RunnerId
from playwarden.store.database import tell_after
from playwarden.store.jobs.adding import JOBS_NEWS
from playwarden.store.jobs.events import note_progress, note_state
from playwarden.store.jobs.rows import (
    JOBS,
    KEY_IS_BUSY,
    OPEN_STATES,
    SELECTED,
    J,
    JobRow,
    descending_from,
    failure_document,
    found,
    lock_families,
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


_IS_HELD = exists().where(Setting.name == HELD)
_DUE = and_(J.state.in_((JobState.SCHEDULED.value, JobState.WAITING.value)), J.due_at <= bindparam("now"))
"""What is not queued yet and should be."""
_NEXT = (
    select(J.id)
    .where(J.state == JobState.QUEUED.value, J.lane_rank >= bindparam("highest"), J.lane_rank <= bindparam("lowest"))
    .where(~KEY_IS_BUSY, ~_IS_HELD)
    .order_by(J.lane_rank, J.rank, J.due_at, J.id)
    .limit(1)
)
"""The job that a claim takes."""
_TAKEN = {
    "state": JobState.RUNNING.value,
    "fence": J.fence + 1,
    "runner_id": bindparam("runner"),
    "started_at": bindparam("now"),
    "waits_for": None,
    "note": None,
    "dispatched_at": None,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a claim may take: lanes by their ranks, ascending; one job; or one family."""

    ranks: tuple[int, ...]
    job_id: JobId | None = None
    within: JobId | None = None

    @property
    def narrow(self) -> bool:
        """Whether it is one job or one family."""
        return self.job_id is not None or self.within is not None

    def narrowed(self, query: Select[tuple[str]]) -> Select[tuple[str]]:
        """`_NEXT`, where more is asked for than a range of lanes."""
        if len(self.ranks) <= self.ranks[-1] - self.ranks[0]:
            query = query.where(J.lane_rank.in_(self.ranks))
        if self.job_id is not None:
            query = query.where(J.id == self.job_id)
        if self.within is not None:
            query = query.where(J.id.in_(descending_from(self.within)))
        return query

    def named(self, now: datetime) -> dict[str, Any]:
        """The values of what `_NEXT` leaves open."""
        return {"now": now, "highest": self.ranks[0], "lowest": self.ranks[-1]}


def _taking(query: Select[tuple[str]]) -> ReturningUpdate[Any]:
    """Takes what `query` finds."""
    chosen = update(JOBS).where(J.id == query.scalar_subquery(), J.state == JobState.QUEUED.value)
    return chosen.values(_TAKEN).returning(*SELECTED)


_LOOK = select(_NEXT.scalar_subquery(), select(exists().where(_DUE)).scalar_subquery())
_TAKE = _taking(_NEXT)


_ANYTHING_DUE = select(
    or_(
        exists().where(_DUE),
        exists().where(J.state == JobState.WAITING.value, J.started_at > bindparam("later")),
    )
)
_CHILD = JOBS.alias("child")
_OWN_CALLS = select(func.count()).where(Call.job_id == J.id).correlate(JOBS).scalar_subquery()
_CALLS = (
    _OWN_CALLS
    + select(func.coalesce(func.sum(_CHILD.c.calls), 0))
    .where(_CHILD.c.parent_id == J.id)
    .correlate(JOBS)
    .scalar_subquery()
)
"""What the job has cost by the ledger, with what its children have."""
_END = (
    update(JOBS)
    .where(J.id == bindparam("job"), J.fence == bindparam("under"), J.state == JobState.RUNNING.value)
    .values(
        state=bindparam("to"),
        note=bindparam("told"),
        attempts=J.attempts + bindparam("attempted"),
        waits_for=None,
        result=bindparam("with_result", type_=J.result.type),
        failure=bindparam("because", type_=J.failure.type),
        ended_at=bindparam("now"),
        cancel_asked_at=None,
        calls=_CALLS,
    )
    .returning(*SELECTED)
)


def is_held(session: Session) -> bool:
    """Whether nothing is to be claimed."""
    return bool(session.scalar(select(_IS_HELD)))


def anything(session: Session, wanted: Wanted, now: datetime) -> tuple[bool, bool]:
    """Whether there is something to claim now, and whether something is due that is not queued: what is worth a
    transaction that writes.
    """
    query = wanted.narrowed(_NEXT)
    look = _LOOK if query is _NEXT else select(query.scalar_subquery(), exists().where(_DUE))
    candidate, is_due = session.connection().execute(look, wanted.named(now)).one()
    return candidate is not None, bool(is_due)


def take(session: Session, runner_id: RunnerId, wanted: Wanted, now: datetime) -> JobRow | None:
    """The next job, running now. Of two transactions that want the same one, one waits and then finds another; two
    that want different jobs of one key meet at the index, and one is thrown back (IntegrityError).
    """
    query = wanted.narrowed(_NEXT)
    statement = _TAKE if query is _NEXT else _taking(query)
    connection, values = session.connection(), wanted.named(now)
    while True:
        row = connection.execute(statement, values | {"runner": runner_id}).one_or_none()
        if row is not None:
            note_state(session, row, now)
            return row
        if connection.execute(query, values).first() is None:
            return None


def queue_due(session: Session, now: datetime) -> int:
    """Queues what is due; how many."""
    query = select(J.id).where(_DUE).order_by(J.due_at).limit(_AT_ONCE).with_for_update(skip_locked=True)
    return queue(session, session.scalars(query, {"now": now}).all(), now)


def anything_due(session: Session, now: datetime) -> bool:
    """Whether something is to be queued; also by a clock that was set back."""
    return bool(session.scalar(_ANYTHING_DUE, {"now": now, "later": now + SKEW}))


def queue_after_set_back(session: Session, now: datetime) -> int:
    """Queues what began to wait later than now, by a clock that was set back since: it looks again, and waits anew for
    as long as is meant. Work that somebody gave a time keeps it.
    """
    query = select(J.id).where(J.state == JobState.WAITING.value, J.started_at > now + SKEW)
    return queue(session, session.scalars(query.with_for_update(skip_locked=True)).all(), now)


def wake(session: Session, waits_for: WaitsFor, now: datetime) -> int:
    """Queues every job that waits for that, to look again; how many."""
    query = select(J.id).where(J.state == JobState.WAITING.value, J.waits_for == waits_for.value)
    query = query.order_by(J.id).with_for_update()  # not in any order: two that wake would wait for each other
    return queue(session, session.scalars(query).all(), now)


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
    """Ends a claim; see JobBook.end."""
    lock_families(session, [job.id])
    if ended.state in (JobState.SUCCEEDED, JobState.FAILED):
        values = {"job": job.id, "under": job.fence, "now": now, "to": ended.state.value, "told": ended.note}
        values |= {"with_result": ended.result and dict(ended.result), "attempted": int(ended.attempted)}
        values |= {"because": failure_document(ended.failure)}
        row = session.connection().execute(_END, values).one_or_none()
        if row is None:
            raise _taken_up(job)
        follow(session, row, now)
        return row
    row = _claimed(session, job)
    return changed(session, row.id, _values(session, row, ended, now) | {"calls": _CALLS}, now)


def _claimed(session: Session, job: Job) -> JobRow:
    rows = found(session, J.id == job.id, J.fence == job.fence, J.state == JobState.RUNNING.value)
    if not rows:
        raise _taken_up(job)
    return rows[0]


def _taken_up(job: Job) -> Busy:
    return Busy(f"The job {job.id} was taken up by another runner.", "Nothing is lost: that one settles it.")


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
    follow(session, row, now)
    return row


def follow(session: Session, row: JobRow, now: datetime) -> None:
    """What follows a new state: its event, and news for runners and the parent."""
    note_state(session, row, now)
    if row.state not in OPEN_STATES and row.parent_id is not None:
        tell_parent(session, row.parent_id, now)
    tell_after(session, JOBS_NEWS)  # its key is free now, if nothing else


def tell_parent(session: Session, parent_id: str, now: datetime) -> None:
    """A child has ended: the parent's progress grows, and with the last one it goes on."""
    parent = found(session, J.id == parent_id)[0]
    if parent.state not in OPEN_STATES:
        return
    counts = children(session, parent_id)
    left = sum(number for state, number in counts.items() if state.open)
    total = sum(counts.values())
    values: dict[str, Any] = {"done": total - left, "total": total, "calls": _CALLS}
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


def promised(session: Session, job: Job) -> int:
    """What jobs claimed before `job` that still run, or wait for their proof alone, have not spent of their forecasts;
    see JobBook.promised.
    """
    before = or_(J.started_at < job.started_at, and_(J.started_at == job.started_at, J.id < job.id))
    proving = and_(J.state == JobState.WAITING.value, J.waits_for == WaitsFor.PROOF.value)
    under_way = or_(J.state == JobState.RUNNING.value, proving)
    query = select(J.forecast, _OWN_CALLS).where(under_way, J.forecast.is_not(None), before)
    return sum(max(0, forecast - spent) for forecast, spent in session.execute(query))


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
