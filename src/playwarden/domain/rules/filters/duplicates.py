"""Leaves each track in once: the first of those that are the same stays.

The same by `id` (its link), by `isrc` (the same recording under another id), or by `likeness` (the same title without
guests, first artist, and length to three seconds).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import Thinning

WAYS = MappingProxyType(
    {"id": "the same link", "isrc": "the same recording", "likeness": "title, artist and length alike"}
)
_SLICE = 3_000
"""Milliseconds; a length is looked for in its slice and the ones beside it."""


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
        if self.by == "id":
            return [(uri,) for uri in pool.uris]
        if self.by == "isrc":
            isrcs = pool.column("isrc", lambda track: track.isrc)
            return [
                (uri,) if isrc is None else (uri, ("isrc", isrc)) for uri, isrc in zip(pool.uris, isrcs, strict=True)
            ]
        return alike(pool)

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        return f"a duplicate by {self.by}: the first of them stays"

    def words(self) -> str:
        return f"without duplicates by {self.by}"


def alike(pool: Pool) -> list[tuple[Hashable, ...]]:
    """For each candidate its URI, and the number of its group: those alike in title, first artist and length.

    Lengths that follow each other within three seconds make one group, so that likeness has no order.
    """
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, (title, names, lasts) in enumerate(zip(pool.titles, pool.artist_names, pool.durations, strict=True)):
        if title and names:
            groups.setdefault((title, names[0]), []).append((-_SLICE * 2 if lasts is None else lasts, place))
    kinds: list[tuple[Hashable, ...]] = [(uri,) for uri in pool.uris]
    number = 0
    for members in groups.values():
        if len(members) < 2:
            continue
        before = None
        for lasts, place in sorted(members):
            if before is None or lasts - before > _SLICE:
                number += 1
            before = lasts
            kinds[place] = (pool.uris[place], ("alike", number))
    return kinds


STEP = Duplicates
EXAMPLE = {"step": "duplicates", "by": "likeness"}
