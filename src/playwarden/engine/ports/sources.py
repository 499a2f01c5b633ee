"""Lists of tracks beside playlists, as an account sees them: each method below is one Web API call, booked before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Album, Artist, Track

PAGE = 50
"""Rows that one page holds, but of an artist's albums and of a search."""
ALBUMS_PAGE = 10
"""Albums that one page of an artist's holds, and tracks that one of a search does."""

Span = Literal["short_term", "medium_term", "long_term"]
Group = Literal["album", "single"]


@dataclass(frozen=True, slots=True)
class TracksPage:
    """Tracks with when they came into the list, where that is told; `more`: another page follows. `total`: in all."""

    tracks: tuple[tuple[Track, datetime | None], ...]
    more: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class AlbumsPage:
    """Albums with their release dates, as Spotify orders them; `more`: another page follows."""

    albums: tuple[Album, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ArtistsPage:
    """Artists; `after` continues the list, None at its end."""

    artists: tuple[Artist, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Played:
    """One play. `context` is the URI of the playlist, album or artist that it was played from."""

    track: Track
    at: datetime
    context: str | None


class Sources(Protocol):
    """Reads as one account. All raise what a Target's reads raise."""

    def saved(self, caller: Caller, *, offset: int = 0) -> TracksPage:
        """GET /me/tracks, the newest first."""
        ...

    def top(self, caller: Caller, span: Span, *, offset: int = 0) -> TracksPage:
        """GET /me/top/tracks."""
        ...

    def followed(self, caller: Caller, *, after: str | None = None) -> ArtistsPage:
        """GET /me/following?type=artist."""
        ...

    def albums(self, caller: Caller, artist_id: str, group: Group, *, offset: int = 0) -> AlbumsPage:
        """GET /artists/{id}/albums, of one group, ALBUMS_PAGE a call."""
        ...

    def album_tracks(self, caller: Caller, album: Album, *, offset: int = 0) -> TracksPage:
        """GET /albums/{id}/tracks. Its tracks carry `album`; of their ISRC nothing is told."""
        ...

    def album(self, caller: Caller, album_id: str) -> tuple[Album, TracksPage]:
        """GET /albums/{id}: an album with the first PAGE of its tracks."""
        ...

    def search_page(self, caller: Caller, words: str, *, offset: int = 0) -> TracksPage:
        """GET /search, ALBUMS_PAGE tracks a call."""
        ...

    def recently_played(self, caller: Caller, *, after_ms: int | None = None) -> tuple[Played, ...]:
        """GET /me/player/recently-played: at most 50 plays, the newest first; `after_ms` is Unix time."""
        ...
