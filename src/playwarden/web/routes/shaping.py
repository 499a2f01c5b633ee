"""Playlists as a whole over HTTP: created, duplicated, merged, split, described. Each answers a proposal."""

from fastapi import APIRouter

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.web.policy import PLAYLIST, allow, allow_accounts, allow_forced, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Tell, Who, forced_rules
from playwarden.web.routes.proposals import proposed
from playwarden.web.schemas.proposals import ProposalDocument
from playwarden.web.schemas.shaping import CreateBody, DetailsBody, DuplicateBody, MergeBody, SplitBody

router = APIRouter()


@router.post("/playlists/create", dependencies=[requires(Right.EDIT, inside="the account that gets the playlist")])
def create(opened: Opened, who: Who, tell: Tell, body: CreateBody) -> ProposalDocument:
    """Proposes a new playlist, empty or with items. Looking at nothing, it costs no call before it is started."""
    forced = _forced(who, body.forced)
    account = _account(opened, who, body.account)
    proposal = opened.shaping.create(account, body.about(), body.items(), progress=tell)
    return proposed(opened, who, proposal, forced)


@router.post("/playlists/duplicate", dependencies=[requires(Right.EDIT, inside="the playlist and the account")])
def duplicate(opened: Opened, who: Who, tell: Tell, body: DuplicateBody) -> ProposalDocument:
    """Proposes a copy of a playlist that you see, in any account that you may edit. Spotify dates its entries anew."""
    forced = _forced(who, body.forced)
    source, account = find_playlist(opened, who, body.playlist), _account(opened, who, body.account)
    return proposed(opened, who, opened.shaping.duplicate(source, account, body.about(), progress=tell), forced)


@router.post("/playlists/merge", dependencies=[requires(Right.EDIT, inside="the playlists and the account")])
def merge(opened: Opened, who: Who, tell: Tell, body: MergeBody) -> ProposalDocument:
    """Proposes one playlist out of several, a new one or one of them; the others stay as they are."""
    forced = _forced(who, body.forced)
    sources = [find_playlist(opened, who, each) for each in body.playlists]
    account = None if body.account is None else _account(opened, who, body.account)
    into: tuple[PlaylistId, AccountId] | None = None
    if body.into is not None:
        target = find_playlist(opened, who, body.into)
        allow(who, Right.EDIT, opened.reach.playlist(target))
        into = (target, opened.questions.writer(target))
    proposal = opened.shaping.merge(
        sources, account, body.about(), into=into, order=body.order, twice=body.twice, progress=tell
    )
    return proposed(opened, who, proposal, forced)


@router.post("/playlists/split", dependencies=[requires(Right.EDIT, inside="the playlist and the account")])
def split(opened: Opened, who: Who, tell: Tell, body: SplitBody) -> ProposalDocument:
    """Proposes several new playlists out of one, which stays as it is."""
    forced = _forced(who, body.forced)
    proposal = opened.shaping.split(
        find_playlist(opened, who, body.playlist),
        _account(opened, who, body.account),
        body.by,
        size=body.size,
        least=body.least,
        public=body.public,
        progress=tell,
    )
    return proposed(opened, who, proposal, forced)


@router.post("/playlists/{playlist}/details", dependencies=[requires(Right.EDIT, PLAYLIST)])
def details(opened: Opened, who: Who, tell: Tell, playlist: Named, body: DetailsBody) -> ProposalDocument:
    """Proposes another name, description, visibility or cover for one playlist."""
    forced = _forced(who, body.forced)
    playlist_id = find_playlist(opened, who, playlist)
    writer = opened.questions.writer(playlist_id)
    return proposed(opened, who, opened.shaping.describe(playlist_id, writer, body.about(), progress=tell), forced)


def _forced(who: Caller, names: list[str]) -> frozenset[str]:
    forced = forced_rules(names)
    allow_forced(who, forced)
    return forced


def _account(opened: Container, who: Caller, words: str) -> AccountId:
    """Raises NotFound, NotAllowed."""
    account = opened.accounts.find(words, who.seen).id
    allow_accounts(who, Right.EDIT, [account])
    return account
