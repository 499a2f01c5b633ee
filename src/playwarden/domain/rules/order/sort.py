"""Sorts by title, artist, album, release date, length, the date of addition, own plays, or how a track sounds.

What is equal keeps its order; of what it is not known stands last, whichever way is sorted. Names are compared as
people read them. Newest first is `by: released` or `by: added`, with `descending: true`.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from playwarden.domain.audio import FEATURES
from playwarden.domain.rules.filters.audio import silent_in, sounds
from playwarden.domain.rules.forms import Choice, Flag, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.masks import Mask, kept, mask
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
        values, unknown = self._column(pool, given)
        if not unknown:
            return sorted(order, key=values.__getitem__, reverse=self.descending)
        known = kept(order, pool.all ^ unknown, len(pool))
        return sorted(known, key=values.__getitem__, reverse=self.descending) + kept(order, unknown, len(pool))

    def equals(self, pool: Pool, given: Given) -> Mask:
        return pool.made(("sorted equally", self.by), lambda: repeated(*self._column(pool, given)))

    def _column(self, pool: Pool, given: Given) -> tuple[Sequence[Any], Mask]:
        """What of each is compared, and those of whom it is not known."""
        return pool.made(("sorted", self.by), lambda: _column(self.by, pool, given))

    def words(self) -> str:
        return f"sorted by {BY[self.by]}{', descending' if self.descending else ''}"


def _column(by: str, pool: Pool, given: Given) -> tuple[Sequence[Any], Mask]:
    match by:
        case "title":
            return pool.titles, pool.untitled
        case "artist":
            return _ranked(pool.name_rows.told([", ".join(names) or None for names in pool.name_rows.values]))
        case "album":
            return _ranked(pool.album_names)
        case "released":
            return _ranked(pool.released)
        case "duration":
            return _known(pool.durations)
        case "added":
            return array("d", [0 if moment is None else moment.timestamp() for moment in pool.added]), pool.undated
        case "plays":
            heard = map(given.plays.get, pool.uris)
            return [0 if one is None else len(one.times) for one in heard], 0
        case "last_played":
            heard = map(given.plays.get, pool.uris)
            return _known([None if one is None else one.times[-1].timestamp() for one in heard])
        case _:
            return sounds(pool, given, by), silent_in(pool, given, by)


def _known(values: Sequence[Any]) -> tuple[Sequence[Any], Mask]:
    return values, mask([value is None for value in values])


def _ranked(values: Coded[str | None]) -> tuple[Sequence[Any], Mask]:
    """In place of each value its rank among them."""
    known = sorted({value for value in values.values if value is not None})
    rank_of: dict[str | None, int] = {value: rank for rank, value in enumerate(known)}
    ranks = values.told([rank_of.get(value, len(known)) for value in values.values])
    return array("I", ranks.each()), values.mask([value is None for value in values.values])


STEP = Sort
EXAMPLE = {"step": "sort", "by": "released", "descending": True}
