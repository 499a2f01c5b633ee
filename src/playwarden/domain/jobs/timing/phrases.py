"""A cron expression in words: the usual shapes as people say them, the rest field by field."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from cronsim import CronSim

from playwarden.kit.text import listed

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MOST = 4
"""Times or days that are named one by one."""
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def phrase(expression: str) -> str:
    """`every Monday at 06:00`, `every 15 minutes`; for an expression that cronsim can read."""
    read = CronSim(expression, _SOME_DAY)
    times = _times(sorted(read.hours), sorted(read.minutes))
    days = _days(read)
    if times is None or days is None:
        told = read.explain()
        return told[0].lower() + told[1:]
    if times.startswith("at "):
        return f"{days or 'every day'} {times}"
    return f"{times} {_on(days)}" if days else times


def _times(hours: Sequence[int], minutes: Sequence[int]) -> str | None:
    step = _step(minutes)
    if len(hours) == 24:
        if len(minutes) == 1:
            return f"every hour at :{minutes[0]:02}" if minutes[0] else "every hour"
        if step and minutes[0] == 0 and 60 % step == 0 and len(minutes) == 60 // step:
            return "every minute" if step == 1 else f"every {step} minutes"
        return "every hour at " + listed([f":{one:02}" for one in minutes]) if len(minutes) <= _MOST else None
    if len(hours) * len(minutes) <= _MOST:
        return "at " + listed([f"{hour:02}:{minute:02}" for hour in hours for minute in minutes])
    if len(minutes) == 1 and (apart := _step(hours)):
        often = "every hour" if apart == 1 else f"every {apart} hours"
        return f"{often} from {hours[0]:02}:{minutes[0]:02} to {hours[-1]:02}:{minutes[0]:02}"
    if step and minutes[0] == 0 and len(minutes) * step == 60 and (len(hours) == 1 or _step(hours) == 1):
        often = "every minute" if step == 1 else f"every {step} minutes"
        return f"{often} from {hours[0]:02}:00 to {hours[-1]:02}:{minutes[-1]:02}"
    return None


def _days(read: CronSim) -> str | None:
    """Which days, ready to stand before `at 06:00`; empty for all of them, None where words fail."""
    any_day, any_weekday, any_month = (
        len(field) == size
        for field, size in ((read.days, 31), ({_weekday(one) for one in read.weekdays}, 7), (read.months, 12))
    )
    month = "" if any_month else _named_months(sorted(read.months))
    if month is None:
        return None
    if any_day and any_weekday:
        return f"every day in {month}" if month else ""
    if any_day:
        days = _named_days(read.weekdays)
        return None if days is None else f"{days} in {month}" if month else days
    if any_weekday or not read.day_and:
        dates = _dates(sorted(read.days), month or "every month")
        weekdays = "" if any_weekday else _named_days(read.weekdays)
        if dates and weekdays is not None:
            return f"{dates} and {weekdays}" if weekdays else dates
    return None


def _dates(days: Sequence[int], months: str) -> str | None:
    if days == [CronSim.LAST]:
        return f"on the last day of {months}"
    if days == [CronSim.LAST_WEEKDAY]:
        return f"on the last weekday of {months}"
    if days[0] < 0 or len(days) > _MOST:
        return None
    return f"on the {listed([_ordinal(day) for day in days])} of {months}"


def _named_days(weekdays: Iterable[object]) -> str | None:
    numbers = [one for one in {_weekday(one) for one in weekdays} if one is not None]
    if any(isinstance(one, tuple) for one in weekdays):
        return None
    order = sorted(numbers, key=lambda day: (day - 1) % 7)
    if len(order) > 2 and all((later - day) % 7 == 1 for day, later in pairwise(order)):
        return f"{DAYS[order[0]]} to {DAYS[order[-1]]}"
    return "every " + listed([DAYS[day] for day in order], most=7)


def _weekday(item: object) -> int | None:
    return item % 7 if isinstance(item, int) else None


def _named_months(months: Sequence[int]) -> str | None:
    return listed([MONTHS[month - 1] for month in months]) if len(months) <= _MOST else None


def _on(days: str) -> str:
    """`days` to stand behind `every 15 minutes`."""
    if days.startswith("on "):
        return days
    return "on " + days.removeprefix("every ")


def _step(numbers: Sequence[int]) -> int | None:
    """What lies between each two of `numbers` where that is always the same."""
    steps = {later - number for number, later in pairwise(numbers)}
    return steps.pop() if len(steps) == 1 else None


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
