"""Shows jobs, and does what people ask of them: cancel, retry, run now, hold everything. The audit chain has each."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwarden.domain.jobs.job import Job, JobEvent, JobState
from playwarden.engine.ports.audit import Trail
from playwarden.engine.ports.jobs import JobBook, JobFilter, Runner, Runners
from playwarden.features.jobs.ahead import BEFORE, plans_ahead, run_below
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.registry import Registry
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, PlaywardenError
from playwarden.kit.ids import JobId, RunId

FOR_ONE_COMMAND = "command"
"""The kind of runner that carries out what its command asked for, and nothing else."""
LOOK_EVERY = 0.2
"""Real seconds between two looks at a job that is waited for."""
_HELD = frozenset({JobState.WAITING, JobState.SCHEDULED})
_CHILDREN = 100_000
"""More jobs than any parent has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as it stands `now`, and how many of its children stand where.

    `begun` is the run that it started, or that was planned for it; `may_plan`: that can be done now.
    `waiting` is the first of it to go on, with until when, for what and in words, while nothing of it runs or is
    queued. `all_held`: nobody takes up any job. `runner`: somebody is there to carry any job out; a command that
    carries out what it asked for does not count.
    """

    job: Job
    title: str
    children: Mapping[JobState, int]
    begun: RunId | None
    may_plan: bool
    waiting: Job | None
    all_held: bool
    runner: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A job in a list, and what it does in a few words."""

    job: Job
    title: str


class JobsService:
    """What doors ask for."""

    def __init__(
        self,
        book: JobBook,
        runners: Runners,
        registry: Registry,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._book = book
        self._runners = runners
        self._registry = registry
        self._trail = trail
        self._clock = clock

    def jobs(self, wanted: JobFilter) -> list[Listed]:
        """The newest first."""
        return [Listed(job, self.title(job)) for job in self._book.jobs(wanted)]

    def title(self, job: Job) -> str:
        """What it does in a few words; its kind's name where this version does not know the kind."""
        try:
            return self._registry.kind(job.kind).title(job.payload)
        except (PlaywardenError, KeyError, TypeError, ValueError):
            return job.kind

    def standing(self, job_id: JobId) -> Standing:
        """Raises NotFound."""
        job = self._book.job(job_id)
        children = self._book.children(job_id)
        return Standing(
            job,
            self.title(job),
            children,
            run_below(self._book, job) if children else None,
            not children and job.state in BEFORE and plans_ahead(self._registry, job) is not None,
            self._book.waiting(job_id) if job.state.open else None,
            self._book.held(),
            any(runner.kind != FOR_ONE_COMMAND for runner in self._runners.alive()),
            self._clock.now(),
        )

    def log(self, job_id: JobId, *, limit: int = 200) -> list[JobEvent]:
        """The newest lines of its log, the oldest of them first. Raises NotFound."""
        self._book.job(job_id)
        return self._book.lines(job_id, limit=limit)

    def events(self, job_id: JobId, *, after: int = 0, limit: int = 500) -> list[JobEvent]:
        """What happened to it and its children after that event, in order. Raises NotFound."""
        self._book.job(job_id)
        return self._book.events(after, job_id=job_id, limit=limit)

    def cancel(self, job_id: JobId, *, actor: str) -> Standing:
        """Cancels what waits at once; what runs stops between two calls. Raises NotFound, Conflict."""
        before = self._book.job(job_id)
        self._noted(actor, "job.cancel", before, self._book.ask_to_cancel(job_id, actor))
        settle_cancelled(self._book, self._registry, job_id)
        return self.standing(job_id)

    def retry(self, job_id: JobId, *, actor: str) -> Standing:
        """Takes up again what failed, was cancelled or missed, with its children that did. A run that was cancelled is
        at its end: the job that started it begins anew, from what stands there now. Raises NotFound, Conflict when it
        has succeeded, or the same work is open.
        """
        before = self._book.job(job_id)
        settle_cancelled(self._book, self._registry, job_id)
        self._noted(actor, "job.retry", before, self._book.again(job_id, actor))
        return self.standing(job_id)

    def run_now(self, job_id: JobId, *, actor: str) -> Standing:
        """What is scheduled or waits, children too, is looked at now; calls that are not to be had are waited for anew.

        Raises NotFound, Conflict when it runs or has ended.
        """
        before = self._book.job(job_id)
        if before.state.ended:
            raise Conflict(
                f"The job {job_id} has ended: it is {before.state.value}.",
                f"`playwarden jobs retry {job_id}` takes up again what did not succeed.",
            )
        job = self._book.again(job_id, actor, now=True)
        self._below_at_once(job_id, actor)
        self._noted(actor, "job.run_now", before, job)
        return self.standing(job_id)

    def _below_at_once(self, job_id: JobId, actor: str) -> None:
        for child in self._book.jobs(JobFilter(parent_id=job_id, states=_HELD, limit=_CHILDREN)):
            self._below_at_once(child.id, actor)
            with suppress(Conflict):  # it was taken up, or ended, meanwhile
                self._book.again(child.id, actor, now=True)

    def hold(self, *, held: bool, actor: str) -> None:
        """The one switch: while held nothing is taken up, and what runs goes on. Holding twice is held."""
        if self._book.held() != held:
            self._book.hold(held, actor)
            self._trail.note(actor=actor, action="jobs.hold" if held else "jobs.release", subject="jobs")

    def held(self) -> bool:
        return self._book.held()

    def runners(self) -> list[Runner]:
        """Those that live, the oldest first."""
        return self._runners.alive()

    def wait(self, job_id: JobId, seconds: float) -> Job:
        """Waits for its end, so many real seconds at most: the job as it stands then. Raises NotFound."""
        until = time.monotonic() + seconds
        while True:
            job = self._book.job(job_id)
            left = until - time.monotonic()
            if job.state.ended or left <= 0:
                return job
            time.sleep(min(LOOK_EVERY, left))

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
