"""Tracks that came into their source from or until a day, or within so many days."""

from dataclasses import dataclass
from datetime import UTC, datetime
from sys import intern
from typing import ClassVar

from playwarden.domain.rules.forms import Day, Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Predicate):
    kind: ClassVar[str] = "added"
    since: str | None = told(Day(), "Not before this year, month or day.", None, name="from")
    until: str | None = told(Day(), "Not after this year, month or day.", None)
    within_days: int | None = told(Whole(1, 36_500, "days"), "Within so many days before now.", None)

    def faults(self) -> str:
        return "" if self.since or self.until or self.within_days else "'from', 'until' or 'within_days' is needed."

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        days = pool.made("days added", lambda: [None if at is None else _day(at) for at in pool.added])
        unknown = pool.made("not known when added", lambda: mask([at is None for at in pool.added]))
        yes = pool.all ^ unknown
        if self.within_days is not None:
            earliest = given.ago(self.within_days)
            yes &= mask([at is not None and earliest <= at for at in pool.added])
        if self.since is not None or self.until is not None:
            low, high = self.since or "", self.until or "9999"
            yes &= mask([day is not None and low <= day and day[: len(high)] <= high for day in days])
        return Verdicts(yes, unknown)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        moment = pool.added[place]
        return "when it was added is not known" if moment is None else f"added {moment.astimezone(UTC):%Y-%m-%d}"

    def words(self) -> str:
        bounds = [f"from {self.since}" if self.since else "", f"until {self.until}" if self.until else ""]
        bounds += [f"within {self.within_days} days" if self.within_days else ""]
        return f"added {' and '.join(each for each in bounds if each)}"


def _day(moment: datetime) -> str:
    return intern(moment.astimezone(UTC).date().isoformat())


STEP = Added
EXAMPLE = {"step": "added", "within_days": 90}
