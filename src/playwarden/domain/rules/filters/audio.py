"""Tracks by how they sound: tempo, energy, valence and other features.

Features come from data sets that were imported; of a track in none of them it is not known. Tempo is in beats a
minute, loudness in dB, the others go from 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.audio import FEATURES, Audio
from playwarden.domain.rules.forms import Choice, Number, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.masks import Mask, mask
from playwarden.domain.rules.pool import Pool, Verdicts, numbers, repeated
from playwarden.domain.rules.step import Predicate

FEATURE = Choice(MappingProxyType({name: name for name in FEATURES}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds(Predicate):
    kind: ClassVar[str] = "audio"
    feature: str = told(FEATURE, "Which feature.")
    least: float | None = told(Number(-100, 1_000), "At least so much.", None)
    most: float | None = told(Number(-100, 1_000), "At most so much.", None)

    def needs(self) -> tuple[Need, ...]:
        return (Need("audio"),)

    def faults(self) -> str:
        if self.least is None and self.most is None:
            return "'least' or 'most' is needed."
        turned = self.least is not None and self.most is not None and self.least > self.most
        return "'least' is more than 'most'." if turned else ""

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        least, most = -inf if self.least is None else self.least, inf if self.most is None else self.most
        values = sounds(pool, given, self.feature)
        unknown = silent_in(pool, given, self.feature)
        return Verdicts(mask([least <= value <= most for value in values]), unknown)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        audio = given.audio.get(pool.uris[place])
        value = None if audio is None else getattr(audio, self.feature)
        return f"its {self.feature} is not known" if value is None else f"{self.feature} {value:g}"

    def words(self) -> str:
        least = f"of at least {self.least:g}" if self.least is not None else ""
        most = f"of at most {self.most:g}" if self.most is not None else ""
        return f"with {self.feature} {' and '.join(each for each in (least, most) if each)}"


def sounds(pool: Pool, given: Given, feature: str) -> Sequence[float]:
    """A feature of every candidate, not-a-number where it is not known."""
    of = attrgetter(feature)
    known = audio_of(pool, given)
    return pool.made(("sounds", feature), lambda: numbers(None if audio is None else of(audio) for audio in known))


def equally(pool: Pool, given: Given, feature: str) -> Mask:
    """The candidates that others equal in a feature, and all of which it is not known."""
    values = sounds(pool, given, feature)
    return pool.made(("equally", feature), lambda: repeated(values, silent_in(pool, given, feature)))


def silent_in(pool: Pool, given: Given, feature: str) -> Mask:
    """The candidates of which a feature is not known."""
    values = sounds(pool, given, feature)
    return pool.made(("no audio", feature), lambda: mask([value != value for value in values]))


def audio_of(pool: Pool, given: Given) -> list[Audio | None]:
    """What is known of how every candidate sounds."""
    return pool.made("audio", lambda: list(map(given.audio.get, pool.uris)))


STEP = Sounds
EXAMPLE = {"step": "audio", "feature": "energy", "least": 0.6}
