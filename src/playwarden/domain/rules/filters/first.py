"""Takes the first so many tracks, as they are ordered here, and leaves out the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import NO_PLACES, Arrangement, Role
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class First(Arrangement):
    kind: ClassVar[str] = "first"
    role: ClassVar[Role] = "filter"
    number: int = told(Whole(1, 10_000, "tracks"), "How many.")

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        return list(order[: self.number])

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        return f"not among the first {self.number:,}"

    def words(self) -> str:
        return f"the first {counted(self.number, 'track')}"


STEP = First
EXAMPLE = {"step": "first", "number": 50}
