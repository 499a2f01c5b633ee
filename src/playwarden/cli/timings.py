"""The options that say when: a cron expression, an interval, a moment, so many times a week; as the API takes them."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from playwarden.kit.errors import InputError

Cron = Annotated[
    str | None,
    typer.Option("--cron", metavar="EXPRESSION", help="Minute, hour, day of month, month, day of week: '0 6 * * MON'."),
]
Every = Annotated[
    str | None, typer.Option("--every", metavar="SPAN", help="After every span of real time: 15m, 2h, 7d.")
]
At = Annotated[str | None, typer.Option("--at", metavar="MOMENT", help="Once, then: 2026-12-01T18:00.")]
Weekly = Annotated[
    int | None, typer.Option("--weekly", metavar="NUMBER", help="So many times a week, spread evenly.", min=1)
]
Between = Annotated[
    str | None, typer.Option("--between", metavar="HOURS", help="With --weekly: only in these hours, such as 8-20.")
]
Since = Annotated[
    str | None, typer.Option("--from", metavar="MOMENT", help="With --every: counted from then, instead of from now.")
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="The time zone, instead of this machine's: Europe/Berlin.")
]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"(\d{1,9})\s*([smhd])")


def timing(
    *,
    cron: str | None,
    every: str | None,
    at: str | None,
    weekly: int | None,
    between: str | None,
    since: str | None,
    zone: str | None,
) -> dict[str, Any] | None:
    """The document of the one timing that was given; None when none was. Raises InputError."""
    given = [
        name for name, value in (("--cron", cron), ("--every", every), ("--at", at), ("--weekly", weekly)) if value
    ]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} are two timings.", "Give one; make a schedule for each.")
    for option, value, needed in (("--between", between, "--weekly"), ("--from", since, "--every")):
        if value is not None and needed not in given:
            raise InputError(f"{option} goes with {needed}.")
    if not given:
        if zone is not None:
            raise InputError("--zone goes with --cron, --at or --weekly.")
        return None
    place = zone or own_zone()
    if cron:
        return {"kind": "cron", "expression": cron, "zone": place}
    if at:
        return {"kind": "at", "moment": at, "zone": place}
    if weekly:
        begin, end = _hours(between) if between else (0, 24)
        return {"kind": "weekly", "times": weekly, "zone": place, "from_hour": begin, "to_hour": end}
    assert every is not None
    document: dict[str, Any] = {"kind": "every", "seconds": seconds(every)}
    return document if since is None else document | {"anchor": instant(since, place)}


def seconds(span: str) -> int:
    """`90s`, `15m`, `2h` or `7d` in seconds. Raises InputError."""
    if span.strip() == "0":
        return 0
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        raise InputError(f"'{span[:40]}' is no span of time.", "Write 90s, 15m, 2h or 7d.")
    return int(found[1]) * _UNITS[found[2]]


def instant(text: str, zone: str) -> str:
    """A date and time as ISO 8601 with its offset; without one, as clocks in `zone` show it. Raises InputError."""
    from playwarden.domain.jobs.timing.zones import moment_of, zone_named

    place = zone_named(zone)
    try:
        moment = datetime.fromisoformat(text)
        return (moment_of(moment, place) if moment.tzinfo is None else moment).isoformat()
    except (ValueError, OverflowError):
        raise InputError(f"'{text[:60]}' is no date and time.", "Write it as 2026-12-01T18:00.") from None


def own_zone() -> str:
    """The zone of this machine by its name in the IANA database; UTC where it does not tell."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named and not named.startswith("/"):
        return named
    try:
        path = Path(named or "/etc/localtime").resolve(strict=True)
    except OSError:
        return "UTC"
    _, found, name = path.as_posix().partition("zoneinfo/")
    return name.removeprefix("Etc/") if found else "UTC"


def _hours(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text.strip())
    if found is None:
        raise InputError(f"'{text[:40]}' is no span of hours.", "Write 8-20, or 22-4 over midnight.")
    return int(found[1]), int(found[2])
