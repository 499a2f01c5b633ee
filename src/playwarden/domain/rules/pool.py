"""The candidates of a rule set in columns: every step reads one column from top to bottom, and each is made once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import nan
from typing import Any, TypeVar

from playwarden.domain.catalogue import Track
from playwarden.domain.matching import fold, fold_title
from playwarden.domain.rules.masks import Mask, everyone, mask

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of which candidates a thing is so, and of which it is not known."""

    yes: Mask
    unknown: Mask = 0


class Pool:
    """Candidates in the order in which their sources offered them. A place in it names one; columns go by place.

    `parts` is the number of the part of a mix that each comes from (0 where there is none).
    """

    def __init__(
        self,
        uris: Sequence[str],
        tracks: Mapping[str, Track],
        added: Sequence[datetime | None],
        parts: Sequence[int],
    ) -> None:
        self.uris = tuple(uris)
        self.tracks: list[Track | None] = [tracks.get(uri) for uri in uris]
        self.added = list(added)
        self.parts = list(parts)
        self.all: Mask = everyone(len(self.uris))
        self._made: dict[object, Any] = {}

    def __len__(self) -> int:
        return len(self.uris)

    def made(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each `key`: a column, an index, a ranking."""
        try:
            found: T = self._made[key]
        except KeyError:
            found = self._made[key] = make()
        return found

    def column(self, name: str, of: Callable[[Track], T | None]) -> list[T | None]:
        """A fact of every track, None where the track or the fact is not known; kept under `name`."""
        return self.made(name, lambda: [None if track is None else of(track) for track in self.tracks])

    def unknown(self, name: str, of: Callable[[Track], T | None]) -> Mask:
        """Of which candidates a fact is not known; kept under `name`, as the column is."""
        return self.made(("unknown", name), lambda: mask([value is None for value in self.column(name, of)]))

    def numbers(self, name: str, of: Callable[[Track], float | None]) -> list[float]:
        """A column of numbers, not-a-number where one is not known: no comparison holds for it."""
        return self.made(
            ("numbers", name), lambda: [nan if value is None else value for value in self.column(name, of)]
        )

    def texts(self, name: str, of: Callable[[Track], str | None]) -> list[str]:
        """A column of texts, empty where one is not known."""
        return self.made(("texts", name), lambda: [value or "" for value in self.column(name, of)])

    def judged(self, verdicts: Iterable[bool | None]) -> Verdicts:
        """Verdicts one by one, in the order of the pool; None is unknown."""
        values = list(verdicts)
        unknown = mask([value is None for value in values]) if None in values else 0
        return Verdicts(mask([value is True for value in values]), unknown)

    def known(self, flags: Iterable[bool]) -> Verdicts:
        """The verdicts of something that is known of every candidate."""
        return Verdicts(mask(flags))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The first place of each URI."""
        found: dict[str, int] = {}
        for place, uri in enumerate(self.uris):
            found.setdefault(uri, place)
        return found

    @cached_property
    def titles(self) -> list[str | None]:
        """Folded titles, without guests."""
        return self.column("title", lambda track: fold_title(track.name))

    @cached_property
    def artists(self) -> list[tuple[str, ...]]:
        """The URIs of each track's artists, or their folded names where they have no id; empty: not known."""
        known: dict[tuple[str, ...], tuple[str, ...]] = {}
        made = (() if track is None else _artists(track) for track in self.tracks)
        return [known.setdefault(of, of) for of in made]

    @cached_property
    def artist_names(self) -> list[tuple[str, ...]]:
        """The folded names of each track's artists."""
        known: dict[str, str] = {}
        names = []
        for track in self.tracks:
            called = () if track is None else tuple(artist.name for artist in track.artists)
            names.append(tuple(known[name] if name in known else known.setdefault(name, fold(name)) for name in called))
        return names

    @cached_property
    def albums(self) -> list[str | None]:
        """The URI of each track's album."""
        return self.column("album", _album)

    @cached_property
    def album_names(self) -> list[str | None]:
        """The folded name of each track's album."""
        return self.column("album name", lambda track: fold(track.album.name) if track.album else None)

    @cached_property
    def released(self) -> list[str | None]:
        """Release dates as they are known: `1981`, `1981-12` or `1981-12-15`."""
        return self.column("released", lambda track: track.album.release_date if track.album else None)

    @cached_property
    def durations(self) -> list[int | None]:
        """Milliseconds."""
        return self.column("duration", duration)

    def title(self, place: int) -> str:
        """`Artist - Name` for people; the URI where the track is not known."""
        track = self.tracks[place]
        return self.uris[place] if track is None else track.title


def duration(track: Track) -> int | None:
    """Milliseconds."""
    return track.duration_ms


def _artists(track: Track) -> tuple[str, ...]:
    return tuple(f"spotify:artist:{artist.id}" if artist.id else fold(artist.name) for artist in track.artists)


def _album(track: Track) -> str | None:
    return f"spotify:album:{track.album.id}" if track.album is not None and track.album.id else None
