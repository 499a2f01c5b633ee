"""Playlists: list, read, create, change, and their entries and covers."""

import base64
from collections.abc import Sequence
from typing import Any

from playwarden.domain.accounts import WRITE_NEEDS, Dialect
from playwarden.domain.operations import CHUNK, SetDetails
from playwarden.engine.ports.target import PAGE, HeadsPage, ItemsPage, Performed, PlayablePage, Reading
from playwarden.kit.errors import InputError, OutcomeUnknown, SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.spotify import mapping
from playwarden.spotify.answers import Image
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import number, rows, table, text

_HELD = "uri,type,id,name,duration_ms,explicit,is_local,external_ids(isrc),artists(id,name)"
_HELD = f"{_HELD},album(id,name,images,release_date),show(id,name,publisher,images)"
_HEAD = "id,name,description,images,public,collaborative,owner(id,display_name),snapshot_id,followers(total)"
MOST_PICTURE = 256 * 1024
"""Bytes of base64 that a cover may have."""


def _entries(*, brief: bool) -> str:
    """Both names of an entry's content are asked for: which of them an app is answered is Spotify's choice."""
    held = "uri,type,id" if brief else _HELD
    return f"total,offset,next,items(added_at,added_by.id,is_local,item({held}),track({held}))"


def _playlist_fields(*, brief: bool) -> str:
    entries = _entries(brief=brief)
    return f"{_HEAD},items({entries}),tracks({entries})"


def heads(*, offset: int, limit: int = PAGE) -> Call[tuple[HeadsPage, int]]:
    """GET /me/playlists: owned and followed, 50 a call. Whether its texts and covers are current is not documented.

    Beside the page, the number of rows it had: nulls and a smaller page than asked for count for the next offset.
    """
    return Call(
        Request("GET", "/me/playlists", query={"limit": str(limit), "offset": str(offset)}),
        lambda document: (
            mapping.heads_page(_page(document), offset=offset),
            len(rows(table(document).get("items"))),
        ),
    )


def playlist(playlist_id: PlaylistId, *, brief: bool = False) -> Call[Reading]:
    """GET /playlists/{id}: the head and up to 100 entries, these only for its owner and collaborators."""
    return Call(
        Request("GET", "/playlists/{id}", (playlist_id,), {"fields": _playlist_fields(brief=brief), **_KINDS}),
        _reading,
        lambda reading: Dialect.DEVELOPMENT if reading.head.followers is None else Dialect.EXTENDED,
    )


def items(playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False) -> Call[ItemsPage]:
    """GET /playlists/{id}/items: at most 50. Never with `market`: relinking would answer other ids."""
    query = {"limit": str(limit), "offset": str(offset), "fields": _entries(brief=brief), **_KINDS}
    return Call(
        Request("GET", "/playlists/{id}/items", (playlist_id,), query),
        lambda document: mapping.items_page(_page(document), offset=offset),
    )


def playable(playlist_id: PlaylistId, market: str, *, offset: int, limit: int = PAGE) -> Call[PlayablePage]:
    """GET /playlists/{id}/items with `market`, which alone tells `is_playable`. Relinked tracks bear other ids: what is
    answered belongs to a place, not to an id.
    """
    item = "uri,type,id,is_playable,linked_from(uri)"
    fields = f"total,offset,items(item({item}),track({item}))"
    query = {"limit": str(limit), "offset": str(offset), "market": market, "fields": fields, **_KINDS}
    return Call(
        Request("GET", "/playlists/{id}/items", (playlist_id,), query),
        lambda document: mapping.playable_page(_page(document), offset=offset),
    )


def create(
    name: str, *, description: str | None = None, public: bool = False, collaborative: bool = False
) -> Call[Performed]:
    """POST /me/playlists. Without a description Spotify writes the text "null"."""
    body: dict[str, Any] = {"name": name, "public": public, "collaborative": collaborative}
    if description is not None:
        body["description"] = description
    return Call(Request("POST", "/me/playlists", body=body, needs=WRITE_NEEDS), _created)


