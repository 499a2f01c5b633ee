"""Looking and reading on as jobs: what they report, what lets them wait, and that they stop between two calls."""

import threading
from datetime import timedelta
from pathlib import Path

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobState, NewJob, WaitsFor
from playwarden.features.backup.service import Backups
from playwarden.features.backup.tasks import NightlyBackup
from playwarden.features.library.tasks import ReadLibrary, SyncLibrary
from playwarden.jobs.registry import Kind, Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.errors import NeedsReconnecting, RateLimited
from playwarden.kit.ids import AccountId, RandomIds, RunnerId
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.leases import DatabaseLeases
from tests.integration.library.conftest import Room


def book_of(room: Room) -> StoredJobs:
    return StoredJobs(room.database, room.clock, RandomIds())


def carried(room: Room, kind: Kind, key: str, lane: Lane | None = None) -> Job:
    """Makes a job of the kind, or takes the one that is there, and carries it; how it stands then."""
    book = book_of(room)
    book.enqueue([NewJob(kind.name, key, lane=lane or kind.lane)])
    job = book.claim(RunnerId("rnr_1"), tuple(Lane))
    assert job is not None
    left = Carrier(Tools(book, Registry([kind]), room.quota, room.clock)).carry(job, threading.Event())
    assert left is not None
    return left


def test_looking_reports_what_is_new_and_reads_no_items(room: Room) -> None:
    room.target.put(room.ann, "mine")
    room.target.put(room.ben, "his")
    left = carried(room, SyncLibrary(room.library), SyncLibrary.key)
    assert left.state is JobState.SUCCEEDED
    assert left.result is not None
    assert (left.result["seen"], left.result["new"], left.result["problems"]) == (2, 2, [])
    assert {(name, lane) for _, name, lane in room.target.log} == {("heads", Lane.SCHEDULED)}


def test_an_account_that_fails_is_told_in_the_log_and_the_others_go_on(sqlite_room: Room) -> None:
    def refuse(_number: int, _name: str, account: AccountId) -> None:
        if account == sqlite_room.ben:
            raise NeedsReconnecting("Ben is gone.", "Connect him.")

    sqlite_room.target.put(sqlite_room.ann, "mine")
    sqlite_room.target.hook = refuse
    left = carried(sqlite_room, SyncLibrary(sqlite_room.library), SyncLibrary.key)
    assert left.state is JobState.SUCCEEDED
    (line,) = book_of(sqlite_room).lines(left.id)
    assert line.data["words"] == "Ben: Ben is gone. Connect him."


def test_a_ban_of_all_lets_looking_wait_until_its_end(sqlite_room: Room) -> None:
    until = sqlite_room.clock.now() + timedelta(hours=20)

    def ban(_number: int, _name: str, _account: AccountId) -> None:
        raise RateLimited("A ban.", until=until)

    sqlite_room.target.hook = ban
    left = carried(sqlite_room, SyncLibrary(sqlite_room.library), SyncLibrary.key)
    assert (left.state, left.waits_for, left.due_at) == (JobState.WAITING, WaitsFor.QUOTA, until)


def test_reading_on_keeps_what_it_read_and_waits_where_a_ban_ends_it(sqlite_room: Room) -> None:
    room = sqlite_room
    for number in range(6):
        room.target.put(room.ann, f"list {number}")
    carried(room, SyncLibrary(room.library), SyncLibrary.key)
    until = room.clock.now() + timedelta(hours=3)

    def ban(number: int, name: str, _account: AccountId) -> None:
        if name == "playlist" and room.target.calls("playlist") > 3:
            raise RateLimited("A ban.", until=until)

    room.target.hook = ban
    left = carried(room, ReadLibrary(room.library), ReadLibrary.key)
    assert (left.state, left.waits_for, left.due_at) == (JobState.WAITING, WaitsFor.QUOTA, until)
    assert 0 < room.library.status().read < 6
    room.target.hook = room.quota.guard
    room.clock.set(until)
    done = carried(room, ReadLibrary(room.library), ReadLibrary.key)
    assert (done.id, done.state) == (left.id, JobState.SUCCEEDED)
    assert room.library.status().read == 6


def test_reading_on_stops_between_two_playlists_and_keeps_what_was_paid_for(sqlite_room: Room) -> None:
    room = sqlite_room
    for number in range(30):
        room.target.put(room.ann, f"list {number}")
    carried(room, SyncLibrary(room.library), SyncLibrary.key)
    book = book_of(room)
    (job,) = book.enqueue([NewJob(ReadLibrary.name, ReadLibrary.key, lane=ReadLibrary.lane)])

    def cancel(_number: int, name: str, _account: AccountId) -> None:
        if name == "playlist" and room.target.calls("playlist") == 2:
            book.ask_to_cancel(job.id, "operator")

    room.target.hook = cancel
    left = carried(room, ReadLibrary(room.library), ReadLibrary.key)
    assert left.state is JobState.CANCELLED
    assert 0 < room.library.status().read < 30
    assert room.library.status().read == room.target.calls("playlist")


def test_the_nightly_backup_is_made_once(sqlite_room: Room, tmp_path: Path) -> None:
    backups = Backups(
        sqlite_room.database,
        DatabaseLeases(sqlite_room.database),
        sqlite_room.clock,
        folder=tmp_path / "backups",
        key_file=tmp_path / "secret.key",
    )
    kind = NightlyBackup(backups)
    first = carried(sqlite_room, kind, NightlyBackup.key)
    assert first.result is not None
    assert first.result["made"] == backups.files()[0].path.name
    assert carried(sqlite_room, kind, NightlyBackup.key).result == {"made": None}
