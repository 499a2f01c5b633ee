"""Puts tracks next to each other whose keys go well together, as DJs mix them.

Keys are neighbours when they lie next to each other on the circle of fifths, or are each other's relative major and
minor. From each track it goes on with the nearest key that is left. Keys come from data sets that were imported; tracks
of which the key is not known stand at the end.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.audio import Audio
from playwarden.domain.rules.filters.audio import audio_of
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.pool import Coded, Pool, coded
from playwarden.domain.rules.step import NO_PLACES, Arrangement

Key = tuple[int, bool]
"""A place on the circle of fifths (0: C major and A minor), and whether it is the major one."""
_UNKNOWN = -1_000
"""In place of twice a key and one for major, where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByKey(Arrangement):
    kind: ClassVar[str] = "by_key"

    def needs(self) -> tuple[Need, ...]:
        return (Need("audio"),)

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        keys = pool.made("keys", lambda: _keys(audio_of(pool, given)))
        codes = keys.codes
        by_code: defaultdict[int, list[int]] = defaultdict(list)
        for place in order:
            by_code[codes[place]].append(place)
        keyed = [(keys.values[code], places) for code, places in by_code.items()]
        unknown = [place for key, places in keyed if key is None for place in places]
        waiting = {key: places for key, places in keyed if key is not None}
        laid: list[int] = []
        at = next(iter(waiting), None)
        while at is not None:
            laid += waiting.pop(at)
            here = at
            at = min(waiting, key=lambda key: (apart(here, key), (key[0] - here[0]) % 12), default=None)
        return laid + unknown

    def words(self) -> str:
        return "neighbours by key"


def _keys(sounds: Sequence[Audio | None]) -> Coded[Key | None]:
    """The key of each. Worked out for the few that there are: what is told of each is coded first."""
    told = coded(
        [_UNKNOWN if one is None or one.key is None or one.major is None else 2 * one.key + one.major for one in sounds]
    )
    keys = coded([None if code == _UNKNOWN else wheel(code // 2, major=bool(code % 2)) for code in told.values])
    return Coded(keys.values, array("I", map(keys.codes.__getitem__, told.codes)))


def wheel(key: int, *, major: bool) -> Key:
    """Where a key (0 is C, 11 is B) lies: a minor one with its relative major, three semitones above it."""
    return ((key if major else key + 3) * 7 % 12, major)


def apart(one: Key, other: Key) -> int:
    """How many steps round the circle, and one for the change between major and minor."""
    round_ = abs(one[0] - other[0])
    return min(round_, 12 - round_) + (one[1] != other[1])


STEP = ByKey
EXAMPLE = {"step": "by_key"}
