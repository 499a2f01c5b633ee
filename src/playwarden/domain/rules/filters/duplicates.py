"""Leaves each track in once: the first of those that are the same stays.

The same by `id` (its link), by `isrc` (the same recording under another id), or by `likeness` (the same title without
guests, first artist, and length to three seconds).
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.forms import Choice, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import Thinning

WAYS = MappingProxyType(
    {"id": "the same link", "isrc": "the same recording", "likeness": "title, artist and length alike"}
)
_SLICE = 3_000
"""Milliseconds between two lengths that are alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates(Thinning):
    kind: ClassVar[str] = "duplicates"
    by: str = told(Choice(WAYS), "What makes two tracks the same.", "isrc")

    @property
    def most_of_a_kind(self) -> int:
        return 1

    def kinds_of(self, pool: Pool) -> Sequence[tuple[Hashable, ...]]:
        return pool.made(("duplicates", self.by), lambda: self._kinds(pool))

    def _kinds(self, pool: Pool) -> Sequence[tuple[Hashable, ...]]:
        kinds = _repeated(pool.uris)
        if self.by == "isrc":
            return _both(kinds, _repeated(pool.column("isrc", _isrc)))
        return kinds if self.by == "id" else _both(kinds, _alike(pool))

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        return f"a duplicate by {self.by}: the first of them stays"

    def words(self) -> str:
        return f"without duplicates by {self.by}"


def _isrc(track: Track) -> str | None:
    return track.isrc


def _repeated(values: Sequence[str | None]) -> list[tuple[Hashable, ...]]:
    """What occurs more than once counts as itself; what occurs once can be no duplicate."""
    numbers = Counter(values)
    return [(value,) if value is not None and numbers[value] > 1 else () for value in values]


def _both(one: list[tuple[Hashable, ...]], other: list[tuple[Hashable, ...]]) -> list[tuple[Hashable, ...]]:
    return [a + b if a and b else a or b for a, b in zip(one, other, strict=True)]


def _alike(pool: Pool) -> list[tuple[Hashable, ...]]:
    """For each candidate the number of the group of those alike in title, first artist and length.

    Lengths that follow each other within three seconds make one group, so that likeness has no order. A track whose
    length is not known is alike with none.
    """
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, (title, names, lasts) in enumerate(zip(pool.titles, pool.artist_names, pool.durations, strict=True)):
        if title and names and lasts is not None:
            groups.setdefault((title, names[0]), []).append((lasts, place))
    kinds: list[tuple[Hashable, ...]] = [()] * len(pool)
    number = 0
    for members in groups.values():
        if len(members) > 1:
            members.sort()
            for at, (lasts, place) in enumerate(members):
                number += at == 0 or lasts - members[at - 1][0] > _SLICE
                kinds[place] = (number,)
    return kinds


STEP = Duplicates
EXAMPLE = {"step": "duplicates", "by": "likeness"}
