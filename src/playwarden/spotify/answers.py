"""Values of answers beside playlists: the profile, albums and artists, plays, saved things, pictures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from playwarden.domain.catalogue import Album, Artist, Track

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page. `total` and `more` tell what else there is; `after` continues a page that has cursors."""

    rows: tuple[T, ...]
    total: int | None
    more: bool
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """GET /me. `account_id` is stable, `user_id` may change; `extended`: fields that development mode lacks came."""

    account_id: str | None
    user_id: str | None
    display_name: str | None
    extended: bool


@dataclass(frozen=True, slots=True)
class ArtistCard:
    """An artist as far as provided; `followers` and `popularity` only for apps in extended quota mode."""

    artist: Artist
    picture_url: str | None
    genres: tuple[str, ...]
    followers: int | None
    popularity: int | None


@dataclass(frozen=True, slots=True)
class AlbumCard:
    """An album; `released` as sent: a year, a month or a day."""

    album: Album
    artists: tuple[Artist, ...]
    kind: str | None
    released: str | None
    total_tracks: int | None


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """Something in the library and since when."""

    value: T
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class Play:
    """One play of recently-played. `context_uri` is the playlist, album or artist it was played from."""

    track: Track
    played_at: datetime
    context_uri: str | None


@dataclass(frozen=True, slots=True)
class Playing:
    """What plays now. `track` is None for an advertisement and where nothing is known."""

    track: Track | None
    playing: bool
    progress_ms: int | None
    context_uri: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    width: int | None
    height: int | None
