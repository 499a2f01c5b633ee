"""Brings the schema of a database up to date, after a checked backup; going back is a restore of that."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
    exc,
    insert,
    inspect,
    text,
)
from sqlalchemy.orm import Session

from playwarden.domain.backups import Kind
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NewerDatabase, StoreError
from playwarden.store import models
from playwarden.store.archive import VERSION_TABLE
from playwarden.store.backup import back_up, revision
from playwarden.store.database import Database, exclusive, patient

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0023"
"""The newest revision, so that a start with nothing to do needs no Alembic (0.2 s); a test holds it to the truth."""
BACKUPS = "backups"
"""The folder of backups inside the data folder."""
_SAID: dict[str, tuple[str, ...]] = {}
"""By kind of database: what made all tables, as it was said to the first of that kind."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A history of the schema: its folder, and its newest revision."""

    folder: Path
    head: str


OURS = Steps(Path(__file__).with_name("migrations"), HEAD)


@dataclass(frozen=True, slots=True)
class Migrated:
    """From which revision to which; `before` None: there was nothing. `backup` is where the old state lies."""

    before: str | None
    after: str
    backup: Path | None = None


def bring_up_to_date(database: Database, data_dir: Path, clock: Clock, steps: Steps = OURS) -> Migrated:
    """Create or migrate the schema, in one transaction; of several processes that start at once one does it.

    A database with content is backed up first. Raises NewerDatabase (nothing is touched), and StoreError with the
    backup's path when a step fails (nothing is changed then).
    """
    with database.read() as session:
        found = _stored(session, steps)
    if found == steps.head:
        return Migrated(found, found)
    with database.told(), migrating(database) as session:
        exclusive(session, "migrate")
        found = _stored(session, steps)
        if found == steps.head:
            return Migrated(found, found)
        _refuse_foreign(session, found)
        backup = None
        if found is not None:
            backup = back_up(database, data_dir / BACKUPS, kind=Kind.BEFORE_MIGRATION, at=clock.now())
        _upgrade(session, "head", steps, backup)
    return Migrated(found, steps.head, backup)


def create_at(database: Database, target: str, steps: Steps = OURS) -> None:
    """Bring an empty or older database that nobody else uses to revision `target` (or `head`), without a backup."""
    with database.told(), migrating(database) as session:
        _upgrade(session, target, steps, None)


def known_revisions(steps: Steps = OURS) -> list[str]:
    """Every revision this version knows, the oldest first."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config(steps))
    return [step.revision for step in reversed(list(script.walk_revisions()))]


class migrating:  # noqa: N801 - used like the functions of contextlib
    """A session in a transaction for changing the schema.

    On SQLite foreign keys are off in it, since a table is changed by making it anew, and dropping the old one would
    take along what refers to it; they are checked before the end. Its connection is not used again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._session: Session | None = None

    def __enter__(self) -> Session:
        self._connection = self._database.engine.connect().execution_options(foreign_keys="off")
        self._connection.begin()
        self._session = Session(self._connection, expire_on_commit=False)
        patient(self._session)
        return self._session

    def __exit__(self, kind: Any, *_: object) -> None:
        assert self._connection is not None
        assert self._session is not None
        transaction = self._connection.get_transaction()
        try:
            if kind is None:
                self._session.flush()
                if self._database.on_sqlite:
                    self._check_references()
                if transaction is not None:
                    transaction.commit()
            elif transaction is not None:
                transaction.rollback()
        finally:
            self._session.close()
            with suppress(exc.SQLAlchemyError):
                self._connection.invalidate()
            self._connection.close()

    def _check_references(self) -> None:
        assert self._connection is not None
        torn = self._connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if torn is not None:
            raise StoreError(f"A row of {torn[0]} refers to one of {torn[2]} that is gone; nothing was changed.")


def _stored(session: Session, steps: Steps) -> str | None:
    """The revision as written. Raises NewerDatabase for one that this version does not know."""
    found = revision(session)
    if found is None or found == steps.head or found in known_revisions(steps):
        return found
    raise NewerDatabase(
        f"The database was written by a newer Playwarden (its schema is {found}, this one knows {steps.head}).",
        "Install the newer version again, or restore a backup from before it with `playwarden restore`.",
    )


def _refuse_foreign(session: Session, found: str | None) -> None:
    """Tables of our names without a revision are somebody else's, or half of ours: hands off."""
    if found is not None:
        return
    ours = set(models.system.Lease.metadata.tables)
    there = ours.intersection(inspect(session.connection()).get_table_names())
    if there:
        raise StoreError(
            f"The database holds tables that Playwarden did not make ({', '.join(sorted(there)[:3])}).",
            "Give it a database of its own.",
        )


def _upgrade(session: Session, target: str, steps: Steps, backup: Path | None) -> None:
    lies = f" A backup from before lies in {backup}." if backup else ""
    try:
        if steps == OURS and target in ("head", HEAD) and revision(session) is None:
            _create(session)
        else:
            _step(session, target, steps)
        if session.execute(text(f"SELECT count(*) FROM {VERSION_TABLE}")).scalar() != 1:  # noqa: S608 - a constant
            raise StoreError(f"The schema did not reach one revision; nothing was changed.{lies}")
    except (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.ArgumentError) as error:
        first = str(getattr(error, "orig", error)).partition("\n")[0]
        raise StoreError(
            f"The database could not be brought up to date ({first}); nothing was changed.{lies}",
            "Go back to the version before, and report this.",
        ) from error


def _step(session: Session, target: str, steps: Steps) -> None:
    """One step after the other, by Alembic."""
    from alembic import command
    from alembic.util.exc import CommandError

    config = _config(steps)
    config.attributes["connection"] = session.connection()
    try:
        command.upgrade(config, target)
    except CommandError as error:
        raise exc.ArgumentError(str(error)) from error


def _create(session: Session) -> None:
    """All tables as the models say, marked with the newest revision, which is where all steps one after the other lead
    as well (a test holds it to that): a first start needs neither them nor Alembic (0.3 s).
    """
    connection = session.connection()
    _create_tables(connection)
    version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False))
    version.append_constraint(PrimaryKeyConstraint(version.c.version_num, name=f"{VERSION_TABLE}_pkc"))
    version.create(connection)
    connection.execute(insert(version).values(version_num=HEAD))


def _create_tables(connection: Connection) -> None:
    """What makes the tables is written out once in a process, and said again for every further database: a restore
    builds one beside the other.
    """
    said = _SAID.get(connection.dialect.name)
    if said is not None:
        for statement in said:
            connection.exec_driver_sql(statement)
        return
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(connection, "before_cursor_execute", hear)
    models.system.Lease.metadata.create_all(connection, checkfirst=False)
    event.remove(connection, "before_cursor_execute", hear)
    _SAID[connection.dialect.name] = tuple(heard)


def _config(steps: Steps) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    return config
