"""Tracks, albums and artists: one at a time, since development mode has no batch reads."""

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.kit.errors import SpotifyUnavailable
from playwarden.spotify import mapping
from playwarden.spotify.answers import AlbumCard, ArtistCard, Listed
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import number, paging, picture_url, rows, storable, table, text


def track(track_id: str) -> Call[Track]:
    """GET /tracks/{id}."""
    return Call(Request("GET", "/tracks/{id}", (track_id,)), _track)


def artist(artist_id: str) -> Call[ArtistCard]:
    """GET /artists/{id}."""
    return Call(Request("GET", "/artists/{id}", (artist_id,)), _artist)


def artist_albums(
    artist_id: str, *, groups: str = "album", offset: int = 0, limit: int = 10
) -> Call[Listed[AlbumCard]]:
    """GET /artists/{id}/albums: at most 10 a page; `groups` is `album`, `single`, `compilation` or `appears_on`."""
    query = {"include_groups": groups, "limit": str(limit), "offset": str(offset)}
    return Call(Request("GET", "/artists/{id}/albums", (artist_id,), query), _albums)


def album(album_id: str) -> Call[AlbumCard]:
    """GET /albums/{id}."""
    return Call(Request("GET", "/albums/{id}", (album_id,)), _album)


def album_with_tracks(album_id: str) -> Call[tuple[AlbumCard, Listed[Track]]]:
    """GET /albums/{id}, with the first 50 of its tracks: without ISRC."""
    return Call(Request("GET", "/albums/{id}", (album_id,)), _album_and_tracks)


def album_tracks(album_id: str, *, offset: int = 0, limit: int = 50) -> Call[Listed[Track]]:
    """GET /albums/{id}/tracks: without album and ISRC."""
    query = {"limit": str(limit), "offset": str(offset)}
    return Call(Request("GET", "/albums/{id}/tracks", (album_id,), query), listed_tracks)


def listed_tracks(document: object) -> Listed[Track]:
    """A page whose rows are tracks."""
    page = paging(document)
    found = (mapping.track(row) for row in page.rows)
    return Listed(tuple(each for each in found if each is not None), page.total, page.more)


def listed_artists(document: object) -> Listed[ArtistCard]:
    """A page whose rows are artists; followed artists are continued by a cursor."""
    page = paging(document)
    after = text(table(table(document).get("cursors")), "after")
    found = (artist_card(row) for row in page.rows)
    return Listed(tuple(each for each in found if each is not None), page.total, page.more, after)


def artist_card(value: object) -> ArtistCard | None:
    document = table(value)
    name = text(document, "name")
    if name is None:
        return None
    return ArtistCard(
        artist=Artist(text(document, "id"), name),
        picture_url=picture_url(document.get("images")),
        genres=tuple(storable(genre) for genre in rows(document.get("genres")) if isinstance(genre, str)),
        followers=number(table(document.get("followers")), "total"),
        popularity=number(document, "popularity"),
    )


def album_card(value: object) -> AlbumCard | None:
    document = table(value)
    name = text(document, "name")
    if name is None:
        return None
    artists = ((text(each, "id"), text(each, "name")) for each in map(table, rows(document.get("artists"))))
    return AlbumCard(
        album=Album(
            text(document, "id"),
            name,
            picture_url(document.get("images")),
            mapping.release_date(document.get("release_date")),
        ),
        artists=tuple(Artist(artist_id, known) for artist_id, known in artists if known),
        kind=text(document, "album_type"),
        released=text(document, "release_date"),
        total_tracks=number(document, "total_tracks"),
    )


def _track(document: object) -> Track:
    found = mapping.track(document)
    if found is None:
        raise _strange("a track")
    return found


def _artist(document: object) -> ArtistCard:
    found = artist_card(document)
    if found is None:
        raise _strange("an artist")
    return found


def _album(document: object) -> AlbumCard:
    found = album_card(document)
    if found is None:
        raise _strange("an album")
    return found


def _album_and_tracks(document: object) -> tuple[AlbumCard, Listed[Track]]:
    return _album(document), listed_tracks(table(document).get("tracks"))


def _albums(document: object) -> Listed[AlbumCard]:
    page = paging(document)
    found = (album_card(row) for row in page.rows)
    return Listed(tuple(each for each in found if each is not None), page.total, page.more)


def _strange(what: str) -> SpotifyUnavailable:
    return SpotifyUnavailable(f"Spotify answered the read of {what} with something else.", "Try again later.")
