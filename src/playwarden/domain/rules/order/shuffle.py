"""Shuffles: anew in each period, and always the same within one.

Every track draws its lot by itself, so that one that joins or leaves in between moves no other.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import repeat
from typing import ClassVar

from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import NO_PLACES, Arrangement, Lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuffle(Arrangement):
    kind: ClassVar[str] = "shuffle"

    @property
    def lasting(self) -> Lasting:
        return "anew"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        lots = pool.made(("lots", given.seed), lambda: _lots(pool, given.seed))
        return sorted(order, key=lots.__getitem__)

    def words(self) -> str:
        return "shuffled anew in each period"


def _lots(pool: Pool, seed: str) -> Sequence[int]:
    """Eight bytes of chance for each candidate; a track that stands there again draws again."""
    urn = blake2b(key=blake2b(seed.encode()).digest()[:32], digest_size=8)
    drawn = repeat(1) if len(pool.places) == len(pool) else _times(pool.uris)
    lots = []
    for again, uri in zip(drawn, pool.uris, strict=False):
        drawing = urn.copy()
        drawing.update(f"{again} {uri}".encode())
        lots.append(drawing.digest())
    numbers = array("Q", b"".join(lots))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _times(uris: Sequence[str]) -> Iterator[int]:
    """How often each has stood there by then."""
    counted: Counter[str] = Counter()
    for uri in uris:
        counted[uri] += 1
        yield counted[uri]


STEP = Shuffle
EXAMPLE = {"step": "shuffle"}
