"""The library: saving, following and unfollowing by URI, and what is saved."""

from collections.abc import Sequence

from playwarden.domain.accounts import WRITE_NEEDS
from playwarden.domain.catalogue import Track
from playwarden.engine.ports.target import Performed
from playwarden.spotify import mapping
from playwarden.spotify.answers import AlbumCard, Listed, Saved
from playwarden.spotify.client.tracks import album_card
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import Document, moment, paging, rows, table

MOST_URIS = 40
"""URIs that one call takes."""


def save(uris: Sequence[str]) -> Call[Performed]:
    """PUT /me/library: saves or follows whatever the URIs name, playlists included."""
    return _change("PUT", uris)


def drop(uris: Sequence[str]) -> Call[Performed]:
    """DELETE /me/library: an own playlist is deleted this way."""
    return _change("DELETE", uris)


def contains(uris: Sequence[str]) -> Call[tuple[bool, ...]]:
    """GET /me/library/contains, in the order of the URIs."""
    return Call(Request("GET", "/me/library/contains", query={"uris": _listed(uris)}), _flags)


def saved_tracks(*, offset: int = 0, limit: int = 50) -> Call[Listed[Saved[Track]]]:
    """GET /me/tracks, the newest first."""
    return Call(Request("GET", "/me/tracks", query={"limit": str(limit), "offset": str(offset)}), _saved_tracks)


def saved_albums(*, offset: int = 0, limit: int = 50) -> Call[Listed[Saved[AlbumCard]]]:
    """GET /me/albums, the newest first."""
    return Call(Request("GET", "/me/albums", query={"limit": str(limit), "offset": str(offset)}), _saved_albums)


def _change(method: str, uris: Sequence[str]) -> Call[Performed]:
    """Spotify asks for the scope of each kind of URI: playlists are covered by the playlist scopes."""
    playlists_only = all(uri.startswith("spotify:playlist:") for uri in uris)
    needs = WRITE_NEEDS if playlists_only else WRITE_NEEDS | {"user-library-modify"}
    request = Request(method, "/me/library", query={"uris": _listed(uris)}, needs=needs)
    return Call(request, lambda _document: Performed())


def _listed(uris: Sequence[str]) -> str:
    if not 0 < len(uris) <= MOST_URIS:
        raise ValueError(f"a call takes 1 to {MOST_URIS} URIs, not {len(uris)}")
    return ",".join(uris)


def _flags(document: object) -> tuple[bool, ...]:
    return tuple(value is True for value in rows(document))


def _saved_tracks(document: object) -> Listed[Saved[Track]]:
    page = paging(document)
    found = (
        Saved(track, moment(row, "added_at"))
        for row in map(table, page.rows)
        if (track := mapping.track(_inside(row, "track"))) is not None
    )
    return Listed(tuple(found), page.total, page.more)


def _saved_albums(document: object) -> Listed[Saved[AlbumCard]]:
    page = paging(document)
    found = (
        Saved(album, moment(row, "added_at"))
        for row in map(table, page.rows)
        if (album := album_card(_inside(row, "album"))) is not None
    )
    return Listed(tuple(found), page.total, page.more)


def _inside(row: Document, old_name: str) -> object:
    return row.get("item") or row.get(old_name)
