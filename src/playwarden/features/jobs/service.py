"""Shows jobs, and does what people ask of them: cancel, retry, run now, hold everything. Each is a link of the audit."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwarden.domain.jobs.job import Job, JobEvent, JobState
from playwarden.engine.ports.audit import Trail
from playwarden.engine.ports.jobs import JobBook, JobFilter, Runner, Runners
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.registry import Registry
from playwarden.kit.clock import Clock
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import JobId

LOOK_EVERY = 0.5
"""Real seconds between two looks at a job that another process carries out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as it stands `now`, and how many of its children stand where.

    `waiting` is the first of it to go on, with until when, for what and in words, while nothing of it runs or is
    queued. `all_held`: nobody takes up any job. `runner`: somebody is there to carry jobs out.
    """

    job: Job
    title: str
    children: Mapping[JobState, int]
    waiting: Job | None
    all_held: bool
    runner: bool
    now: datetime


class Jobs:
    """What doors ask for. `listen` calls back after commits of this process that bring events."""

    def __init__(
        self,
        book: JobBook,
        runners: Runners,
        registry: Registry,
        trail: Trail,
        clock: Clock,
        listen: Callable[[Callable[[], None]], Callable[[], None]],
    ) -> None:
        self._book = book
        self._runners = runners
        self._registry = registry
        self._trail = trail
        self._clock = clock
        self._listen = listen

    def jobs(self, wanted: JobFilter) -> list[Job]:
        """The newest first."""
        return self._book.jobs(wanted)

    def title(self, job: Job) -> str:
        """What it does in a few words; its kind's name where this version does not know the kind."""
        try:
            return self._registry.kind(job.kind).title(job.payload)
        except (PlaywardenError, KeyError, TypeError, ValueError):
            return job.kind

    def standing(self, job_id: JobId) -> Standing:
        """Raises NotFound."""
        job = self._book.job(job_id)
        return Standing(
            job,
            self.title(job),
            self._book.children(job_id),
            self._book.waiting(job_id) if job.state.open else None,
            self._book.held(),
            bool(self._runners.alive()),
            self._clock.now(),
        )

    def lines(self, job_id: JobId, *, limit: int = 200) -> list[JobEvent]:
        """The newest lines of its log, the oldest of them first. Raises NotFound."""
        self._book.job(job_id)
        return self._book.lines(job_id, limit=limit)

    def cancel(self, job_id: JobId, *, actor: str) -> Job:
        """Cancels what waits at once; what runs stops between two calls. Done once, asking again changes nothing.

        Raises NotFound, Conflict when it has ended.
        """
        before = self._book.job(job_id)
        job = self._book.ask_to_cancel(job_id, actor)
        self._noted(actor, "job.cancel", before, job)
        settle_cancelled(self._book, self._registry, job_id)
        return self._book.job(job_id)

    def retry(self, job_id: JobId, *, actor: str) -> Job:
        """Takes up again what failed, was cancelled or missed, with its children that did. Raises NotFound, Conflict."""
        before = self._book.job(job_id)
        job = self._book.again(job_id, actor)
        self._noted(actor, "job.retry", before, job)
        return job

    def run_now(self, job_id: JobId, *, actor: str) -> Job:
        """What is scheduled or waits is looked at now; calls that are not to be had now it waits for all the same.

        Raises NotFound, Conflict when it runs or has succeeded.
        """
        before = self._book.job(job_id)
        job = self._book.again(job_id, actor, now=True)
        self._noted(actor, "job.run_now", before, job)
        return job

    def hold(self, *, actor: str) -> None:
        """Nothing is taken up any more; what runs goes on. Holding twice is held."""
        self._switch(True, actor)

    def release(self, *, actor: str) -> None:
        """Jobs are taken up again."""
        self._switch(False, actor)

    def held(self) -> bool:
        return self._book.held()

    def runners(self) -> list[Runner]:
        """Those that live, the oldest first."""
        return self._runners.alive()

    def wait(self, job_id: JobId, seconds: float) -> Job:
        """Waits for its end, so many real seconds at most: the job as it stands then. Raises NotFound."""
        heard, until = threading.Event(), time.monotonic() + seconds
        end = self._listen(heard.set)
        try:
            while True:
                heard.clear()
                job = self._book.job(job_id)
                left = until - time.monotonic()
                if job.state.ended or left <= 0:
                    return job
                heard.wait(min(LOOK_EVERY, left))
        finally:
            end()

    def _switch(self, held: bool, actor: str) -> None:
        if self._book.held() == held:
            return
        self._book.hold(held, actor)
        self._trail.note(actor=actor, action="jobs.hold" if held else "jobs.release", subject="jobs")

    def _noted(self, actor: str, action: str, before: Job, after: Job) -> None:
        if before != after:
            self._trail.note(
                actor=actor,
                action=action,
                subject=f"job:{after.id}",
                run_id=after.run_id,
                before=_told(before),
                after=_told(after),
            )


def _told(job: Job) -> dict[str, Any]:
    """A job for the audit chain."""
    return {"kind": job.kind, "key": job.key, "state": job.state.value, "due_at": job.due_at.isoformat()}
