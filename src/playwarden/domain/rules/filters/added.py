"""Tracks that came into their source from or until a day, or within so many days."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from playwarden.domain.rules.forms import Day, Whole, told
from playwarden.domain.rules.given import Given
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
        earliest = given.ago(self.within_days) if self.within_days is not None else datetime.min.replace(tzinfo=UTC)
        low, high = self.since or "", self.until or "9999"

        def inside(moment: datetime) -> bool:
            day = moment.astimezone(UTC).date().isoformat()
            return earliest <= moment and low <= day and day[: len(high)] <= high

        if self.since is None and self.until is None:
            return pool.judged(pool.added, lambda moment: earliest <= moment)
        return pool.judged(pool.added, inside)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        moment = pool.added[place]
        return "when it was added is not known" if moment is None else f"added {moment.astimezone(UTC):%Y-%m-%d}"

    def words(self) -> str:
        bounds = [f"from {self.since}" if self.since else "", f"until {self.until}" if self.until else ""]
        bounds += [f"within {self.within_days} days" if self.within_days else ""]
        return f"added {' and '.join(each for each in bounds if each)}"


STEP = Added
EXAMPLE = {"step": "added", "within_days": 90}
