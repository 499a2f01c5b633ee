"""Schedules over HTTP."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right, Touch
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.jobs.timing import of_these_years
from playwarden.features.access.reach import seen
from playwarden.features.schedules.service import MOST_SHOWN, Change, NewSchedule
from playwarden.kit.errors import InputError
from playwarden.web.policy import SCHEDULE, allow_for_server, check_work, requires
from playwarden.web.routes.asked import Moment, Most, Named, Opened, Tell, Text, Who
from playwarden.web.schemas.jobs import PlannedAheadDocument
from playwarden.web.schemas.schedules import (
    ComingDocument,
    MoveBody,
    MovedDocument,
    PreviewBody,
    PreviewDocument,
    SchedulableDocument,
    ScheduleBody,
    ScheduleChangeBody,
    ScheduledDocument,
    ScheduleDocument,
    ScheduleShownDocument,
    TimingBody,
    policy_of,
)

router = APIRouter()
Times = Annotated[int, Query(ge=1, le=MOST_SHOWN, description="So many of its next times.")]
LONGEST_SPAN = timedelta(days=62)
"""Two months, of which a calendar may show the days around."""


@router.get("/schedules", dependencies=[requires(Right.VIEW)])
def schedules(opened: Opened, who: Who, limit: Most = 50, after: Text = None) -> list[ScheduleDocument]:
    """Schedules in the order of their names; `after` continues behind the last one you have."""

    return [ScheduleDocument.of(each) for each in _seen(opened, who, limit, after)]


@router.get("/coming", dependencies=[requires(Right.VIEW)])
def coming(
    opened: Opened, who: Who, since: Moment, until: Moment, limit: Most = 50, after: Text = None
) -> list[ComingDocument]:
    """Schedules in the order of their names, each with its times to come from `since` until before `until`, for a
    calendar. `after` continues behind the last one you have.
    """
    if until - since > LONGEST_SPAN:
        raise InputError(f"A calendar shows at most {LONGEST_SPAN.days} days at once.", "Name an earlier end.")
    of_these_years(since), of_these_years(until)
    return [ComingDocument.within(each, since, until) for each in _seen(opened, who, limit, after)]


@router.get("/schedulables", dependencies=[requires(Right.VIEW)])
def schedulables(opened: Opened) -> list[SchedulableDocument]:
    """The kinds of work that can be scheduled."""
    return [SchedulableDocument.of(each) for each in opened.schedules.kinds()]


@router.post("/schedules", dependencies=[requires(Right.EDIT, inside="what its jobs are about")])
def add(opened: Opened, who: Who, body: ScheduleBody) -> ScheduleShownDocument:
    """Makes a schedule. Its name is its own: the same again is a conflict."""
    payload = check_work(opened, who, body.kind, body.payload)
    allow_for_server(who, opened.reach.work(*opened.schedules.work(body.kind, payload)))
    new = NewSchedule(
        name=body.name,
        kind=body.kind,
        timing=_timing(body.timing),
        payload=payload,
        missed=Missed(body.missed),
        jitter=_span(body.jitter_seconds),
    )
    return ScheduleShownDocument.shown(opened.schedules.create(new, actor=who.actor), 5)


@router.post("/schedules/preview", dependencies=[requires(Right.VIEW)])
def preview(opened: Opened, body: PreviewBody) -> PreviewDocument:
    """What a timing comes to. Stores nothing."""
    return PreviewDocument.of(opened.schedules.preview(_timing(body.timing), body.times, body.after))


@router.get("/schedules/{schedule}", dependencies=[requires(Right.VIEW, SCHEDULE)])
def show(opened: Opened, schedule: Named, times: Times = 5) -> ScheduleShownDocument:
    """One schedule, by its id or its name, with its next times."""
    return ScheduleShownDocument.shown(opened.schedules.schedule(schedule), times)


@router.patch("/schedules/{schedule}", dependencies=[requires(Right.EDIT, SCHEDULE)])
def change(opened: Opened, who: Who, schedule: Named, body: ScheduleChangeBody) -> ScheduleShownDocument:
    """Changes it from its next time on. Jobs that it made stay."""
    kind = _changeable(opened, who, schedule).kind
    payload = None if body.payload is None else check_work(opened, who, kind, body.payload)
    asked = Change(
        name=body.name,
        timing=None if body.timing is None else _timing(body.timing),
        payload=payload,
        missed=policy_of(body.missed),
        jitter=_span(body.jitter_seconds),
        was=None if body.was is None else (body.was.timing, timedelta(seconds=body.was.jitter_seconds)),
    )
    return ScheduleShownDocument.shown(opened.schedules.change(schedule, asked, actor=who.actor), 5)


@router.post("/schedules/{schedule}/move", dependencies=[requires(Right.EDIT, SCHEDULE)])
def move(opened: Opened, who: Who, schedule: Named, body: MoveBody) -> MovedDocument:
    """Moves one of its times to come, and for always with it all that repeat it: its day, its date, its hour. With
    `check` it is only told what that would come to. Whatever `timing` was before, PATCH makes it so again.
    """
    _changeable(opened, who, schedule)
    before, preview = opened.schedules.preview_move(schedule, body.time, body.to)
    if not body.check:
        opened.schedules.change(schedule, Change(move=(body.time, body.to)), actor=who.actor)
    return MovedDocument.of(before, preview, moved=not body.check)


@router.delete("/schedules/{schedule}", dependencies=[requires(Right.DELETE, SCHEDULE)])
def remove(opened: Opened, who: Who, schedule: Named) -> ScheduleDocument:
    """Takes it away. Jobs that it made stay."""
    _changeable(opened, who, schedule)
    return ScheduleDocument.of(opened.schedules.remove(schedule, actor=who.actor))


@router.post("/schedules/{schedule}/pause", dependencies=[requires(Right.EDIT, SCHEDULE)])
def pause(opened: Opened, who: Who, schedule: Named) -> ScheduleDocument:
    """It makes no jobs until it is resumed; a paused one stays paused."""
    _changeable(opened, who, schedule)
    return ScheduleDocument.of(opened.schedules.pause(schedule, actor=who.actor))


@router.post("/schedules/{schedule}/resume", dependencies=[requires(Right.EDIT, SCHEDULE)])
def resume(opened: Opened, who: Who, schedule: Named) -> ScheduleDocument:
    """It goes on with its next time; those in between were not missed. From then on it runs with your rights."""
    _changeable(opened, who, schedule)
    return ScheduleDocument.of(opened.schedules.resume(schedule, actor=who.actor))


@router.post("/schedules/{schedule}/run", dependencies=[requires(Right.EDIT, SCHEDULE)])
def run(opened: Opened, who: Who, schedule: Named) -> ScheduledDocument:
    """Its job at once; one that waits already is taken instead of a second one."""
    _changeable(opened, who, schedule)
    return ScheduledDocument(job=opened.schedules.run_now(schedule, actor=who.actor).id)


@router.post("/schedules/{schedule}/plan", dependencies=[requires(Right.EDIT, SCHEDULE)])
def plan_ahead(opened: Opened, who: Who, tell: Tell, schedule: Named) -> PlannedAheadDocument:
    """Makes the job of its next time, and the plan of that job, as `POST /jobs/{job}/plan` does."""
    _changeable(opened, who, schedule)
    job = opened.schedules.ahead(schedule, actor=who.actor)
    return PlannedAheadDocument.of(opened.ahead.plan(job.id, actor=who.actor, tell=tell))


def _changeable(opened: Container, who: Caller, named: str) -> Schedule:
    """A schedule that may be changed: what an installation does by itself is for who sees to the whole server."""
    found = opened.schedules.schedule(named)
    allow_for_server(who, opened.reach.schedule(found))
    return found


def _seen(opened: Container, who: Caller, limit: int, after: str | None) -> list[Schedule]:
    """Those that may be seen, in the order of their names."""

    def page(last: Schedule | None, most: int) -> Sequence[Schedule]:
        return opened.schedules.schedules(limit=most, after=after if last is None else last.name)

    def touches(found: Sequence[Schedule]) -> list[Touch]:
        return [opened.reach.schedule(each) for each in found]

    return seen(who, limit, page, touches)


def _timing(body: TimingBody) -> dict[str, Any]:
    return body.model_dump(exclude_none=True)


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
