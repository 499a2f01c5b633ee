"""Playwarden over a sandbox that is attacked, driven from moment to moment of the sandbox's clock in one process."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.wiring import UNLIMITED, connect, house, sandbox
from sqlalchemy import func, select

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Relation
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.protection.keeping import Asked
from playwarden.kit.ids import PlaylistId, RunnerId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import SandboxSettings
from playwarden.store.models import protection as rows

HELD = ("waits", "ask", "stop", "failed")
"""Steps of incidents in which something stood in the way of a restore."""
PUBLIC_TOO = ("name", "description", "cover", "public")


@dataclass
class Siege:
    """What is attacked."""

    container: Container
    running: Running
    protected: list[PlaylistId]

    def until(self, end: datetime) -> None:
        """Lives on from one moment at which something is due to the next, until `end`."""
        while (now := self.running.now()) < end:
            self.work_off()
            soonest = min(self._next(now), end)
            self.running.advance(max(1.0, (soonest - self.running.now()).total_seconds()))
        self.work_off()

    def work_off(self) -> int:
        """Ticks, and carries out all that is due; how many jobs that were."""
        self.container.guard.tick()
        done = 0
        while (job := self.container.jobs.claim(RunnerId("rnr_siege"), list(Lane))) is not None:
            self.container.carrier.carry(job, threading.Event())
            done += 1
        return done

    def _next(self, now: datetime) -> datetime:
        with self.container.database.read() as session:
            looks = session.scalar(select(func.min(rows.Watch.next_at)))
            due = session.scalar(select(func.min(rows.Incident.due_at)).where(rows.Incident.open_for.is_not(None)))
        held = JobFilter(states=frozenset({JobState.WAITING, JobState.SCHEDULED}))
        waiting = [job.due_at for job in self.container.jobs.jobs(held)]
        moments = [at for at in (looks, due, *waiting) if at is not None and at > now]
        return min(moments, default=now + timedelta(minutes=1))

    def slowest(self) -> timedelta:
        """The longest time between two looks at an account that is told now."""
        with self.container.database.read() as session:
            return timedelta(seconds=session.scalar(select(func.max(rows.Watch.every))) or 0)

    def restores(self) -> list[tuple[str, str, datetime]]:
        """Playlist, account and moment of every restore that was sent."""
        query = select(rows.Restore.playlist_id, rows.Restore.account_id, rows.Restore.at)
        with self.container.database.read() as session:
            sent = query.where(rows.Restore.state.in_(("running", "done"))).order_by(rows.Restore.at)
            return [(playlist, account, at) for playlist, account, at in session.execute(sent)]

    def held(self, playlist: str) -> list[tuple[datetime, datetime | None]]:
        """The spans in which an incident of the playlist waited for a pause, a cap or a person."""
        query = select(rows.Incident.found_at, rows.Incident.ended_at).where(rows.Incident.playlist_id == playlist)
        kept = select(rows.IncidentStep.incident_id).where(
            rows.IncidentStep.what.in_(("waits", "ask", "stop", "failed"))
        )
        with self.container.database.read() as session:
            return [(found, ended) for found, ended in session.execute(query.where(rows.Incident.id.in_(kept)))]


@contextmanager
def besieged(settings: SandboxSettings, ceilings: Mapping[str, int] | None = None) -> Iterator[Siege]:
    """Every own playlist of every account protected as it is: texts, covers and visibility."""
    quota = {**(UNLIMITED if ceilings is None else ceilings), "sync_minutes": 0, "backup_hour": -1}
    with sandbox(settings) as running, house(running, exact_clock=True, settings=quota) as container:
        running.dress(covers=0.7)
        running.advance(300)  # covers appear late
        connect(container, running, settings.accounts, users_per_app=settings.users_per_app)
        container.library.sync(lane=Lane.INTERACTIVE, read=False)
        own = [
            row.id
            for row in container.questions.playlists()
            if any(seer.relation is Relation.OWNER for seer in row.seen_by)
        ]
        container.guard.protect(own, Asked(fields=PUBLIC_TOO, seen=True), "siege")
        siege = Siege(container, running, own)
        running.advance(60)
        siege.work_off()
        yield siege


def right(attack: Mapping[str, Any]) -> bool:
    """Whether what an attack made wrong was put right."""
    return not attack["fields"] or attack["right_at"] is not None
