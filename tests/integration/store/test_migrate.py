"""The schema on both databases: as the models say, brought up to date once, with the old state in a checked backup."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import exc, inspect, select, text

from playwarden.kit.errors import NewerDatabase, StoreError
from playwarden.kit.pictures import look_at
from playwarden.store import migrate
from playwarden.store.archive import check
from playwarden.store.backup import revision
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date, create_at
from playwarden.store.models.library import Picture
from playwarden.store.models.system import Setting
from playwarden.store.trail import StoredTrail
from tests.artwork import Served, numbered
from tests.fakes.clock import FakeClock
from tests.integration.store.processes import Child
from tests.integration.store.steps import longer

ADD_COLUMN = "op.add_column('settings', sa.Column('note', sa.String(), nullable=False, server_default='none'))"
TEAR = "op.execute('UPDATE versions SET playlist_id = playlist_id || playlist_id')"
REMAKE = (
    "with op.batch_alter_table('playlists', recreate='auto') as batch:\n"
    "        batch.alter_column('name', existing_type=sa.String(), type_=sa.Text())"
)


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    opened.close()


def stored(database: Database) -> str | None:
    with database.read() as session:
        return revision(session)


def in_steps(database: Database) -> None:
    """Brings an empty database to the newest revision by every step there ever was."""
    create_at(database, "0001")
    create_at(database, "head")


def parts(database: Database) -> set[tuple[str, ...]]:
    """What a schema is made of besides columns: triggers, indexes, keys and checks, each with what it says. SQLite
    keeps the words it was given, of which only blanks and quotes may differ.
    """
    with database.read() as session:
        if not database.on_sqlite:
            return {(str(kind), str(of), str(told)) for kind, of, told in session.execute(text(PARTS))}
        told = session.execute(text("SELECT type, name, sql FROM sqlite_master WHERE type <> 'table'")).all()
        found: set[tuple[str, ...]] = {
            (kind, name, re.sub(r'[\s"]+', " ", sql or "").lower()) for kind, name, sql in told
        }
        inspector = inspect(session.connection())
        for name in inspector.get_table_names():
            keys = [inspector.get_pk_constraint(name), *inspector.get_foreign_keys(name)]
            rules = [*keys, *inspector.get_unique_constraints(name), *inspector.get_check_constraints(name)]
            found |= {("rule", name, str(sorted(rule.items(), key=str))) for rule in rules}
        return found


PARTS = """
SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'rule', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""


class TestSchema:
    def test_migrations_make_what_the_models_say(self, database: Database) -> None:
        in_steps(database)
        with database.engine.connect() as connection, warnings.catch_warnings():
            # an index on an expression or with a condition is not compared by SQLAlchemy: it says so
            warnings.simplefilter("ignore", exc.SAWarning)
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            differences = compare_metadata(context, Setting.metadata)
        assert differences == []

    def test_a_first_start_makes_at_once_what_all_steps_make(
        self, database: Database, sqlite_database: Database, postgres_database: Database
    ) -> None:
        made = sqlite_database if database.on_sqlite else postgres_database
        in_steps(database)
        assert parts(database) == parts(made)
        assert {kind for kind, *_ in parts(made)} >= {"trigger", "index", "rule"}

    def test_the_newest_revision_is_the_one_written_down(self) -> None:
        assert migrate.known_revisions()[-1] == migrate.HEAD


