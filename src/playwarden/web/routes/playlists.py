"""The mirrored playlists and their versions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right
from playwarden.web.policy import PLAYLIST, find_playlist, requires
from playwarden.web.routes.asked import LARGEST, Moment, Most, Named, Opened, Text, Who
from playwarden.web.schemas.playlists import DiffDocument, PlaylistDocument, PlaylistRow, StoodDocument, VersionDocument

router = APIRouter()


@router.get("/playlists", dependencies=[requires(Right.VIEW, settled=True)])
def playlists(
    opened: Opened,
    who: Who,
    account: Text = None,
    name: Text = None,
    owner: Text = None,
    called: Text = None,
    gone: bool = False,
    tag: Text = None,
) -> list[PlaylistRow]:
    """The mirrored playlists by name; `name` is a part of it, `gone` adds those that no list shows any more,
    `tag` leaves those that have it.

    `called` answers the one playlist that is meant by its name, id, the beginning of its id, URI or link.
    """
    if called is not None:
        return [PlaylistRow.of(opened.questions.row(find_playlist(opened, who, called), who.seen))]
    account_id = opened.accounts.find(account, who.seen).id if account else None
    rows = opened.questions.playlists(account=account_id, name=name, owner=owner, gone=gone, tag=tag, among=who.seen)
    return [PlaylistRow.of(row) for row in rows]


@router.get("/playlists/{playlist}", dependencies=[requires(Right.VIEW, PLAYLIST, settled=True)])
def playlist(opened: Opened, who: Who, playlist: Named) -> PlaylistDocument:
    """One playlist with its entries, as mirrored; named by id, URI or name. Costs no call."""
    playlist_id = find_playlist(opened, who, playlist)
    shown = opened.questions.show(playlist_id, who.seen)
    if shown.waits:
        opened.library.want(playlist_id)
    return PlaylistDocument.shown(shown)


@router.post("/playlists/{playlist}/read", dependencies=[requires(Right.EDIT, PLAYLIST)])
def read(opened: Opened, who: Who, playlist: Named) -> PlaylistDocument:
    """Reads a playlist from Spotify now, instead of the mirror. Costs calls each time."""
    playlist_id = find_playlist(opened, who, playlist)
    opened.library.read_items(playlist_id)
    return PlaylistDocument.shown(opened.questions.show(playlist_id, who.seen))


@router.get("/playlists/{playlist}/versions", dependencies=[requires(Right.VIEW, PLAYLIST, settled=True)])
def versions(
    opened: Opened,
    who: Who,
    playlist: Named,
    limit: Most = 50,
    before: Annotated[int | None, Query(ge=1, le=LARGEST, description="Continue before this version.")] = None,
    at: Annotated[Moment | None, Query(description="Only the one that it stood on at this moment.")] = None,
) -> list[VersionDocument]:
    """The recorded versions of a playlist, and who or what made them."""
    questions, playlist_id = opened.questions, find_playlist(opened, who, playlist)
    if at is not None:
        return [VersionDocument.of(questions.in_force(playlist_id, at))]
    return [VersionDocument.of(event) for event in questions.history(playlist_id, limit=limit, before=before)]


@router.get("/playlists/{playlist}/versions/{version}", dependencies=[requires(Right.VIEW, PLAYLIST, settled=True)])
def version(opened: Opened, who: Who, playlist: Named, version: Named) -> StoodDocument:
    """A playlist as that version holds it: its number, its id, or `latest`. Costs no call."""
    return StoodDocument.of(opened.questions.stood(find_playlist(opened, who, playlist), version))


@router.get("/playlists/{playlist}/diff", dependencies=[requires(Right.VIEW, PLAYLIST, settled=True)])
def diff(opened: Opened, who: Who, playlist: Named, before: Text = None, after: Text = None) -> DiffDocument:
    """What changed between two versions: by default from the one before to the latest."""
    questions = opened.questions
    return DiffDocument.of(questions.diff(find_playlist(opened, who, playlist), before, after))
