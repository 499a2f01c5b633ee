"""Marks in the table of jobs which of them a message was sent for. PostgreSQL only: nobody sends any on SQLite."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select, update

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.engine.ports.outbox import Message
from playwarden.kit.ids import JobId
from playwarden.store.database import Database, exclusive
from playwarden.store.jobs.claims import is_held
from playwarden.store.jobs.rows import JOBS, KEY_IS_BUSY, J

AHEAD = 100
"""Messages of a lane that may be under way: enough for every worker, few enough to keep the order of ranks."""
REPEATED_AFTER = timedelta(seconds=5)
"""A message that led to no claim in this time was lost, where nothing says that the workers are merely busy."""
LOST_AFTER = timedelta(minutes=10)
"""The same where they may be busy all that time, or it was lost among others."""


class StoredOutbox:
    """The outbox of one database, shared by every process that opens it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, repeated: Collection[Lane] = ()) -> list[Message]:
        real = func.clock_timestamp()
        turn = (J.lane_rank, J.rank, J.due_at, J.id)
        of_key = func.row_number().over(partition_by=J.key, order_by=turn).label("of_key")
        free = select(*turn, of_key).where(J.state == JobState.QUEUED.value, ~KEY_IS_BUSY).subquery()
        of_lane = func.row_number().over(
            partition_by=free.c.lane_rank, order_by=(free.c.rank, free.c.due_at, free.c.id)
        )
        first = select(free.c.id, of_lane.label("of_lane")).where(free.c.of_key == 1).subquery()
        untold = or_(
            J.dispatched_at.is_(None),
            J.dispatched_at < real - LOST_AFTER,
            (J.dispatched_at < real - REPEATED_AFTER) & J.lane.in_([lane.value for lane in repeated]),
        )
        # Evaluated once, as a CTE is. A row that somebody changes right now is told of by the news of that change.
        wanted = (
            select(J.id)
            .where(J.id.in_(select(first.c.id).where(first.c.of_lane <= AHEAD)), untold)
            .with_for_update(skip_locked=True)
            .cte("wanted")
        )
        mark = update(JOBS).where(J.id.in_(select(wanted.c.id))).values(dispatched_at=real).returning(*turn, J.lane)
        with self._database.write() as session:
            exclusive(session, "outbox")
            rows = [] if is_held(session) else list(session.execute(mark))
        rows.sort(key=lambda row: tuple(row)[:4])
        return [Message(JobId(row.id), Lane(row.lane)) for row in rows]

    def put_back(self, job_ids: Sequence[JobId]) -> None:
        with self._database.write() as session:
            session.execute(update(JOBS).where(J.id.in_(job_ids)).values(dispatched_at=None))
