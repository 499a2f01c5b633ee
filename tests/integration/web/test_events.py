"""The stream of events loses nothing and doubles nothing, however often it breaks off and whoever writes meanwhile."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.jobs.job import Job, NewJob
from playwarden.kit.errors import Busy
from playwarden.kit.ids import JobId
from playwarden.store.database import Database
from playwarden.store.jobs.events import note
from playwarden.web.feed import MOST_OF_ONE, Feed
from tests.integration.web.served import Reader, Served, served


@pytest.fixture
def container(database_url: str, tmp_path: Path) -> Iterator[Container]:
    """Nothing in it but what a test writes; once on each kind of database."""
    opened = open_container(load_settings(data_dir=tmp_path / "data", database_url=database_url))
    yield opened
    opened.close()


@pytest.fixture
def server(container: Container) -> Iterator[Served]:
    with served(container) as up:
        yield up


def job(container: Container, key: str = "a", parent: JobId | None = None) -> Job:
    return container.jobs.enqueue([NewJob("test.kind", key, parent_id=parent)])[0]


def write(database: Database, job_id: str, count: int, container: Container) -> None:
    """So many log lines, each in a transaction of its own, as a runner writes them."""
    for number in range(count):
        with database.write() as session:
            note(session, job_id, container.clock.now(), "log", {"level": "info", "words": f"line {number}"})


def numbers(container: Container) -> list[int]:
    """All there is, as the database has it."""
    return [event.number for event in container.jobs.events(0, limit=100_000)]


def test_broken_off_anywhere_and_taken_up_while_several_write_it_tells_everything_once(
    container: Container, server: Served, database_url: str
) -> None:
    jobs = [job(container, key) for key in "abc"]
    elsewhere = Database(database_url)  # another process, as far as this one can tell: its commits wake nobody here
    writers = [
        threading.Thread(target=write, args=(database, one.id, 80, container))
        for database, one in zip((container.database, container.database, elsewhere), jobs, strict=True)
    ]
    chance, seen, after = random.Random(7), list[int](), 0
    for writer in writers:
        writer.start()
    while len(seen) < 3 + 3 * 80:
        with server.stream(after=after) as reader:
            assert "data" not in reader.begin()
            told = [event["number"] for event in reader.events(min(chance.randint(1, 60), 243 - len(seen)))]
        seen += told
        after = told[-1]
    for writer in writers:
        writer.join()
    elsewhere.close()
    assert seen == numbers(container)


def test_without_a_position_it_begins_now(container: Container, server: Served) -> None:
    first = job(container, "a")
    with server.stream() as reader:
        assert reader.begin()["id"] == str(container.jobs.last_event())
        second = job(container, "b")
        assert [event["job"] for event in reader.events(1)] == [second.id] != [first.id]


def test_the_stream_of_one_job_is_its_whole_story_and_its_childrens(container: Container, server: Served) -> None:
    parent = job(container, "a")
    job(container, "other")
    child = job(container, "b", parent.id)
    with server.stream(f"?job={parent.id}") as reader:
        assert [event["job"] for event in reader.events(2)] == [parent.id, child.id]
        write(container.database, child.id, 2, container)
        assert [event["data"]["words"] for event in reader.events(2)] == ["line 0", "line 1"]


def test_all_readers_hear_the_same(container: Container, server: Served) -> None:
    one = job(container)
    heard: list[list[int]] = []

    def listen(reader: Reader) -> None:
        heard.append([event["number"] for event in reader.events(30)])

    with server.stream() as first, server.stream() as second, server.stream(f"?job={one.id}&after=1") as third:
        threads = [threading.Thread(target=listen, args=(reader,)) for reader in (first, second, third)]
        for reader in (first, second, third):
            reader.begin()
        for thread in threads:
            thread.start()
        write(container.database, one.id, 30, container)
        for thread in threads:
            thread.join(timeout=30)
    assert heard[0] == heard[1] == heard[2] == numbers(container)[1:]


def test_a_position_that_is_not_kept_any_more_is_told(container: Container, server: Served) -> None:
    one = job(container)
    write(container.database, one.id, 5, container)
    container.jobs.ask_to_cancel(one.id, "test")
    other = job(container, "b")
    seen = numbers(container)
    container.jobs.prune(container.jobs.job(other.id).created_at)
    kept = numbers(container)
    assert kept
    assert kept[0] > seen[2]
    with server.stream(after=seen[2]) as reader:
        begin = reader.begin()
        assert (begin["event"], begin["data"]) == ("reset", {"last": kept[-1]})
        write(container.database, other.id, 1, container)
        assert reader.events(1)[0]["number"] == int(begin["id"]) + 1
    with server.stream(after=kept[-1] + 1_000) as reader:
        assert reader.begin()["event"] == "reset", "another database, or one that was put back"
    with server.stream(after=kept[0] - 1) as reader:
        assert "event" not in reader.begin(), "nothing is missing after the last one that is gone"


def test_a_reader_that_goes_away_is_forgotten_and_the_look_out_ends_with_the_last(
    container: Container, server: Served
) -> None:
    with server.stream() as reader:
        reader.begin()
        server.settled(1)
    # A server notices at the next thing it has to say; without one, at the next sign of life.
    job(container)
    server.settled(0)
    with server.stream() as reader:
        reader.begin()
        one = job(container, "b")
        assert reader.events(1)[0]["job"] == one.id


def test_there_are_no_more_streams_than_the_bound(container: Container, server: Served) -> None:
    server.feed._most = 2
    with server.stream() as first, server.stream() as second:
        first.begin(), second.begin()
        with server.stream() as third:
            assert third.status == 409


def test_nobody_takes_all_streams(container: Container) -> None:
    feed = Feed(container.jobs, lambda _: lambda: None)
    mine = [feed.open(None, None, "mem_one") for _ in range(MOST_OF_ONE)]
    with pytest.raises(Busy, match="20 of them yours"):
        feed.open(None, None, "mem_one")
    other = feed.open(None, None, "mem_other")
    feed.leave(mine[0])
    mine[0] = feed.open(None, None, "mem_one")
    for stream in (*mine, other):
        feed.leave(stream)
    feed.close()
    for thread in threading.enumerate():
        if thread.name == "events":
            thread.join(timeout=20)


def test_a_job_that_is_not_there_has_no_stream(server: Served) -> None:
    with server.stream("?job=job_none") as reader:
        assert reader.status == 404


def test_streams_end_when_the_server_does(container: Container) -> None:
    with served(container) as server, server.stream() as reader:
        reader.begin()
        server.feed.close()
        assert reader.events(1) == []
        with server.stream() as late:
            assert late.status == 503
