"""Restores on and between both databases: all of it or nothing, and what must not be turned back is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from playwarden.domain.backups import Kind
from playwarden.engine.ports.audit import LinkFilter
from playwarden.kit.errors import Blocked, NewerDatabase, StoreError
from playwarden.store import migrate, models
from playwarden.store.archive import check, read_key
from playwarden.store.backup import back_up
from playwarden.store.base import Base
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.migrate import bring_up_to_date
from playwarden.store.restore import PASSING, RESTORED, Restored, replaced_chains, restore
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.integration.store.filled import content, fill
from tests.integration.store.processes import Child
from tests.integration.store.steps import longer

CHAIN = frozenset({"audit_links", "audit_documents", "leases", "settings"}) | PASSING


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "backups"
    path.mkdir()
    return path


@pytest.fixture
def other(other_database: Database) -> Database:
    """A second, empty installation, of either kind."""
    return other_database


def put_back(database: Database, path: Path, clock: FakeClock, **options: Any) -> Restored:
    return restore(database, path, path.parent, at=clock.now(), actor="operator", **options)


def saved(database: Database, folder: Path, clock: FakeClock) -> Path:
    return back_up(database, folder, kind=Kind.MANUAL, at=clock.now())


class TestMoving:
    def test_every_value_arrives_on_any_kind_of_database(
        self, database: Database, other: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(database, clock)
        path = saved(database, folder, clock)
        done = put_back(other, path, clock)
        assert done.saved is None
        assert content(other, without=CHAIN) == content(database, without=CHAIN)
        assert _nulls(other) == _nulls(database)

    def test_the_audit_chain_arrives_whole_and_goes_on(
        self, sqlite_database: Database, other: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(sqlite_database, clock)
        before = StoredTrail(sqlite_database, clock).head()
        put_back(other, saved(sqlite_database, folder, clock), clock)
        verified = StoredTrail(other, clock).verify()
        assert (verified.count, verified.first_broken) == (before.number + 1, None)
        newest = StoredTrail(other, clock).links(LinkFilter(limit=1))[0]
        assert (newest.action, newest.actor, newest.previous) == (RESTORED, "operator", before.hash)

    def test_the_chain_is_guarded_afterwards(
        self, sqlite_database: Database, other: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(sqlite_database, clock)
        put_back(other, saved(sqlite_database, folder, clock), clock)
        for statement in ("UPDATE audit_links SET actor = 'x'", "DELETE FROM audit_links"):
            with pytest.raises(Exception, match="only grows"), other.write() as session:
                session.execute(text(statement))

    def test_new_rows_get_numbers_of_their_own(
        self, sqlite_database: Database, other: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(sqlite_database, clock)
        put_back(other, saved(sqlite_database, folder, clock), clock)
        with other.write() as session:
            session.add(_call(clock))
            session.flush()
            assert session.scalar(text("SELECT max(id) FROM calls")) == 4


class TestReplacing:
    def test_a_database_with_content_is_replaced_only_when_forced(
        self, database: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(database, clock)
        path = saved(database, folder, clock)
        with pytest.raises(Blocked, match="not empty"):
            put_back(database, path, clock)

    def test_what_stood_there_lies_in_a_backup_and_comes_back_from_it(
        self, database: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(database, clock)
        old = content(database, without=CHAIN)
        path = saved(database, folder, clock)
        with database.write() as session:
            session.execute(update(models.library.Playlist).values(name="changed"))
            session.execute(delete(models.runs.Step))
        changed = content(database, without=CHAIN)
        done = put_back(database, path, clock, force=True)
        assert content(database, without=CHAIN) == old
        assert done.saved is not None
        assert check(done.saved).kind == "before-restore"
        put_back(database, done.saved, clock, force=True)
        assert content(database, without=CHAIN) == changed

    def test_a_failure_half_way_changes_nothing(self, database: Database, folder: Path, clock: FakeClock) -> None:
        fill(database, clock)
        path = saved(database, folder, clock)
        with database.write() as session:
            session.execute(update(models.library.Playlist).values(name="changed"))
        before = content(database)

        def fail(done: int, _total: int) -> None:
            if done > 20:
                raise StoreError("the disk fell out")

        with pytest.raises(StoreError, match="fell out"):
            put_back(database, path, clock, force=True, progress=fail)
        assert content(database) == before
        assert StoredTrail(database, clock).verify().first_broken is None

    def test_killed_half_way_it_changes_nothing(
        self, database: Database, database_url: str, folder: Path, clock: FakeClock
    ) -> None:
        fill(database, clock)
        path = saved(database, folder, clock)
        with database.write() as session:
            session.execute(update(models.library.Playlist).values(name="changed"))
        before = content(database)
        with Child(HALF_WAY, database_url, str(path)) as child:
            assert child.line() == "half way"
            assert content(database) == before  # readers go on meanwhile
            child.kill()
        assert content(database) == before
        put_back(database, path, clock, force=True)
        assert content(database, without=CHAIN) != before

    def test_a_damaged_backup_touches_nothing(self, database: Database, folder: Path, clock: FakeClock) -> None:
        fill(database, clock)
        path = saved(database, folder, clock)
        body = path.read_bytes()
        path.write_bytes(body[:500] + b"????" + body[504:])
        before = content(database)
        with pytest.raises(StoreError):
            put_back(database, path, clock, force=True)
        assert content(database) == before
        assert [one.name for one in folder.iterdir()] == [path.name]

    def test_the_key_that_a_backup_replaces_lies_in_the_backup_before(
        self, database: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(database, clock)
        done = put_back(database, saved(database, folder, clock), clock, force=True, key=b"the old key")
        assert done.saved is not None
        assert read_key(done.saved) == b"the old key"


class TestOlderAndNewer:
    def test_a_backup_of_an_older_schema_is_brought_up_to_date(
        self, sqlite_database: Database, other: Database, folder: Path, clock: FakeClock, tmp_path: Path
    ) -> None:
        """Made on revision 0001, restored by a version that knows one more."""
        fill(sqlite_database, clock)
        path = saved(sqlite_database, folder, clock)
        steps = longer(tmp_path / "steps", "op.execute(\"UPDATE playlists SET name = 'migrated'\")")
        bring_up_to_date(other, tmp_path, clock, steps)
        put_back(other, path, clock, steps=steps)
        with other.read() as session:
            assert set(session.scalars(select(models.library.Playlist.name))) == {"migrated"}

    def test_a_backup_of_a_newer_schema_is_refused(
        self, database: Database, folder: Path, clock: FakeClock, tmp_path: Path
    ) -> None:
        fill(database, clock)
        with database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        path = saved(database, folder, clock)
        with database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.HEAD})
        with pytest.raises(NewerDatabase, match="9999"):
            put_back(database, path, clock, force=True)


class TestNotTurnedBack:
    """An older state is put back a day later, after life went on."""

    @pytest.fixture
    def path(self, database: Database, folder: Path, clock: FakeClock) -> Path:
        fill(database, clock)
        clock.advance(minutes=1)
        path = saved(database, folder, clock)
        clock.advance(days=1)
        return path

    def test_the_audit_chain_keeps_what_was_added_since(self, database: Database, path: Path, clock: FakeClock) -> None:
        trail = StoredTrail(database, clock)
        since = trail.note(actor="x", action="since", subject="x", after={"new": 1})
        assert put_back(database, path, clock, force=True).chain_kept
        numbers = [(link.number, link.action) for link in trail.links(LinkFilter(limit=2))]
        assert numbers == [(since.number + 1, RESTORED), (since.number, "since")]
        assert trail.verify().first_broken is None

    def test_what_was_erased_since_stays_erased(self, database: Database, path: Path, clock: FakeClock) -> None:
        trail = StoredTrail(database, clock)
        trail.erase("acc", actor="operator", reason="account removed")
        put_back(database, path, clock, force=True)
        verified = trail.verify()
        assert (verified.erased, verified.first_broken) == (3, None)

    def test_calls_and_bans_since_are_not_forgotten(self, database: Database, path: Path, clock: FakeClock) -> None:
        with database.write() as session:
            session.add(_call(clock))
            session.add(_ban(clock))
        put_back(database, path, clock, force=True)
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM calls")) == 4
            assert session.scalar(select(models.quota.Ban.until).order_by(models.quota.Ban.id.desc())) == (
                clock.now() + timedelta(hours=14)
            )

    def test_tokens_refreshed_since_stay(self, database: Database, path: Path, clock: FakeClock) -> None:
        token = models.accounts.Token
        with database.write() as session:
            first = session.scalars(select(token.account_id).order_by(token.account_id)).first()
            session.execute(
                update(token)
                .where(token.account_id == first)
                .values(sealed_refresh=b"new", generation=9, updated_at=clock.now())
            )
        put_back(database, path, clock, force=True)
        with database.read() as session:
            assert [(row.sealed_refresh == b"new", row.generation) for row in _tokens(session)] == [
                (True, 9),
                (False, 2),
                (False, 3),
            ]

    def test_tokens_sealed_with_a_key_that_goes_do_not_stay(
        self, database: Database, path: Path, clock: FakeClock
    ) -> None:
        token = models.accounts.Token
        with database.write() as session:
            session.execute(update(token).values(sealed_refresh=b"new", updated_at=clock.now()))
        put_back(database, path, clock, force=True, key=b"the old key")
        with database.read() as session:
            assert all(row.sealed_refresh != b"new" for row in _tokens(session))

    def test_a_lease_that_is_held_stays_held_and_fences_do_not_shrink(
        self, database: Database, path: Path, clock: FakeClock
    ) -> None:
        leases = DatabaseLeases(database)
        with leases.held("playlist x"):
            pass
        with leases.held("playlist x") as held:
            put_back(database, path, clock, force=True)
            held.check()
        with leases.held("playlist x") as held:
            assert held.fence == 3

    def test_a_chain_of_another_installation_gives_way_and_is_named(
        self, sqlite_database: Database, other: Database, folder: Path, clock: FakeClock
    ) -> None:
        fill(sqlite_database, clock)
        foreign = StoredTrail(other, clock).note(actor="x", action="foreign", subject="x")
        done = put_back(other, saved(sqlite_database, folder, clock), clock, force=True)
        assert not done.chain_kept
        assert StoredTrail(other, clock).verify().first_broken is None
        with other.read() as session:
            assert replaced_chains(session) == {foreign.hash}


HALF_WAY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from playwarden.store.database import Database
from playwarden.store.restore import restore

def wait(done, total):
    if done * 2 > total:
        print("half way", flush=True)
        sys.stdin.readline()

path = Path(sys.argv[2])
restore(Database(sys.argv[1]), path, path.parent, at=datetime.now(UTC), actor="x", force=True, progress=wait)
"""


