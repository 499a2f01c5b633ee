"""Drafts over HTTP: one's own of a playlist, kept so that no tab overwrites another's, and that others have one."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from playwarden.domain.access import Caller, Right
from playwarden.features.drafts.service import ANY, member_of
from playwarden.kit.ids import MemberId
from playwarden.web.device import device
from playwarden.web.policy import PLAYLIST, find_playlist, requires
from playwarden.web.routes.asked import Named, Opened, Who
from playwarden.web.schemas.drafts import (
    DraftBody,
    DraftDocument,
    MyDraftDocument,
    OpenDraftDocument,
    SavedDocument,
)

router = APIRouter()
Matching = Annotated[
    str | None, Header(alias="If-Match", max_length=200, description="The tag of the draft that is written over.")
]
NONE = '"none"'


def _member(who: Caller) -> MemberId | None:
    return None if who.member is None else who.member.id


def _seen(matching: str | None) -> str | None:
    """The tag that If-Match names; None: there must be no draft yet."""
    if matching is None or matching.strip() == NONE:
        return None
    return matching.strip().removeprefix("W/").strip('"')


@router.get("/playlists/{playlist}/draft", dependencies=[requires(Right.VIEW, PLAYLIST)])
def mine(opened: Opened, who: Who, response: Response, playlist: Named) -> MyDraftDocument:
    """One's own draft of a playlist. Its ETag is what If-Match asks for when it is written over."""
    playlist_id = find_playlist(opened, who, playlist)
    draft = opened.drafts.mine(member_of(_member(who)), playlist_id)
    response.headers["etag"] = NONE if draft is None else f'"{draft.tag}"'
    if draft is None:
        return MyDraftDocument(draft=None)
    return MyDraftDocument(draft=DraftDocument.of(draft, opened.drafts.lost_titles(draft)))


@router.put("/playlists/{playlist}/draft", dependencies=[requires(Right.EDIT, PLAYLIST)])
def save(
    opened: Opened,
    who: Who,
    request: Request,
    response: Response,
    playlist: Named,
    body: DraftBody,
    if_match: Matching = None,
) -> SavedDocument:
    """Keeps one's draft of a playlist over the one that If-Match names; without it there must be none yet. 412
    `overtaken` where another tab or device has written it since: nothing is overwritten unseen.
    """
    draft = opened.drafts.save(
        member_of(_member(who)),
        find_playlist(opened, who, playlist),
        body.saving(),
        seen=_seen(if_match),
        device=device(request.headers.get("user-agent", "")),
    )
    response.headers["etag"] = f'"{draft.tag}"'
    return SavedDocument.of(draft)


@router.delete("/playlists/{playlist}/draft", status_code=204, dependencies=[requires(Right.EDIT, PLAYLIST)])
def discard(opened: Opened, who: Who, playlist: Named, if_match: Matching = None) -> None:
    """Takes one's draft of a playlist away. With If-Match only while it is that one."""
    seen = ANY if if_match is None else _seen(if_match)
    opened.drafts.discard(member_of(_member(who)), find_playlist(opened, who, playlist), seen=seen)


@router.get("/playlists/{playlist}/drafts", dependencies=[requires(Right.VIEW, PLAYLIST)])
def others(opened: Opened, who: Who, playlist: Named) -> list[OpenDraftDocument]:
    """The drafts of a playlist that other members have open: whose, of how many changes, since when."""
    found = opened.drafts.others(_member(who), find_playlist(opened, who, playlist))
    return [OpenDraftDocument.of(each) for each in found]
