"""Leaves each track in once: the first of those that are the same stays.

The same by `id` (its link), by `isrc` (the same recording under another id), or by `likeness` (the same title without
guests, first artist, and length to three seconds).
"""

from array import array
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.forms import Choice, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Coded, Pool, coded
from playwarden.domain.rules.step import Thinning

WAYS = MappingProxyType(
    {"id": "the same link", "isrc": "the same recording", "likeness": "title, artist and length alike"}
)
Kinds = tuple[Hashable, ...]
_SLICE = 3_000
"""Milliseconds between two lengths that are alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates(Thinning):
    kind: ClassVar[str] = "duplicates"
    by: str = told(Choice(WAYS), "What makes two tracks the same.", "isrc")

    @property
    def most_of_a_kind(self) -> int:
        return 1

    def kinds_of(self, pool: Pool) -> Coded[Kinds]:
        return pool.made(("duplicates", self.by), lambda: self._kinds(pool))

    def _kinds(self, pool: Pool) -> Coded[Kinds]:
        if self.by == "id":
            return _repeated(pool.uris)
        same = _repeated(pool.column("isrc", _isrc)) if self.by == "isrc" else _alike(pool)
        if len(pool.places) == len(pool):
            return same
        return coded([a + b for a, b in zip(_repeated(pool.uris).each(), same.each(), strict=True)])

    def near(self, pool: Pool, others: Pool) -> Sequence[int]:
        if self.by == "isrc":
            theirs = {isrc for isrc in others.column("isrc", _isrc) if isrc}
            return [place for place, isrc in enumerate(pool.column("isrc", _isrc)) if isrc in theirs]
        if self.by == "likeness":
            titles = {title for title in others.titles if title}
            return [place for place, title in enumerate(pool.titles) if title in titles]
        return ()

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        return f"a duplicate by {self.by}: the first of them stays"

    def words(self) -> str:
        return f"without duplicates by {self.by}"


def _isrc(track: Track) -> str | None:
    return track.isrc


def _repeated(values: Sequence[Hashable | None]) -> Coded[Kinds]:
    """What occurs more than once counts as itself; what occurs once can be no duplicate."""
    times = Counter(values)
    repeated = [value for value, number in times.items() if number > 1 and value is not None]
    code_of = {value: code for code, value in enumerate(repeated, 1)}
    codes = array("I", [code_of.get(value, 0) for value in values])
    return Coded([(), *((value,) for value in repeated)], codes)


def _alike(pool: Pool) -> Coded[Kinds]:
    """What is alike in title, first artist and length counts as these two and the least length, the rest as nothing.

    Lengths that follow each other within three seconds make one group, so that likeness has no order. A track whose
    length is not known is alike with none.
    """
    kinds: list[Kinds] = [()]
    codes = array("I", bytes(4 * len(pool)))
    lengths = pool.durations
    for key, places in _titled_alike(pool):
        lasting = sorted((lasts, place) for place in places if (lasts := lengths[place]) is not None)
        for run in _runs(lasting):
            if len(run) > 1:
                for _, place in run:
                    codes[place] = len(kinds)
                kinds.append(((*key, run[0][0]),))
    return Coded(kinds, codes)


def _titled_alike(pool: Pool) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """Titles and first artists that more than one candidate has, with their places."""
    rows = pool.name_rows
    firsts = map([names[0] if names else "" for names in rows.values].__getitem__, rows.codes)
    first: dict[tuple[str, str], int] = {}
    groups: dict[tuple[str, str], list[int]] = {}
    for place, key in enumerate(zip(pool.titles, firsts, strict=True)):
        if (before := first.setdefault(key, place)) != place:
            groups.setdefault(key, [before]).append(place)
    return ((key, places) for key, places in groups.items() if all(key))


def _runs(lasting: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Lengths in order, parted where more than three seconds lie between two."""
    runs: list[list[tuple[int, int]]] = []
    for one in lasting:
        if runs and one[0] - runs[-1][-1][0] <= _SLICE:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


STEP = Duplicates
EXAMPLE = {"step": "duplicates", "by": "likeness"}
