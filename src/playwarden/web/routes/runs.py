"""Runs over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right, Touch
from playwarden.domain.runs import Run
from playwarden.features.access.reach import seen
from playwarden.features.runs.again import again
from playwarden.kit.ids import RunId
from playwarden.web.policy import RUN, requires
from playwarden.web.routes.asked import Most, Named, Opened, Text, Who
from playwarden.web.schemas.overriding import ChangesBody, OverrideBody, OverridingDocument, WaitingPlanDocument
from playwarden.web.schemas.proposals import StartedDocument
from playwarden.web.schemas.runs import RunDocument, RunRow

router = APIRouter()
Number = Annotated[int, Query(ge=0, le=1_000_000, description="Which of the run's playlists, counted from 0.")]
Lines = Annotated[int | None, Query(ge=1, le=1_000_000, description="Lines of one playlist's diff in its text.")]


@router.get("/runs", dependencies=[requires(Right.VIEW, settled=True)])
def runs(opened: Opened, who: Who, limit: Most = 50, before: Text = None) -> list[RunRow]:
    """What was applied, undone and restored; `before` continues an earlier list with its last run."""

    def page(last: Run | None, most: int) -> Sequence[Run]:
        begin = last.id if last is not None else RunId(before) if before else None
        return opened.runs.runs(limit=most, before=begin)

    def touches(found: Sequence[Run]) -> list[Touch]:
        known = opened.reach.runs([run.id for run in found])
        return [known[run.id] for run in found]

    return [RunRow.of(run) for run in seen(who, limit, page, touches)]


@router.get("/runs/{run}", dependencies=[requires(Right.VIEW, RUN)])
def run(opened: Opened, run: Named, lines: Lines = None) -> RunDocument:
    """One run: its playlists, its calls one by one, and what became of them; with `lines` every plan as a text."""
    found = opened.runs.run(RunId(run))
    return RunDocument.shown(found, opened.runs.report(found), lines)


@router.post("/runs/{run}/resume", dependencies=[requires(Right.EDIT, RUN)])
def resume(opened: Opened, who: Who, run: Named) -> StartedDocument:
    """Takes a run up where it was; the job that does so, null when the run is at its end. Asked twice it is one job."""
    found = opened.runs.run(RunId(run))
    return StartedDocument(run=found.id, job=again(opened.jobs, found, who.actor))


@router.get("/runs/{run}/plan", dependencies=[requires(Right.VIEW, RUN)])
def waiting_plan(opened: Opened, run: Named, part: Number = 0) -> WaitingPlanDocument:
    """What a run is to do to the entries and details of one of its playlists, and whether that can still be changed by
    hand.
    """
    return WaitingPlanDocument.of(opened.runs.overrides.look(RunId(run), part))


@router.post("/runs/{run}/override/preview", dependencies=[requires(Right.OVERRIDE_PLAN, RUN)])
def preview_override(opened: Opened, run: Named, body: ChangesBody) -> OverridingDocument:
    """What a waiting plan would become with these changes, and its cost. Takes no call and changes nothing; refused
    once the plan has begun or ended.
    """
    return OverridingDocument.of(opened.runs.overrides.preview(RunId(run), body.part, body.said()))


@router.post("/runs/{run}/override", dependencies=[requires(Right.OVERRIDE_PLAN, RUN)])
def override(opened: Opened, who: Who, run: Named, body: OverrideBody) -> WaitingPlanDocument:
    """Changes a waiting plan as it was previewed: what is carried out later starts from that, whatever has moved by
    then. Recorded with whoever asks and why; sent again, nothing more is changed.
    """
    overrides = opened.runs.overrides
    overrides.make(RunId(run), body.part, body.said(), approved=body.fingerprint, reason=body.reason, actor=who.actor)
    return WaitingPlanDocument.of(overrides.look(RunId(run), body.part))


@router.post("/runs/{run}/cancel", dependencies=[requires(Right.EDIT, RUN)])
def cancel(opened: Opened, who: Who, run: Named) -> RunDocument:
    """Stops a run between two calls, where its playlists are consistent, and says what was done; refused at its end."""
    report = opened.runs.cancel(RunId(run), actor=who.actor)
    return RunDocument.shown(opened.runs.run(RunId(run)), report, None)
