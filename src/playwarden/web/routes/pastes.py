"""Pastes over HTTP: read, kept, searched for, reviewed line by line, added; and what was decided about names."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.edits.add import AddTracks
from playwarden.domain.placements.placement import NewPlacement
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.selection import Selection
from playwarden.features.matching.adding import edit_of, placed
from playwarden.features.matching.pastes import STATES
from playwarden.kit.errors import InputError
from playwarden.kit.ids import DecisionId, PasteId
from playwarden.web.policy import PASTE, allow, allow_accounts, allow_forced, finding, narrowed, requires
from playwarden.web.routes.asked import Moment, Most, Named, Opened, Tell, Text, Who, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.library import EnqueuedDocument
from playwarden.web.schemas.pastes import (
    ChoiceBody,
    DecisionDocument,
    DecisionsDocument,
    NewPasteBody,
    PasteAddBody,
    PasteDocument,
    PasteLineDocument,
    PasteLinesDocument,
    PastePlaceBody,
    PastePlacedDocument,
    PasteReadBody,
    PasteReadingDocument,
    PastesDocument,
    PasteSearchBody,
    ReadingBody,
)
from playwarden.web.schemas.placements import MadeDocument, PlacementDocument, PreviewDocument
from playwarden.web.schemas.proposals import ProposalDocument

router = APIRouter()
LONGEST_PAGE = 1_000
Number = Annotated[int, Path(ge=1, le=100_000)]
States = Annotated[list[str] | None, Query(alias="state", max_length=len(STATES))]


@router.post("/pastes/read", dependencies=[requires(Right.VIEW)])
def read(opened: Opened, body: PasteReadBody) -> PasteReadingDocument:
    """What a text names, line by line, and how it was taken to be written. Keeps nothing; costs no call."""
    return PasteReadingDocument.of(opened.pastes.read(body.text, body.given()))


@router.get("/pastes", dependencies=[requires(Right.VIEW)])
def pastes(opened: Opened, who: Who, account: Text = None) -> PastesDocument:
    """Pastes that are kept, the newest first; of one account where it is named."""
    accounts = who.seen if account is None else frozenset({opened.accounts.find(account, who.seen).id})
    return PastesDocument(pastes=[paste_document(opened, each.id) for each in opened.pastes.pastes(accounts)])


@router.post("/pastes", dependencies=[requires(Right.EDIT, inside="the account that it is kept for")])
def keep(opened: Opened, who: Who, body: NewPasteBody) -> PasteDocument:
    """Keeps a text with its lines, found by what is known here. Costs no call; `cost` says what a search would."""
    account = opened.accounts.find(body.account, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    kept = opened.pastes.keep(account, body.text, name=body.name, given=body.given(), actor=who.actor)
    return paste_document(opened, kept)


@router.get("/pastes/{paste}", dependencies=[requires(Right.VIEW, PASTE)])
def show(opened: Opened, paste: Named) -> PasteDocument:
    """One paste as it stands."""
    return paste_document(opened, PasteId(paste))


@router.delete("/pastes/{paste}", dependencies=[requires(Right.EDIT, PASTE)])
def remove(opened: Opened, paste: Named) -> PasteDocument:
    """Takes it away, and answers what it was. What was decided about names stays, and what was found."""
    found = paste_document(opened, PasteId(paste))
    opened.pastes.remove(PasteId(paste))
    return found


@router.put("/pastes/{paste}/reading", dependencies=[requires(Right.EDIT, PASTE)])
def reread(opened: Opened, paste: Named, body: ReadingBody) -> PasteDocument:
    """Reads its text another way. What was decided about names holds for the new lines; what was accepted or skipped
    is asked anew.
    """
    opened.pastes.reread(PasteId(paste), body.given())
    return paste_document(opened, PasteId(paste))


@router.get("/pastes/{paste}/lines", dependencies=[requires(Right.VIEW, PASTE)])
def lines(
    opened: Opened,
    paste: Named,
    state: States = None,
    after: Annotated[int, Query(ge=0, le=100_000)] = 0,
    since: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 500,
) -> PasteLinesDocument:
    """Its lines in order; those in some states, behind the number `after`, or changed `since` a moment."""
    strange = sorted(set(state or ()) - set(STATES))
    if strange:
        raise InputError(f"No line is '{strange[0][:40]}'.", f"The states are {', '.join(STATES)}.")
    now = opened.clock.now()
    return PasteLinesDocument.of(
        now, opened.pastes.lines(PasteId(paste), states=state, after=after, since=since, limit=limit)
    )


@router.post("/pastes/{paste}/search", dependencies=[requires(Right.EDIT, PASTE)])
def search(opened: Opened, who: Who, paste: Named, body: PasteSearchBody) -> EnqueuedDocument:
    """Searches for what is not known here, as a job: `cost` of the paste says what it takes. What was asked once is not
    asked again. While a search is open it is that one.
    """
    return EnqueuedDocument(job=opened.matching.search(PasteId(paste), again=body.again, actor=who.actor).id)


@router.post("/pastes/{paste}/lines/{number}", dependencies=[requires(Right.EDIT, PASTE)])
def choose(opened: Opened, who: Who, paste: Named, number: Number, body: ChoiceBody) -> PasteLineDocument:
    """Says which track a line means, that there is none, or to skip it. Tracks and their lack are remembered for
    everybody, and hold wherever the same is named.
    """
    key = PasteId(paste)
    opened.review.choose(key, number, body.choose, body.uri, actor=who.actor)
    return PasteLineDocument.of(opened.pastes.lines(key, numbers=[number])[0])


@router.post("/pastes/{paste}/accept", dependencies=[requires(Right.EDIT, PASTE)])
def accept(opened: Opened, who: Who, paste: Named) -> PasteDocument:
    """Accepts every line that was found for certain."""
    opened.review.accept(PasteId(paste), actor=who.actor)
    return paste_document(opened, PasteId(paste))


@router.post("/pastes/{paste}/proposal", dependencies=[requires(Right.EDIT, PASTE)])
def add(opened: Opened, who: Who, tell: Tell, paste: Named, body: PasteAddBody) -> ProposalDocument:
    """Proposes to add its tracks to playlists, in their order, each once. What stands there already is left out, and
    the notes say so. Started as every proposal is.
    """
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    uris = opened.pastes.chosen(PasteId(paste), numbers=body.lines, accepted=body.only_accepted)
    edit: AddTracks = edit_of(uris, body.where, body.position, body.after, twice=body.twice)
    selection = narrowed(who, Selection(playlists=tuple(body.playlists)))
    asked = Asked(selection, edit, ordering="given")
    return proposed(opened, who, opened.bulk.propose(asked, forced=forced, progress=tell), forced)


@router.post("/pastes/{paste}/placements", dependencies=[requires(Right.EDIT, PASTE)])
def place(opened: Opened, who: Who, paste: Named, body: PastePlaceBody) -> PastePlacedDocument:
    """Makes placements of its tracks, in their order, all or none; with `check` only looks at it."""
    uris = opened.pastes.chosen(PasteId(paste), numbers=body.lines, accepted=body.only_accepted)
    written = placed(uris, body.playlists, at=body.at, from_=body.from_, until=body.until, accept=body.accept)
    asked = opened.placements.written(written, zone=body.zone, find=finding(opened, who))
    _allow(opened, who, asked)
    preview = PreviewDocument.of(opened.placements.check(asked))
    if body.check:
        return PastePlacedDocument(preview=preview, made=None)
    made = opened.placements.make(asked, campaign=body.campaign, actor=who.actor)
    told = [PlacementDocument.of(opened.placements.show(one.id)) for one in made]
    jobs = list(opened.placements.jobs_at_once(made))
    return PastePlacedDocument(
        preview=preview, made=MadeDocument(placements=told, campaign=body.campaign, jobs=[*jobs])
    )


@router.get("/decisions", dependencies=[requires(Right.VIEW)])
def decisions(opened: Opened, q: Text = None, after: Text = None, limit: Most = 100) -> DecisionsDocument:
    """What was decided about names, the newest first; `q`: with these words in artists or title."""
    last = DecisionId(after) if after else None
    return DecisionsDocument(
        decisions=[DecisionDocument.of(each) for each in opened.review.decisions(q, after=last, limit=limit)]
    )


@router.delete("/decisions/{decision}", dependencies=[requires(Right.EDIT)])
def revoke(opened: Opened, who: Who, decision: Named) -> DecisionDocument:
    """Takes a decision back, and answers what it was: lines that came to it are looked at anew."""
    return DecisionDocument.of(opened.review.revoke(DecisionId(decision), actor=who.actor))


def paste_document(opened: Container, paste: PasteId) -> PasteDocument:
    return PasteDocument.of(opened.pastes.show(paste), opened.matching.open_job(paste))


def _allow(opened: Container, who: Caller, asked: list[NewPlacement]) -> None:
    """Raises NotAllowed unless all of these playlists may be changed."""
    if not who.everywhere:
        for touch in opened.reach.placements({one.playlist_id for one in asked}).values():
            allow(who, Right.EDIT, touch)
