"""Makes jobs inside a transaction, so that a job is committed together with what it is about, or not at all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import Job, JobState, NewJob
from playwarden.kit.errors import Busy, Conflict
from playwarden.kit.ids import IdSource, JobId
from playwarden.store.database import tell_after
from playwarden.store.jobs.events import note_state
from playwarden.store.jobs.rows import IS_OPEN, JOBS, SELECTED, J, JobRow, by_identity, job_of, new_row
from playwarden.store.upsert import portions

JOBS_NEWS = "jobs"
"""The topic that who listens to the database hears of jobs by that may be claimed now."""
_AT_ONCE = 500
_TRIES = 5


def add(session: Session, ids: IdSource, new_jobs: Sequence[NewJob], now: datetime) -> list[Job]:
    """The jobs, in order; for work that is open already the job that is. Runners hear of it after the commit.

    The unique index decides, so that two transactions that add the same work at once end with one job: the second
    waits for the first. Raises Busy when that work opens and ends faster than it can be looked at.
    """
    if not new_jobs:
        return []
    made: dict[str, JobRow] = {}
    wanted = {new.identity: new for new in new_jobs}
    # In one order everywhere, so that two who add the same never wait for each other; ids keep the order asked for.
    rows = {new.identity: new_row(ids, new, now) for new in new_jobs}
    for values, job_id in zip(rows.values(), sorted(values["id"] for values in rows.values()), strict=True):
        values["id"] = job_id
    missing = sorted(wanted)
    for _ in range(_TRIES):
        for some in portions(missing, _AT_ONCE):
            for row in _inserted(session, [rows[identity] for identity in some]):
                made[row.identity] = row
                note_state(session, row, now)
                tell_after(session, JOBS_NEWS)
            there = [identity for identity in some if identity not in made]
            made.update(by_identity(session, there) if there else {})
        missing = [identity for identity in missing if identity not in made]
        if not missing:
            return [job_of(made[new.identity]) for new in new_jobs]
    raise Busy("The same work is made and ended by others all the time.", "Try again in a moment.")


def add_missed(session: Session, ids: IdSource, new_jobs: Sequence[NewJob], now: datetime, note: str) -> list[Job]:
    """Writes down work whose time passed while nothing ran; work that is written down already stays as it is."""
    told = []
    for new in new_jobs:
        known = select(*SELECTED).where(J.identity == new.identity).order_by(J.id.desc()).limit(1)
        row = session.connection().execute(known).first()
        if row is None:
            ended = {"state": JobState.MISSED.value, "note": note, "ended_at": now}
            values = new_row(ids, new, now, **ended)
            row = session.connection().execute(JOBS.insert().values(values).returning(*SELECTED)).one()
            note_state(session, row, now)
        told.append(job_of(row))
    return told


def check_childless(session: Session, parent_id: JobId) -> None:
    """Raises Busy where there is a job below this one, Conflict where it has ended. Nobody ends it meanwhile."""
    state = session.scalar(select(J.state).where(J.id == parent_id).with_for_update())
    if state is None or JobState(state).ended:
        raise Conflict("The task that was to begin this has ended.", "Retry it, where it is still wanted.")
    if session.scalar(select(J.id).where(J.parent_id == parent_id).limit(1)) is not None:
        raise Busy("This task has begun already.", "Look at it again.")


def _inserted(session: Session, values: list[dict[str, object]]) -> list[JobRow]:
    """The rows that were new, made now."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite if on_sqlite else postgresql).insert(JOBS).values(values)
    return list(
        session.connection().execute(
            statement.on_conflict_do_nothing(index_elements=[J.identity], index_where=IS_OPEN).returning(
                J.identity, *SELECTED
            )
        )
    )
