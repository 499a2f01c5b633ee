"""Schedules over HTTP."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from playwarden.domain.jobs.due import Missed
from playwarden.features.schedules.service import MOST_SHOWN, Change, NewSchedule
from playwarden.web.routes.asked import ACTOR, Most, Named, Opened, Text
from playwarden.web.schemas.schedules import (
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


@router.get("/schedules")
def schedules(opened: Opened, limit: Most = 50, after: Text = None) -> list[ScheduleDocument]:
    """Schedules in the order of their names; `after` continues behind the last one you have."""
    return [ScheduleDocument.of(each) for each in opened.schedules.schedules(limit=limit, after=after)]


@router.get("/schedulables")
def schedulables(opened: Opened) -> list[SchedulableDocument]:
    """The kinds of work that can be scheduled."""
    return [SchedulableDocument.of(each) for each in opened.schedules.kinds()]


@router.post("/schedules")
def add(opened: Opened, body: ScheduleBody) -> ScheduleShownDocument:
    """Makes a schedule. Its name is its own: the same again is a conflict."""
    new = NewSchedule(
        name=body.name,
        kind=body.kind,
        timing=_timing(body.timing),
        payload=body.payload,
        missed=Missed(body.missed),
        jitter=_span(body.jitter_seconds),
    )
    return ScheduleShownDocument.shown(opened.schedules.create(new, actor=ACTOR), 5)


@router.post("/schedules/preview")
def preview(opened: Opened, body: PreviewBody) -> PreviewDocument:
    """What a timing comes to. Stores nothing."""
    return PreviewDocument.of(opened.schedules.preview(_timing(body.timing), body.times, body.after))


@router.get("/schedules/{schedule}")
def show(opened: Opened, schedule: Named, times: Times = 5) -> ScheduleShownDocument:
    """One schedule, by its id or its name, with its next times."""
    return ScheduleShownDocument.shown(opened.schedules.schedule(schedule), times)


@router.patch("/schedules/{schedule}")
def change(opened: Opened, schedule: Named, body: ScheduleChangeBody) -> ScheduleShownDocument:
    """Changes it from its next time on. Jobs that it made stay."""
    asked = Change(
        name=body.name,
        timing=None if body.timing is None else _timing(body.timing),
        payload=body.payload,
        missed=policy_of(body.missed),
        jitter=_span(body.jitter_seconds),
    )
    return ScheduleShownDocument.shown(opened.schedules.change(schedule, asked, actor=ACTOR), 5)


@router.delete("/schedules/{schedule}")
def remove(opened: Opened, schedule: Named) -> ScheduleDocument:
    """Takes it away. Jobs that it made stay."""
    return ScheduleDocument.of(opened.schedules.remove(schedule, actor=ACTOR))


@router.post("/schedules/{schedule}/pause")
def pause(opened: Opened, schedule: Named) -> ScheduleDocument:
    """It makes no jobs until it is resumed; a paused one stays paused."""
    return ScheduleDocument.of(opened.schedules.pause(schedule, actor=ACTOR))


@router.post("/schedules/{schedule}/resume")
def resume(opened: Opened, schedule: Named) -> ScheduleDocument:
    """It goes on with its next time; those in between were not missed."""
    return ScheduleDocument.of(opened.schedules.resume(schedule, actor=ACTOR))


@router.post("/schedules/{schedule}/run")
def run(opened: Opened, schedule: Named) -> ScheduledDocument:
    """Its job at once; one that waits already is taken instead of a second one."""
    return ScheduledDocument(job=opened.schedules.run_now(schedule, actor=ACTOR).id)


def _timing(body: TimingBody) -> dict[str, Any]:
    return body.model_dump(exclude_none=True)


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
