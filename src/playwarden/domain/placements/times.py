"""Times as people type them: `2026-12-01 06:00`, `1.12.2026 6:00`, `now`, `in 2 hours`, `+7d`; and written back."""

import re
from datetime import UTC, datetime, timedelta

from playwarden.domain.jobs.timing.zones import moment_of, wall_of, zone_named
from playwarden.kit.errors import InputError

_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_SPAN = re.compile(r"(?:in|after|\+)\s*(?P<parts>(?:\d+\s*[a-z]+\s*)+)", re.IGNORECASE)
_PART = re.compile(r"(\d+)\s*([a-z]+)", re.IGNORECASE)
_UNITS = {
    "s": timedelta(seconds=1),
    "sec": timedelta(seconds=1),
    "second": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "d": timedelta(days=1),
    "day": timedelta(days=1),
    "w": timedelta(weeks=1),
    "week": timedelta(weeks=1),
}
NEVER = ("", "never", "open")
"""What may stand for an end that there is none of."""


def moment(text: str, zone: str, now: datetime, *, base: datetime | None = None) -> datetime:
    """The instant that `text` means in the zone, in UTC. Spans count from `base`, which is `now` where there is none.

    Days and weeks of a span are days of the calendar: seven days after 06:00 is 06:00 also across a change of clocks;
    hours and less are time that passes. A wall time that a change of clocks skips is the first moment after the gap,
    one that comes twice the first of the two; with an offset (`02:30+01:00`) either can be named. Raises InputError.
    """
    words = text.strip()
    known = zone_named(zone)
    start = (now if base is None else base).replace(microsecond=0)
    if words.lower() == "now":
        return now.replace(microsecond=0)
    span = _SPAN.fullmatch(words)
    try:
        if span is not None:
            return _later(start, span["parts"], zone)
        day_first = _DAY_FIRST.fullmatch(words)
        if day_first is not None:
            day, month, year, clock = day_first.groups()
            words = f"{year}-{int(month):02}-{int(day):02} {(clock or '00:00').rjust(5, '0')}"
        words = re.sub(r"^(\d{4}-\d{2}-\d{2}[ T])(\d:)", r"\g<1>0\2", words)
        wall = datetime.fromisoformat(words)
        found = moment_of(wall, known) if wall.tzinfo is None else wall.astimezone(UTC)
        found.astimezone(known)  # the ends of the calendar have no local time everywhere
    except (ValueError, OverflowError):
        raise InputError(
            f"'{text.strip()[:60]}' is no time.",
            "Write it as 2026-12-01 06:00, 1.12.2026 06:00, now, 'in 2 hours' or +7d.",
        ) from None
    return found


def _later(start: datetime, parts: str, zone: str) -> datetime:
    days, rest = timedelta(), timedelta()
    for number, unit in _PART.findall(parts):
        length = _UNITS.get(unit.lower()) or _UNITS.get(unit.lower().removesuffix("s"))
        if length is None:
            raise ValueError(unit)
        if length >= timedelta(days=1):
            days += int(number) * length
        else:
            rest += int(number) * length
    known = zone_named(zone)
    return (moment_of(wall_of(start, known) + days, known) if days else start) + rest


def written(instant: datetime, zone: str) -> str:
    """A text from which `moment` makes the same instant, as short as that allows: `2026-12-01 06:00`.

    With the offset where the wall time comes twice and the second one is meant.
    """
    known = zone_named(zone)
    wall = wall_of(instant, known)
    precision = "microseconds" if wall.microsecond else "seconds" if wall.second else "minutes"
    if moment_of(wall, known) == instant:
        return wall.isoformat(" ", precision)
    return instant.astimezone(known).isoformat(" ", precision)
