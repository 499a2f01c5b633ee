"""The mirrored playlists and their versions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.web.routes.asked import LARGEST, Most, Named, Opened, Text
from playwarden.web.schemas.playlists import DiffDocument, PlaylistDocument, PlaylistRow, VersionDocument

router = APIRouter()


@router.get("/playlists")
def playlists(
    opened: Opened,
    account: Text = None,
    name: Text = None,
    owner: Text = None,
    called: Text = None,
    gone: bool = False,
) -> list[PlaylistRow]:
    """The mirrored playlists by name; `name` is a part of it, `gone` adds those that no list shows any more.

    `called` answers the one playlist that is meant by its name, id, the beginning of its id, URI or link.
    """
    if called is not None:
        return [PlaylistRow.of(opened.questions.row(opened.questions.find(called)))]
    account_id = opened.accounts.find(account).id if account else None
    rows = opened.questions.playlists(account=account_id, name=name, owner=owner, gone=gone)
    return [PlaylistRow.of(row) for row in rows]


@router.get("/playlists/{playlist}")
def playlist(opened: Opened, playlist: Named) -> PlaylistDocument:
    """One playlist with its entries, as mirrored; named by id, URI or name. Costs no call."""
    playlist_id = opened.questions.find(playlist)
    opened.library.want(playlist_id)
    return PlaylistDocument.shown(opened.questions.show(playlist_id))


@router.post("/playlists/{playlist}/read")
def read(opened: Opened, playlist: Named) -> PlaylistDocument:
    """Reads a playlist from Spotify now, instead of the mirror. Costs calls each time."""
    playlist_id = opened.questions.find(playlist)
    opened.library.read_items(playlist_id)
    return PlaylistDocument.shown(opened.questions.show(playlist_id))


@router.get("/playlists/{playlist}/versions")
def versions(
    opened: Opened,
    playlist: Named,
    limit: Most = 50,
    before: Annotated[int | None, Query(ge=1, le=LARGEST, description="Continue before this version.")] = None,
) -> list[VersionDocument]:
    """The recorded versions of a playlist."""
    questions = opened.questions
    found = questions.history(questions.find(playlist), limit=limit, before=before)
    return [VersionDocument.of(event) for event in found]


@router.get("/playlists/{playlist}/diff")
def diff(opened: Opened, playlist: Named, before: Text = None, after: Text = None) -> DiffDocument:
    """What changed between two versions: by default from the one before to the latest."""
    questions = opened.questions
    return DiffDocument.of(questions.diff(questions.find(playlist), before, after))
