"""Bulk edits over HTTP: which playlists are meant, and what one edit would do to each of them."""

from fastapi import APIRouter

from playwarden.domain.edits import kinds
from playwarden.web.routes.asked import Opened, Tell, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.bulk import BulkBody, EditKindDocument, SelectedDocument, SelectionBody
from playwarden.web.schemas.proposals import ProposalDocument

router = APIRouter()


@router.get("/edits")
def edits() -> list[EditKindDocument]:
    """The kinds of edits, with their texts."""
    return [EditKindDocument.of(kind) for kind in kinds().values()]


@router.post("/playlists/select")
def select(opened: Opened, body: SelectionBody) -> SelectedDocument:
    """Which playlists a selection means now, and which of them cannot be edited. Costs no call."""
    return SelectedDocument.of(opened.bulk.select(body.selected(), details=body.details))


@router.post("/playlists/edit")
def edit(opened: Opened, tell: Tell, body: BulkBody) -> ProposalDocument:
    """Proposes one edit of many playlists: looks at them, and changes nothing. Started as every proposal is."""
    forced = forced_rules(body.forced)
    return proposed(opened, opened.bulk.propose(body.asked(), forced=forced, progress=tell), forced)
