"""Proposals over HTTP: what a file, an undo or a restore would do; shown, approved by the fingerprint, started."""

import pathlib
from typing import Annotated

from fastapi import APIRouter, Path, Query

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.compose import Wish
from playwarden.domain.render import as_json
from playwarden.features.runs import telling
from playwarden.features.runs.pending import Pending
from playwarden.features.runs.proposal import Order, Proposal
from playwarden.features.wishes.pictures import sent_along
from playwarden.features.wishes.reading import parse
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import RunId
from playwarden.web.policy import PLAYLIST, PROPOSAL, RUN, allow_forced, file_account, find_playlist, requires
from playwarden.web.routes.asked import Forced, Named, Opened, Tell, Who, forced_rules
from playwarden.web.schemas.proposals import (
    ApplyBody,
    Form,
    OrderBody,
    PlanBody,
    PlansDocument,
    ProposalDocument,
    ProposedDocument,
    RestoreBody,
    SketchBody,
    StartedDocument,
    TextDocument,
    UndoBody,
)

router = APIRouter()
Fingerprint = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


def proposed(opened: Container, who: Caller, proposal: Proposal, forced: frozenset[str]) -> ProposalDocument:
    """Keeps a proposal until it is approved, and the document that it is shown by. For every route that proposes."""
    return _shown(opened, opened.proposals.keep(proposal, forced, who.actor), forced)


@router.post("/plans", dependencies=[requires(Right.EDIT, inside="the account that the file is about")])
def plan(opened: Opened, who: Who, tell: Tell, body: PlanBody) -> ProposalDocument:
    """Plans what a file of wishes asks for. Looks at the playlists it names; changes nothing."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    if not who.everywhere:
        file_account(opened, who, body.file, body.path)
    file = parse(body.file, pathlib.Path(body.path))
    ordered = opened.wishes.orders(file, pictures=sent_along(body.covers), progress=tell)
    return proposed(opened, who, opened.runs.propose(ordered.orders, forced=forced, progress=tell), forced)


@router.post("/runs/{run}/undo", dependencies=[requires(Right.EDIT, RUN)])
def undo(opened: Opened, who: Who, tell: Tell, run: Named, body: UndoBody) -> ProposalDocument:
    """Plans what would take a run back where its playlists stand now; later edits stay."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    return proposed(opened, who, opened.runs.propose_undo(RunId(run), progress=tell), forced)


@router.post("/playlists/{playlist}/restore", dependencies=[requires(Right.EDIT, PLAYLIST)])
def restore(opened: Opened, who: Who, tell: Tell, playlist: Named, body: RestoreBody) -> ProposalDocument:
    """Plans what would bring a recorded version back; the notes say which later changes that drops."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    playlist_id = find_playlist(opened, who, playlist)
    number = opened.questions.version(playlist_id, body.version).number
    writer = opened.questions.writer(playlist_id)
    return proposed(opened, who, opened.runs.propose_restore(writer, playlist_id, number, progress=tell), forced)


@router.post("/playlists/{playlist}/sketch", dependencies=[requires(Right.EDIT, PLAYLIST)])
def sketch(opened: Opened, who: Who, playlist: Named, body: SketchBody) -> ProposedDocument:
    """What an order would take as the mirror shows the playlist: for an editor, at every change. Costs no call, and
    nothing can be started by it; `/plans` looks at what stands there now.
    """
    playlist_id = find_playlist(opened, who, playlist)
    order = Order(opened.questions.writer(playlist_id), Wish(items=tuple(body.uris)), playlist_id=playlist_id)
    return ProposedDocument.of(opened.runs.sketch(order, playlist_id))


@router.post("/playlists/{playlist}/order", dependencies=[requires(Right.EDIT, PLAYLIST)])
def order(opened: Opened, who: Who, tell: Tell, playlist: Named, body: OrderBody) -> ProposalDocument:
    """Plans an order of one playlist, as an editor has it. Looks at what stands there now; changes nothing."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)
    playlist_id = find_playlist(opened, who, playlist)
    wanted = Order(opened.questions.writer(playlist_id), Wish(items=tuple(body.uris)), playlist_id=playlist_id)
    return proposed(opened, who, opened.runs.propose([wanted], forced=forced, progress=tell), forced)


@router.get("/proposals/{fingerprint}", dependencies=[requires(Right.VIEW, PROPOSAL)])
def proposal(opened: Opened, fingerprint: Fingerprint, forced: Forced) -> ProposalDocument:
    """A proposal that waits; `forced` shows what would still hold it with these safety rules overruled."""
    return _shown(opened, opened.proposals.find(fingerprint), forced)


@router.get("/proposals/{fingerprint}/plans", dependencies=[requires(Right.VIEW, PROPOSAL)])
def plans(opened: Opened, fingerprint: Fingerprint) -> PlansDocument:
    """Every plan of a proposal, whole."""
    held = opened.proposals.find(fingerprint).proposal
    return PlansDocument(
        playlists=[
            {"name": part.name, "account": part.account_id, "create": part.create_key} | as_json(part.plan, held.titles)
            for part in held.parts
        ]
    )


@router.get("/proposals/{fingerprint}/text", dependencies=[requires(Right.VIEW, PROPOSAL)])
def text(
    opened: Opened,
    fingerprint: Fingerprint,
    forced: Forced,
    form: Form = "text",
    most: Annotated[int | None, Query(ge=1, le=1_000_000, description="Lines of one playlist's diff.")] = None,
) -> TextDocument:
    """A proposal as a person reads it, for a terminal or as Markdown for a review."""
    held = opened.proposals.find(fingerprint).proposal
    write = telling.markdown if form == "markdown" else telling.text
    return TextDocument(text=write(held, forced, most=most))


@router.post("/proposals/{fingerprint}/apply", dependencies=[requires(Right.EDIT, PROPOSAL)])
def apply(opened: Opened, who: Who, fingerprint: Fingerprint, body: ApplyBody) -> StartedDocument:
    """Starts what was approved under this fingerprint. Sent again, it answers what the first time came to."""
    forced = forced_rules(body.forced)
    allow_forced(who, forced)

    def start(held: Proposal) -> StartedDocument:
        started = opened.runs.start(held, approved=fingerprint, actor=who.actor, forced=forced)
        return StartedDocument(run=started.run_id, job=started.job_id)

    found: StartedDocument = opened.proposals.start(fingerprint, start)
    return found


def _shown(opened: Container, pending: Pending, forced: frozenset[str]) -> ProposalDocument:
    try:
        opened.runs.check(pending.proposal, forced)
    except PlaywardenError as error:
        return ProposalDocument.of(pending, forced, error)
    return ProposalDocument.of(pending, forced, None)
