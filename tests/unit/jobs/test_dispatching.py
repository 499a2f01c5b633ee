"""Workers are told of due jobs without anybody waiting for the broker, and nothing is lost while it is away."""

import logging
import threading
from collections.abc import Collection, Sequence

import pytest

from playwarden.domain.calls import Lane
from playwarden.engine.ports.outbox import Message
from playwarden.jobs.dispatching import Dispatcher
from playwarden.kit.errors import StoreError
from playwarden.kit.ids import JobId


class Outbox:
    """Jobs that nobody was told of yet; `fails` as a database does that is away."""

    def __init__(self, *jobs: str) -> None:
        self.untold = [Message(JobId(job), Lane.SCHEDULED) for job in jobs]
        self.asked: list[Collection[Lane]] = []
        self.fails = False

    def take(self, repeated: Collection[Lane] = ()) -> list[Message]:
        if self.fails:
            raise StoreError("The database is away.")
        self.asked.append(tuple(repeated))
        taken, self.untold = self.untold, []
        return taken

    def put_back(self, job_ids: Sequence[JobId]) -> None:
        self.untold += [Message(job_id, Lane.SCHEDULED) for job_id in job_ids]


class Courier:
    """A broker that is away from the `lost_at`-th message on, or altogether."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.away = False
        self.lost_at: int | None = None
        self.arrived = threading.Event()

    def idle_lanes(self) -> list[Lane]:
        if self.away:
            raise ConnectionError("refused")
        return [Lane.LISTENING]

    def send(self, message: Message) -> None:
        if self.lost_at is not None and len(self.sent) >= self.lost_at:
            raise ConnectionError("reset")
        self.sent.append(message.job_id)
        self.arrived.set()

    def close(self) -> None:
        pass


@pytest.fixture
def courier() -> Courier:
    return Courier()


def test_what_was_committed_is_told_soon_after_and_nobody_waits(courier: Courier) -> None:
    dispatcher = Dispatcher(Outbox("a", "b"), lambda: courier)
    dispatcher.wake()
    dispatcher.close()
    assert courier.sent == ["a", "b"]


def test_what_is_still_to_be_told_is_told_before_the_process_ends(courier: Courier) -> None:
    outbox = Outbox("a")
    dispatcher = Dispatcher(outbox, lambda: courier)
    dispatcher.wake()
    assert courier.arrived.wait(10)
    outbox.untold.append(Message(JobId("b"), Lane.SCHEDULED))
    dispatcher.wake()
    dispatcher.close()
    assert courier.sent == ["a", "b"]


def test_only_a_tick_asks_for_what_was_told_already(courier: Courier) -> None:
    outbox = Outbox()
    dispatcher = Dispatcher(outbox, lambda: courier)
    dispatcher.wake()
    dispatcher.close()
    dispatcher.tick()

    assert outbox.asked == [(), (Lane.LISTENING,)]


def test_while_the_broker_is_away_nothing_is_marked_and_it_is_told_once(
    courier: Courier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outbox = Outbox("a")
    dispatcher = Dispatcher(outbox, lambda: courier)
    courier.away = True
    for _ in range(3):
        dispatcher.tick()
    assert [message.job_id for message in outbox.untold] == ["a"]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    courier.away = False
    dispatcher.tick()
    assert courier.sent == ["a"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_what_the_broker_did_not_take_is_put_back(courier: Courier) -> None:
    outbox = Outbox("a", "b", "c")
    dispatcher = Dispatcher(outbox, lambda: courier)
    courier.lost_at = 1
    dispatcher.tick()
    assert courier.sent == ["a"]
    assert [message.job_id for message in outbox.untold] == ["b", "c"]
    courier.lost_at = None
    dispatcher.tick()
    assert courier.sent == ["a", "b", "c"]


def test_a_database_that_is_away_is_left_to_the_next_tick(courier: Courier) -> None:
    outbox = Outbox("a")
    dispatcher = Dispatcher(outbox, lambda: courier)
    outbox.fails = True
    dispatcher.tick()
    outbox.fails = False
    dispatcher.tick()
    assert courier.sent == ["a"]


def test_a_process_that_makes_no_job_loads_nothing_for_it(courier: Courier) -> None:
    opened: list[Courier] = []

    def open_courier() -> Courier:
        opened.append(courier)
        return courier

    Dispatcher(Outbox(), open_courier).close()
    assert opened == []


def test_what_nobody_expected_of_the_broker_ends_no_telling(courier: Courier, caplog: pytest.LogCaptureFixture) -> None:
    outbox = Outbox("a")
    begun: list[int] = []

    def open_courier() -> Courier:
        begun.append(1)
        if len(begun) == 1:
            raise ValueError("no such answer")
        return courier

    dispatcher = Dispatcher(outbox, open_courier)
    with caplog.at_level(logging.ERROR):
        dispatcher.tick()
    assert "not told" in caplog.text
    dispatcher.wake()
    dispatcher.close()
    assert courier.sent == ["a"]
