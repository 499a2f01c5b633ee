"""Between the clock on a wall and the time that passes: zones by name, and what becomes of gaps and overlaps.

Two rules hold everywhere: a wall time that the clock skips is the first moment after the gap, and a wall time that the
clock shows twice is the first of the two.
"""

import difflib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from playwarden.kit.errors import InputError

_NOWHERE = ("Factory", "localtime", "posixrules")
"""Files of the database that are no place; what the middle one says differs from machine to machine."""
_ODD = ("posix/", "right/", "SystemV/", "Etc/", *_NOWHERE)
_SECOND = timedelta(seconds=1)


def zone_named(name: str) -> ZoneInfo:
    """The zone `name` of the IANA database, such as `Europe/Berlin`. Raises InputError that names the nearest."""
    if name not in _NOWHERE:
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(name)
    near = _nearest(name)
    hint = f"Did you mean {near}?" if near else "Name one like Europe/Berlin, America/New_York or UTC."
    if not _names():
        hint = "This machine has no time zone data: install the package tzdata, or write UTC."
    raise InputError(f"There is no time zone '{name[:60]}'.", hint)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` show the naive `wall`."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall_of(first, zone) == wall:
        return first
    # In a gap fold=0 reckons with the offset before it and lies after it, fold=1 the other way round (PEP 495).
    return _change(zone, wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first)


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in `zone` show at `moment`, naive."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def offset_at(moment: datetime, zone: ZoneInfo) -> timedelta:
    """How far clocks in `zone` are ahead of UTC at `moment`."""
    return moment.astimezone(zone).utcoffset() or timedelta()


def change_between(zone: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """The moment in (`start`, `end`] at which clocks in `zone` are changed; None when they are not.

    The span is to be so short (a day) that they are changed once at most.
    """
    return None if offset_at(start, zone) == offset_at(end, zone) else _change(zone, start, end)


def _change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """The change between the two, which have different offsets, found by halving: zoneinfo does not list them."""
    before, after = start.replace(microsecond=0), end.replace(microsecond=0)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if offset_at(middle, zone) == offset_at(start, zone):
            before = middle
        else:
            after = middle
    return after


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if not name.startswith(_ODD)))


def _nearest(name: str) -> str | None:
    """The zone that was probably meant: by its whole name, else by its city."""
    wanted = name.strip().lower().replace(" ", "_")
    whole = {known.lower(): known for known in _names()}
    if wanted in whole:
        return whole[wanted]
    cities = {known.rpartition("/")[2]: value for known, value in whole.items()}
    for names, word in ((cities, wanted.rpartition("/")[2]), (whole, wanted)):
        if near := difflib.get_close_matches(word, names, 1, cutoff=0.75):
            return names[near[0]]
    return None
