"""Bulk edits over HTTP: which playlists are meant, and what one edit would do to each of them."""

from dataclasses import replace

from fastapi import APIRouter

from playwarden.domain.access import Right
from playwarden.domain.edits import kinds
from playwarden.web.policy import allow_forced, narrowed, requires
from playwarden.web.routes.asked import Opened, Tell, Who, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.bulk import (
    BulkBody,
    EditKindDocument,
    PairsBody,
    PairsDocument,
    SelectedDocument,
    SelectionBody,
)
from playwarden.web.schemas.proposals import ProposalDocument

router = APIRouter()


@router.get("/edits", dependencies=[requires(Right.VIEW)])
def edits() -> list[EditKindDocument]:
    """The kinds of edits, with their texts."""
    return [EditKindDocument.of(kind) for kind in kinds().values()]


@router.post("/playlists/select", dependencies=[requires(Right.VIEW)])
def select(opened: Opened, who: Who, body: SelectionBody) -> SelectedDocument:
    """Which playlists a selection means now, and which of them cannot be edited. Costs no call.

    Playlists that you may not edit are not among them.
    """
    return SelectedDocument.of(opened.bulk.select(narrowed(who, body.selected()), details=body.details))


@router.post("/playlists/edit", dependencies=[requires(Right.EDIT, inside="the playlists that are selected")])
def edit(opened: Opened, who: Who, tell: Tell, body: BulkBody) -> ProposalDocument:
    """Proposes one edit of many playlists: looks at them, and changes nothing. Started as every proposal is."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    asked = body.asked()
    asked = replace(asked, selection=narrowed(who, asked.selection))
    return proposed(opened, who, opened.bulk.propose(asked, forced=forced, progress=tell), forced)


@router.post("/playlists/edit/pairs", dependencies=[requires(Right.EDIT, inside="the playlists that are selected")])
def pairs(opened: Opened, who: Who, body: PairsBody) -> PairsDocument:
    """What taking duplicates away (`deduplicate`) or renewing what cannot be played (`renew`) would take out of each
    playlist, what there is instead, and why, as the playlists are mirrored. Costs no call, and changes nothing.
    """
    asked = body.asked()
    return PairsDocument.of(opened.bulk.pairs(replace(asked, selection=narrowed(who, asked.selection))))
