"""No thread and no process spends what is not there: window, day, lanes, player."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.quota import PLAYER, SHARES, Limits
from playwarden.kit.errors import RateLimited
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.quota.desk import COVER, HEADS, ITEMS, OTHER, TWO, Desk
from tests.integration.store.processes import Child


def with_limits(desk: Desk, **limits: int | None) -> Desk:
    """The same desk under other settings; what is not named is unlimited."""
    merged: dict[str, int | None] = {"bucket": None, "group": None, "player": None, "window": None, **limits}
    return Desk(desk.database, desk.clock, Limits(**merged))


def booked(desk: Desk, number: int, **place: object) -> int:
    """How many of `number` bookings get through."""
    done = 0
    for _ in range(number):
        try:
            desk.book(**place)  # type: ignore[arg-type]  # passed through
        except RateLimited:
            continue
        done += 1
    return done


def test_ten_threads_together_stay_within_the_budget(desk: Desk) -> None:
    narrow = with_limits(desk, group=40)
    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(lambda _: booked(narrow, 8), range(10))) == 40


PROGRAM = """
import sys
from playwarden.domain.quota import Limits
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.quota.desk import Desk
from tests.integration.quota.test_budgets import booked
print("ready", flush=True)
sys.stdin.readline()
print(booked(Desk(Database(sys.argv[1]), FakeClock(), Limits(None, 40, None, None)), 30), flush=True)
"""


def test_two_processes_together_stay_within_the_budget(desk: Desk) -> None:
    url = desk.database.url.render_as_string(hide_password=False)
    with Child(PROGRAM, url) as one, Child(PROGRAM, url) as other:
        processes = (one, other)
        assert [process.line() for process in processes] == ["ready", "ready"]
        for process in processes:
            process.tell("go")
        assert sum(int(process.line()) for process in processes) == 40


def test_the_default_stops_at_600_of_a_bucket(sqlite_database: Database, clock: FakeClock) -> None:
    calm = Desk(sqlite_database, clock, Limits(window=None))
    calm.fill_register()
    calm.had(599)
    calm.serve()
    with pytest.raises(RateLimited, match="600"):
        calm.book()
    calm.had(299, HEADS)
    calm.serve(1, HEADS)
    with pytest.raises(RateLimited, match="900 of all calls"):
        calm.book("GET /search")


def test_the_day_is_a_rolling_one(desk: Desk) -> None:
    narrow = with_limits(desk, bucket=2)
    first = desk.clock.now()
    narrow.serve()
    desk.clock.advance(hours=5)
    narrow.serve()
    with pytest.raises(RateLimited) as limited:
        narrow.book()
    assert limited.value.until == first + timedelta(hours=24)
    desk.clock.set(limited.value.until - timedelta(seconds=1))
    assert booked(narrow, 1) == 0
    desk.clock.set(limited.value.until)
    assert booked(narrow, 2) == 1


def test_a_full_window_is_waited_for(desk: Desk) -> None:
    narrow = with_limits(desk, window=5)
    started = desk.clock.now()
    assert booked(narrow, 5) == 5
    assert narrow.slept == 0
    narrow.book(HEADS)
    assert desk.clock.now() == started + timedelta(seconds=30)


def test_a_window_is_the_apps_alone_and_holds_the_player_too(desk: Desk) -> None:
    narrow = with_limits(desk, window=3)
    narrow.serve(3, PLAYER)
    narrow.book(app=TWO)
    assert narrow.slept == 0
    narrow.book()
    assert narrow.slept == pytest.approx(30)


def test_any_thirty_seconds_hold_no_more_than_the_window(desk: Desk) -> None:
    narrow = with_limits(desk, window=7)
    moments = []
    for number in range(60):
        narrow.book()
        moments.append(desk.clock.now())
        desk.clock.advance(number % 4)
    assert all(later - earlier >= timedelta(seconds=30) for earlier, later in zip(moments, moments[7:], strict=False))


def test_each_lane_leaves_a_share_to_those_above_it(desk: Desk) -> None:
    narrow = with_limits(desk, group=100)
    spent = 0
    for lane in reversed(Lane):
        spent += booked(narrow, 60, lane=lane)
        assert spent == int(100 * SHARES[lane])
    assert spent == 100


def test_the_player_has_a_budget_apart_without_shares(desk: Desk) -> None:
    narrow = with_limits(desk, group=5, player=10)
    assert booked(narrow, 20, bucket=PLAYER, lane=Lane.LISTENING) == 10
    assert booked(narrow, 20, bucket=ITEMS) == 5


def test_apps_of_one_developer_share_and_others_do_not(desk: Desk) -> None:
    narrow = with_limits(desk, group=6)
    assert booked(narrow, 4) == 4
    assert booked(narrow, 4, app=TWO) == 2
    assert booked(narrow, 10, app=OTHER) == 6


def test_what_never_left_is_not_counted(desk: Desk) -> None:
    narrow = with_limits(desk, bucket=3, group=3, window=3)
    for _ in range(5):
        narrow.ledger.settle(narrow.book(COVER), status=0, took_ms=1)
    assert narrow.slept == 0
    assert booked(narrow, 5, bucket=COVER) == 3


def test_a_call_whose_answer_never_came_is_counted(desk: Desk) -> None:
    narrow = with_limits(desk, bucket=2)
    narrow.ledger.settle(narrow.book(), status=None, took_ms=1)
    assert booked(narrow, 5) == 1


def test_old_calls_are_forgotten(sqlite_database: Database, clock: FakeClock) -> None:
    calm = Desk(sqlite_database, clock, Limits(None, None, None, None))
    calm.fill_register()
    calm.had(999)
    clock.advance(days=36)
    calm.serve(2)
    with calm.book_.reading() as reader:
        assert reader.count(group="main", bucket=ITEMS, since=clock.now() - timedelta(days=40)) == 2
