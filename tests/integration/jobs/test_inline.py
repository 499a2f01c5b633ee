"""The embedded runner: threads that carry jobs out, woken by commits; and commands that carry out their own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState, NewJob, WaitsFor
from playwarden.jobs.inline import InlineRunner
from playwarden.jobs.registry import Again, Work
from playwarden.kit.errors import SpotifyUnavailable, StoreError
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import Desk
from tests.integration.store.processes import Child

RUNNER = """
import sys, time
from pathlib import Path
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import Desk
def do(work):
    with open(sys.argv[2], "a") as file:
        file.write(work.job.key + "\\n")
    if sys.argv[3] == "hang":
        print("begun", flush=True)
        time.sleep(600)
    return {}
desk = Desk(Database(sys.argv[1]), FakeClock())
desk.kind.doing = do
runner = desk.inline(2)
runner.start()
print("up", flush=True)
sys.stdin.readline()
runner.stop()
"""


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Waits until it holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def running(runner: InlineRunner) -> Iterator[None]:
    runner.start()
    try:
        yield
    finally:
        runner.stop()


class TestEmbedded:
    def test_it_does_what_is_there_and_what_comes(self, desk: Desk) -> None:
        first = desk.job("first")
        with running(desk.inline()):
            until(lambda: desk.state(first) is JobState.SUCCEEDED)
            second = desk.job("second")
            until(lambda: desk.state(second) is JobState.SUCCEEDED)
        assert desk.runners.alive() == []

    def test_what_becomes_due_by_product_time_is_done(self, desk: Desk) -> None:
        job = desk.job("a", due_at=desk.clock.now() + timedelta(days=3))
        with running(desk.inline()):
            assert desk.state(job) is JobState.SCHEDULED
            desk.clock.advance(days=3)
            until(lambda: desk.state(job) is JobState.SUCCEEDED)

    def test_a_flood_of_background_work_leaves_a_thread_for_a_person(self, desk: Desk) -> None:
        flood = threading.Event()

        def do(work: Work) -> dict[str, object]:
            if work.job.lane is Lane.BACKGROUND:
                flood.wait(30)
            return {}

        desk.kind.doing = do
        desk.book.enqueue([NewJob("test.kind", f"low {number}", lane=Lane.BACKGROUND) for number in range(9)])
        with running(desk.inline(threads=2)):
            until(lambda: JobState.RUNNING in desk.states().values())
            person = desk.job("person", lane=Lane.INTERACTIVE)
            until(lambda: desk.state(person) is JobState.SUCCEEDED)
            assert list(desk.states().values()).count(JobState.RUNNING) == 1
            flood.set()
            until(lambda: set(desk.states().values()) == {JobState.SUCCEEDED})

    def test_stopping_it_leaves_what_runs_queued_at_its_next_check(self, desk: Desk) -> None:
        begun = threading.Event()

        def do(work: Work) -> dict[str, object]:
            begun.set()
            while True:
                work.check()
                time.sleep(0.01)

        desk.kind.doing = do
        job = desk.job("a")
        with running(desk.inline()):
            assert begun.wait(30)
        assert desk.state(job) is JobState.QUEUED
        assert desk.runners.alive() == []

    def test_a_database_that_fails_for_a_moment_does_not_end_it(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import playwarden.jobs.inline as inline

        monkeypatch.setattr(inline, "AFTER_FAILURE", 0.01)
        failures = [SpotifyUnavailable("x"), ZeroDivisionError("y")]
        claim = desk.book.claim

        def shaky(*arguments: object, **more: object) -> object:
            if failures:
                raise failures.pop()
            return claim(*arguments, **more)  # type: ignore[arg-type]  # passed through

        monkeypatch.setattr(desk.book, "claim", shaky)
        job = desk.job("a")
        with running(desk.inline()):
            until(lambda: desk.state(job) is JobState.SUCCEEDED)


class TestCommands:
    def test_a_command_carries_out_its_own_job_and_its_children_and_no_others(self, desk: Desk) -> None:
        def do(work: Work) -> dict[str, object] | Again:
            if work.job.key != "parent" or desk.book.children(work.job.id):
                return {"at": work.job.key}
            desk.book.enqueue([NewJob("test.kind", f"c{n}", parent_id=work.job.id) for n in range(5)])
            return Again(WaitsFor.CHILDREN)

        desk.kind.doing = do
        parent, other = desk.job("parent"), desk.job("other")
        ended = desk.inline().run_until_ended(parent.id)
        assert (ended.state, ended.result) == (JobState.SUCCEEDED, {"at": "parent"})
        assert desk.state(other) is JobState.QUEUED
        assert list(desk.states().values()).count(JobState.SUCCEEDED) == 6
        assert desk.runners.alive() == []

    def test_it_answers_when_the_job_has_to_wait_for_long(self, desk: Desk) -> None:
        until_when = desk.clock.now() + timedelta(hours=5)
        desk.kind.doing = lambda _: Again(WaitsFor.QUOTA, until_when, "Few calls.")
        left = desk.inline().run_until_ended(desk.job("a").id)
        assert (left.state, left.due_at, left.note) == (JobState.WAITING, until_when, "Few calls.")

    def test_it_answers_while_everything_is_held(self, desk: Desk) -> None:
        desk.book.hold(True, "operator")
        assert desk.inline().run_until_ended(desk.job("a").id).state is JobState.QUEUED

    def test_a_cancelled_one_has_said_what_was_done(self, desk: Desk) -> None:
        def do(work: Work) -> dict[str, object]:
            desk.book.ask_to_cancel(work.job.id, "operator")
            work.check()
            raise AssertionError

        desk.kind.doing = do
        left = desk.inline().run_until_ended(desk.job("a").id)
        assert (left.state, left.note) == (JobState.CANCELLED, "nothing was done")


class TestProcesses:
    def test_what_a_killed_runner_had_begun_is_done_by_another(
        self, desk: Desk, database_url: str, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        done = tmp_path_factory.mktemp("done") / "keys"
        job = desk.job("a")
        with Child(RUNNER, database_url, str(done), "hang") as first:
            assert {first.line(), first.line()} == {"up", "begun"}
            first.kill()
        with Child(RUNNER, database_url, str(done), "work") as second:
            assert second.line() == "up"
            until(lambda: desk.state(job) is JobState.SUCCEEDED)
            second.tell("end")
            assert second.ended() == 0
        assert done.read_text().split() == ["a", "a"]
        assert desk.book.job(job.id).fence == 2

    def test_two_processes_do_every_job_once(
        self, desk: Desk, database_url: str, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        done = tmp_path_factory.mktemp("done") / "keys"
        with (
            Child(RUNNER, database_url, str(done), "work") as one,
            Child(RUNNER, database_url, str(done), "work") as two,
        ):
            assert (one.line(), two.line()) == ("up", "up")
            desk.book.enqueue([NewJob("test.kind", f"k{number}") for number in range(60)])
            until(lambda: set(desk.states().values()) == {JobState.SUCCEEDED})
            for each in (one, two):
                each.tell("end")
                assert each.ended() == 0
        assert sorted(done.read_text().split()) == sorted(f"k{number}" for number in range(60))


class TestClocks:
    def test_a_clock_set_back_an_hour_keeps_nothing_waiting_for_an_hour_more(self, desk: Desk) -> None:
        queued = desk.job("queued")
        waiting = desk.job("waiting", rank=-1)
        scheduled = desk.job("scheduled", due_at=desk.clock.now() + timedelta(minutes=90))
        desk.carried(lambda _: Again(WaitsFor.QUOTA, desk.clock.now() + timedelta(minutes=2)))
        desk.clock.advance(hours=-1)
        desk.tick()
        assert desk.state(queued) is JobState.QUEUED
        assert desk.state(waiting) is JobState.QUEUED
        assert desk.state(scheduled) is JobState.SCHEDULED
        desk.tick()
        assert sorted(desk.claimed_keys()) == ["queued", "waiting"]

    def test_after_two_days_asleep_what_came_due_is_done_once(self, desk: Desk) -> None:
        job = desk.job("a", due_at=desk.clock.now() + timedelta(hours=1))
        desk.clock.advance(days=2)
        desk.tick()
        desk.tick()
        desk.kind.doing = lambda _: {}
        assert desk.carried().id == job.id
        assert desk.claim() is None


class TestLostConnections:
    def test_connections_that_break_lose_no_job(self, postgres_database: Database, clock: FakeClock) -> None:
        desk = Desk(postgres_database, clock)
        desk.book.enqueue([NewJob("test.kind", f"k{number}") for number in range(60)])
        breaking = create_engine(postgres_database.url, isolation_level="AUTOCOMMIT")
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with running(desk.inline(threads=4)), breaking.connect() as connection:
            for _ in range(8):
                time.sleep(0.1)
                connection.execute(others)
            until(lambda: _all_succeeded(desk), 60)
        breaking.dispose()


def _all_succeeded(desk: Desk) -> bool:
    desk.clock.advance(minutes=10)  # what is to be tried again is due
    try:
        return set(desk.states().values()) == {JobState.SUCCEEDED}
    except StoreError:
        return False
