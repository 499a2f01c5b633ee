"""A time of a schedule is moved on a calendar: what repeats it goes along, and what cannot be moved says why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playwarden.domain.jobs.timing import Timing, from_document
from playwarden.kit.errors import InputError

NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
"""A Monday, 05:00 in Berlin."""


def read(**document: Any) -> Timing:
    return from_document(document, now=NOW)


def cron(expression: str) -> Timing:
    return read(kind="cron", expression=expression, zone="Europe/Berlin")


def moved(timing: Timing, **by: int) -> Timing:
    """With its first time moved by so many days and hours."""
    first = timing.next_after(NOW)
    assert first is not None
    return timing.moved(first, first + timedelta(**by))


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("0 9 * * MON", {"days": 1, "hours": 1}, "every Tuesday at 10:00, Europe/Berlin"),
        ("30 9 * * 1", {"days": 6}, "every Sunday at 09:30, Europe/Berlin"),
        ("0 9 * * *", {"hours": -2}, "every day at 07:00, Europe/Berlin"),
        ("0 9 * * MON-FRI", {"days": 5}, "Tuesday to Saturday at 09:00, Europe/Berlin"),
        ("0 9 * * MON,THU", {"days": 1}, "every Tuesday and Thursday at 09:00, Europe/Berlin"),
        ("0 9 * * MON,THU", {"hours": 3}, "every Monday and Thursday at 12:00, Europe/Berlin"),
        ("0 6 15 * *", {"days": -2, "hours": 1}, "on the 13th of every month at 07:00, Europe/Berlin"),
    ],
)
def test_a_day_and_an_hour_are_moved_for_always(before: str, by: dict[str, int], after: str) -> None:
    assert moved(cron(before), **by).words() == after


def test_what_was_moved_is_next_where_it_was_moved_to() -> None:
    before = cron("0 9 * * MON")
    first = before.next_after(NOW)
    assert first is not None
    to = first + timedelta(days=2, hours=5)
    assert before.moved(first, to).next_after(NOW) == to
    assert before.moved(first, to).moved(to, first) == cron("0 9 * * 1")


def test_a_change_of_the_clocks_between_moves_the_wall_time() -> None:
    winter = cron("0 9 * * SUN")
    sunday = datetime(2027, 3, 21, 8, tzinfo=UTC)
    summer = datetime(2027, 3, 28, 7, tzinfo=UTC)
    assert winter.moved(sunday, summer + timedelta(days=1)).words() == "every Monday at 09:00, Europe/Berlin"


def test_once_is_moved_anywhere_and_an_interval_with_all_that_follow() -> None:
    once = read(kind="at", moment="2026-12-01T18:00", zone="Europe/Berlin")
    assert moved(once, days=2, hours=1).words() == "once, on 2026-12-03 at 19:00, Europe/Berlin"
    days = read(kind="every", seconds=2 * 86_400, anchor="2026-11-02T06:00:00Z")
    assert moved(days, days=1, hours=2).words() == "every 2 days of 24 hours from 2026-11-03 08:00 UTC"


@pytest.mark.parametrize(
    ("timing", "why"),
    [
        (cron("*/15 * * * *"), "several times a day"),
        (cron("0 6,18 * * *"), "several times a day"),
        (cron("0 6 L * *"), "counted from another one"),
        (cron("0 6 * * MON#1"), "counted from another one"),
        (cron("0 6 13 * FRI"), "a date and a weekday together"),
        (read(kind="every", seconds=7_200), "several times a day"),
        (read(kind="weekly", times=3), "spread evenly over the week"),
    ],
)
def test_what_cannot_be_moved_says_why(timing: Timing, why: str) -> None:
    assert why in timing.fixed()
    with pytest.raises(InputError, match=why):
        moved(timing, days=1)


@pytest.mark.parametrize(
    ("timing", "by", "why"),
    [
        (cron("0 9 * * *"), {"days": 1}, "every day: only its time"),
        (cron("0 9 * * MON,THU"), {"days": 3}, "done every Thursday already"),
        (cron("0 9 1,15 * *"), {"days": -14}, "on day 1 of the month already"),
        (cron("0 9 15 * *"), {"days": 20}, "within its month"),
        (cron("0 9 * 11 MON"), {"days": 30}, "not done in that month"),
        (read(kind="every", seconds=86_400), {"days": 1}, "at that time already"),
    ],
)
def test_a_place_where_it_would_change_nothing_or_too_much_is_refused(
    timing: Timing, by: dict[str, int], why: str
) -> None:
    assert timing.fixed() == ""
    with pytest.raises(InputError, match=why):
        moved(timing, **by)
