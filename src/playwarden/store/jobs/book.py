"""The book of jobs over the database: each method one committed transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobEvent, JobState, NewJob, Progress, WaitsFor
from playwarden.domain.runs import State
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, Conflict
from playwarden.kit.ids import IdSource, JobId, RunnerId
from playwarden.store.database import Database, exclusive, tell_after
from playwarden.store.jobs import adding, cancelling, claims, events
from playwarden.store.jobs.adding import JOBS_NEWS
from playwarden.store.jobs.rows import JOBS, OPEN_STATES, SELECTED, J, JobRow, descending_from, job_of
from playwarden.store.models.runs import Run
from playwarden.store.models.system import Setting

_TRIES = 20
"""Times that a claim is begun anew because somebody took a job of the same key at the same moment."""
_AT_ONCE = 200
"""Jobs with all that hangs on them that one transaction takes away: others want to write as well."""
_OF_RUN = JOBS.alias("of_run")


class StoredJobs:
    """Implements `engine.ports.jobs.JobBook`. Thread-safe; what is due goes by `clock`."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._plenty = False
        """The last claim found something: the next one does not look before it writes."""

    # -- making

    def enqueue(self, jobs: Sequence[NewJob]) -> list[Job]:
        with self._database.write() as session:
            return adding.add(session, self._ids, jobs, self._clock.now())

    def miss(self, jobs: Sequence[NewJob], note: str) -> list[Job]:
        with self._database.write() as session:
            exclusive(session, "missed jobs")
            return adding.add_missed(session, self._ids, jobs, self._clock.now(), note)

    # -- looking

    def job(self, job_id: JobId) -> Job:
        with self._database.read() as session:
            return job_of(cancelling.row_of(session, job_id))

    def jobs(self, wanted: JobFilter) -> list[Job]:
        query = select(*SELECTED).order_by(J.id.desc()).limit(wanted.limit)
        if wanted.states is not None:
            query = query.where(J.state.in_([state.value for state in wanted.states]))
        for column, value in (
            (J.kind, wanted.kind),
            (J.key, wanted.key),
            (J.parent_id, wanted.parent_id),
            (J.schedule_id, wanted.schedule_id),
            (J.run_id, wanted.run_id),
        ):
            if value is not None:
                query = query.where(column == value)
        if wanted.top:
            query = query.where(J.parent_id.is_(None))
        if wanted.before is not None:
            query = query.where(J.id < wanted.before)
        with self._database.read() as session:
            return [job_of(row) for row in session.execute(query)]

    def waiting(self, within: JobId) -> Job | None:
        query = select(*SELECTED).where(J.id.in_(descending_from(within)), J.state.in_(OPEN_STATES))
        with self._database.read() as session:
            rows = session.execute(query.order_by(J.due_at, J.id)).all()
        if any(row.state in (JobState.RUNNING.value, JobState.QUEUED.value) for row in rows):
            return None
        # One that waits for its children goes on with them; it is due by itself for safety alone.
        first = [row for row in rows if row.waits_for != WaitsFor.CHILDREN.value] or rows
        return job_of(first[0]) if first else None

    def promised(self, job: Job) -> int:
        with self._database.read() as session:
            return claims.promised(session, job)

    def children_open(self, job_id: JobId) -> int:
        with self._database.read() as session:
            return claims.children_open(session, job_id)

    def children(self, job_id: JobId) -> Mapping[JobState, int]:
        with self._database.read() as session:
            return claims.children(session, job_id)

    def events(self, after: int, *, job_id: JobId | None = None, limit: int = 500) -> list[JobEvent]:
        with self._database.read() as session:
            return events.events(session, after, job_id, limit)

    def lines(self, job_id: JobId, *, limit: int = 200) -> list[JobEvent]:
        with self._database.read() as session:
            return events.lines(session, job_id, limit)

    def first_event(self) -> int:
        with self._database.read() as session:
            return events.first_number(session)

    def last_event(self) -> int:
        with self._database.read() as session:
            return events.last_number(session)

    # -- running

    def claim(
        self, runner_id: RunnerId, lanes: Sequence[Lane], *, job_id: JobId | None = None, within: JobId | None = None
    ) -> Job | None:
        if not lanes:
            return None
        wanted = claims.Wanted(tuple(sorted(lane.rank for lane in lanes)), job_id, within)
        row = self._taken(runner_id, wanted) if self._plenty and not wanted.narrow else None
        if row is None:
            with self._database.read() as session:
                there, is_due = claims.anything(session, wanted, self._clock.now())
            if there or is_due:
                row = self._taken(runner_id, wanted, is_due=is_due)
        self._plenty = row is not None
        return None if row is None else job_of(row)

    def _taken(self, runner_id: RunnerId, wanted: claims.Wanted, *, is_due: bool = False) -> JobRow | None:
        for _ in range(_TRIES):
            try:
                if is_due:
                    # Committed by itself: who holds rows of what is due must not wait for the one that is taken.
                    with self._database.write() as session:
                        claims.queue_due(session, self._clock.now())
                with self._database.write() as session:
                    return claims.take(session, runner_id, wanted, self._clock.now())
            except IntegrityError:
                continue
        return None

    def end(self, job: Job, ended: Ended) -> Job:
        with self._database.write() as session:
            return job_of(claims.end(session, job, ended, self._clock.now()))

    def progress(self, job: Job, progress: Progress) -> None:
        values = {"done": progress.done, "total": progress.total, "words": progress.words}
        with self._database.write() as session:
            row = session.execute(
                update(JOBS)
                .where(J.id == job.id, J.fence == job.fence, J.state == JobState.RUNNING.value)
                .values(values)
                .returning(*SELECTED)
            ).one_or_none()
            if row is not None:
                events.note_progress(session, row, self._clock.now())

    def log(self, job: Job, words: str, level: str = "info") -> None:
        with self._database.write() as session:
            events.note(session, job.id, self._clock.now(), "log", {"level": level, "words": words})

    # -- asking

    def ask_to_cancel(self, job_id: JobId, actor: str) -> Job:
        now = self._clock.now()
        with self._database.write() as session:
            row = cancelling.cancel(session, job_id, now)
            events.note(session, row.id, now, "log", {"level": "info", "words": f"Cancelled by {actor}."})
            return job_of(row)

    def asked_to_cancel(self, job: Job) -> bool:
        with self._database.read() as session:
            fence = session.scalar(select(J.fence).where(J.id == job.id, J.state == JobState.RUNNING.value))
            if fence != job.fence:
                raise Busy(f"The job {job.id} was taken up by another runner.", "Nothing is lost: that one settles it.")
            return cancelling.asked(session, job.id)

    def unsettled(self, within: JobId | None = None) -> list[Job]:
        with self._database.read() as session:
            return [job_of(row) for row in cancelling.unsettled(session, within)]

    def settle(self, job: Job, note: str | None) -> Job:
        with self._database.write() as session:
            return job_of(cancelling.settle(session, job.id, note, self._clock.now()))

    def again(self, job_id: JobId, actor: str, *, now: bool = False) -> Job:
        at = self._clock.now()
        try:
            with self._database.write() as session:
                row = cancelling.again(session, job_id, at, at_once=now)
                events.note(session, job_id, at, "log", {"level": "info", "words": f"Taken up again by {actor}."})
                return job_of(row)
        except IntegrityError:
            raise Conflict(
                f"The same work as that of the job {job_id} is open already.", "Wait for that one, or cancel it."
            ) from None

    def wake(self, waits_for: WaitsFor) -> int:
        with self._database.write() as session:
            return claims.wake(session, waits_for, self._clock.now())

    def queue_due(self) -> int:
        now = self._clock.now()
        with self._database.read() as session:
            if not claims.anything_due(session, now):
                return 0
        with self._database.write() as session:
            return claims.queue_due(session, now) + claims.queue_after_set_back(session, now)

    # -- the one switch

    def hold(self, held: bool, actor: str) -> None:
        with self._database.write() as session:
            session.execute(delete(Setting).where(Setting.name == claims.HELD))
            if held:
                session.execute(insert(Setting).values(name=claims.HELD, value=actor))
            tell_after(session, JOBS_NEWS)

    def held(self) -> bool:
        with self._database.read() as session:
            return claims.is_held(session)

    # -- keeping house

    def prune(self, before: datetime) -> int:
        gone = 0
        # A run that is not at its end would get a new job by itself, as one that never had any.
        unfinished = select(Run.id).where(Run.state.in_([state.value for state in State if state.resumable]))
        needed = select(func.coalesce(_OF_RUN.c.parent_id, _OF_RUN.c.id)).where(_OF_RUN.c.run_id.in_(unfinished))
        ended = select(J.id).where(J.parent_id.is_(None), J.state.not_in(OPEN_STATES), J.ended_at < before)
        ended = ended.where(J.id.not_in(needed))
        while True:
            with self._database.write() as session:
                ids = session.scalars(ended.limit(_AT_ONCE)).all()
                session.execute(delete(JOBS).where(J.id.in_(ids)))
                left = events.prune(session, before, _AT_ONCE * 10)
            gone += len(ids)
            if len(ids) < _AT_ONCE and left < _AT_ONCE * 10:
                return gone