def _nulls(database: Database) -> dict[str, int]:
    """How many NULLs each nullable JSON column holds: they are easily turned into the document `null`."""
    found = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns if table.name not in PASSING else ():
                if str(column.type) == "JSON" and column.nullable:
                    query = text(f'SELECT count(*) FROM "{table.name}" WHERE "{column.name}" IS NULL')
                    found[f"{table.name}.{column.name}"] = session.scalar(query) or 0
    return found


def _tokens(session: Any) -> list[models.accounts.Token]:
    return list(session.scalars(select(models.accounts.Token).order_by(models.accounts.Token.account_id)))


def _call(clock: FakeClock) -> models.quota.Call:
    return models.quota.Call(
        at=clock.now(), quota_group="g", app_id="a", bucket="GET /me", lane="interactive", status=200, took_ms=5
    )


def _ban(clock: FakeClock) -> models.quota.Ban:
    return models.quota.Ban(
        quota_group="g",
        app_id="a",
        bucket=None,
        reason="quota",
        since=clock.now(),
        until=clock.now() + timedelta(hours=14),
        calls_before=600,
    )


def test_a_backup_lets_nobody_in_who_was_shown_out_since(database: Database, tmp_path: Path, clock: FakeClock) -> None:
    fill(database, clock)
    made = back_up(database, tmp_path, kind=Kind.MANUAL, at=clock.now())
    restore(database, made, tmp_path, at=clock.now(), actor="operator", force=True)
    there = content(database, without=frozenset())
    assert all(there[table] == [] for table in PASSING)
    assert there["members"]
    assert there["api_tokens"]
