"""So many times a week, spread evenly over the hours that are allowed, in a time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from playwarden.domain.jobs.timing.reading import Fields
from playwarden.domain.jobs.timing.zones import moment_of, wall_of, zone_named
from playwarden.kit.canonical import digest
from playwarden.kit.errors import InputError

MOST = 168
"""Times a week: once an hour."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Due `times` a week, at equal distances of the hours from `from_hour` to `to_hour` of each day (past midnight
    where the second is not larger; 0 and 24: the whole day). `seed` says where in the week they lie, so that several
    schedules do not coincide. Raises InputError for numbers out of bounds and unknown zones.

    The allowed hours of the seven days, put end to end, are cut into `times` equal pieces: up to seven times a week
    lie on different days, and seven times at the same hour of each.
    """

    times: int
    zone: str
    from_hour: int = 0
    to_hour: int = 24
    seed: str = ""

    kind: ClassVar[str] = "weekly"
    default_jitter: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MOST:
            raise InputError(f"A schedule runs between once and {MOST} times a week.", "Use `every` for more.")
        if not (0 <= self.from_hour <= 23 and 1 <= self.to_hour <= 24) or self.from_hour == self.to_hour:
            raise InputError(
                "The hours of a day go from 0 to 24, and a span has two different ends.", "Write 8-20, or 22-4."
            )
        zone_named(self.zone)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first of its times after `moment`: looked for from a week before, which covers any change of clocks."""
        zone = zone_named(self.zone)
        today = wall_of(moment, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        found = (moment_of(wall, zone) for week in (-1, 0, 1, 2) for wall in self._walls(monday + week * _WEEK))
        return next(time for time in found if time > moment)

    def _walls(self, monday: datetime) -> Iterator[datetime]:
        """The times of the week that begins on `monday`, as clocks show them, to the minute."""
        minutes = (self.to_hour - self.from_hour) % 24 * 60 or 24 * 60
        # In parts of `times` minutes, so that the pieces are equal without fractions.
        begin = int(digest({"weekly": self.seed})[:12], 16) % (7 * minutes)
        for number in range(self.times):
            day, minute = divmod((number * 7 * minutes + begin) // self.times, minutes)
            yield monday + timedelta(days=day, hours=self.from_hour, minutes=minute)

    def fixed(self) -> str:
        return "Its times are spread evenly over the week by themselves: none of them can be moved alone."

    def moved(self, time: datetime, to: datetime) -> "Weekly":
        raise InputError(self.fixed(), "Change how many times a week it is done, or between which hours.")

    def words(self) -> str:
        """`3 times a week between 08:00 and 20:00, Europe/Berlin`."""
        often = {1: "once", 2: "twice"}.get(self.times, f"{self.times} times")
        whole = (self.from_hour, self.to_hour) == (0, 24)
        hours = "" if whole else f" between {self.from_hour:02}:00 and {self.to_hour % 24:02}:00"
        return f"{often} a week{hours}, {self.zone}"

    def to_document(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "times": self.times,
            "zone": self.zone,
            "from_hour": self.from_hour,
            "to_hour": self.to_hour,
            "seed": self.seed,
        }

    @classmethod
    def read(cls, fields: Fields, *, now: datetime, seed: str) -> Self:
        """`times`, `zone`, `from_hour` and `to_hour` (the whole day unless named), `seed`."""
        return cls(
            times=fields.number("times"),
            zone=fields.text("zone", "UTC"),
            from_hour=fields.number("from_hour", 0),
            to_hour=fields.number("to_hour", 24),
            seed=fields.text("seed", seed or "-"),
        )


TIMING = Weekly
