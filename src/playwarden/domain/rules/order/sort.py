"""Sorts by title, artist, album, release date, length, the date of addition, own plays, or how a track sounds.

What is equal keeps its order; of what it is not known stands last, whichever way is sorted. Names are compared as
people read them. Newest first is `by: released` or `by: added`, with `descending: true`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from playwarden.domain.audio import FEATURES
from playwarden.domain.rules.filters.audio import sounds
from playwarden.domain.rules.forms import Choice, Flag, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.masks import Mask
from playwarden.domain.rules.pool import Coded, Pool, repeated
from playwarden.domain.rules.step import NO_PLACES, Arrangement, Lasting

BY = MappingProxyType(
    {
        "title": "title",
        "artist": "artist",
        "album": "album",
        "released": "release date",
        "duration": "length",
        "added": "date of addition",
        "plays": "own plays",
        "last_played": "last own play",
        **{feature: feature for feature in FEATURES},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort(Arrangement):
    kind: ClassVar[str] = "sort"
    by: str = told(Choice(BY), "By what.")
    descending: bool = told(Flag(), "The other way round: newest, longest, most first.", False)

    def needs(self) -> tuple[Need, ...]:
        if self.by in ("plays", "last_played"):
            return (Need("plays"),)
        return (Need("audio"),) if self.by in FEATURES else ()

    @property
    def lasting(self) -> Lasting:
        return "in turn"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        values, some_unknown = self._column(pool, given)
        if not some_unknown:
            return sorted(order, key=values.__getitem__, reverse=self.descending)
        known = [place for place in order if values[place] is not None]
        unknown = [place for place in order if values[place] is None]
        return sorted(known, key=values.__getitem__, reverse=self.descending) + unknown

    def equals(self, pool: Pool, given: Given) -> Mask:
        return pool.made(("sorted equally", self.by), lambda: repeated(self._column(pool, given)[0]))

    def _column(self, pool: Pool, given: Given) -> tuple[Sequence[Any], bool]:
        """What of each is compared, None where it is not known, and whether there is such a one."""
        return pool.made(("sorted", self.by), lambda: _column(_values(self.by, pool, given)))

    def words(self) -> str:
        return f"sorted by {BY[self.by]}{', descending' if self.descending else ''}"


def _column(values: Sequence[Any] | Coded[Any]) -> tuple[Sequence[Any], bool]:
    if not isinstance(values, Coded):
        return values, None in values
    known = sorted({value for value in values.values if value is not None})
    rank_of: dict[Any, int | None] = {value: rank for rank, value in enumerate(known)}
    ranks = [rank_of.get(value) for value in values.values]
    return values.told(ranks).each(), None in ranks


def _values(by: str, pool: Pool, given: Given) -> Sequence[Any] | Coded[Any]:
    match by:
        case "title":
            titles = zip(pool.tracks, pool.titles, strict=True)
            return [None if track is None else title for track, title in titles]
        case "artist":
            return pool.name_rows.told([", ".join(names) or None for names in pool.name_rows.values])
        case "album":
            return pool.album_names
        case "released":
            return pool.released
        case "duration":
            return pool.durations
        case "added":
            return [None if moment is None else moment.timestamp() for moment in pool.added]
        case "plays":
            heard = map(given.plays.get, pool.uris)
            return [0 if one is None else len(one.times) for one in heard]
        case "last_played":
            heard = map(given.plays.get, pool.uris)
            return [None if one is None else one.times[-1].timestamp() for one in heard]
        case _:
            return [None if value != value else value for value in sounds(pool, given, by)]


STEP = Sort
EXAMPLE = {"step": "sort", "by": "released", "descending": True}
