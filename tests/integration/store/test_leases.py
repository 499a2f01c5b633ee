"""Leases on both databases, across threads and processes."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from playwarden.kit.errors import Busy
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models.system import Lease
from playwarden.store.process import ProcessMark
from tests.integration.store.processes import Child

HOLDER = """
import sys
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
database = Database(sys.argv[1])
with DatabaseLeases(database).held("playlist x", seconds=float(sys.argv[2])) as held:
    print(held.fence, flush=True)
    sys.stdin.readline()
database.close()
"""


@pytest.fixture
def leases(database: Database) -> DatabaseLeases:
    return DatabaseLeases(database)


@pytest.fixture
def holder(database_url: str) -> Iterator[Child]:
    """Another process that holds `playlist x` until it is told otherwise."""
    with Child(HOLDER, database_url, "60") as child:
        assert child.line() == "1"
        yield child


class TestHolding:
    def test_one_thing_has_one_holder(self, leases: DatabaseLeases) -> None:
        with leases.held("playlist x"), pytest.raises(Busy, match="playlist x"), leases.held("playlist x"):
            pass

    def test_different_things_do_not_meet(self, leases: DatabaseLeases) -> None:
        with leases.held("playlist x"), leases.held("playlist y") as held:
            held.check()

    def test_the_fence_grows_with_every_holder(self, leases: DatabaseLeases) -> None:
        fences = []
        for _ in range(3):
            with leases.held("playlist x") as held:
                fences.append(held.fence)
        assert fences == [1, 2, 3]

    def test_it_is_given_back_when_its_block_fails(self, leases: DatabaseLeases) -> None:
        with pytest.raises(ZeroDivisionError), leases.held("playlist x"):
            raise ZeroDivisionError
        with leases.held("playlist x") as held:
            held.check()

    def test_who_waits_gets_it_when_it_is_given_back(self, leases: DatabaseLeases) -> None:
        taken, order = threading.Event(), []

        def first() -> None:
            with leases.held("playlist x"):
                taken.set()
                time.sleep(0.3)
                order.append("first")

        thread = threading.Thread(target=first)
        thread.start()
        taken.wait()
        with leases.held("playlist x", wait=20):
            order.append("second")
        thread.join()
        assert order == ["first", "second"]

    def test_threads_that_race_never_hold_it_together(self, leases: DatabaseLeases) -> None:
        inside, most = [], []

        def work() -> None:
            with leases.held("playlist x", wait=30):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.005)
                inside.pop()

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == [1] * 6


class TestRenewal:
    def test_a_holder_that_lives_keeps_it_longer_than_its_length(self, leases: DatabaseLeases) -> None:
        with leases.held("playlist x", seconds=3) as held:
            time.sleep(3.5)  # of which its thread may be kept waiting for more than two
            held.check()
            with pytest.raises(Busy), leases.held("playlist x"):
                pass

    def test_a_holder_whose_row_was_taken_is_told(self, leases: DatabaseLeases, database: Database) -> None:
        with leases.held("playlist x", seconds=0.3) as held:
            with database.write() as session:
                session.execute(update(Lease).values(holder="somebody else"))
            deadline = time.monotonic() + 20
            while not held._lost.is_set() and time.monotonic() < deadline:
                time.sleep(0.02)
            with pytest.raises(Busy, match="lost"):
                held.check()
        with database.read() as session:
            assert session.get_one(Lease, "playlist x").holder == "somebody else"


class TestProcesses:
    def test_another_process_keeps_us_out(self, leases: DatabaseLeases, holder: Child) -> None:
        with pytest.raises(Busy), leases.held("playlist x"):
            pass
        holder.tell("go")
        assert holder.ended() == 0
        with leases.held("playlist x") as held:
            assert held.fence == 2

    def test_what_a_killed_process_held_is_free_at_once(self, leases: DatabaseLeases, holder: Child) -> None:
        holder.kill()
        with leases.held("playlist x") as held:
            assert held.fence == 2

    def test_a_holder_on_another_machine_keeps_it_until_it_runs_out(self, postgres_database: Database) -> None:
        database, leases = postgres_database, DatabaseLeases(postgres_database)
        _held_elsewhere(database, expires_at=datetime.now(UTC) + timedelta(seconds=40))
        with pytest.raises(Busy), leases.held("playlist x"):
            pass
        _held_elsewhere(database, expires_at=datetime.now(UTC) - timedelta(seconds=1))
        with leases.held("playlist x") as held:
            assert held.fence == 8


class TestClocks:
    @pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(days=-2)], ids=["forward", "back"])
    def test_setting_the_clock_moves_no_lease(self, leases: DatabaseLeases, jump: timedelta) -> None:
        with leases.held("playlist x", seconds=20) as held, time_machine.travel(datetime.now(UTC) + jump):
            held.check()
            with pytest.raises(Busy), leases.held("playlist x"):
                pass
        with leases.held("playlist x") as held:
            assert held.fence == 2

    def test_on_sqlite_a_restarted_machine_holds_nothing(self, sqlite_database: Database) -> None:
        _held_elsewhere(sqlite_database, expires_at=datetime.now(UTC) + timedelta(days=400))
        with DatabaseLeases(sqlite_database).held("playlist x") as held:
            assert held.fence == 8


def _held_elsewhere(database: Database, expires_at: datetime) -> None:
    mark = ProcessMark("another-boot", "pid:[1]", 1, "100")
    with database.write() as session:
        session.merge(
            Lease(
                name="playlist x",
                holder="token",
                process=str(mark),
                fence=7,
                lapses_uptime=1e12,
                expires_at=expires_at,
            )
        )
