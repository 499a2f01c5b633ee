"""Makes the plan of a job before its time, so that it can be looked at and changed by hand; it is carried out then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from playwarden.domain.jobs.job import Job, JobState
from playwarden.engine.ports.audit import Trail
from playwarden.engine.ports.jobs import JobBook, JobFilter
from playwarden.jobs.registry import Registry
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import JobId, RunId

BEFORE = frozenset({JobState.SCHEDULED, JobState.WAITING})
"""While it is in one of these a job waits for its time, or for calls."""


@runtime_checkable
class PlansAhead(Protocol):
    """A kind of job that makes a plan when it runs, and starts it as a run that it waits for. `settles` says what else
    planning ahead decides, for a person; empty: nothing.
    """

    settles: str

    def ahead(self, job: Job, tell: Callable[[str], None]) -> RunId | None:
        """Does the first half now: the run is begun when the job is due. None: nothing would be done as things stand.
        Raises what proposing raises, and Blocked where a safety rule holds the plan.
        """
        ...


@dataclass(frozen=True, slots=True)
class PlannedAhead:
    """A job before its time, and the run that was planned for it. `run_id` None: as things stand nothing is to be done;
    it looks again at its time. `note` is what was settled with it.
    """

    job_id: JobId
    run_id: RunId | None
    due_at: datetime
    note: str = ""


class Ahead:
    """What doors ask for."""

    def __init__(self, book: JobBook, registry: Registry, trail: Trail) -> None:
        self._book = book
        self._registry = registry
        self._trail = trail

    def plan(self, job_id: JobId, *, actor: str, tell: Callable[[str], None]) -> PlannedAhead:
        """Asked again it answers the same run. Raises NotFound, Conflict for a job that has begun, or that makes no
        plan; and what the kind raises, which leaves the job as it was.
        """
        job = self._book.job(job_id)
        known = run_below(self._book, job)
        kind = plans_ahead(self._registry, job)
        if known is not None and job.state.open:
            return PlannedAhead(job.id, known, job.due_at, kind.settles if kind else "")
        if known is not None or job.state not in BEFORE:
            raise Conflict(
                f"This task is not waiting for its time: it is {job.state.value}.",
                "What has begun can be cancelled, and what it did undone.",
            )
        if kind is None:
            raise Conflict(
                "This kind of task makes no plan.",
                "What placements put in is changed at the placement; a run that waits has its plan already.",
            )
        run_id = kind.ahead(job, tell)
        if run_id is not None:
            self._trail.note(
                actor=actor,
                action="job.plan",
                subject=f"job:{job.id}",
                run_id=run_id,
                after={"kind": job.kind, "due_at": job.due_at.isoformat()},
            )
            if kind.settles:
                self._book.log(job, kind.settles)
        return PlannedAhead(job.id, run_id, job.due_at, kind.settles if run_id is not None else "")


def run_below(book: JobBook, job: Job) -> RunId | None:
    """The run that the newest job below it carries out."""
    below = book.jobs(JobFilter(parent_id=job.id, limit=1))
    return below[0].run_id if below else None


def plans_ahead(registry: Registry, job: Job) -> PlansAhead | None:
    """The kind of a job that makes a plan; None: it makes none, or this version does not know it."""
    try:
        kind = registry.kind(job.kind)
    except InputError:
        return None
    return kind if isinstance(kind, PlansAhead) else None
