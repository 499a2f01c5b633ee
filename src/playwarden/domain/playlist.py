"""A playlist's state: details and ordered entries. The one shape that observed and desired share."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry holds; decides what the API can do with it."""

    TRACK = "track"
    EPISODE = "episode"
    LOCAL = "local"
    """Can be moved; never added again and never removed by itself."""
    UNAVAILABLE = "unavailable"
    """Gone from the catalogue: a position without a URI. Can be moved; never added and never named in a removal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a playlist. `uri` is None for an entry that Spotify answers as null.

    `added_at` is None where it is not known: in a wish for a track not in the list yet, and in very old entries.
    """

    uri: str | None
    added_at: datetime | None = None
    added_by: str | None = None

    @property
    def kind(self) -> EntryKind:
        if self.uri is None:
            return EntryKind.UNAVAILABLE
        if self.uri.startswith("spotify:local:"):
            return EntryKind.LOCAL
        return EntryKind.EPISODE if self.uri.startswith("spotify:episode:") else EntryKind.TRACK

    @property
    def addable(self) -> bool:
        """Whether the API can add it again once it is out."""
        return self.kind in (EntryKind.TRACK, EntryKind.EPISODE)


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover as far as it is known.

    `url` is where Spotify serves it now, `sha256` the digest of the picture we hold. `custom` is False for the mosaic
    that Spotify draws itself, None where it is not known.
    """

    url: str | None = None
    sha256: str | None = None
    custom: bool | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a playlist says about itself, texts unescaped. None: not provided (observed) or not wished for (desired)."""

    name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool | None = None
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class PlaylistState:
    """Details and entries of one playlist at one moment, observed or desired."""

    details: Details
    entries: tuple[Entry, ...]

    def with_entries(self, entries: tuple[Entry, ...]) -> "PlaylistState":
        return replace(self, entries=entries)


MAX_ENTRIES = 10_000
"""Spotify's limit for one playlist."""
