"""Cron expressions of five fields in a time zone, with rules of our own for the days on which clocks are changed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from cronsim import CronSim, CronSimError

from playwarden.domain.jobs.timing.phrases import phrase
from playwarden.domain.jobs.timing.reading import Fields
from playwarden.domain.jobs.timing.shifts import fixed, shifted
from playwarden.domain.jobs.timing.zones import change_between, moment_of, offset_at, wall_of, zone_named
from playwarden.kit.errors import InputError

FIELDS = ("minute", "hour", "day of month", "month", "day of week")
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Where the search for the first time of an expression begins: cronsim looks 50 years far."""


@dataclass(frozen=True, slots=True)
class Cron:
    """Due when clocks in `zone` show what `expression` says.

    An expression that names hours runs once for each wall time: one in a gap right after the gap, one in an overlap
    the first time. One that takes every hour goes on through the day as it is: a skipped hour is not made up, and a
    repeated one runs again. cronsim is asked about naive times alone: what it does itself around changes of clocks
    hangs on how the expression is spelled (`*/2` against `0,2,4`), and steps over times in zones whose clocks change
    by half an hour.

    Raises InputError for an expression that cannot be read or never comes true, and for an unknown zone.
    """

    expression: str
    zone: str

    kind: ClassVar[str] = "cron"
    default_jitter: ClassVar[bool] = True

    def __post_init__(self) -> None:
        zone_named(self.zone)
        fields = self.expression.split()
        if len(fields) != len(FIELDS):
            raise InputError(
                f"The cron expression '{self.expression[:80]}' does not have five fields.",
                f"Its fields are {', '.join(FIELDS)}: '0 6 * * MON' is every Monday at 06:00.",
            )
        try:
            never = self._wall_after(_SOME_DAY) is None
        except CronSimError as error:
            # cronsim tells 30 February as it tells a day 32: only the former is a day in some other month.
            never = _readable(" ".join((*fields[:3], "*", fields[4])))
            if not never:
                raise InputError(
                    f"The cron expression '{self.expression[:80]}' cannot be read: {_told(error)}.",
                    f"Its fields are {', '.join(FIELDS)}: '0 6 * * MON' is every Monday at 06:00.",
                ) from None
        if never:
            raise InputError(
                f"The cron expression '{self.expression[:80]}' never comes true: its months have no such day.",
                "Name a day that is in one of its months; L is a month's last day.",
            )

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after `moment`; None when there is none in 50 years."""
        if self._every_hour:
            return self._through_the_day(moment)
        zone = zone_named(self.zone)
        wall: datetime | None = wall_of(moment, zone)
        # In the second pass of an overlap what comes next on the wall lies in the first pass, before `moment`.
        while wall is not None and (wall := self._wall_after(wall)) is not None:
            if (found := moment_of(wall, zone)) > moment:
                return found
        return None

    @property
    def _every_hour(self) -> bool:
        return len(CronSim(self.expression, _SOME_DAY).hours) == 24

    def _through_the_day(self, moment: datetime) -> datetime | None:
        """Goes from change to change of the clocks: between two of them walls and time pass alike."""
        zone = zone_named(self.zone)
        start = moment
        while True:
            offset = offset_at(start + _SECOND, zone)
            wall = self._wall_after(start.replace(tzinfo=None) + offset)
            if wall is None:
                return None
            found = (wall - offset).replace(tzinfo=UTC)
            change = change_between(zone, start + _SECOND, start + _DAY)
            if found < (change or start + _DAY):
                return found
            # Nothing until the change, or for a day; then days that do not fit are passed over together.
            start = change - _SECOND if change else max(start + _DAY - _SECOND, found - 2 * _DAY)

    def _wall_after(self, wall: datetime) -> datetime | None:
        return next(CronSim(self.expression, wall), None)

    def fixed(self) -> str:
        return fixed(self.expression)

    def moved(self, time: datetime, to: datetime) -> "Cron":
        """The same day or date and time of day in `zone`, for always."""
        zone = zone_named(self.zone)
        return Cron(shifted(self.expression, wall_of(time, zone), wall_of(to, zone)), self.zone)

    def words(self) -> str:
        """`every Monday at 06:00, Europe/Berlin`."""
        return f"{phrase(self.expression)}, {self.zone}"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "expression": self.expression, "zone": self.zone}

    @classmethod
    def read(cls, fields: Fields, *, now: datetime, seed: str) -> Self:
        """`expression`, and `zone`: UTC unless it is named."""
        return cls(" ".join(fields.text("expression").split()), fields.text("zone", "UTC"))


def _readable(expression: str) -> bool:
    try:
        CronSim(expression, _SOME_DAY)
    except CronSimError:
        return False
    return True


def _told(error: CronSimError) -> str:
    text = str(error)
    return text.replace("Bad ", "the ").replace("-of-", " of ") + " is wrong" if text.startswith("Bad ") else text


TIMING = Cron
