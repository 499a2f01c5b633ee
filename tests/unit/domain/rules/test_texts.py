"""Names and descriptions are filled from fields; periods begin where people expect it."""

from datetime import date

import pytest

from playwarden.domain.rules.periods import PERIODS, period_of
from playwarden.domain.rules.texts import filled, filled_description, filled_name, unknown_fields

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Fresh {date}", "Fresh 2026-11-26"),
        ("Week {week} of {year}", "Week 48 of 2026"),
        ("{month}: {count} tracks", "November: 3 tracks"),
        ("With {artists}", "With A, B and C"),
        ("Braces {} stay", "Braces {} stay"),
    ],
)
def test_fields_are_filled(template: str, text: str) -> None:
    assert filled_name(template, DAY, [["A"], ["B", "A"], ["C"]]) == text


def test_many_artists_are_counted_after_five() -> None:
    assert filled_description("{artists}", DAY, [[name] for name in "ABCDEFG"]) == "A, B, C, D, E and 2 more"


def test_a_text_that_gets_too_long_is_cut_at_a_word() -> None:
    assert filled("one two three", DAY, [], most=9) == "one two…"


def test_a_field_that_there_is_not_is_told() -> None:
    assert unknown_fields("{date} {decade}") == ["decade"]


@pytest.mark.parametrize(
    ("every", "period"),
    [("day", "2026-11-26"), ("week", "2026-W48"), ("month", "2026-11")],
)
def test_a_period_is_named(every: str, period: str) -> None:
    assert period_of(every, DAY) == period


@pytest.mark.parametrize(("every", "days"), [("day", 1), ("week", 7), ("2_weeks", 14), ("4_weeks", 28)])
def test_a_period_lasts_as_long_as_it_says(every: str, days: int) -> None:
    named = [period_of(every, date.fromordinal(DAY.toordinal() + number)) for number in range(200)]
    lengths = [named.count(name) for name in dict.fromkeys(named)][1:-1]
    assert set(lengths) == {days}
    assert set(PERIODS) == {"day", "week", "2_weeks", "4_weeks", "month"}
