"""The read routes of API version 1."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from playwarden.bootstrap import Container
from playwarden.engine.ports.audit import LinkFilter
from playwarden.kit.ids import RunId
from playwarden.web.schemas import (
    AccountDocument,
    DiffDocument,
    LinkDocument,
    PlaylistDocument,
    PlaylistRow,
    QuotaDocument,
    RunDocument,
    RunRow,
    VersionDocument,
)

router = APIRouter(prefix="/api/v1")
Most = Annotated[int, Query(ge=1, le=500, description="At most so many, the newest first.")]
Text = Annotated[str | None, Query(max_length=500)]
LARGEST = 2**63 - 1
"""The largest number that a database can be asked about."""


def _container(request: Request) -> Container:
    opened: Container = request.app.state.container
    return opened


@router.get("/accounts")
def accounts(request: Request) -> list[AccountDocument]:
    """The connected accounts, with the day on which each consent ends."""
    opened = _container(request)
    now = opened.clock.now()
    return [AccountDocument.of(account, now) for account in opened.register.accounts()]


@router.get("/playlists")
def playlists(
    request: Request, account: Text = None, name: Text = None, owner: Text = None, gone: bool = False
) -> list[PlaylistRow]:
    """The mirrored playlists by name; `name` is a part of it, `gone` adds those that no list shows any more."""
    opened = _container(request)
    account_id = opened.accounts.find(account).id if account else None
    rows = opened.questions.playlists(account=account_id, name=name, owner=owner, gone=gone)
    return [PlaylistRow.of(row) for row in rows]


@router.get("/playlists/{playlist}")
def playlist(request: Request, playlist: str) -> PlaylistDocument:
    """One playlist with its entries, as mirrored; named by id, URI or name. Costs no call."""
    opened = _container(request)
    playlist_id = opened.questions.find(playlist)
    opened.library.want(playlist_id)
    return PlaylistDocument.shown(opened.questions.show(playlist_id))


@router.get("/playlists/{playlist}/versions")
def versions(request: Request, playlist: str, limit: Most = 50) -> list[VersionDocument]:
    """The recorded versions of a playlist."""
    questions = _container(request).questions
    return [VersionDocument.of(event) for event in questions.history(questions.find(playlist), limit=limit)]


@router.get("/playlists/{playlist}/diff")
def diff(request: Request, playlist: str, before: Text = None, after: Text = None) -> DiffDocument:
    """What changed between two versions: by default from the one before to the latest."""
    questions = _container(request).questions
    return DiffDocument.of(questions.diff(questions.find(playlist), before, after))


@router.get("/runs")
def runs(request: Request, limit: Most = 50, before: Text = None) -> list[RunRow]:
    """What was applied, undone and restored; `before` continues an earlier list with its last run."""
    found = _container(request).runs.runs(limit=limit, before=RunId(before) if before else None)
    return [RunRow.of(run) for run in found]


@router.get("/runs/{run}")
def run(request: Request, run: str) -> RunDocument:
    """One run: its playlists, its calls one by one, and what became of them."""
    opened = _container(request)
    found = opened.runs.run(RunId(run))
    return RunDocument.shown(found, opened.runs.report(found).calls)


@router.get("/quota")
def quota(request: Request) -> list[QuotaDocument]:
    """Calls of the last 24 hours, what is left, and bans, for each developer."""
    return [QuotaDocument.model_validate(_plain(group)) for group in _container(request).quota.summary()]


@router.get("/audit")
def audit(
    request: Request,
    actor: Text = None,
    action: Text = None,
    subject: Text = None,
    run: Text = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST, description="Continue before this link.")] = None,
    limit: Most = 50,
) -> list[LinkDocument]:
    """Who did what when; `action` and `subject` match from their beginning."""
    wanted = LinkFilter(
        actor=actor,
        action=action,
        subject=subject,
        run_id=run,
        since=since,
        until=until,
        before_number=before,
        limit=limit,
    )
    return [LinkDocument.model_validate(asdict(link)) for link in _container(request).audit.links(wanted)]


def _plain(group: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(group).items() if name != "windows"}
