"""Two transactions on PostgreSQL over one family of jobs take turns, and never wait for each other."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.engine.ports.jobs import Ended
from playwarden.kit.errors import Conflict, PlaywardenError
from playwarden.store.database import Database
from playwarden.store.jobs.rows import J, found
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import DONE, Desk

CHILDREN = Ended(JobState.WAITING, None, WaitsFor.CHILDREN)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event IN ('transactionid', 'tuple')"
)


@pytest.fixture
def desk(postgres_database: Database, clock: FakeClock) -> Desk:
    return Desk(postgres_database, clock)


def crossing(desk: Desk, held: Job, first: Callable[[], object], second: Callable[[], object]) -> None:
    """Lets both go as far as they get while somebody else holds a row, one after the other; then on from there.

    Raises what either raised: where each holds what the other one wants, PostgreSQL ends one of them.
    """
    raised: list[Exception] = []

    def caught(do: Callable[[], object]) -> None:
        try:
            do()
        except (PlaywardenError, SQLAlchemyError, AssertionError) as error:
            raised.append(error)

    threads = [threading.Thread(target=caught, args=(do,)) for do in (first, second)]
    with desk.database.write() as session:
        found(session, J.id == held.id)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _until_waiting(desk, number, thread)
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def _until_waiting(desk: Desk, number: int, thread: threading.Thread) -> None:
    with desk.database.engine.connect() as looking:
        while looking.scalar(WAITING) < number:
            looking.rollback()
            assert thread.is_alive(), "it waited for nothing: this test shows nothing"
            time.sleep(0.01)


def family(desk: Desk) -> tuple[Job, Job, Job]:
    """A job that waits for its child, which waits for its own: that one is running."""
    top = desk.job("top")
    claimed = desk.claimed()
    middle = desk.job("middle", parent_id=top.id)
    desk.book.end(claimed, CHILDREN)
    claimed = desk.claimed()
    desk.job("bottom", parent_id=middle.id)
    desk.book.end(claimed, CHILDREN)
    return top, middle, desk.claimed()


def test_a_job_that_ends_while_it_is_taken_up_again(desk: Desk) -> None:
    _, middle, bottom = family(desk)
    desk.book.ask_to_cancel(bottom.id, "operator")
    crossing(desk, middle, lambda: desk.book.end(bottom, DONE), desk.runners.reclaim)
    assert desk.state(bottom) is JobState.SUCCEEDED
    assert desk.state(middle) is JobState.QUEUED


def test_a_job_that_ends_while_the_one_above_it_is_cancelled(desk: Desk) -> None:
    _, middle, bottom = family(desk)
    desk.book.ask_to_cancel(middle.id, "operator")

    def cancel() -> None:
        with pytest.raises(Conflict, match="has ended"):
            desk.book.ask_to_cancel(middle.id, "operator")

    crossing(desk, bottom, lambda: desk.book.end(bottom, Ended(JobState.CANCELLED)), cancel)
    assert desk.state(middle) is JobState.CANCELLED


def test_a_job_that_is_claimed_while_its_family_is_cancelled(desk: Desk) -> None:
    top = desk.job("top")
    claimed = desk.claimed()
    assert desk.claim() is None  # from here on it looks for what is due before it claims
    now = desk.clock.now()
    desk.job("first", parent_id=top.id)
    held = desk.job("second", parent_id=top.id, due_at=now + timedelta(days=1))
    due = desk.job("third", parent_id=top.id, due_at=now + timedelta(seconds=1))
    desk.book.end(claimed, CHILDREN)
    desk.clock.advance(2)
    crossing(desk, held, lambda: desk.book.ask_to_cancel(top.id, "operator"), desk.claim)
    assert {desk.state(job) for job in (top, held, due)} == {JobState.CANCELLED}
