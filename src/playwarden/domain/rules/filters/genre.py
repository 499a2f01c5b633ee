"""Tracks in one of some genre buckets.

Spotify tells no genres to new apps: buckets come from your own lists of artists, from data sets that were imported, and
from what was set by hand on a track or an artist. A track in no bucket at all is not known.
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
class InBucket(Predicate):
    kind: ClassVar[str] = "genre"
    buckets: tuple[str, ...] = told(Several(Text(60, "genre"), 100), "The genre buckets; one of several is enough.")

    def needs(self) -> tuple[Need, ...]:
        return (Need("buckets"),)

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        return labelled(pool, given.buckets, self.buckets)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        found = sorted(labels_at(pool, place, given.buckets))
        return f"genre buckets: {listed(found)}" if found else "in no genre bucket"

    def words(self) -> str:
        return (
            f"of the genre buckets {listed(list(self.buckets))}"
            if len(self.buckets) > 1
            else f"of the genre bucket {self.buckets[0]}"
        )


STEP = InBucket
EXAMPLE = {"step": "genre", "buckets": ["indie", "folk"]}
