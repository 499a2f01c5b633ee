"""Tracks, albums and artists as far as they were seen on the way: the local catalogue's values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artist:
    """`id` is None for artists of local files."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Album:
    """`release_date` is as precise as it was told: `1981`, `1981-12` or `1981-12-15`; None: not provided."""

    id: str | None
    name: str
    cover_url: str | None = None
    release_date: str | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A track or an episode. `kind` is `track`, `episode` or `local`; None: not provided."""

    uri: str
    name: str
    kind: str = "track"
    artists: tuple[Artist, ...] = ()
    album: Album | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    explicit: bool | None = None

    @property
    def title(self) -> str:
        """`Artist, Artist - Name`, as people write it."""
        names = ", ".join(artist.name for artist in self.artists)
        return f"{names} - {self.name}" if names else self.name
