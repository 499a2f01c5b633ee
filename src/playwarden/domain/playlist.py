"""A playlist's state: details and ordered entries. The one shape that observed and desired share."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

Key = str | tuple[datetime | None, str | None]
"""What makes two entries interchangeable: the URI; of an unavailable entry, when and by whom it was added."""


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
    def key(self) -> Key:
        """Equal for entries that may stand for each other."""
        return (self.added_at, self.added_by) if self.uri is None else self.uri

    @property
    def addable(self) -> bool:
        """Whether the API can add it again once it is out."""
        return self.uri is not None and not self.uri.startswith("spotify:local:")

    def to_document(self) -> dict[str, Any]:
        """JSON: `uri`, `added_at` (ISO 8601, UTC), `added_by`; what is None is left out."""
        document: dict[str, Any] = {}
        if self.uri is not None:
            document["uri"] = self.uri
        if self.added_at is not None:
            document["added_at"] = self.added_at.astimezone(UTC).isoformat()
        if self.added_by is not None:
            document["added_by"] = self.added_by
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """The entry that `to_document` wrote."""
        moment = document.get("added_at")
        return cls(
            document.get("uri"), None if moment is None else datetime.fromisoformat(moment), document.get("added_by")
        )


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

    def to_document(self) -> dict[str, Any]:
        """JSON of what is not None."""
        document = {name: getattr(self, name) for name in TEXTS_AND_FLAGS if getattr(self, name) is not None}
        if self.cover is not None:
            cover = {"url": self.cover.url, "sha256": self.cover.sha256, "custom": self.cover.custom}
            document["cover"] = {name: value for name, value in cover.items() if value is not None}
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """The details that `to_document` wrote."""
        cover = document.get("cover")
        return cls(
            **{name: document.get(name) for name in TEXTS_AND_FLAGS}, cover=None if cover is None else Cover(**cover)
        )


TEXTS_AND_FLAGS = ("name", "description", "public", "collaborative")
"""The details that one call sets together; the cover has a call of its own."""


@dataclass(frozen=True, slots=True)
class PlaylistState:
    """Details and entries of one playlist at one moment, observed or desired."""

    details: Details
    entries: tuple[Entry, ...]

    def with_entries(self, entries: tuple[Entry, ...]) -> "PlaylistState":
        return replace(self, entries=entries)

    def to_document(self) -> dict[str, Any]:
        """JSON: `details` and `entries`, for versions, journals and hashes."""
        return {"details": self.details.to_document(), "entries": [entry.to_document() for entry in self.entries]}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """The state that `to_document` wrote."""
        return cls(
            Details.from_document(document["details"]),
            tuple(Entry.from_document(entry) for entry in document["entries"]),
        )


MAX_NAME = 100
"""Characters of a playlist's name that Spotify takes."""
MAX_DESCRIPTION = 300
"""Characters of a playlist's description that Spotify takes."""
MAX_ENTRIES = 10_000
"""Spotify's limit for one playlist."""
