"""Once, at a moment."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from playwarden.domain.jobs.timing.reading import Fields, of_these_years
from playwarden.domain.jobs.timing.zones import moment_of, wall_of, zone_named
from playwarden.kit.errors import InputError


@dataclass(frozen=True, slots=True)
class At:
    """Due at `moment` and never again; `zone` is how people say it."""

    moment: datetime
    zone: str = "UTC"

    kind: ClassVar[str] = "at"
    default_jitter: ClassVar[bool] = False

    def __post_init__(self) -> None:
        zone_named(self.zone)

    def next_after(self, moment: datetime) -> datetime | None:
        return self.moment if moment < self.moment else None

    def fixed(self) -> str:
        return ""

    def moved(self, time: datetime, to: datetime) -> "At":
        return At(of_these_years(to.astimezone(UTC)), self.zone)

    def words(self) -> str:
        """`once, on 2026-12-01 at 18:00, Europe/Berlin`."""
        return f"once, on {wall_of(self.moment, zone_named(self.zone)):%Y-%m-%d at %H:%M}, {self.zone}"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "moment": self.moment.astimezone(UTC).isoformat(), "zone": self.zone}

    @classmethod
    def read(cls, fields: Fields, *, now: datetime, seed: str) -> Self:
        """`moment`: ISO 8601, with an offset or as clocks in `zone` show it."""
        zone = fields.text("zone", "UTC")
        text = fields.text("moment")
        known = zone_named(zone)
        try:
            moment = of_these_years(datetime.fromisoformat(text))
            moment = moment_of(moment, known) if moment.tzinfo is None else moment.astimezone(UTC)
        except ValueError:
            raise InputError(f"'{text[:60]}' is no date and time.", "Write it as 2026-12-01T18:00.") from None
        return cls(moment, zone)


TIMING = At
