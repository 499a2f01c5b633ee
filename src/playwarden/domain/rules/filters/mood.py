"""Tracks in one of some moods.

Moods are set by hand on tracks and artists, or come from data sets that were imported. A track without any mood tag is
not known.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Several, Text, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.labels import labelled, labels_at
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class InMood(Predicate):
    kind: ClassVar[str] = "mood"
    moods: tuple[str, ...] = told(Several(Text(60, "mood"), 100), "The mood tags; one of several is enough.")

    def needs(self) -> tuple[Need, ...]:
        return (Need("moods"),)

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        return labelled(pool, given.moods, self.moods)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        found = sorted(labels_at(pool, place, given.moods))
        return f"mood tags: {listed(found)}" if found else "in no mood tag"

    def words(self) -> str:
        return (
            f"of the mood tags {listed(list(self.moods))}"
            if len(self.moods) > 1
            else f"of the mood tag {self.moods[0]}"
        )


STEP = InMood
EXAMPLE = {"step": "mood", "moods": ["calm"]}
