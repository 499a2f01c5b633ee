"""Every N minutes, hours or days of real time, counted from an anchor: daylight saving does not concern it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from playwarden.domain.jobs.timing.reading import Fields, of_these_years
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=366)
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True, slots=True)
class Every:
    """Due at `anchor` and at every whole `interval` after it. Raises InputError for a span out of bounds."""

    interval: timedelta
    anchor: datetime

    kind: ClassVar[str] = "every"
    default_jitter: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not SHORTEST <= self.interval <= LONGEST:
            raise InputError(
                "An interval is at least one minute and at most 366 days long.", "Write 15m, 2h, 90m or 7d, say."
            )

    def next_after(self, moment: datetime) -> datetime | None:
        """The anchor, or so many whole intervals after it that it comes after `moment`."""
        if moment < self.anchor:
            return self.anchor
        return self.anchor + ((moment - self.anchor) // self.interval + 1) * self.interval

    def fixed(self) -> str:
        """Below a day its times stand side by side in every day of the calendar."""
        if self.interval >= timedelta(days=1):
            return ""
        return "It is done several times a day: none of these can be moved alone."

    def moved(self, time: datetime, to: datetime) -> "Every":
        """Its whole row of times goes as far. Raises InputError where it would fall onto itself."""
        if self.fixed():
            raise InputError(self.fixed(), "Change how often it is done, or from when on.")
        if (to - time) % self.interval == timedelta():
            raise InputError("It is done at that time already.", "Choose a time between two of its times.")
        return Every(self.interval, of_these_years(self.anchor + (to - time)))

    def words(self) -> str:
        """`every 2 hours from 2026-11-02 06:00 UTC`; days have 24 hours here, and say so."""
        seconds = int(self.interval.total_seconds())
        size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
        number = seconds // size
        span = unit if number == 1 else counted(number, unit)
        hours = " of 24 hours" if unit == "day" else ""
        return f"every {span}{hours} from {self.anchor.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    def to_document(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "seconds": int(self.interval.total_seconds()),
            "anchor": self.anchor.astimezone(UTC).isoformat(),
        }

    @classmethod
    def read(cls, fields: Fields, *, now: datetime, seed: str) -> Self:
        """`seconds`, and `anchor`: the next whole minute unless it is named."""
        seconds = fields.number("seconds")
        if abs(seconds) > LONGEST.total_seconds():
            seconds = 0  # refused by its bounds, before a timedelta overflows
        begun = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return cls(timedelta(seconds=seconds), fields.moment("anchor", begun))


TIMING = Every