def change(playlist_id: PlaylistId, details: SetDetails) -> Call[Performed]:
    """PUT /playlists/{id}. An empty description is refused (400)."""
    body = {
        name: value
        for name in ("name", "description", "public", "collaborative")
        if (value := getattr(details, name)) is not None
    }
    return Call(Request("PUT", "/playlists/{id}", (playlist_id,), body=body, needs=WRITE_NEEDS), _performed)


def insert(playlist_id: PlaylistId, uris: Sequence[str], *, position: int | None = None) -> Call[Performed]:
    """POST /playlists/{id}/items: one block of at most 100, at the end without a position."""
    body: dict[str, Any] = {"uris": _chunk(uris)}
    if position is not None:
        body["position"] = position
    return _write("POST", playlist_id, body)


def move(playlist_id: PlaylistId, *, start: int, length: int, before: int) -> Call[Performed]:
    """PUT /playlists/{id}/items: one block; `before` counts positions before the move."""
    return _write("PUT", playlist_id, {"range_start": start, "insert_before": before, "range_length": length})


def replace(playlist_id: PlaylistId, uris: Sequence[str]) -> Call[Performed]:
    """PUT /playlists/{id}/items: everything goes, at most 100 come; every `added_at` is lost."""
    return _write("PUT", playlist_id, {"uris": _chunk(uris)})


def remove(playlist_id: PlaylistId, uris: Sequence[str]) -> Call[Performed]:
    """DELETE /playlists/{id}/items: every occurrence of each URI; positions are ignored."""
    return _write("DELETE", playlist_id, {"items": [{"uri": uri} for uri in _chunk(uris)]})


def cover(playlist_id: PlaylistId) -> Call[tuple[Image, ...]]:
    """GET /playlists/{id}/images."""
    return Call(Request("GET", "/playlists/{id}/images", (playlist_id,)), _images)


def set_cover(playlist_id: PlaylistId, jpeg: bytes) -> Call[Performed]:
    """PUT /playlists/{id}/images: answers 202, appears later under another URL. Raises InputError when too big."""
    body = base64.b64encode(jpeg)
    if len(body) > MOST_PICTURE:
        raise InputError(
            f"The cover takes {len(body):,} bytes as Spotify wants it; {MOST_PICTURE:,} are allowed.",
            "Save it smaller, as a JPEG of 640 × 640 for example.",
        )
    needs = WRITE_NEEDS | {"ugc-image-upload"}
    return Call(Request("PUT", "/playlists/{id}/images", (playlist_id,), picture=body, needs=needs), _performed)


_KINDS = {"additional_types": "track,episode"}


def _write(method: str, playlist_id: PlaylistId, body: dict[str, Any]) -> Call[Performed]:
    return Call(Request(method, "/playlists/{id}/items", (playlist_id,), body=body, needs=WRITE_NEEDS), _performed)


def _chunk(uris: Sequence[str]) -> list[str]:
    if len(uris) > CHUNK:
        raise ValueError(f"a call takes {CHUNK} URIs, not {len(uris)}")
    return list(uris)


def _page(document: object) -> object:
    """A page has rows: an answer without any may not be taken for an empty list, or everything would seem gone."""
    if not isinstance(table(document).get("items"), list):
        raise SpotifyUnavailable("Spotify answered a list page with something else.", "Try again later.")
    return document


def _reading(document: object) -> Reading:
    found = mapping.reading(document)
    if found is None:
        raise SpotifyUnavailable("Spotify answered the read of a playlist with something else.", "Try again later.")
    return found


def _performed(document: object) -> Performed:
    return Performed(snapshot_id=text(table(document), "snapshot_id"))


def _created(document: object) -> Performed:
    found = table(document)
    playlist_id = text(found, "id")
    if not playlist_id:
        raise OutcomeUnknown("Spotify made the playlist without telling its id.", "It is looked for before repeating.")
    return Performed(snapshot_id=text(found, "snapshot_id"), playlist_id=PlaylistId(playlist_id))


def _images(document: object) -> tuple[Image, ...]:
    return tuple(
        Image(url, number(image, "width"), number(image, "height"))
        for image in map(table, rows(document))
        if (url := text(image, "url"))
    )
