"""Periods: how often a rule set is worked out anew. Within one, the same is drawn by chance."""

from datetime import date, timedelta
from types import MappingProxyType

PERIODS = MappingProxyType(
    {
        "day": "every day",
        "week": "every week, from Monday",
        "2_weeks": "every two weeks, from Monday",
        "4_weeks": "every four weeks, from Monday",
        "month": "every month",
    }
)
_WEEKS = MappingProxyType({"week": 1, "2_weeks": 2, "4_weeks": 4})


def period_of(every: str, day: date) -> str:
    """The period in which `day` lies: `2026-11-26`, `2026-W48` or `2026-11`; of several weeks, its first."""
    if every == "day":
        return day.isoformat()
    if every == "month":
        return f"{day:%Y-%m}"
    weeks = _WEEKS[every]
    monday = day.toordinal() - day.weekday()
    first = date.fromordinal(monday - (monday - 1) // 7 % weeks * 7)  # the first Monday of the calendar has ordinal 1
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"


def next_start(every: str, day: date) -> date:
    """The first day of the period after the one in which `day` lies."""
    period = period_of(every, day)
    while period_of(every, day) == period:
        day += timedelta(days=1)
    return day
