"""Events have numbers in the order in which they become visible, whoever writes at the same time."""

import threading

from playwarden.domain.jobs.job import JobState, Progress
from playwarden.store.database import Database
from playwarden.store.jobs.events import note
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import DONE, Desk


def test_a_job_tells_its_states_its_progress_and_its_log_in_order(desk: Desk) -> None:
    job = desk.job("a")
    claimed = desk.claimed()
    desk.book.progress(claimed, Progress(1, 2, "half"))
    desk.book.log(claimed, "A line.", "warning")
    desk.book.end(claimed, DONE)
    told = desk.book.events(0)
    assert [event.kind for event in told] == ["state", "state", "progress", "log", "state"]
    assert [event.number for event in told] == sorted({event.number for event in told})
    assert [event.data["state"] for event in desk.told(job)] == ["queued", "running", "succeeded"]
    assert told[2].data == {"done": 1, "total": 2, "words": "half"}
    assert told[3].data == {"level": "warning", "words": "A line."}
    assert [event.data["words"] for event in desk.book.lines(job.id)] == ["A line."]
    assert desk.book.last_event() == told[-1].number


def test_a_reader_goes_on_where_it_was(desk: Desk) -> None:
    parent = desk.job("a")
    desk.job("b", parent_id=parent.id)
    seen = desk.book.last_event()
    other = desk.job("c")
    desk.claimed()
    assert [event.job_id for event in desk.book.events(seen)] == [other.id, parent.id]
    assert [event.job_id for event in desk.book.events(seen, job_id=parent.id)] == [parent.id]
    assert len(desk.book.events(0, job_id=parent.id)) == 3
    assert len(desk.book.events(0, limit=2)) == 2


def test_numbers_are_never_given_twice_although_the_newest_are_gone(desk: Desk) -> None:
    desk.job("a")
    desk.book.end(desk.claimed(), DONE)
    last = desk.book.last_event()
    desk.clock.advance(days=1)
    desk.book.prune(desk.clock.now())
    assert desk.book.events(0) == []
    desk.job("b")
    assert desk.book.last_event() > last


def test_whoever_has_seen_a_number_has_seen_all_before_it(database: Database, clock: FakeClock) -> None:
    desk = Desk(database, clock)
    jobs = [desk.job(f"k{number}") for number in range(4)]
    start = desk.book.last_event()

    def write(number: int) -> None:
        for _ in range(40):
            with database.write() as session:
                note(session, jobs[number].id, clock.now(), "log", {"level": "info", "words": "x"})
                note(session, jobs[number].id, clock.now(), "log", {"level": "info", "words": "y"})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    while len(seen) < 320:
        seen += [event.number for event in desk.book.events(seen[-1] if seen else start)]
    for thread in threads:
        thread.join()
    assert seen == [event.number for event in desk.book.events(start, limit=1000)]
    assert desk.state(jobs[0]) is JobState.QUEUED
