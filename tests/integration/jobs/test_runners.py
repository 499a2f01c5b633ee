"""Runners and their heartbeats: whose jobs are taken up again, and whose are left alone."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from playwarden.domain.jobs.job import JobState
from playwarden.engine.ports.jobs import JobFilter
from playwarden.kit.errors import Busy
from playwarden.store.database import Database
from playwarden.store.jobs.runners import LOSSES
from playwarden.store.models.jobs import Runner as Row
from playwarden.store.process import uptime
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import ALL, DONE, Desk
from tests.integration.store.processes import Child

CARRIER = """
import sys
from playwarden.domain.calls import Lane
from playwarden.kit.clock import SystemClock
from playwarden.kit.ids import RandomIds
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.jobs.runners import StoredRunners
database, clock, ids = Database(sys.argv[1]), SystemClock(), RandomIds()
runner = StoredRunners(database, clock, ids).enter("worker", 1)
job = StoredJobs(database, clock, ids).claim(runner.id, tuple(Lane))
print(job.id, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def elsewhere(desk: Desk, database_url: str) -> Iterator[Child]:
    """Another process that has claimed the one job and carries it until it is killed."""
    job = desk.job("a")
    with Child(CARRIER, database_url) as child:
        assert child.line() == job.id
        yield child


def silent(database: Database, **values: object) -> None:
    """Changes what the runners' heartbeats say."""
    with database.write() as session:
        session.execute(update(Row).values(**values))


class TestHeartbeats:
    def test_a_runner_lives_from_its_entry_to_its_leave(self, desk: Desk) -> None:
        assert desk.runners.alive() == []
        runner = desk.runners.enter("embedded", 4)
        assert desk.runners.alive() == [runner]
        assert desk.runners.beat(runner)
        desk.runners.leave(runner)
        assert desk.runners.alive() == []

    def test_one_that_is_silent_for_long_counts_as_dead_until_it_beats(self, desk: Desk) -> None:
        runner = desk.runners.enter("embedded", 4)
        silent(desk.database, lapses_uptime=uptime() - 1)
        assert desk.runners.alive() == []
        assert not desk.runners.beat(runner)
        assert desk.runners.alive() == [runner]
        assert desk.runners.beat(runner)

    def test_one_that_was_taken_for_dead_signs_on_again(self, desk: Desk) -> None:
        runner = desk.runners.enter("embedded", 4)
        desk.runners.leave(runner)
        assert not desk.runners.beat(runner)
        assert desk.runners.alive() == [runner]

    @pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(hours=-1)], ids=["forward", "back"])
    def test_setting_the_clock_makes_nobody_dead(self, desk: Desk, jump: timedelta) -> None:
        runner = desk.runners.enter("embedded", 4)
        with time_machine.travel(datetime.now(UTC) + jump):
            assert [one.id for one in desk.runners.alive()] == [runner.id]

    def test_a_runner_on_another_machine_lives_by_the_databases_clock(self, postgres_database: Database) -> None:
        desk = Desk(postgres_database, FakeClock())
        desk.runners.enter("worker", 4)
        silent(postgres_database, process="elsewhere/1/2/3", lapses_uptime=0.0)
        assert len(desk.runners.alive()) == 1
        silent(postgres_database, lapses_at=datetime.now(UTC) - timedelta(seconds=1))
        assert desk.runners.alive() == []


class TestReclaiming:
    def test_the_job_of_a_killed_process_is_queued_at_once(self, desk: Desk, elsewhere: Child) -> None:
        assert desk.runners.reclaim() == 0
        elsewhere.kill()
        assert desk.runners.reclaim() == 1
        job = desk.claimed()
        assert (job.key, job.fence) == ("a", 2)
        assert [event.data["words"] for event in desk.book.lines(job.id)] == ["Its runner ended; it is taken up again."]

    def test_the_job_of_one_that_left_or_never_signed_on_is_queued(self, desk: Desk) -> None:
        desk.job("a")
        runner = desk.runners.enter("embedded", 1)
        desk.claimed(runner.id)
        assert desk.runners.reclaim() == 0
        desk.runners.leave(runner)
        assert desk.runners.reclaim() == 1
        assert desk.claimed().fence == 2

    def test_who_was_taken_for_dead_cannot_settle(self, desk: Desk) -> None:
        desk.job("a")
        runner = desk.runners.enter("embedded", 1)
        job = desk.claimed(runner.id)
        silent(desk.database, lapses_uptime=uptime() - 1)
        assert desk.runners.reclaim() == 1
        with pytest.raises(Busy):
            desk.book.end(job, DONE)

    def test_a_runner_gives_back_what_it_does_not_carry(self, desk: Desk) -> None:
        kept, lost = desk.job("kept"), desk.job("lost")
        runner = desk.runners.enter("embedded", 2)
        desk.claimed(runner.id)
        desk.claimed(runner.id)
        assert desk.runners.reclaim(runner.id, [kept.id]) == 1
        assert desk.states() == {"kept": JobState.RUNNING, "lost": JobState.QUEUED}
        assert desk.runners.reclaim(runner.id, [kept.id, lost.id]) == 0

    def test_one_that_was_asked_to_stop_is_cancelled_instead(self, desk: Desk, elsewhere: Child) -> None:
        (job,) = desk.book.jobs(JobFilter())
        desk.book.ask_to_cancel(job.id, "operator")
        elsewhere.kill()
        assert desk.runners.reclaim() == 1
        assert desk.state(job) is JobState.CANCELLED
        desk.tick()
        assert desk.kind.told == [job.id]

    def test_what_kills_its_runner_every_time_fails_in_the_end(self, desk: Desk) -> None:
        job = desk.job("a")
        for _ in range(LOSSES):
            assert desk.claim() is not None
            assert desk.runners.reclaim() == 1
        failed = desk.book.job(job.id)
        assert failed.state is JobState.FAILED
        assert failed.failure is not None
        assert failed.failure.code == "runner_lost"

    def test_two_that_look_at_once_take_it_up_once(self, desk: Desk) -> None:
        for number in range(20):
            desk.job(f"k{number}")
        while desk.claim(lanes=ALL) is not None:
            pass
        taken: list[int] = []
        threads = [threading.Thread(target=lambda: taken.append(desk.runners.reclaim())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(taken) == 20
        assert len(desk.claimed_keys()) == 20
