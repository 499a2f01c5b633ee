"""Leaves at most so many tracks of an artist or an album: the first of them stay.

Every artist of a track counts, guests too, unless `first_artist` is chosen.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Coded, Pool
from playwarden.domain.rules.step import Thinning

OF = MappingProxyType({"artist": "artist, guests too", "first_artist": "first artist", "album": "album"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost(Thinning):
    kind: ClassVar[str] = "at_most"
    number: int = told(Whole(1, 1_000, "tracks"), "How many.", 1)
    of: str = told(Choice(OF), "Of each of these.", "artist")

    @property
    def most_of_a_kind(self) -> int:
        return self.number

    def kinds_of(self, pool: Pool) -> Coded[tuple[Hashable, ...]]:
        rows = pool.artist_rows
        if self.of == "album":
            return pool.made("album kinds", lambda: pool.albums.told(_single(pool.albums.values)))
        if self.of == "first_artist":
            return pool.made("first artist kinds", lambda: rows.told([of[:1] for of in rows.values]))
        return rows.told(rows.values)

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        before = "stands" if self.number == 1 else "stand"
        return f"{self.number} of the same {OF[self.of].partition(',')[0]} {before} before it"

    def words(self) -> str:
        return (
            f"at most {self.number} of an {OF[self.of]}"
            if self.of != "first_artist"
            else f"at most {self.number} of an artist who is named first"
        )


def _single(values: Iterable[str | None]) -> list[tuple[Hashable, ...]]:
    """One kind, or none where it is not known."""
    return [() if value is None else (value,) for value in values]


STEP = AtMost
EXAMPLE = {"step": "at_most", "number": 2, "of": "artist"}
