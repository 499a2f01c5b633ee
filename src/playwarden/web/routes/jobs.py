"""Jobs over HTTP: listed, shown, cancelled, retried, run now; and the one switch that holds all of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query

from playwarden.domain.access import Right, Touch
from playwarden.domain.jobs.job import JobState
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.access.reach import seen
from playwarden.kit.ids import JobId, RunId, ScheduleId
from playwarden.kit.loading import LOADING
from playwarden.web.policy import JOB, find_playlist, requires
from playwarden.web.routes.asked import LARGEST, Most, Named, Opened, Tell, Text, Who
from playwarden.web.schemas.jobs import (
    EventDocument,
    JobDocument,
    JobRow,
    PlannedAheadDocument,
    RunnerDocument,
    RunnersDocument,
)

if TYPE_CHECKING:
    from playwarden.features.jobs.service import Listed

router = APIRouter()
State = Literal["scheduled", "queued", "waiting", "running", "succeeded", "failed", "cancelled", "missed"]
States = Annotated[list[State] | None, Query(alias="state", max_length=8, description="In one of these states.")]


@router.get("/jobs", dependencies=[requires(Right.VIEW, settled=True)])
def jobs(
    opened: Opened,
    who: Who,
    states: States = None,
    kind: Text = None,
    playlist: Text = None,
    parent: Text = None,
    run: Text = None,
    schedule: Text = None,
    folded: Annotated[bool, Query(description="Leave the children of other jobs out.")] = False,
    before: Text = None,
    limit: Most = 50,
) -> list[JobRow]:
    """Jobs, the newest first; `playlist` names one that a job works on, `before` continues an earlier list."""
    wanted = JobFilter(
        states=frozenset(JobState(state) for state in states) if states else None,
        kind=kind,
        key=f"playlist:{find_playlist(opened, who, playlist)}" if playlist else None,
        parent_id=JobId(parent) if parent else None,
        run_id=RunId(run) if run else None,
        schedule_id=ScheduleId(schedule) if schedule else None,
        top=folded,
        before=JobId(before) if before else None,
        limit=limit,
    )

    def page(last: "Listed | None", most: int) -> "Sequence[Listed]":
        begin = wanted.before if last is None else last.job.id
        return opened.jobs_service.jobs(replace(wanted, before=begin, limit=most))

    def touches(found: "Sequence[Listed]") -> list[Touch]:
        known = opened.reach.jobs([told.job for told in found])
        return [known[told.job.id] for told in found]

    return [JobRow.of(told.job, told.title) for told in seen(who, limit, page, touches)]


@router.get("/jobs/{job}", dependencies=[requires(Right.VIEW, JOB)])
def job(opened: Opened, job: Named) -> JobDocument:
    """One job: how far it is, what holds it, what it came to."""
    return JobDocument.of_standing(opened.jobs_service.standing(JobId(job)))


@router.get("/jobs/{job}/log", dependencies=[requires(Right.VIEW, JOB)])
def log(opened: Opened, job: Named, limit: Most = 200) -> list[EventDocument]:
    """The newest lines of its log, the oldest of them first."""
    return [EventDocument.of(event) for event in opened.jobs_service.log(JobId(job), limit=limit)]


@router.get("/jobs/{job}/events", dependencies=[requires(Right.VIEW, JOB)])
def events(
    opened: Opened, job: Named, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0, limit: Most = 500
) -> list[EventDocument]:
    """What happened to it and its children after event `after`, in order: the stream of `/events`, page by page."""
    return [EventDocument.of(event) for event in opened.jobs_service.events(JobId(job), after=after, limit=limit)]


@router.post("/jobs/{job}/cancel", dependencies=[requires(Right.EDIT, JOB)])
def cancel(opened: Opened, who: Who, job: Named) -> JobDocument:
    """Cancels what waits at once, with its children; what runs stops between two calls. Refused at its end."""
    return JobDocument.of_standing(opened.jobs_service.cancel(JobId(job), actor=who.actor))


@router.post("/jobs/{job}/retry", dependencies=[requires(Right.EDIT, JOB)])
def retry(opened: Opened, who: Who, job: Named) -> JobDocument:
    """Takes up again what failed, was cancelled or missed, with its children that did; refused while it is open, and
    for the job of a cancelled run, which is at its end. The job that started such a run plans it anew.
    """
    with LOADING:
        from playwarden.features.runs.again import check_open
        from playwarden.features.runs.work import PART, RUN

    known = opened.jobs_service.standing(JobId(job)).job
    if known.kind in (RUN, PART) and known.run_id is not None:
        check_open(opened.runs.run(known.run_id))
    return JobDocument.of_standing(opened.jobs_service.retry(JobId(job), actor=who.actor))


@router.post("/jobs/{job}/run", dependencies=[requires(Right.EDIT, JOB)])
def run_now(opened: Opened, who: Who, job: Named) -> JobDocument:
    """Takes what is scheduled or waits at once, with its children that wait; what is queued stays so. Refused while it
    runs and at its end.
    """
    return JobDocument.of_standing(opened.jobs_service.run_now(JobId(job), actor=who.actor))


@router.post("/jobs/{job}/plan", dependencies=[requires(Right.EDIT, JOB)])
def plan_ahead(opened: Opened, who: Who, tell: Tell, job: Named) -> PlannedAheadDocument:
    """Makes the plan of a job that waits for its time: looks at its playlists now, as the job would, and changes
    nothing. The run that it answers is begun when the job is due, and can be changed by hand until then; asked again it
    is the same run. Null: as things stand nothing would be done, and it looks again at its time. Refused once the job
    has begun, and for kinds that make no plan.
    """
    return PlannedAheadDocument.of(opened.ahead.plan(JobId(job), actor=who.actor, tell=tell))


@router.get("/runners", dependencies=[requires(Right.VIEW)])
def runners(opened: Opened) -> RunnersDocument:
    """The processes that carry jobs out, and whether all jobs are held."""
    return RunnersDocument(
        held=opened.jobs_service.held(), runners=[RunnerDocument.of(runner) for runner in opened.jobs_service.runners()]
    )


@router.post("/hold", dependencies=[requires(Right.SETTINGS)])
def hold(opened: Opened, who: Who) -> RunnersDocument:
    """The one switch: no job is taken up until `/release`; what runs goes on. Held again it stays held."""
    opened.jobs_service.hold(held=True, actor=who.actor)
    return runners(opened)


@router.post("/release", dependencies=[requires(Right.SETTINGS)])
def release(opened: Opened, who: Who) -> RunnersDocument:
    """Lets jobs be taken up again."""
    opened.jobs_service.hold(held=False, actor=who.actor)
    return runners(opened)
