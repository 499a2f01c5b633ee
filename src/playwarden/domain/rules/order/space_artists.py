"""Spaces artists apart: between two tracks of one artist stand at least so many others.

The order that comes in is kept as far as that allows. Where an artist has too many tracks for it, they stand as far
apart as they can. Guests count too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.spacing import spaced
from playwarden.domain.rules.step import NO_PLACES, Arrangement
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceArtists(Arrangement):
    kind: ClassVar[str] = "space_artists"
    apart: int = told(Whole(1, 50, "tracks"), "How many others stand between.", 2)

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        return spaced(order, pool.artists, self.apart, fixed)

    def words(self) -> str:
        return f"with {counted(self.apart, 'other track')} between two of one artist"


STEP = SpaceArtists
EXAMPLE = {"step": "space_artists", "apart": 3}
