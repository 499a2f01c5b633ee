"""Lays tracks along an arc of tempo, energy or another feature: rising, falling, or in waves.

Features come from data sets that were imported; tracks of which it is not known stand at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.filters.audio import FEATURE, equally, silent_in, sounds
from playwarden.domain.rules.forms import Choice, Whole, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.masks import Mask, kept
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import NO_PLACES, Arrangement, Lasting
from playwarden.kit.text import counted

SHAPES = MappingProxyType({"rising": "from low to high", "falling": "from high to low", "wave": "up and down again"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc(Arrangement):
    kind: ClassVar[str] = "arc"
    feature: str = told(FEATURE, "Of which feature.", "energy")
    shape: str = told(Choice(SHAPES), "Which way.", "rising")
    waves: int = told(Whole(1, 50, "waves"), "How often it goes up and down, for a wave.", 1)

    def needs(self) -> tuple[Need, ...]:
        return (Need("audio"),)

    @property
    def lasting(self) -> Lasting:
        return "" if self.shape == "wave" else "in turn"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        values = sounds(pool, given, self.feature)
        silent = silent_in(pool, given, self.feature)
        known = sorted(kept(order, pool.all ^ silent, len(pool)), key=values.__getitem__)
        if self.shape == "falling":
            known.reverse()
        elif self.shape == "wave":
            known = self._waved(known)
        return known + kept(order, silent, len(pool))

    def equals(self, pool: Pool, given: Given) -> Mask:
        return equally(pool, given, self.feature)

    def _waved(self, rising: list[int]) -> list[int]:
        """The lowest where the wave is lowest: it begins and ends low."""
        size = len(rising)
        heights = [-cos(2 * pi * self.waves * (place + 0.5) / size) for place in range(size)]
        laid = [0] * size
        for place, one in zip(sorted(range(size), key=lambda place: heights[place]), rising, strict=True):
            laid[place] = one
        return laid

    def words(self) -> str:
        how = f"in {counted(self.waves, 'wave')}" if self.shape == "wave" else self.shape
        return f"by {self.feature}, {how}"


STEP = Arc
EXAMPLE = {"step": "arc", "feature": "tempo", "shape": "wave", "waves": 2}
