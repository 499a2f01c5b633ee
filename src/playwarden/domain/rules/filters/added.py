"""Tracks that came into their source from or until a day, or within so many days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import ClassVar

from playwarden.domain.rules.forms import Day, Whole, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate

_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Predicate):
    kind: ClassVar[str] = "added"
    since: str | None = told(Day(), "Not before this year, month or day.", None, name="from")
    until: str | None = told(Day(), "Not after this year, month or day.", None)
    within_days: int | None = told(Whole(1, 36_500, "days"), "Within so many days before now.", None)

    def faults(self) -> str:
        return "" if self.since or self.until or self.within_days else "'from', 'until' or 'within_days' is needed."

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        low = _EARLIEST if self.since is None else _first(self.since)
        high = _LATEST if self.until is None else _last(self.until)
        if self.within_days is not None:
            low = max(low, given.ago(self.within_days))
        return Verdicts(mask([at is not None and low <= at <= high for at in pool.added]), pool.undated)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        moment = pool.added[place]
        return "when it was added is not known" if moment is None else f"added {moment.astimezone(UTC):%Y-%m-%d}"

    def words(self) -> str:
        bounds = [f"from {self.since}" if self.since else "", f"until {self.until}" if self.until else ""]
        bounds += [f"within {self.within_days} days" if self.within_days else ""]
        return f"added {' and '.join(each for each in bounds if each)}"


def _first(told: str) -> datetime:
    """When a year, a month or a day begins."""
    year, month, day = ([int(part) for part in told.split("-")] + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=UTC)


def _last(told: str) -> datetime:
    """The last moment of a year, a month or a day."""
    year, month = ([int(part) for part in told.split("-")] + [12])[:2]
    day = int(told[8:]) if len(told) == 10 else monthrange(year, month)[1]
    return datetime.combine(date(year, month, day), time.max, UTC)


STEP = Added
EXAMPLE = {"step": "added", "within_days": 90}
