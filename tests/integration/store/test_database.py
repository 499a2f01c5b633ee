"""The database door on both databases: what it keeps, what it rolls back, and what it says when it cannot."""

import contextlib
import os
import resource
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import exc, insert, text

from playwarden.kit.errors import Busy, Damaged, DiskFull, StoreError
from playwarden.store.database import Database, exclusive
from playwarden.store.models.library import Picture
from playwarden.store.models.system import Setting
from tests.integration.store.processes import Child
from tests.postgres import Server


def value(database: Database, name: str) -> str | None:
    with database.read() as session:
        setting = session.get(Setting, name)
        return setting.value if setting else None


def put(database: Database, name: str, content: str) -> None:
    with database.write() as session:
        session.merge(Setting(name=name, value=content))


class TestTransactions:
    def test_a_block_that_ends_well_is_kept(self, database: Database) -> None:
        put(database, "colour", "green")
        assert value(database, "colour") == "green"

    def test_a_block_that_fails_leaves_nothing(self, database: Database) -> None:
        def fail_late() -> None:
            with database.write() as session:
                session.add(Setting(name="colour", value="green"))
                session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_late()
        assert value(database, "colour") is None

    def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(self, database: Database) -> None:
        put(database, "colour", "green")
        with database.read() as session:
            before = session.scalar(text("SELECT value FROM settings"))
            put(database, "colour", "blue")
            assert session.scalar(text("SELECT value FROM settings")) == before == "green"
        assert value(database, "colour") == "blue"

    def test_a_reader_cannot_write(self, database: Database) -> None:
        with pytest.raises(exc.DBAPIError, match=r"read-?only"), database.read() as session:
            session.execute(insert(Setting).values(name="colour", value="green"))
        put(database, "colour", "blue")
        assert value(database, "colour") == "blue"

    def test_a_row_that_is_refused_comes_as_it_is(self, database: Database) -> None:
        put(database, "colour", "green")
        with pytest.raises(exc.IntegrityError), database.write() as session:
            session.execute(insert(Setting).values(name="colour", value="blue"))

    def test_foreign_keys_hold(self, database: Database) -> None:
        with pytest.raises(exc.IntegrityError), database.write() as session:
            session.execute(
                text("INSERT INTO track_artists (track_uri, position, artist_id) VALUES ('none', 0, 'none')")
            )

    def test_sqlite_keeps_what_was_committed_through_a_power_cut(self, sqlite_database: Database) -> None:
        with sqlite_database.read() as session:
            answers = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
        assert answers == ["wal", 2]

    def test_a_new_file_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        with database.write() as session:
            session.execute(text("CREATE TABLE t (n)"))
            assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
        database.close()


def test_a_connection_that_a_thread_has_when_the_database_is_closed_is_closed_when_it_is_given_back(
    database_url: str,
) -> None:
    """Else it stays open until somebody collects garbage, and the server counts it as long."""
    database = Database(database_url)
    with database.engine.connect() as connection:
        held = connection.connection.dbapi_connection
        assert held is not None
        database.close()
        assert connection.execute(text("SELECT 1")).scalar() == 1
    with pytest.raises(Exception, match="closed"):
        held.cursor().execute("SELECT 1")


