"""Search: at most 10 answers a call, with field filters."""

from playwarden.domain.catalogue import Track
from playwarden.spotify import mapping
from playwarden.spotify.answers import Listed
from playwarden.spotify.client.tracks import listed_tracks
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import paging, table

MOST = 10


def tracks(*, title: str, artist: str, limit: int = MOST) -> Call[tuple[Track, ...]]:
    """GET /search?type=track with `track:` and `artist:`; an empty one is left out."""
    filters = ((name, _plain(value)) for name, value in (("track", title), ("artist", artist)))
    return _search(" ".join(f"{name}:{value}" for name, value in filters if value), limit)


def words(text: str, *, limit: int = MOST) -> Call[tuple[Track, ...]]:
    """GET /search?type=track with the words as somebody typed them: field filters work if they are written."""
    return _search(" ".join(text.split()), limit)


def page(text: str, *, offset: int = 0, limit: int = MOST) -> Call[Listed[Track]]:
    """GET /search?type=track, page by page; `offset` is at most 1,000."""
    query = {"q": " ".join(text.split()), "type": "track", "limit": str(limit), "offset": str(offset)}
    return Call(Request("GET", "/search", query=query), lambda document: listed_tracks(table(document).get("tracks")))


def by_isrc(isrc: str, *, limit: int = MOST) -> Call[tuple[Track, ...]]:
    """GET /search?type=track with `isrc:`."""
    return _search(f"isrc:{_plain(isrc)}", limit)


def _search(query: str, limit: int) -> Call[tuple[Track, ...]]:
    return Call(Request("GET", "/search", query={"q": query, "type": "track", "limit": str(limit)}), _found)


def _plain(value: str) -> str:
    """Without the signs that would end the filter or begin another."""
    return " ".join(value.replace('"', " ").replace(":", " ").split())


def _found(document: object) -> tuple[Track, ...]:
    return mapping.tracks(paging(table(document).get("tracks")).rows)
