"""Backups on both databases: whole, of one moment, while others write, or not there at all."""

import json
import resource
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from playwarden.domain.backups import Kind
from playwarden.kit.errors import NewerDatabase, NotFound, StoreError
from playwarden.store import migrate
from playwarden.store.archive import check, read_key, read_manifest, read_rows
from playwarden.store.backup import as_backups, back_up, kept, sweep
from playwarden.store.base import Base
from playwarden.store.database import Database
from playwarden.store.models.system import Setting
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.integration.store.filled import content, fill
from tests.integration.store.processes import Child

Maker = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def make(database: Database, clock: FakeClock, folder: Path) -> Maker:
    def make_one(kind: Kind = Kind.MANUAL, key: bytes | None = None) -> Path:
        return back_up(database, folder, kind=kind, at=clock.now(), key=key)

    return make_one


class TestMaking:
    def test_it_says_what_is_inside(self, make: Maker, database: Database, clock: FakeClock) -> None:
        fill(database, clock)
        manifest = check(make())
        assert (manifest.kind, manifest.created_at, manifest.revision) == ("manual", clock.now(), migrate.HEAD)
        assert manifest.head == StoredTrail(database, clock).head()
        there = content(database, without=frozenset())
        assert {name: entry.rows for name, entry in manifest.tables.items()} == {
            name: len(rows) for name, rows in there.items()
        }

    def test_its_name_tells_when_and_why_and_no_file_is_overwritten(self, make: Maker) -> None:
        assert [make(Kind.NIGHTLY).name for _ in range(2)] == [
            "playwarden-20261102T090000Z-nightly.zip",
            "playwarden-20261102T090000Z-nightly-2.zip",
        ]

    def test_it_is_for_its_owner_alone(self, make: Maker, folder: Path) -> None:
        path = make()
        assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)

    def test_the_key_stays_out_unless_asked_for(self, make: Maker) -> None:
        assert read_key(make()) is None
        assert read_key(make(key=b"key")) == b"key"

    def test_it_is_of_one_moment_while_others_write(
        self, make: Maker, database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        """Each writer keeps two settings equal in each transaction; a backup of two moments would tell them apart."""
        stop = threading.Event()
        database_of_writer = Database(database.url.render_as_string(hide_password=False))

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                with database_of_writer.write() as session:
                    session.merge(Setting(name="a", value=str(number)))
                    session.merge(Setting(name="z", value=str(number)))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            found = [_settings(make()) for _ in range(5)]
        finally:
            stop.set()
            writer.join()
            database_of_writer.close()
        assert all(one.get("a") == one.get("z") for one in found)

    def test_others_write_while_it_is_made(self, make: Maker, database: Database, clock: FakeClock) -> None:
        fill(database, clock)
        written: list[bool] = []

        def write(_done: int, _total: int) -> None:
            with database.write() as session:
                session.merge(Setting(name="meanwhile", value="yes"))
            written.append(True)

        path = back_up(database, make().parent, kind=Kind.MANUAL, at=clock.now(), progress=write)
        assert written
        assert "meanwhile" not in _settings(path)


class TestFailing:
    def test_killed_half_way_it_was_never_there(
        self, database_url: str, database: Database, clock: FakeClock, folder: Path
    ) -> None:
        fill(database, clock)
        with Child(HALF_WAY, database_url, str(folder)) as child:
            assert child.line() == "half way"
            child.kill()
        assert list(folder.glob("*.zip")) == []
        assert kept(folder) == []
        sweep(folder)
        assert list(folder.iterdir()) == []
        assert content(database)["apps"]

    def test_on_a_full_disk_there_is_no_file(self, make: Maker, database: Database, clock: FakeClock) -> None:
        fill(database, clock)
        whole = make()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            with pytest.raises(StoreError, match="cannot be written"):
                make()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list(whole.parent.iterdir()) == [whole]

    def test_a_file_where_the_folder_should_be_is_told(self, make: Maker, folder: Path) -> None:
        folder.write_text("in the way")
        with pytest.raises(StoreError, match="cannot be made"):
            make()


class TestReading:
    """What a file is worth, whichever database it was made from: each is made from SQLite, which is quicker."""

    @pytest.fixture
    def database(self, sqlite_database: Database) -> Database:
        return sqlite_database

    def test_a_damaged_file_is_told_wherever_it_is_damaged(
        self, make: Maker, database: Database, clock: FakeClock
    ) -> None:
        fill(database, clock)
        path = make()
        whole = path.read_bytes()
        for at in range(0, len(whole), len(whole) // 40):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            _told_or_the_same(path, whole)
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(StoreError, match="damaged or no backup"):
            check(path)

    def test_a_table_that_was_changed_inside_is_told(self, make: Maker, database: Database, clock: FakeClock) -> None:
        fill(database, clock)
        path = make()
        _rewrite(path, "tables/apps.jsonl", lambda lines: lines.replace(b"name", b"game"))
        with pytest.raises(StoreError, match="apps is not as it was written"):
            check(path)

    @pytest.mark.parametrize("manifest", [b"[" * 200_000, b"[]", b'{"format": 1, "app": "x", "tables": []}'])
    def test_a_manifest_that_is_none_is_told(self, make: Maker, manifest: bytes) -> None:
        path = make()
        _rewrite(path, "manifest.json", lambda _: manifest)
        for read in (check, read_manifest):
            with pytest.raises(StoreError, match="manifest cannot be read"):
                read(path)

    @pytest.mark.parametrize("name", ["manifest.json", "secret.key", "tables/apps.jsonl"])
    def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_fills_memory(
        self, make: Maker, name: str
    ) -> None:
        path = make(key=b"key")
        _rewrite(path, name, lambda _: bytes(80 * 2**20), zipfile.ZIP_DEFLATED)
        assert path.stat().st_size < 2**20
        tracemalloc.start()
        try:
            with pytest.raises(StoreError, match="damaged or no backup"):
                read_key(path) if name == "secret.key" else check(path)
            assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
        finally:
            tracemalloc.stop()

    def test_a_row_without_end_is_refused(self, make: Maker) -> None:
        path = make()
        _rewrite(path, "tables/apps.jsonl", lambda _: b"x" * (33 * 2**20), zipfile.ZIP_DEFLATED)
        with pytest.raises(StoreError, match="a row of the table apps is larger"):
            check(path)

    def test_a_part_that_is_packed_otherwise_is_refused(self, make: Maker) -> None:
        path = make()
        _rewrite(path, "manifest.json", lambda told: told, zipfile.ZIP_LZMA)
        with pytest.raises(StoreError, match="packed in a way that no backup is"):
            check(path)

    @pytest.mark.parametrize("row", [b"[" * 200_000, b"{", b"7", b"[1]", b"\xff"])
    def test_a_row_that_is_none_is_told(self, make: Maker, database: Database, clock: FakeClock, row: bytes) -> None:
        fill(database, clock)
        path = make()
        manifest = check(path)
        _rewrite(path, "tables/apps.jsonl", lambda _: row + b"\n")
        with pytest.raises(StoreError, match="a row of the table apps cannot be read"):
            list(read_rows(path, manifest, [Base.metadata.tables["apps"]]))

    def test_a_newer_format_is_refused(self, make: Maker) -> None:
        path = make()
        _rewrite(path, "manifest.json", lambda told: told.replace(b'"format": 1', b'"format": 2'))
        with pytest.raises(NewerDatabase, match="newer Playwarden"):
            read_manifest(path)

    def test_some_other_zip_is_no_backup(self, tmp_path: Path) -> None:
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme", "hello")
        with pytest.raises(StoreError, match="no backup"):
            read_manifest(path)

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            read_manifest(tmp_path / "x.zip")


class TestListing:
    @pytest.fixture
    def database(self, sqlite_database: Database) -> Database:
        return sqlite_database

    def test_the_newest_come_first_and_damaged_ones_are_shown(
        self, make: Maker, clock: FakeClock, folder: Path
    ) -> None:
        first = make()
        clock.advance(days=1)
        second = make(Kind.NIGHTLY)
        (folder / "broken.zip").write_text("?")
        found = kept(folder)
        assert [one.path.name for one in found] == [second.name, first.name, "broken.zip"]
        assert found[2].manifest is None
        assert "damaged" in found[2].fault
        assert [one.name for one in as_backups(found)] == [second.name, first.name]
        assert as_backups(found)[0].created_at - as_backups(found)[1].created_at == timedelta(days=1)


HALF_WAY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from playwarden.domain.backups import Kind
from playwarden.store.backup import back_up
from playwarden.store.database import Database

def wait(done, total):
    if done * 2 > total:
        print("half way", flush=True)
        sys.stdin.readline()

back_up(Database(sys.argv[1]), Path(sys.argv[2]), kind=Kind.MANUAL, at=datetime.now(UTC), progress=wait)
"""


def _settings(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        rows = [json.loads(line) for line in archive.read("tables/settings.jsonl").splitlines()]
    return {row[0]: row[1] for row in rows}


def _rewrite(path: Path, name: str, change: Callable[[bytes], bytes], packed: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    members[name] = change(members[name])
    with zipfile.ZipFile(path, "w", packed) as archive:
        for one, body in members.items():
            archive.writestr(one, body)


def _told_or_the_same(path: Path, whole: bytes) -> None:
    """Damage is told, or did no harm (a date inside of the zip's own list, say): then all content is as it was."""
    try:
        check(path)
    except StoreError:
        return
    damaged = path.read_bytes()
    path.write_bytes(whole)
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist() if name.startswith("tables/")}
    path.write_bytes(damaged)
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in before} == before
