"""Tracks released from or until a year, month or day, or within so many days.

A release date may be known to the year alone: such a track passes where all of that year does, and is not known where
only a part of it does.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from playwarden.domain.rules.forms import Day, Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Predicate):
    kind: ClassVar[str] = "released"
    since: str | None = told(Day(), "Not before this year, month or day.", None, name="from")
    until: str | None = told(Day(), "Not after this year, month or day.", None)
    within_days: int | None = told(Whole(1, 36_500, "days"), "Within so many days before now.", None)

    def faults(self) -> str:
        if self.since is None and self.until is None and self.within_days is None:
            return "'from', 'until' or 'within_days' is needed."
        if self.since is not None and self.until is not None and _first(self.since) > _last(self.until):
            return "'from' is after 'until'."
        return ""

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        low, high = _first(self.since or "0000"), _last(self.until or "9999")
        if self.within_days is not None:
            low = max(low, (given.today - timedelta(days=self.within_days)).isoformat())
        known = pool.released
        first = pool.made("first days", lambda: [_first(day) if day else "" for day in known.values])
        last = pool.made("last days", lambda: [_last(day) if day else "" for day in known.values])
        inside = [low <= one and other <= high and one != "" for one, other in zip(first, last, strict=True)]
        partly = [
            not sure and (one == "" or not (other < low or one > high))
            for sure, one, other in zip(inside, first, last, strict=True)
        ]
        return Verdicts(known.mask(inside), known.mask(partly))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        day = pool.released.values[pool.released.codes[place]]
        return "its release date is not known" if day is None else f"released {day}"

    def words(self) -> str:
        bounds = [f"from {self.since}" if self.since else "", f"until {self.until}" if self.until else ""]
        bounds += [f"within {self.within_days} days" if self.within_days else ""]
        return f"released {' and '.join(each for each in bounds if each)}"


def _first(day: str) -> str:
    """The first day that a date as precise as this may mean."""
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def _last(day: str) -> str:
    """The last day; of a month the 31st, which no real day is after."""
    return day + "-12-31"[len(day) - 4 :] if len(day) < 10 else day


STEP = Released
EXAMPLE = {"step": "released", "from": "1990", "until": "1999-06"}
