"""Bans are honoured to the second, by everybody, across restarts and jumps of the clock."""

from datetime import timedelta

import pytest

from playwarden.domain.quota import PLAYER, Limits
from playwarden.kit.errors import RateLimited
from playwarden.store.database import Database
from tests.integration.quota.desk import COVER, HEADS, ITEMS, OTHER, TWO, Desk
from tests.integration.store.processes import Child


def held(desk: Desk, bucket: str = ITEMS, **place: object) -> RateLimited | None:
    try:
        desk.ledger.settle(desk.book(bucket, **place), status=200, took_ms=1)  # type: ignore[arg-type]  # passed through
    except RateLimited as limited:
        return limited
    return None


def test_quota_exceeded_stops_its_bucket_in_the_whole_group(desk: Desk) -> None:
    desk.had(40)
    desk.serve(3, HEADS)
    until = desk.refuse(retry_after=1000)
    for app in (None, TWO):
        limited = held(desk, **({} if app is None else {"app": app}))
        assert limited is not None
        assert limited.until == until == desk.clock.now() + timedelta(seconds=1000)
    assert held(desk, HEADS) is None
    assert held(desk, app=OTHER) is None


def test_a_window_ban_stops_its_app_alone(desk: Desk) -> None:
    desk.refuse(quota=False, retry_after=1000)
    for bucket in (ITEMS, HEADS, PLAYER):
        assert held(desk, bucket) is not None
    assert held(desk, app=TWO) is None


def test_a_ban_ends_to_the_second(desk: Desk) -> None:
    until = desk.refuse(retry_after=19_056)
    desk.clock.set(until - timedelta(seconds=1))
    assert held(desk) is not None
    desk.clock.set(until)
    assert held(desk) is None


def test_a_ban_of_a_few_seconds_is_waited_for(desk: Desk) -> None:
    desk.refuse(quota=False, retry_after=11)
    desk.book()
    assert desk.slept == pytest.approx(11)


def test_nothing_waits_on_a_longer_one(desk: Desk) -> None:
    desk.refuse(quota=False, retry_after=36)
    assert held(desk) is not None
    assert desk.slept == 0


@pytest.mark.parametrize(("quota", "seconds"), [(True, 86_400), (False, 60)])
def test_a_ban_without_an_end_is_taken_cautiously(desk: Desk, quota: bool, seconds: int) -> None:
    assert desk.refuse(quota=quota, retry_after=None) == desk.clock.now() + timedelta(seconds=seconds)


def test_a_restart_does_not_forget(desk: Desk, database_url: str) -> None:
    until = desk.refuse(retry_after=5000)
    again = Database(database_url)
    try:
        limited = held(Desk(again, desk.clock))
        assert limited is not None
        assert limited.until == until
    finally:
        again.close()


def test_another_process_does_not_forget(desk: Desk, database_url: str) -> None:
    desk.refuse(retry_after=5000)
    program = (
        "import sys\n"
        "from playwarden.kit.errors import RateLimited\n"
        "from playwarden.store.database import Database\n"
        "from tests.fakes.clock import FakeClock\n"
        "from tests.integration.quota.desk import Desk\n"
        "try:\n    Desk(Database(sys.argv[1]), FakeClock()).book()\n"
        "except RateLimited as limited:\n    print(limited.until.isoformat())\n"
    )
    with Child(program, database_url) as child:
        assert child.line() == (desk.clock.now() + timedelta(seconds=5000)).isoformat()


def test_a_clock_set_back_never_ends_a_ban_early(desk: Desk) -> None:
    desk.refuse(retry_after=7200)
    desk.clock.advance(hours=-1)
    for _ in range(7):
        assert held(desk) is not None
        desk.clock.advance(minutes=17)
    desk.clock.advance(minutes=2)
    assert held(desk) is None


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_set_back_far_holds_nothing_for_ever(desk: Desk, days: int) -> None:
    """A ban then lasts once more as long as it was told, and calls count for 24 hours from then on."""
    desk.serve(5)
    desk.refuse(retry_after=7200)
    desk.clock.advance(days=-days)
    assert held(desk) is not None
    desk.clock.advance(hours=2)
    assert held(desk) is None
    desk.clock.advance(hours=22, seconds=1)
    assert desk.quota.summary()[1].total.spent == 1


def test_a_budget_spent_by_a_clock_that_was_ahead_comes_back(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(bucket=2, window=None))
    narrow.serve(2)
    desk.clock.advance(days=-30)
    limited = held(narrow)
    assert limited is not None
    assert limited.until == desk.clock.now() + timedelta(hours=24)
    desk.clock.set(limited.until)
    assert held(narrow) is None


def test_a_clock_set_back_does_not_freeze_the_window(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(window=2))
    narrow.serve(2)
    desk.clock.advance(hours=-1)
    narrow.book()
    assert narrow.slept == pytest.approx(30)


def test_a_long_ban_without_a_reason_stops_the_app(desk: Desk) -> None:
    desk.had(20)
    desk.refuse(COVER, quota=False, retry_after=79_892)
    assert held(desk, HEADS) is not None
