"""Shuffles: anew in each period, and always the same within one.

Every track draws its lot by itself, so that one that joins or leaves in between moves no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import ClassVar

from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import NO_PLACES, Arrangement


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuffle(Arrangement):
    kind: ClassVar[str] = "shuffle"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        lots = pool.made(("lots", given.seed), lambda: _lots(pool, given.seed))
        return sorted(order, key=lots.__getitem__)

    def words(self) -> str:
        return "shuffled anew in each period"


def _lots(pool: Pool, seed: str) -> list[bytes]:
    key = blake2b(seed.encode()).digest()[:32]
    seen: dict[str, int] = {}
    lots = []
    for uri in pool.uris:
        again = seen[uri] = seen.get(uri, 0) + 1
        lots.append(blake2b(f"{again} {uri}".encode(), key=key, digest_size=8).digest())
    return lots


STEP = Shuffle
EXAMPLE = {"step": "shuffle"}
