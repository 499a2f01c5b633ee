"""Jobs, their events and the runners as documents."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from playwarden.domain.jobs.job import Job, JobEvent
from playwarden.engine.ports.jobs import Runner
from playwarden.features.jobs.ahead import PlannedAhead
from playwarden.features.jobs.service import Standing


class ProgressDocument(BaseModel):
    """How far it is; `total` is null where that is not known."""

    done: int
    total: int | None
    words: str


class FailureDocument(BaseModel):
    code: str
    what: str
    remedy: str


class JobRow(BaseModel):
    """A job in a list. `waits_for` and `note` say what holds it, or how it ended."""

    id: str
    kind: str
    title: str
    key: str
    lane: str
    state: str
    due_at: datetime
    waits_for: str | None
    note: str | None
    attempts: int
    progress: ProgressDocument
    forecast: int | None
    calls: int
    actor: str
    parent: str | None
    schedule: str | None
    run: str | None
    cancelling: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, job: Job, title: str) -> Self:
        return cls(
            id=job.id,
            kind=job.kind,
            title=title,
            key=job.key,
            lane=job.lane.value,
            state=job.state.value,
            due_at=job.due_at,
            waits_for=job.waits_for.value if job.waits_for else None,
            note=job.note,
            attempts=job.attempts,
            progress=ProgressDocument(done=job.progress.done, total=job.progress.total, words=job.progress.words),
            forecast=job.forecast,
            calls=job.calls,
            actor=job.actor,
            parent=job.parent_id,
            schedule=job.schedule_id,
            run=job.run_id,
            cancelling=job.cancel_asked_at is not None and job.state.open,
            created_at=job.created_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
        )


class HeldDocument(BaseModel):
    """What the whole of a job waits for while nothing of it runs: until when, for what, in words."""

    until: datetime
    waits_for: str | None
    note: str | None


class JobDocument(JobRow):
    """A job with its result or failure, how many of its children stand where, and the time by the server's clock.

    `begun` is the run that it started, or that was planned for it before. `may_plan`: its plan can be made now.
    `held` is null while something of it runs or is queued. `all_held`: nobody takes up any job (`POST /hold`).
    `runner`: somebody is there to carry it out.
    """

    result: dict[str, Any] | None
    failure: FailureDocument | None
    children: dict[str, int]
    begun: str | None
    may_plan: bool
    held: HeldDocument | None
    all_held: bool
    runner: bool
    now: datetime

    @classmethod
    def of_standing(cls, told: Standing) -> Self:
        job, failure, held = told.job, told.job.failure, told.waiting
        return cls(
            **JobRow.of(job, told.title).model_dump(),
            result=dict(job.result) if job.result is not None else None,
            failure=FailureDocument(code=failure.code, what=failure.what, remedy=failure.remedy) if failure else None,
            children={state.value: number for state, number in told.children.items() if number},
            begun=told.begun,
            may_plan=told.may_plan,
            held=None
            if held is None
            else HeldDocument(
                until=held.due_at, waits_for=held.waits_for.value if held.waits_for else None, note=held.note
            ),
            all_held=told.all_held,
            runner=told.runner,
            now=told.now,
        )


class PlannedAheadDocument(BaseModel):
    """A job before its time, and the run that was planned for it; null: as things stand nothing would be done. `note`
    says what was settled with it, where that is more than the plan.
    """

    job: str
    run: str | None
    due_at: datetime
    note: str

    @classmethod
    def of(cls, planned: PlannedAhead) -> Self:
        return cls(job=planned.job_id, run=planned.run_id, due_at=planned.due_at, note=planned.note)


class EventDocument(BaseModel):
    """Something that happened to a job: `kind` is `state`, `progress` or `log`."""

    number: int
    at: datetime
    job: str
    kind: str
    data: dict[str, Any]

    @classmethod
    def of(cls, event: JobEvent) -> Self:
        return cls(number=event.number, at=event.at, job=event.job_id, kind=event.kind, data=dict(event.data))


class RunnerDocument(BaseModel):
    """A process that carries jobs out."""

    id: str
    kind: str
    place: str
    threads: int
    started_at: datetime

    @classmethod
    def of(cls, runner: Runner) -> Self:
        return cls(
            id=runner.id,
            kind=runner.kind,
            place=runner.place,
            threads=runner.threads,
            started_at=runner.started_at,
        )


class RunnersDocument(BaseModel):
    """Who carries jobs out, and whether all of it is held."""

    held: bool
    runners: list[RunnerDocument]
