"""The runners of jobs with their heartbeats: which of them live, and whose jobs are to be taken up again.

Real time decides, as it does for leases: on one machine its uptime and whether the process is still there, between
machines the clock of the database. Setting a clock makes nobody dead; a fence makes harmless who was taken for dead.
"""

import os
import socket
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import Failure, JobState
from playwarden.engine.ports.jobs import Runner
from playwarden.kit.clock import Clock
from playwarden.kit.ids import IdSource, JobId, RunnerId
from playwarden.store.database import Database
from playwarden.store.jobs import claims
from playwarden.store.jobs.events import note
from playwarden.store.jobs.rows import JOBS, J, JobRow, failure_document, lock_families
from playwarden.store.models import jobs as models
from playwarden.store.process import ProcessMark, uptime

LAPSE = 30.0
"""Seconds without a heartbeat after which a runner counts as dead, where its process cannot be looked at."""
BEAT = 8.0
"""Seconds between two heartbeats."""
LOSSES = 10
"""Deaths of its runner while it ran after which a job has failed: it may be what kills them."""


class StoredRunners:
    """Implements `engine.ports.jobs.Runners`. `clock` dates events; nothing else here is product time."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def enter(self, kind: str, threads: int) -> Runner:
        place = f"{socket.gethostname()}:{os.getpid()}"
        runner_id = RunnerId(self._ids.new("rnr", datetime.now(UTC)))
        with self._database.write() as session:
            now = self._now(session)
            session.add(_row(runner_id, kind, place, threads, now, now))
        return Runner(runner_id, kind, place, threads, now, alive=True)

    def beat(self, runner: Runner) -> bool:
        with self._database.write() as session:
            now = self._now(session)
            row = session.get(models.Runner, runner.id)
            if row is None:
                # Somebody took it for dead.
                session.add(_row(runner.id, runner.kind, runner.place, runner.threads, runner.started_at, now))
                return False
            early = uptime() < row.lapses_uptime
            row.lapses_uptime, row.lapses_at = uptime() + LAPSE, now + timedelta(seconds=LAPSE)
            return early

    def leave(self, runner: Runner) -> None:
        with self._database.write() as session:
            session.execute(delete(models.Runner).where(models.Runner.id == runner.id))

    def alive(self) -> list[Runner]:
        with self._database.read() as session:
            now = self._now(session)
            rows = session.scalars(select(models.Runner).order_by(models.Runner.started_at, models.Runner.id))
            return [
                Runner(RunnerId(row.id), row.kind, row.place, row.threads, row.started_at, alive=True)
                for row in rows
                if self._lives(row, now)
            ]

    def reclaim(self, own: RunnerId | None = None, carrying: Collection[JobId] = ()) -> int:
        with self._database.read() as session:
            lost, dead = self._lost(session, own, carrying)
        if not lost and not dead:
            return 0
        at = self._clock.now()
        with self._database.write() as session:
            taken = 0
            lock_families(session, [row.id for row in lost])
            query = select(JOBS).where(J.id.in_([row.id for row in lost]), J.state == JobState.RUNNING.value)
            fences = {row.id: row.fence for row in lost}
            gone = set(self._gone(session))
            for row in session.execute(query.order_by(J.id).with_for_update(skip_locked=True)).all():
                mine = row.runner_id == own and row.id not in carrying
                if row.fence == fences[row.id] and (mine or row.runner_id in gone or not self._known(session, row)):
                    self._put_back(session, row, at)
                    taken += 1
            session.execute(delete(models.Runner).where(models.Runner.id.in_(gone.intersection(dead))))
            return taken

    def _lost(
        self, session: Session, own: RunnerId | None, carrying: Collection[JobId]
    ) -> tuple[list[Row[Any, Any, Any]], list[str]]:
        """The running jobs that nobody carries, and the runners that are dead."""
        dead = self._gone(session)
        known = set(session.scalars(select(models.Runner.id)))
        running = session.execute(select(J.id, J.fence, J.runner_id).where(J.state == JobState.RUNNING.value)).all()
        lost = [
            row
            for row in running
            if (row.runner_id == own and row.id not in carrying) or row.runner_id in dead or row.runner_id not in known
        ]
        return lost, list(dead)

    def _gone(self, session: Session) -> Sequence[str]:
        now = self._now(session)
        return [row.id for row in session.scalars(select(models.Runner)) if not self._lives(row, now)]

    def _known(self, session: Session, row: JobRow) -> bool:
        return session.get(models.Runner, row.runner_id) is not None

    def _put_back(self, session: Session, row: JobRow, at: datetime) -> None:
        losses = row.losses + 1
        note(session, row.id, at, "log", {"level": "warning", "words": "Its runner ended; it is taken up again."})
        if row.cancel_asked_at is not None:
            claims.changed(session, row.id, {"losses": losses} | claims.stopped(session, row, at, told=False), at)
        elif losses >= LOSSES:
            what = f"Its runner ended {losses} times while it ran; perhaps because of it."
            failure = Failure("runner_lost", what, "The log of the machine may tell why; retry it then.")
            failed = {"state": JobState.FAILED.value, "failure": failure_document(failure), "ended_at": at}
            claims.changed(session, row.id, {"losses": losses} | failed, at)
        else:
            claims.changed(session, row.id, {"losses": losses, "state": JobState.QUEUED.value, "note": None}, at)

    def _now(self, session: Session) -> datetime:
        """The clock that all users of this database share: the server's, or for SQLite that of the one machine."""
        if self._database.on_sqlite:
            return datetime.now(UTC)
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return now

    def _lives(self, row: models.Runner, now: datetime) -> bool:
        mark = ProcessMark.parsed(row.process)
        if mark.same_machine:
            return not mark.gone and uptime() < row.lapses_uptime
        if self._database.on_sqlite and mark.boot and ProcessMark.own().boot:
            return False  # an SQLite file in WAL serves one machine: this one was restarted since
        return now < row.lapses_at


def _row(
    runner_id: RunnerId, kind: str, place: str, threads: int, started_at: datetime, now: datetime
) -> models.Runner:
    return models.Runner(
        id=runner_id,
        kind=kind,
        place=place,
        process=str(ProcessMark.own()),
        threads=threads,
        started_at=started_at,
        lapses_uptime=uptime() + LAPSE,
        lapses_at=now + timedelta(seconds=LAPSE),
    )
