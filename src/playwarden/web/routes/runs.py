"""Runs over HTTP."""

from fastapi import APIRouter

from playwarden.kit.ids import RunId
from playwarden.web.routes.asked import Most, Named, Opened, Text
from playwarden.web.schemas.runs import RunDocument, RunRow

router = APIRouter()


@router.get("/runs")
def runs(opened: Opened, limit: Most = 50, before: Text = None) -> list[RunRow]:
    """What was applied, undone and restored; `before` continues an earlier list with its last run."""
    found = opened.runs.runs(limit=limit, before=RunId(before) if before else None)
    return [RunRow.of(run) for run in found]


@router.get("/runs/{run}")
def run(opened: Opened, run: Named) -> RunDocument:
    """One run: its playlists, its calls one by one, and what became of them."""
    found = opened.runs.run(RunId(run))
    return RunDocument.shown(found, opened.runs.report(found).calls)
