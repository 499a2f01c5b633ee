"""Ticks: what fails rests and stops nothing else, and what may take long is done beside them."""

import logging
import threading
from datetime import timedelta

import pytest

from playwarden.domain.jobs.job import Job, JobState
from playwarden.jobs.tick import AFTER_FAILURE, Ticker
from playwarden.kit.errors import StoreError
from playwarden.kit.ids import JobId
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import Desk


class Tried:
    """A duty that fails as long as `failing` says, and the real seconds at which it was tried."""

    def __init__(self) -> None:
        self.failing = True
        self.now = 0.0
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(self.now)
        if self.failing:
            raise StoreError("The connection was lost.")


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock) -> Desk:
    return Desk(sqlite_database, clock)


@pytest.fixture
def tried() -> Tried:
    return Tried()


@pytest.fixture
def ticker(desk: Desk, tried: Tried) -> Ticker:
    more = [("trying", tried)]
    return Ticker(desk.book, desk.registry, desk.clock, keep=timedelta(days=30), more=more, real=lambda: tried.now)


def seconds(ticker: Ticker, tried: Tried, number: int) -> None:
    for _ in range(number):
        ticker.tick()
        tried.now += 1.0


class TestFailures:
    def test_the_first_rests_shortly_and_each_further_one_in_a_row_longer(self, ticker: Ticker, tried: Tried) -> None:
        first, second, third = AFTER_FAILURE
        assert first < second < third
        seconds(ticker, tried, 120)
        assert tried.times[:5] == [0, first, first + second, first + second + third, first + second + third * 2]

    def test_after_a_success_a_failure_is_the_first_again(self, ticker: Ticker, tried: Tried) -> None:
        seconds(ticker, tried, 10)
        tried.failing = False
        seconds(ticker, tried, 60)
        tried.failing = True
        tried.times.clear()
        seconds(ticker, tried, 10)
        assert tried.times[1] - tried.times[0] == AFTER_FAILURE[0]

    def test_it_is_told_and_stops_nothing_else(
        self, desk: Desk, ticker: Ticker, tried: Tried, caplog: pytest.LogCaptureFixture
    ) -> None:
        later = desk.job("a", due_at=desk.clock.now() + timedelta(seconds=1))
        desk.clock.advance(2)
        with caplog.at_level(logging.WARNING):
            ticker.tick()
        assert "trying failed: The connection was lost." in caplog.text
        assert desk.state(later) is JobState.QUEUED


class TestTelling:
    def test_a_kind_that_takes_long_to_be_told_keeps_no_tick_waiting(self, desk: Desk) -> None:
        begun, goes_on, told = threading.Event(), threading.Event(), list[JobId]()

        def slowly(job: Job) -> str:
            begun.set()
            assert goes_on.wait(30)
            told.append(job.id)
            return "done"

        desk.kind.cancelled = slowly  # type: ignore[method-assign]  # a kind that has to ask Spotify first
        now = [0.0]
        ticker = Ticker(desk.book, desk.registry, desk.clock, keep=timedelta(days=30), real=lambda: now[0])
        cancelled = desk.job("a")
        desk.book.ask_to_cancel(cancelled.id, "operator")
        later = desk.job("b", due_at=desk.clock.now() + timedelta(seconds=60))
        ticker.tick()
        assert begun.wait(30)
        desk.clock.advance(60)
        for _ in range(30):
            now[0] += 1.0
            ticker.tick()
        assert desk.state(later) is JobState.QUEUED
        assert [thread.name for thread in threading.enumerate()].count("beside ticks") == 1
        goes_on.set()
        ticker.finish(30)
        assert told == [cancelled.id]
        assert desk.book.job(cancelled.id).note == "done"
