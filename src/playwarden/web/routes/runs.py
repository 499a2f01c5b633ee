"""Runs over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.features.runs.again import again
from playwarden.kit.ids import RunId
from playwarden.web.routes.asked import ACTOR, Most, Named, Opened, Text
from playwarden.web.schemas.proposals import StartedDocument
from playwarden.web.schemas.runs import RunDocument, RunRow

router = APIRouter()
Lines = Annotated[int | None, Query(ge=1, le=1_000_000, description="Lines of one playlist's diff in its text.")]


@router.get("/runs")
def runs(opened: Opened, limit: Most = 50, before: Text = None) -> list[RunRow]:
    """What was applied, undone and restored; `before` continues an earlier list with its last run."""
    found = opened.runs.runs(limit=limit, before=RunId(before) if before else None)
    return [RunRow.of(run) for run in found]


@router.get("/runs/{run}")
def run(opened: Opened, run: Named, lines: Lines = None) -> RunDocument:
    """One run: its playlists, its calls one by one, and what became of them; with `lines` every plan as a text."""
    found = opened.runs.run(RunId(run))
    return RunDocument.shown(found, opened.runs.report(found), lines)


@router.post("/runs/{run}/resume")
def resume(opened: Opened, run: Named) -> StartedDocument:
    """Takes a run up where it was; the job that does so, null when the run is at its end. Asked twice it is one job."""
    found = opened.runs.run(RunId(run))
    return StartedDocument(run=found.id, job=again(opened.jobs, found, ACTOR))


@router.post("/runs/{run}/cancel")
def cancel(opened: Opened, run: Named) -> RunDocument:
    """Stops a run between two calls, where its playlists are consistent, and says what was done; refused at its end."""
    report = opened.runs.cancel(RunId(run), actor=ACTOR)
    return RunDocument.shown(opened.runs.run(RunId(run)), report, None)
