"""How calls ended is written down when it costs least, and what others are held by at once."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from playwarden.kit.errors import RateLimited
from playwarden.store.database import Database
from playwarden.store.models.quota import Call
from tests.fakes.clock import FakeClock
from tests.integration.quota.desk import ITEMS, Desk


def statuses(desk: Desk) -> list[int | None]:
    with desk.database.read() as session:
        return list(session.scalars(select(Call.status).order_by(Call.id)))


def test_how_a_call_ended_is_written_down_when_no_other_is_under_way(desk: Desk) -> None:
    one, two = desk.book(), desk.book()
    desk.ledger.settle(one, status=200, took_ms=5)
    assert statuses(desk) == [None, None]
    desk.ledger.settle(two, status=404, took_ms=5)
    assert statuses(desk) == [200, 404]


def test_how_a_call_ended_is_written_down_with_the_next_booking(desk: Desk) -> None:
    one, _two = desk.book(), desk.book()
    desk.ledger.settle(one, status=200, took_ms=5)
    desk.book()
    assert statuses(desk) == [200, None, None]


def test_a_call_that_never_left_is_given_back_at_once(desk: Desk) -> None:
    one, _two = desk.book(), desk.book()
    desk.ledger.settle(one, status=0, took_ms=5)
    assert statuses(desk) == [0, None]


def test_a_refusal_holds_others_at_once_and_knows_every_ending_before_it(desk: Desk) -> None:
    bookings = [desk.book() for _ in range(30)]
    for booking in bookings[1:]:
        desk.ledger.settle(booking, status=200, took_ms=5)
    desk.ledger.refuse(bookings[0], quota=True, retry_after=3600.0, took_ms=5)
    with pytest.raises(RateLimited):
        desk.book()
    with desk.book_.reading() as page:
        assert page.ceilings("main")[ITEMS].learned == 29 * 9 // 10


def test_an_ending_whose_commit_failed_is_not_lost(sqlite_database: Database, clock: FakeClock) -> None:
    desk = Desk(sqlite_database, clock)
    one, two = desk.book(), desk.book()
    desk.ledger.settle(one, status=200, took_ms=5)
    with sqlite_database.write() as session:
        session.execute(text("CREATE TRIGGER no BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'no'); END"))
    with pytest.raises(IntegrityError):
        desk.ledger.settle(two, status=None, took_ms=5)
    with sqlite_database.write() as session:
        session.execute(text("DROP TRIGGER no"))
    desk.book()
    assert statuses(desk)[0] == 200
