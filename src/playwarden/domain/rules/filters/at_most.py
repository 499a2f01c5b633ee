"""Leaves at most so many tracks of an artist or an album: the first of them stay.

Every artist of a track counts, guests too, unless `first_artist` is chosen.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
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

    def kinds_of(self, pool: Pool) -> Sequence[tuple[Hashable, ...]]:
        if self.of == "album":
            return pool.made("album kinds", lambda: [() if uri is None else (uri,) for uri in pool.albums])
        if self.of == "first_artist":
            return pool.made("first artist kinds", lambda: [of[:1] for of in pool.artists])
        return pool.artists

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        before = "stands" if self.number == 1 else "stand"
        return f"{self.number} of the same {OF[self.of].partition(',')[0]} {before} before it"

    def words(self) -> str:
        return (
            f"at most {self.number} of an {OF[self.of]}"
            if self.of != "first_artist"
            else f"at most {self.number} of a first artist"
        )


STEP = AtMost
EXAMPLE = {"step": "at_most", "number": 2, "of": "artist"}