class TestBringingUpToDate:
    def test_an_empty_database_gets_its_tables_without_a_backup(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        done = bring_up_to_date(database, tmp_path, clock)
        assert (done.before, done.after, done.backup) == (None, migrate.HEAD, None)
        assert stored(database) == migrate.HEAD

    def test_doing_it_again_does_nothing(self, database: Database, tmp_path: Path, clock: FakeClock) -> None:
        bring_up_to_date(database, tmp_path, clock)
        done = bring_up_to_date(database, tmp_path, clock)
        assert (done.before, done.after, done.backup) == (migrate.HEAD, migrate.HEAD, None)

    def test_neither_a_first_start_nor_one_with_nothing_to_do_loads_alembic(
        self, empty_database_url: str, tmp_path: Path
    ) -> None:
        script = (
            "import sys; from pathlib import Path\n"
            "from playwarden.kit.clock import SystemClock\n"
            "from playwarden.store.database import Database\n"
            "from playwarden.store.migrate import bring_up_to_date\n"
            "done = bring_up_to_date(Database(sys.argv[1]), Path(sys.argv[2]), SystemClock())\n"
            "print(done.before is None, 'alembic' in sys.modules, flush=True)\n"
        )
        for first in (True, False):
            words = [sys.executable, "-c", script, empty_database_url, str(tmp_path)]
            done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
            assert done.stdout == f"{first} False\n"

    def test_processes_that_start_at_once_migrate_once(
        self, database: Database, empty_database_url: str, tmp_path: Path, clock: FakeClock
    ) -> None:
        bring_up_to_date(database, tmp_path / "data", clock)
        StoredTrail(database, clock).note(actor="x", action="x", subject="x")
        steps = longer(tmp_path / "steps", ADD_COLUMN)
        with (
            Child(MIGRATE, empty_database_url, str(tmp_path), str(steps.folder)) as one,
            Child(MIGRATE, empty_database_url, str(tmp_path), str(steps.folder)) as other,
        ):
            assert (one.line(), other.line()) == ("ready", "ready")
            one.tell("go")
            other.tell("go")
            assert sorted([one.line(), other.line()]) == [f"{migrate.HEAD} 9999", "9999 9999"]
        assert len(list((tmp_path / "backups").iterdir())) == 1

    def test_tables_of_somebody_else_are_left_alone(self, database: Database, tmp_path: Path, clock: FakeClock) -> None:
        with database.write() as session:
            session.execute(text("CREATE TABLE runs (n INTEGER)"))
        with pytest.raises(StoreError, match="did not make"):
            bring_up_to_date(database, tmp_path, clock)
        with database.read() as session:
            assert inspect(session.connection()).get_table_names() == ["runs"]

    def test_a_newer_database_is_refused_and_left_alone(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        steps = longer(tmp_path / "steps", ADD_COLUMN)
        bring_up_to_date(database, tmp_path, clock, steps)
        with pytest.raises(NewerDatabase, match="9999"):
            bring_up_to_date(database, tmp_path, clock)
        assert stored(database) == "9999"


class TestOurSteps:
    def test_pictures_kept_with_a_hash_of_64_bits_are_looked_at_anew(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        body = Served(64, "JPEG", 85).of(numbered(1, 0.2))
        create_at(database, "0011")
        with database.write() as session:
            for sha256, held in (("a", body), ("b", b"no picture")):
                row = {"sha256": sha256, "media_type": "image/jpeg", "width": 64, "height": 64}
                session.add(Picture(**row, body=held, likeness="f" * 16))
        bring_up_to_date(database, tmp_path, clock)
        with database.read() as session:
            found = {row.sha256: row for row in session.scalars(select(Picture))}
            assert {key: row.likeness for key, row in found.items()} == {"a": look_at(body).likeness, "b": ""}
            assert [row.body for row in found.values()] == [body, b"no picture"]


class TestSteps:
    @pytest.fixture(autouse=True)
    def old_state(self, database: Database, tmp_path: Path, clock: FakeClock) -> None:
        bring_up_to_date(database, tmp_path, clock)
        with database.write() as session:
            session.add(Setting(name="colour", value="green"))

    def test_a_step_keeps_rows_and_leaves_the_state_before_in_a_checked_backup(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        done = bring_up_to_date(database, tmp_path, clock, longer(tmp_path / "steps", ADD_COLUMN))
        assert done.backup is not None
        manifest = check(done.backup)
        assert (manifest.kind, manifest.revision, manifest.tables["settings"].rows) == (
            "before-migration",
            migrate.HEAD,
            1,
        )
        with database.read() as session:
            assert session.execute(text("SELECT value, note FROM settings")).all() == [("green", "none")]

    def test_making_a_table_anew_keeps_the_rows_that_refer_to_it(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        _add_playlist_with_version(database, clock)
        bring_up_to_date(database, tmp_path, clock, longer(tmp_path / "steps", REMAKE))
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM versions")) == 1
        with database.write() as session:
            with pytest.raises(exc.IntegrityError):
                session.execute(text("INSERT INTO track_artists (track_uri, position, artist_id) VALUES ('a', 0, 'b')"))
            session.rollback()

    def test_a_step_that_fails_changes_nothing_and_names_the_backup(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        body = f"{ADD_COLUMN}\n    op.execute('INSERT INTO settings (name, value) SELECT name, value FROM settings')"
        with pytest.raises(StoreError, match="could not be brought up to date") as told:
            bring_up_to_date(database, tmp_path, clock, longer(tmp_path / "steps", body))
        backup = next((tmp_path / "backups").glob("*.zip"))
        assert str(backup) in str(told.value)
        assert stored(database) == migrate.HEAD
        with database.read() as session:
            assert session.execute(text("SELECT * FROM settings")).all() == [("colour", "green")]

    def test_a_step_that_tears_references_is_taken_back(
        self, database: Database, tmp_path: Path, clock: FakeClock
    ) -> None:
        _add_playlist_with_version(database, clock)
        with pytest.raises(StoreError, match="nothing was changed"):
            bring_up_to_date(database, tmp_path, clock, longer(tmp_path / "steps", TEAR))
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM playlists")) == 1

    def test_a_process_killed_in_the_middle_of_a_step_changes_nothing(
        self, database: Database, empty_database_url: str, tmp_path: Path, clock: FakeClock
    ) -> None:
        body = f"{ADD_COLUMN}\n    import sys; print('half way', flush=True); sys.stdin.readline()"
        steps = longer(tmp_path / "steps", body)
        with Child(MIGRATE, empty_database_url, str(tmp_path), str(steps.folder)) as child:
            assert child.line() == "ready"
            child.tell("go")
            assert child.line() == "half way"
            child.kill()
        assert stored(database) == migrate.HEAD
        with database.read() as session:
            assert session.execute(text("SELECT * FROM settings")).all() == [("colour", "green")]
        done = bring_up_to_date(database, tmp_path, clock)
        assert done.after == migrate.HEAD


MIGRATE = """
import sys
from pathlib import Path
from playwarden.kit.clock import SystemClock
from playwarden.store.database import Database
from playwarden.store.migrate import Steps, bring_up_to_date
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = bring_up_to_date(database, Path(sys.argv[2]), SystemClock(), Steps(Path(sys.argv[3]), "9999"))
print(done.before, done.after, flush=True)
database.close()
"""


def _add_playlist_with_version(database: Database, clock: FakeClock) -> None:
    from playwarden.store.models.library import Playlist, Version

    with database.write() as session:
        session.add(
            Playlist(
                id="p1", name="Mix", collaborative=False, owner_id="me", snapshot_id="s1", first_seen_at=clock.now()
            )
        )
        session.flush()
        session.add(
            Version(
                id="ver_1",
                playlist_id="p1",
                number=1,
                cause="first",
                seen_at=clock.now(),
                snapshot_id="s1",
                details={},
            )
        )
