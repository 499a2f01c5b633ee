"""Timings in words, what is refused, and what becomes of times that have come."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playwarden.domain.jobs.due import (
    MOST_JITTER,
    Missed,
    decide,
    default_jitter,
    jitter_of,
    passed,
)
from playwarden.domain.jobs.timing import from_document, kinds, next_times
from playwarden.kit.errors import InputError

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GRACE = timedelta(minutes=15)


def cron(expression: str, zone: str = "Europe/Berlin") -> dict[str, Any]:
    return {"kind": "cron", "expression": expression, "zone": zone}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("0 6 * * MON", "every Monday at 06:00"),
        ("0 6 * * *", "every day at 06:00"),
        ("0 6,18 * * 1-5", "Monday to Friday at 06:00 and 18:00"),
        ("0 6 * * SAT,SUN", "every Saturday and Sunday at 06:00"),
        ("0 6 * * 0-7", "every day at 06:00"),
        ("* * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("0 * * * *", "every hour"),
        ("30 0-23 * * *", "every hour at :30"),
        ("5 * * * MON", "every hour at :05 on Monday"),
        ("0 */2 * * *", "every 2 hours from 00:00 to 22:00"),
        ("*/10 9-17 * * MON-FRI", "every 10 minutes from 09:00 to 17:50 on Monday to Friday"),
        ("0 6 1 * *", "on the 1st of every month at 06:00"),
        ("0 6 2,23 * *", "on the 2nd and 23rd of every month at 06:00"),
        ("0 6 11 * *", "on the 11th of every month at 06:00"),
        ("0 6 L * *", "on the last day of every month at 06:00"),
        ("0 6 LW 12 *", "on the last weekday of December at 06:00"),
        ("0 6 29 2 *", "on the 29th of February at 06:00"),
        ("0 6 * 6,7 *", "every day in June and July at 06:00"),
        ("0 6 13 * FRI", "on the 13th of every month and every Friday at 06:00"),
        ("0 6 * * 5#2", "at 06:00 on the second Friday of the month"),
    ],
)
def test_cron_is_told_as_people_say_it(expression: str, words: str) -> None:
    assert from_document(cron(expression), now=NOW).words() == f"{words}, Europe/Berlin"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"kind": "every", "seconds": 3600}, "every hour from 2026-11-02 09:01 UTC"),
        ({"kind": "every", "seconds": 5400}, "every 90 minutes from 2026-11-02 09:01 UTC"),
        ({"kind": "every", "seconds": 7 * 86400}, "every 7 days of 24 hours from 2026-11-02 09:01 UTC"),
        (
            {"kind": "at", "moment": "2026-12-01T18:00", "zone": "Europe/Berlin"},
            "once, on 2026-12-01 at 18:00, Europe/Berlin",
        ),
        ({"kind": "weekly", "times": 1}, "once a week, UTC"),
        ({"kind": "weekly", "times": 3, "from_hour": 22, "to_hour": 4}, "3 times a week between 22:00 and 04:00, UTC"),
    ],
)
def test_other_timings_are_told_as_people_say_them(document: dict[str, Any], words: str) -> None:
    timing = from_document(document, now=NOW, seed="sch_1")
    assert timing.words() == words
    assert from_document(timing.to_document(), now=NOW) == timing


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (cron("0 6 * * MON", "Europe/Berln"), "Did you mean Europe/Berlin?"),
        (cron("0 6 * * MON", "berlin"), "Did you mean Europe/Berlin?"),
        (cron("0 6 * * MON", "new york"), "Did you mean America/New_York?"),
        (cron("0 6 * * MON", "localtime"), "Name one like Europe/Berlin"),
        (cron("0 6 * * MON", "Europe"), "There is no time zone 'Europe'."),
        (cron("0 6 * * MON", "../../../etc/passwd"), "There is no time zone"),
        (cron("0 6 30 2 *"), "never comes true"),
        (cron("0 6 31 4,6 *"), "never comes true"),
        (cron("0 6 * *"), "five fields"),
        (cron("0 0 6 * * MON"), "five fields"),
        (cron("61 6 * * *"), "the minute is wrong"),
        (cron("0 6 32 * *"), "the day of month is wrong"),
        (cron("0 6 * * \x00"), "cannot be printed"),
        ({"kind": "every", "seconds": 59}, "at least one minute"),
        ({"kind": "every", "seconds": 10**30}, "at most 366 days"),
        ({"kind": "every", "seconds": True}, "whole number"),
        ({"kind": "every", "seconds": 60, "ancor": "x"}, "Did you mean 'anchor'?"),
        ({"kind": "every", "seconds": 60, "anchor": "2026-11-02T09:00"}, "with its offset"),
        ({"kind": "every"}, "needs 'seconds'"),
        ({"kind": "every", "seconds": 60, "anchor": "9999-12-31T23:59:59-12:00"}, "the years 1970 to 2200"),
        ({"kind": "at", "moment": "tomorrow"}, "no date and time"),
        ({"kind": "at", "moment": "0001-01-01T00:00", "zone": "Asia/Tokyo"}, "the years 1970 to 2200"),
        ({"kind": "weekly", "times": 0}, "between once and 168 times"),
        ({"kind": "weekly", "times": 169}, "between once and 168 times"),
        ({"kind": "weekly", "times": 1, "from_hour": 8, "to_hour": 8}, "two different ends"),
        ({"kind": "weekly", "times": 1, "from_hour": 24}, "from 0 to 24"),
        ({"kind": "moon"}, "The kinds are at, cron, every and weekly."),
        ({}, "names its kind"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(document: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as error:
        from_document(document, now=NOW)
    assert words in str(error.value)


def test_a_moment_on_a_wall_is_the_moment_of_its_zone() -> None:
    there = from_document({"kind": "at", "moment": "2026-03-29T02:30", "zone": "Europe/Berlin"}, now=NOW)
    assert next_times(there, datetime(2026, 1, 1, tzinfo=UTC), 2) == [datetime(2026, 3, 29, 1, tzinfo=UTC)]
    offset = from_document({"kind": "at", "moment": "2026-03-29T02:30+05:00", "zone": "Europe/Berlin"}, now=NOW)
    assert next_times(offset, datetime(2026, 1, 1, tzinfo=UTC), 2) == [datetime(2026, 3, 28, 21, 30, tzinfo=UTC)]


def test_times_are_told_for_a_few_hundred_years_and_no_longer() -> None:
    rare = from_document(cron("0 0 * 2 MON#5"), now=NOW)
    times = next_times(rare, NOW, 1_000)
    assert times[0].year == 2044
    assert 2200 < times[-1].year < 2250


def test_weekly_schedules_of_one_kind_lie_apart() -> None:
    times = {
        next_times(from_document({"kind": "weekly", "times": 3}, now=NOW, seed=f"sch_{number}"), NOW, 1)[0]
        for number in range(100)
    }
    assert len(times) > 90


def test_there_are_these_kinds_and_each_says_whether_it_is_spread() -> None:
    assert {name: kind.default_jitter for name, kind in kinds().items()} == {
        "at": False,
        "cron": True,
        "every": True,
        "weekly": False,
    }


@pytest.mark.parametrize(
    ("document", "seconds"),
    [
        (cron("0 6 * * *"), 600),
        (cron("0 * * * *"), 180),
        (cron("* * * * *"), 3),
        (cron("0 6,7 * * *"), 180),
        ({"kind": "every", "seconds": 7200}, 360),
        ({"kind": "weekly", "times": 2}, 0),
        ({"kind": "at", "moment": "2026-12-01T18:00"}, 0),
    ],
)
def test_jobs_are_spread_over_a_twentieth_of_their_distance_and_ten_minutes_at_most(
    document: dict[str, Any], seconds: int
) -> None:
    assert default_jitter(from_document(document, now=NOW), NOW) == timedelta(seconds=seconds)


def test_jitter_is_the_same_for_the_same_time_and_another_for_another() -> None:
    of = {jitter_of("sch_1", NOW + timedelta(days=day), MOST_JITTER) for day in range(50)}
    assert len(of) > 40
    assert all(timedelta() <= one <= MOST_JITTER for one in of)
    assert jitter_of("sch_1", NOW, MOST_JITTER) == jitter_of("sch_1", NOW, MOST_JITTER)
    assert jitter_of("sch_1", NOW, timedelta()) == timedelta()


def test_times_within_the_grace_that_come_together_are_one() -> None:
    timing = from_document(cron("* * * * *", "UTC"), now=NOW)
    came = passed(timing, NOW, NOW + timedelta(minutes=10), GRACE)
    assert (came.late, came.current, came.following) == (0, NOW + timedelta(minutes=10), NOW + timedelta(minutes=11))
    for policy in Missed:
        assert decide(came, policy).slot == came.current
        assert decide(came, policy).missed == 0


@pytest.mark.parametrize("expression", ["* * * * *", "*/7 * * * *", "* 2 * * *", "0 6 * * MON"])
@pytest.mark.parametrize("days", [1, 3, 400])
def test_however_much_passed_the_newest_late_time_and_the_next_one_are_right(expression: str, days: int) -> None:
    timing = from_document(cron(expression), now=NOW)
    first = timing.next_after(NOW)
    assert first is not None
    now = NOW + timedelta(days=days, minutes=3)
    came = passed(timing, first, now, GRACE)
    assert came.following == timing.next_after(now)
    assert came.more == (came.late >= 500 and expression != "0 6 * * MON")
    if came.late_at is not None:
        following = timing.next_after(came.late_at)
        assert came.late_at < now - GRACE
        assert following is not None
        assert following >= now - GRACE


def test_a_moment_that_passed_is_late_once_and_never_comes_again() -> None:
    timing = from_document({"kind": "at", "moment": "2026-11-02T10:00"}, now=NOW)
    came = passed(timing, NOW + timedelta(hours=1), NOW + timedelta(days=1), GRACE)
    assert (came.late, came.current, came.following) == (1, None, None)
    assert decide(came, Missed.ONCE).slot == NOW + timedelta(hours=1)
    assert decide(came, Missed.ASK).slot is None
