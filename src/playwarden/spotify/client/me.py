"""Who is connected, and the personal lists: top artists and tracks, followed artists."""

from typing import Literal

from playwarden.domain.accounts import Dialect
from playwarden.domain.catalogue import Track
from playwarden.spotify.answers import ArtistCard, Listed, Profile
from playwarden.spotify.client.tracks import listed_artists, listed_tracks
from playwarden.spotify.request import Call, Request
from playwarden.spotify.wire import table, text

Range = Literal["short_term", "medium_term", "long_term"]


def profile() -> Call[Profile]:
    """GET /me. `followers` is there for extended apps alone, whatever the scopes are."""
    return Call(
        Request("GET", "/me"),
        _profile,
        lambda profile: Dialect.EXTENDED if profile.extended else Dialect.DEVELOPMENT,
    )


def top_tracks(*, span: Range = "medium_term", offset: int = 0, limit: int = 50) -> Call[Listed[Track]]:
    """GET /me/top/tracks."""
    query = {"time_range": span, "limit": str(limit), "offset": str(offset)}
    return Call(Request("GET", "/me/top/tracks", query=query), listed_tracks)


def top_artists(*, span: Range = "medium_term", offset: int = 0, limit: int = 50) -> Call[Listed[ArtistCard]]:
    """GET /me/top/artists."""
    query = {"time_range": span, "limit": str(limit), "offset": str(offset)}
    return Call(Request("GET", "/me/top/artists", query=query), listed_artists)


def followed_artists(*, after: str | None = None, limit: int = 50) -> Call[Listed[ArtistCard]]:
    """GET /me/following?type=artist, continued by the cursor `after`."""
    query = {"type": "artist", "limit": str(limit)}
    if after is not None:
        query["after"] = after
    request = Request("GET", "/me/following", query=query)
    return Call(request, lambda document: listed_artists(table(document).get("artists")))


def _profile(value: object) -> Profile:
    document = table(value)
    return Profile(
        account_id=text(document, "account_id"),
        user_id=text(document, "id"),
        display_name=text(document, "display_name"),
        extended="followers" in document,
    )
