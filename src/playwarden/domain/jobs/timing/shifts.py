"""A cron expression that is done once on each of its days, with a time of it elsewhere: the day and the hour."""

from collections.abc import Iterable
from datetime import UTC, datetime

from cronsim import CronSim

from playwarden.domain.jobs.timing.phrases import DAYS
from playwarden.kit.errors import InputError

_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_REMEDY = "Change its expression instead."


def fixed(expression: str) -> str:
    """Why none of its times can be moved, as a sentence; nothing where one can."""
    read = CronSim(expression, _SOME_DAY)
    if len(read.hours) * len(read.minutes) > 1:
        return "It is done several times a day: none of these can be moved alone."
    if not all(isinstance(one, int) for one in read.weekdays) or any(day < 0 for day in read.days):
        return "Its day is counted from another one, such as a month's last: it has no date or weekday to be moved."
    if len(read.days) < 31 and len(_weekdays(read)) < 7:
        return "Its days follow from a date and a weekday together: neither can be moved alone."
    return ""


def shifted(expression: str, wall: datetime, to: datetime) -> str:
    """`expression` with its time at `wall` moved `to`; both are what clocks in its zone show.

    The time of day becomes that of `to` on all of its days; of several weekdays or dates only that of `wall` is
    another. Raises InputError, with a sentence that says what is in the way.
    """
    why = fixed(expression)
    if why:
        raise InputError(why, _REMEDY)
    read = CronSim(expression, _SOME_DAY)
    _, _, days, months, weekdays = expression.split()
    if len(read.days) < 31:
        days = _joined(_instead(set(read.days), wall.day, to.day, f"on day {to.day} of the month"))
        if to.month != wall.month:
            raise InputError("It is done on a date: it can be moved within its month.", _REMEDY)
    elif len(_weekdays(read)) < 7:
        there, wanted = wall.isoweekday() % 7, to.isoweekday() % 7
        weekdays = _joined(_instead(_weekdays(read), there, wanted, f"every {DAYS[wanted]}"))
        if len(read.months) < 12 and to.month not in read.months:
            raise InputError("It is not done in that month.", _REMEDY)
    elif to.date() != wall.date():
        raise InputError("It is done every day: only its time of day can be moved.", "Keep its day.")
    return f"{to.minute} {to.hour} {days} {months} {weekdays}"


def _weekdays(read: CronSim) -> set[int]:
    return {one % 7 for one in read.weekdays if isinstance(one, int)}


def _instead(known: set[int], there: int, wanted: int, told: str) -> set[int]:
    if wanted != there and wanted in known:
        raise InputError(f"It is done {told} already.", "Choose a day on which it is not done.")
    return known - {there} | {wanted}


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))
