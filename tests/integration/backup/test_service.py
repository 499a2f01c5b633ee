"""Backups as people use them: by hand, every night, one at a time, with or without the key."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from playwarden.features.audit.service import Audit
from playwarden.features.backup.service import Backups
from playwarden.kit.errors import Blocked, Busy, InputError, NotFound
from playwarden.store.archive import read_key
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock


@pytest.fixture
def backups(database: Database, clock: FakeClock, tmp_path: Path) -> Backups:
    return _installation(database, clock, tmp_path)


def _installation(database: Database, clock: FakeClock, data: Path) -> Backups:
    data.mkdir(exist_ok=True)
    (data / "secret.key").write_bytes(f"key of {data.name}".encode())
    return Backups(database, DatabaseLeases(database), clock, data / "backups", data / "secret.key")


class TestByHand:
    def test_it_lies_in_the_folder_and_is_listed(self, backups: Backups) -> None:
        made = backups.make()
        assert [one.path for one in backups.files()] == [made.path]
        assert made.manifest is not None
        assert made.manifest.kind == "manual"

    def test_it_lies_where_it_was_asked_for(self, backups: Backups, tmp_path: Path) -> None:
        assert backups.make(to=tmp_path / "mine.zip").path == tmp_path / "mine.zip"

    def test_it_overwrites_nothing(self, backups: Backups, tmp_path: Path) -> None:
        (tmp_path / "mine.zip").write_text("precious")
        with pytest.raises(InputError, match="exists"):
            backups.make(to=tmp_path / "mine.zip")
        assert (tmp_path / "mine.zip").read_text() == "precious"

    def test_a_key_that_is_not_there_cannot_be_put_inside(self, backups: Backups) -> None:
        backups.key_file.unlink()
        with pytest.raises(InputError, match="no key file"):
            backups.make(with_key=True)

    def test_two_at_once_are_refused(self, backups: Backups, database: Database) -> None:
        with DatabaseLeases(database).held("backup"), pytest.raises(Busy):
            backups.tick()


class TestEveryNight:
    def test_it_is_made_once_a_night(self, backups: Backups, clock: FakeClock) -> None:
        assert backups.tick() is not None
        clock.advance(hours=17, minutes=59)
        assert backups.tick() is None
        clock.advance(minutes=1)
        assert backups.tick() is not None

    def test_as_many_days_and_weeks_stay_as_are_set(self, database: Database, clock: FakeClock, tmp_path: Path) -> None:
        backups = Backups(
            database, DatabaseLeases(database), clock, tmp_path / "b", tmp_path / "secret.key", daily=2, weekly=1
        )
        backups.make()
        for _ in range(10):
            backups.tick()
            clock.advance(days=1)
        kinds = [one.manifest.kind for one in backups.files() if one.manifest]
        assert (kinds.count("nightly"), kinds.count("manual")) == (3, 1)

    def test_without_an_hour_there_is_none(self, database: Database, clock: FakeClock, tmp_path: Path) -> None:
        backups = Backups(database, DatabaseLeases(database), clock, tmp_path / "b", tmp_path / "secret.key", hour=-1)
        assert backups.tick() is None


class TestRestoring:
    def test_a_bare_name_is_looked_for_in_the_folder(self, backups: Backups) -> None:
        made = backups.make()
        assert backups.restore(Path(made.path.name), actor="operator").manifest == made.manifest

    def test_a_name_that_is_nowhere_is_told(self, backups: Backups) -> None:
        with pytest.raises(NotFound):
            backups.restore(Path("none.zip"), actor="operator")

    def test_the_key_inside_becomes_ours_and_ours_is_kept_twice(
        self, backups: Backups, sqlite_database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        StoredTrail(backups.database, clock).note(actor="x", action="x", subject="x")
        elsewhere = _installation(sqlite_database, clock, tmp_path / "elsewhere")
        made = elsewhere.make(with_key=True)
        ours = backups.key_file.read_bytes()
        done = backups.restore(made.path, actor="operator", force=True)
        assert backups.key_file.read_bytes() == b"key of elsewhere"
        assert backups.key_file.stat().st_mode & 0o777 == 0o600
        assert [path.read_bytes() for path in tmp_path.glob("secret.key.before-*")] == [ours]
        assert done.saved is not None
        assert read_key(done.saved) == ours

    def test_a_restore_that_is_refused_leaves_the_key(
        self, backups: Backups, sqlite_database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        StoredTrail(backups.database, clock).note(actor="x", action="x", subject="x")
        made = _installation(sqlite_database, clock, tmp_path / "elsewhere").make(with_key=True)
        ours = backups.key_file.read_bytes()
        with pytest.raises(Blocked):
            backups.restore(made.path, actor="operator")
        assert backups.key_file.read_bytes() == ours

    def test_backups_of_the_chain_that_gave_way_accuse_nobody(
        self, backups: Backups, other_database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        StoredTrail(backups.database, clock).note(actor="x", action="ours", subject="x")
        backups.make()
        elsewhere = _installation(other_database, clock, tmp_path / "elsewhere")
        StoredTrail(other_database, clock).note(actor="x", action="theirs", subject="x")
        backups.restore(elsewhere.make().path, actor="operator", force=True)
        clock.set(datetime(2026, 12, 1, tzinfo=UTC))
        backups.make()
        audit = Audit(StoredTrail(backups.database, clock), backups.database, backups.folder)
        assert audit.verify().first_broken is None
        assert len(audit.known_heads()) == 1
