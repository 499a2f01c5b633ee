"""Plays are asked for once an hour, and sooner only where an hour would nearly fill an answer."""

from datetime import timedelta

import pytest

from playwarden.domain.listening.collecting import MOST, OFTEN, SELDOM, wait_after

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("new", "span", "wait"),
    [
        (50, None, SELDOM),
        (0, HOUR, SELDOM),
        (15, HOUR, SELDOM),
        (40, HOUR, timedelta(minutes=45)),
        (50, HOUR, timedelta(minutes=36)),
        (50, timedelta(minutes=12), OFTEN),
        (10, timedelta(), SELDOM),
        (10, timedelta(hours=-3), SELDOM),
    ],
)
def test_how_long_is_waited(new: int, span: timedelta | None, wait: timedelta) -> None:
    assert wait_after(new, span) == wait


def test_who_goes_on_at_the_same_pace_never_fills_an_answer() -> None:
    for new in range(1, 51):
        wait = wait_after(new, HOUR)
        assert new * (wait / HOUR) <= MOST
