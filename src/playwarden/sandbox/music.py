"""What there is to hear: artists, albums, tracks, shows and episodes as values."""

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Artist:
    id: str
    name: str
    genres: tuple[str, ...]
    popularity: int

    @property
    def uri(self) -> str:
        return "spotify:artist:" + self.id


@dataclass(slots=True, eq=False)
class Album:
    """`kind` is album, single or compilation; `released` an ISO date; `tracks` in running order."""

    id: str
    name: str
    artists: tuple[Artist, ...]
    kind: str
    released: str
    label: str
    upc: str
    popularity: int
    tracks: list["Track"] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return "spotify:album:" + self.id


@dataclass(slots=True, eq=False)
class Track:
    """`closed_in` are the markets that cannot play it; a recording may be out under several ids with one ISRC."""

    id: str
    name: str
    artists: tuple[Artist, ...]
    album: Album
    number: int
    duration_ms: int
    explicit: bool
    isrc: str
    popularity: int
    closed_in: frozenset[str] = frozenset()

    @property
    def uri(self) -> str:
        return "spotify:track:" + self.id


@dataclass(slots=True, eq=False)
class Show:
    id: str
    name: str
    publisher: str
    description: str
    episodes: list["Episode"] = field(default_factory=list)

    @property
    def uri(self) -> str:
        return "spotify:show:" + self.id


@dataclass(slots=True, eq=False)
class Episode:
    id: str
    name: str
    show: Show
    released: str
    duration_ms: int
    description: str

    @property
    def uri(self) -> str:
        return "spotify:episode:" + self.id
