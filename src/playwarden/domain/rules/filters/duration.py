"""Tracks that last at least, or at most, so long."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from playwarden.domain.rules.forms import Length, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts, numbers
from playwarden.domain.rules.step import Predicate

_CLOCK = Length()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasts(Predicate):
    kind: ClassVar[str] = "duration"
    least: int | None = told(Length(), "At least so long.", None)
    most: int | None = told(Length(), "At most so long.", None)

    def faults(self) -> str:
        if self.least is None and self.most is None:
            return "'least' or 'most' is needed."
        return "'least' is longer than 'most'." if (self.least or 0) > (self.most or 10**9) else ""

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        least, most = self.least or 0, inf if self.most is None else self.most
        durations = pool.made("durations", lambda: numbers(pool.durations))
        yes = mask([least <= lasts <= most for lasts in durations])
        return Verdicts(yes, pool.made("no duration", lambda: mask([lasts is None for lasts in pool.durations])))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        lasts = pool.durations[place]
        return "how long it lasts is not known" if lasts is None else f"lasts {_CLOCK.write(lasts)}"

    def words(self) -> str:
        bounds = [f"at least {_CLOCK.write(self.least)}" if self.least is not None else ""]
        bounds += [f"at most {_CLOCK.write(self.most)}" if self.most is not None else ""]
        return f"lasting {' and '.join(each for each in bounds if each)}"


STEP = Lasts
EXAMPLE = {"step": "duration", "least": "1:30", "most": "8:00"}
