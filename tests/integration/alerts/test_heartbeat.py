"""The heartbeat is called after a whole sweep: soon, once a minute at most, for the newest, never for an old one."""

from collections.abc import Iterator

import pytest

from playwarden.features.alerts.heartbeat import TRIES, Heartbeats
from playwarden.kit.errors import InputError, NotFound
from playwarden.store.alerts import beat
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models.alerts import Heartbeat
from tests.fakes.clock import FakeClock
from tests.integration.alerts.house import House, Listener
from tests.integration.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def house(database: Database, clock: FakeClock, receiver: Receiver) -> House:
    house = House(database, clock, Listener())
    house.heartbeats.set(receiver.url + "/7c3c6a8e-playwarden", actor="test")
    return house


def swept(house: House, seconds: float = 1) -> int:
    """A whole sweep ends; how often the heartbeat is called then."""
    house.clock.advance(seconds)
    with house.database.write() as session:
        beat(session, house.clock.now())
    return house.heartbeats.call_due()


def test_it_is_called_once_for_a_whole_sweep(house: House, receiver: Receiver) -> None:
    assert house.heartbeats.call_due() == 0, "nothing was swept yet"
    assert swept(house) == 1
    assert receiver.asked == ["/7c3c6a8e-playwarden"]
    assert house.heartbeats.call_due() == 0
    found = house.heartbeats.heartbeat()
    assert found is not None
    assert found.last is not None
    assert (found.status, found.last.ok, found.waits) == (204, True, False)
    assert found.beat_at == house.clock.now()


def test_it_is_called_once_a_minute_at_most_and_for_the_newest(house: House, receiver: Receiver) -> None:
    assert [swept(house, 10) for _ in range(13)] == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert len(receiver.asked) == 3


def test_a_call_that_failed_is_repeated_and_then_left_until_the_next_sweep(house: House, receiver: Receiver) -> None:
    receiver.status = 500
    swept(house)
    for _ in range(10):
        house.clock.advance(60)
        house.heartbeats.call_due()
    assert len(receiver.asked) == TRIES
    found = house.heartbeats.heartbeat()
    assert found is not None
    assert found.last is not None
    assert (found.status, found.last.ok, found.waits) == (500, False, False)
    receiver.status = 200
    assert swept(house) == 1


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_is_set_neither_silences_nor_repeats_it(house: House, receiver: Receiver, hours: int) -> None:
    swept(house)
    house.clock.advance(hours=hours)
    assert house.heartbeats.call_due() == 0
    assert swept(house, 60) == 1
    assert len(receiver.asked) == 2


def test_what_is_rolled_back_is_not_told(house: House, receiver: Receiver) -> None:
    def fail_after_it() -> None:
        with house.database.write() as session:
            beat(session, house.clock.now())
            raise RuntimeError("the sweep could not be noted")

    with pytest.raises(RuntimeError):
        fail_after_it()
    assert house.heartbeats.call_due() == 0
    assert receiver.asked == []


def test_a_test_says_how_it_went_and_an_address_that_is_not_public_is_not_called(
    house: House, receiver: Receiver
) -> None:
    receiver.answer, receiver.status = b"OK", 200
    last = house.heartbeats.test().last
    assert last is not None
    assert (last.ok, last.words) == (True, "OK")
    leases = DatabaseLeases(house.database)
    careful = Heartbeats(house.database, house.sealer, leases, house.clock, house.clock, private=False)
    last = careful.test().last
    assert last is not None
    assert (last.ok, "not public" in last.words) == (False, True)
    assert len(receiver.asked) == 1


def test_it_is_taken_away_lies_sealed_and_takes_no_other_schemes(house: House) -> None:
    with house.database.read() as session:
        row = session.get(Heartbeat, "sweep")
        assert row is not None
        assert b"7c3c6a8e" not in row.url
        assert "7c3c6a8e" not in row.shown
    for url in ("ftp://x.example", "https://", "https://me:secret@a.example"):
        with pytest.raises(InputError):
            house.heartbeats.set(url, actor="test")
    assert house.heartbeats.set(None, actor="test") is None
    assert swept(house) == 0
    with pytest.raises(NotFound):
        house.heartbeats.test()
