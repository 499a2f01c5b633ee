"""Which jobs the workers are told of: each due one once, and again where that led to nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobState, NewJob
from playwarden.engine.ports.jobs import Ended
from playwarden.engine.ports.outbox import Message
from playwarden.kit.ids import JobId, RandomIds, RunnerId
from playwarden.store import outbox
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.outbox import StoredOutbox
from tests.fakes.clock import FakeClock

RUNNER = RunnerId("rnr_1")


class Desk:
    """A book and its outbox."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.book = StoredJobs(database, clock, RandomIds())
        self.outbox = StoredOutbox(database)

    def job(self, key: str, lane: Lane = Lane.SCHEDULED, *, rank: int = 0, slot: str = "") -> Job:
        return self.book.enqueue([NewJob("test.kind", key, lane=lane, rank=rank, slot=slot)])[0]

    def told(self, *repeated: Lane) -> list[JobId]:
        """Ids that a taking answers."""
        return [message.job_id for message in self.outbox.take(repeated)]

    def claim(self, job: Job) -> Job | None:
        return self.book.claim(RUNNER, tuple(Lane), job_id=job.id)

    def sent_long_ago(self, age: timedelta) -> None:
        """Lets every message sent so far be so old."""
        with self.database.write() as session:
            session.execute(text("UPDATE jobs SET dispatched_at = dispatched_at - :age"), {"age": age})


@pytest.fixture
def desk(postgres_database: Database, clock: FakeClock) -> Desk:
    return Desk(postgres_database, clock)


def test_a_due_job_is_told_of_once(desk: Desk) -> None:
    job = desk.job("playlist:1", Lane.BACKGROUND)
    assert desk.outbox.take() == [Message(job.id, Lane.BACKGROUND)]
    assert desk.outbox.take() == []


def test_they_are_told_of_in_the_order_of_claims(desk: Desk) -> None:
    late = desk.job("playlist:1", Lane.BACKGROUND)
    second = desk.job("playlist:2", rank=2)
    first = desk.job("playlist:3", rank=1)
    at_once = desk.job("playlist:4", Lane.INTERACTIVE)
    assert desk.told() == [at_once.id, first.id, second.id, late.id]


def test_nobody_is_told_of_a_job_before_its_time(desk: Desk) -> None:
    when = desk.clock.now() + timedelta(hours=1)
    (job,) = desk.book.enqueue([NewJob("test.kind", "playlist:1", due_at=when)])
    assert desk.told() == []
    desk.clock.advance(hours=1)
    desk.book.queue_due()
    assert desk.told() == [job.id]


def test_of_a_key_the_first_alone_is_told_of_and_the_next_when_it_has_ended(desk: Desk) -> None:
    second, first = desk.job("playlist:1", rank=1, slot="a"), desk.job("playlist:1", slot="b")
    assert desk.told() == [first.id]
    claimed = desk.claim(first)
    assert claimed is not None
    assert desk.told() == []
    desk.book.end(claimed, Ended(JobState.SUCCEEDED))
    assert desk.told() == [second.id]


def test_a_job_that_goes_back_is_told_of_again(desk: Desk) -> None:
    job = desk.job("playlist:1")
    desk.told()
    claimed = desk.claim(job)
    assert claimed is not None
    desk.book.end(claimed, Ended(JobState.QUEUED))
    assert desk.told() == [job.id]


def test_what_was_put_back_is_told_of_again(desk: Desk) -> None:
    job = desk.job("playlist:1")
    desk.outbox.put_back(desk.told())
    assert desk.told() == [job.id]


def test_a_lost_message_is_sent_again_where_the_queue_is_empty(desk: Desk) -> None:
    job = desk.job("playlist:1", Lane.SCHEDULED)
    desk.told()
    assert desk.told(Lane.SCHEDULED) == []
    desk.sent_long_ago(outbox.REPEATED_AFTER)
    assert desk.told(Lane.INTERACTIVE) == []
    assert desk.told(Lane.SCHEDULED) == [job.id]


def test_a_message_that_led_to_nothing_for_long_is_sent_again_whatever_waits(desk: Desk) -> None:
    job = desk.job("playlist:1")
    desk.told()
    desk.sent_long_ago(outbox.LOST_AFTER)
    assert desk.told() == [job.id]


def test_of_a_lane_so_many_are_told_of_at_a_time(desk: Desk) -> None:
    news = [NewJob("test.kind", f"playlist:{number}", rank=number) for number in range(outbox.AHEAD + 5)]
    jobs = desk.book.enqueue(news)
    other = desk.job("playlist:x", Lane.BACKGROUND)
    assert desk.told() == [*(job.id for job in jobs[: outbox.AHEAD]), other.id]
    assert desk.told() == []
    assert desk.claim(jobs[3]) is not None
    assert desk.told() == [jobs[outbox.AHEAD].id]


def test_nobody_is_told_while_everything_is_held(desk: Desk) -> None:
    job = desk.job("playlist:1")
    desk.book.hold(True, "somebody")
    assert desk.told() == []
    desk.book.hold(False, "somebody")
    assert desk.told() == [job.id]
