"""Keeps the order in which the tracks come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import NO_PLACES, Arrangement, Lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep(Arrangement):
    kind: ClassVar[str] = "keep"

    @property
    def lasting(self) -> Lasting:
        return "in turn"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        return list(order)

    def words(self) -> str:
        return "in the order in which they come"


STEP = Keep
EXAMPLE = {"step": "keep"}
