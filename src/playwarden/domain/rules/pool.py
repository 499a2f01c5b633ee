"""The candidates of a rule set in columns: every step reads one column from top to bottom, and each is made once."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import compress, count
from math import nan
from operator import attrgetter
from typing import Any, Generic, TypeVar

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import fold, fold_all, fold_title
from playwarden.domain.rules.masks import Mask, everyone, mask

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of which candidates a thing is so, and of which it is not known."""

    yes: Mask
    unknown: Mask = 0


@dataclass(frozen=True, slots=True)
class Coded(Generic[T]):
    """A column in which many are the same: the `values`, and in `codes` which of them each candidate has."""

    values: Sequence[T]
    codes: Sequence[int]

    def told(self, values: Sequence[S]) -> "Coded[S]":
        """Something that is told of each of the values, in their order."""
        return Coded(values, self.codes)

    def at(self, place: int) -> T:
        """What the candidate at `place` has."""
        return self.values[self.codes[place]]

    def each(self) -> list[T]:
        """The column written out."""
        return list(map(self.values.__getitem__, self.codes))

    def mask(self, so: Iterable[bool]) -> Mask:
        """Of which candidates something is so that is told of each of the values, in their order."""
        flags = list(so)
        return mask(map(flags.__getitem__, self.codes)) if True in flags else 0


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
        self.tracks: list[Track | None] = list(map(tracks.get, uris))
        self.added = list(added)
        self.parts = list(parts)
        self.all: Mask = everyone(len(self.uris))
        self.order = range(len(self.uris))
        self._made: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self.uris)

    def made(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each `key`: a column, an index, a ranking."""
        try:
            found: T = self._made[key]
        except KeyError:
            found = self._made[key] = make()
        return found

    def column(self, name: str, of: Callable[[Track], T | None]) -> list[T | None]:
        """A fact of every track, None where the track or the fact is not known; kept under `name`."""
        return self.made(name, lambda: [None if track is None else of(track) for track in self.tracks])

    def coded(self, name: str, values: Iterable[T]) -> Coded[T]:
        """A column of which many values are the same; kept under `name`."""
        return self.made(("coded", name), lambda: coded(values))

    def judged(self, verdicts: Iterable[bool | None]) -> Verdicts:
        """Verdicts one by one, in the order of the pool; None is unknown."""
        values = list(verdicts)
        unknown = mask([value is None for value in values]) if None in values else 0
        return Verdicts(mask([value is True for value in values]), unknown)

    def among(self, uris: Collection[str]) -> Mask:
        """The candidates that are among these tracks."""
        return mask(map(uris.__contains__, self.uris))

    def by_any(self, artists: AbstractSet[str]) -> Mask:
        """The candidates by at least one of these artists, told by URI."""
        rows = self.artist_rows
        return rows.mask([not artists.isdisjoint(of) for of in rows.values])

    @cached_property
    def untitled(self) -> Mask:
        """Those of whom no title is known."""
        return mask([track is None for track in self.tracks])

    @cached_property
    def undated(self) -> Mask:
        """Those of whom it is not known when they were added."""
        return mask([at is None for at in self.added])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The first place of each URI."""
        found: dict[str, int] = {}
        for place, uri in enumerate(self.uris):
            found.setdefault(uri, place)
        return found

    @cached_property
    def whole_titles(self) -> list[str]:
        """Folded titles; empty: not known."""
        return fold_all(["" if track is None else track.name for track in self.tracks])

    @cached_property
    def titles(self) -> list[str]:
        """Folded titles, without guests; empty: not known."""
        titles = list(self.whole_titles)
        for place in [place for place, title in enumerate(titles) if "ft" in title or "feat" in title]:
            track = self.tracks[place]
            titles[place] = "" if track is None else fold_title(track.name)
        return titles

    @cached_property
    def artist_rows(self) -> Coded[tuple[str, ...]]:
        """The URIs of each track's artists, or their folded names where they have no id; empty: not known."""
        credited = self._credits
        artists = {id(artist): artist for of in credited.values for artist in of}
        named = {key: _artist(artist) for key, artist in artists.items()}
        return credited.told([tuple([named[id(artist)] for artist in of]) for of in credited.values])

    @cached_property
    def artists(self) -> list[tuple[str, ...]]:
        """The same, for each candidate."""
        return self.artist_rows.each()

    @cached_property
    def name_rows(self) -> Coded[tuple[str, ...]]:
        """The folded names of each track's artists."""
        credited = self._credits
        names = list(dict.fromkeys(artist.name for of in credited.values for artist in of))
        folded = dict(zip(names, fold_all(names), strict=True))
        return credited.told([tuple([folded[artist.name] for artist in of]) for of in credited.values])

    @cached_property
    def artist_names(self) -> list[tuple[str, ...]]:
        """The same, for each candidate."""
        return self.name_rows.each()

    @cached_property
    def albums(self) -> Coded[str | None]:
        """The id of each track's album."""
        return self._albums.told([None if album is None else album.id for album in self._albums.values])

    @cached_property
    def album_names(self) -> Coded[str | None]:
        """The folded name of each track's album."""
        folded = fold_all(["" if album is None else album.name for album in self._albums.values])
        told = zip(self._albums.values, folded, strict=True)
        return self._albums.told([None if album is None else name for album, name in told])

    @cached_property
    def released(self) -> Coded[str | None]:
        """Release dates as they are known: `1981`, `1981-12` or `1981-12-15`."""
        return self._albums.told([None if album is None else album.release_date for album in self._albums.values])

    @cached_property
    def _credits(self) -> Coded[tuple[Artist, ...]]:
        return _shared([() if track is None else track.artists for track in self.tracks])

    @cached_property
    def _albums(self) -> Coded[Album | None]:
        return _shared([None if track is None else track.album for track in self.tracks])

    @cached_property
    def durations(self) -> list[int | None]:
        """Milliseconds."""
        return self.column("duration", attrgetter("duration_ms"))

    def title(self, place: int) -> str:
        """`Artist - Name` for people; the URI where the track is not known."""
        track = self.tracks[place]
        return self.uris[place] if track is None else track.title


def numbers(values: Iterable[float | None]) -> Sequence[float]:
    """Not-a-number for what is not known: no comparison holds for it, not even with itself."""
    return array("d", [nan if value is None else value for value in values])


def repeated(values: Sequence[Hashable], unknown: Mask) -> Mask:
    """The candidates whose value others have too, among them the unknown ones; everyone where there are so few values
    that few can be alone.
    """
    size = len(values)
    times = Counter(compress(values, (everyone(size) ^ unknown).to_bytes(size, "little")))
    if len(times) * 8 < size:
        return everyone(size)
    several = {value for value, number in times.items() if number > 1}
    return unknown | (mask(map(several.__contains__, values)) if several else 0)


def coded(values: Iterable[T]) -> Coded[T]:
    """Coded by value."""
    numbers: defaultdict[T, int] = defaultdict(count().__next__)
    codes = array("I", map(numbers.__getitem__, values))
    return Coded(list(numbers), codes)


def _shared(values: Sequence[T]) -> Coded[T]:
    """Coded by which object each is, without a look into it: tracks share their albums and rows of artists."""
    objects = {id(value): value for value in values}
    numbers = dict(zip(objects, count(), strict=False))
    return Coded(list(objects.values()), array("I", map(numbers.__getitem__, map(id, values))))


def _artist(artist: Artist) -> str:
    return f"spotify:artist:{artist.id}" if artist.id else fold(artist.name)