class TestExclusive:
    def test_counting_and_inserting_under_a_name_never_oversteps(self, database: Database) -> None:
        """The ledger's pattern: at most 5 rows, whoever comes."""

        def book(mark: int) -> None:
            for number in range(4):
                with database.write() as session:
                    exclusive(session, "quota group 1")
                    if (session.scalar(text("SELECT count(*) FROM settings")) or 0) < 5:
                        session.add(Setting(name=f"{mark} {number}", value=""))

        threads = [threading.Thread(target=book, args=(mark,)) for mark in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM settings")) == 5

    def test_different_names_do_not_wait_for_each_other(self, postgres_database: Database) -> None:
        with postgres_database.write() as one, postgres_database.write() as other:
            exclusive(one, "a")
            exclusive(other, "b")


LOCKER = """
import sys
from sqlalchemy import text
from playwarden.store.database import Database, exclusive
database = Database(sys.argv[1])
with database.write() as session:
    exclusive(session, "audit")
    print("locked", flush=True)
    sys.stdin.readline()
database.close()
"""


class TestBusy:
    def test_a_lock_that_is_kept_too_long_is_told_as_busy(self, database_url: str) -> None:
        database = Database(database_url, patience=0.2)

        def lock() -> None:
            with database.write() as session:
                exclusive(session, "audit")

        with Child(LOCKER, database_url) as child:
            assert child.line() == "locked"
            with pytest.raises(Busy):
                lock()
            child.tell("go")
            assert child.ended() == 0
        lock()
        database.close()


class TestFullDisk:
    def test_the_change_is_rolled_back_and_the_database_stays_usable(self, sqlite_database: Database) -> None:
        put(sqlite_database, "colour", "green")
        with sqlite_database.write() as session:
            pages = session.scalar(text("PRAGMA page_count"))
        sqlite_database.close()
        limited = Database(sqlite_database.url.render_as_string())
        with limited.read() as session:
            session.execute(text(f"PRAGMA max_page_count={pages}"))  # stays with the one connection of the pool

        def write_much() -> None:
            with limited.write() as session:
                session.merge(Setting(name="colour", value="blue"))
                session.add(_picture(300_000))

        with pytest.raises(DiskFull):
            write_much()
        assert value(limited, "colour") == "green"
        put(limited, "colour", "red")
        assert value(limited, "colour") == "red"
        limited.close()

    def test_a_disk_that_is_really_full(self, small_disk: "SmallDisk") -> None:
        database = Database(f"sqlite:///{small_disk.folder / 'playwarden.db'}")
        Setting.metadata.create_all(database.engine)
        put(database, "colour", "green")

        def write_much() -> None:
            with database.write() as session:
                session.merge(Setting(name="colour", value="blue"))
                session.add(_picture(300_000))

        with small_disk.full(), pytest.raises(small_disk.error):
            write_much()
        assert value(database, "colour") == "green"
        put(database, "colour", "red")
        assert value(database, "colour") == "red"
        database.close()

    def test_reading_goes_on_while_the_disk_is_full(self, small_disk: "SmallDisk") -> None:
        database = Database(f"sqlite:///{small_disk.folder / 'playwarden.db'}")
        Setting.metadata.create_all(database.engine)
        put(database, "colour", "green")
        with small_disk.full():
            assert value(database, "colour") == "green"
        database.close()


class TestPlaces:
    def test_a_folder_that_may_not_be_written_is_told(self, tmp_path: Path) -> None:
        script = (
            "import os, sys\n"
            "from playwarden.kit.errors import StoreError\n"
            "from playwarden.store.database import Database\n"
            "from playwarden.store.models.system import Setting\n"
            "import sqlalchemy.dialects.sqlite\n"
            "if os.geteuid() == 0: os.seteuid(65534)\n"
            "for name in ('there.db', 'new.db'):\n"
            "    try:\n"
            "        with Database(f'sqlite:///{sys.argv[1]}/{name}').write() as session:\n"
            "            session.add(Setting(name='colour', value='green'))\n"
            "    except StoreError as error:\n"
            "        print(error, flush=True)\n"
        )
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            Path(folder).chmod(0o755)
            closed = Path(folder) / "closed"
            closed.mkdir()
            database = Database(f"sqlite:///{closed / 'there.db'}")
            Setting.metadata.create_all(database.engine)
            database.close()
            (closed / "there.db").chmod(0o444)
            closed.chmod(0o555)
            with Child(script, str(closed)) as child:
                said = [child.line(), child.line()]
                child.ended()
            closed.chmod(0o755)
        assert str(closed / "there.db") in said[0]
        assert "right to write" in said[0] or "allowed to write" in said[0]
        assert "new.db cannot be created" in said[1]

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="cannot be opened"), Database(f"sqlite:///{tmp_path}/no/x.db").read() as s:
            s.execute(text("SELECT 1"))

    def test_a_file_that_is_no_database_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "playwarden.db"
        path.write_bytes(b"this is no database at all" * 100)
        with pytest.raises(Damaged, match="damaged or no database"), Database(f"sqlite:///{path}").write():
            pass

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("nonsense", "no address"),
            ("mysql://root@localhost/x", "does not speak mysql"),
            ("postgresql://postgres@127.0.0.1:1/x", "cannot be reached"),
            ("postgresql://me:hush@127.0.0.1:1/x?foo=bar", "invalid connection option .*PLAYWARDEN_DATABASE_URL"),
            ("postgresql://127.0.0.1:1/x?connect_timeout=soon", "bad value .*PLAYWARDEN_DATABASE_URL"),
            ("postgresql://me:hush@/x?host=a:b&host=c:1", "hosts and ports in PLAYWARDEN_DATABASE_URL"),
        ],
    )
    def test_an_address_that_leads_nowhere_is_told(self, url: str, words: str) -> None:
        def open_it() -> None:
            with Database(url).read() as session:
                session.execute(text("SELECT 1"))

        with pytest.raises(StoreError, match=words) as told:
            open_it()
        assert "hush" not in str(told.value)

    def test_a_database_that_does_not_exist_is_told(self, postgres: Server) -> None:
        with pytest.raises(StoreError, match="There is no database"), Database(postgres.url("nowhere")).write():
            pass

    def test_a_password_is_never_told(self) -> None:
        with pytest.raises(StoreError) as told, Database("postgresql://me:hush@127.0.0.1:1/x").write():
            pass
        assert "hush" not in str(told.value)


class TestLostConnections:
    def test_a_connection_that_was_closed_while_it_was_idle_is_replaced(
        self, postgres_database: Database, postgres: Server
    ) -> None:
        put(postgres_database, "colour", "green")
        _cut(postgres, postgres_database)
        put(postgres_database, "colour", "blue")
        assert value(postgres_database, "colour") == "blue"

    def test_a_connection_that_is_lost_half_way_is_told_and_nothing_is_repeated(
        self, postgres_database: Database, postgres: Server
    ) -> None:
        put(postgres_database, "colour", "green")

        def lose_it() -> None:
            with postgres_database.write() as session:
                session.merge(Setting(name="colour", value="blue"))
                session.flush()
                _cut(postgres, postgres_database)
                session.merge(Setting(name="shape", value="round"))

        with pytest.raises(StoreError, match="was lost; the change was not kept"):
            lose_it()
        assert value(postgres_database, "colour") == "green"

    def test_a_connection_that_is_lost_at_the_commit_leaves_it_open(
        self, postgres_database: Database, postgres: Server
    ) -> None:
        def lose_it() -> None:
            with postgres_database.write() as session:
                session.merge(Setting(name="colour", value="blue"))
                session.flush()
                _cut(postgres, postgres_database)

        with pytest.raises(StoreError, match="whether the last change was kept is not known"):
            lose_it()


@dataclass(frozen=True)
class SmallDisk:
    """A folder whose disk can be filled: a file system of 2 MB where one may be mounted, else no file may grow."""

    folder: Path
    mounted: bool

    @property
    def error(self) -> type[StoreError]:
        return DiskFull if self.mounted else StoreError

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        if not self.mounted:
            soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
            try:
                yield
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            return
        ballast = self.folder / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        try:
            yield
        finally:
            ballast.unlink()


@pytest.fixture(params=["mounted", "limited"])
def small_disk(request: pytest.FixtureRequest) -> Iterator[SmallDisk]:
    folder = Path(tempfile.mkdtemp(prefix="playwarden-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    mounted = (
        request.param == "mounted"
        and os.geteuid() == 0
        and shutil.which("mount") is not None
        and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    )
    try:
        yield SmallDisk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def _picture(size: int) -> Picture:
    return Picture(sha256="x", media_type="image/jpeg", width=1, height=1, body=os.urandom(size), likeness="0")


def _cut(postgres: Server, database: Database) -> None:
    postgres.execute(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database.url.database}'"
    )
