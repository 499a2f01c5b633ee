"""Puts a backup back, in one transaction of the running database: all of it or nothing.

What must not be turned back is carried over from the present: the audit chain (when the backup's is its beginning),
calls, bans and ceilings learned since, tokens refreshed since (the older ones are dead: Spotify rotates them), and the
fences of leases.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, exists, func, insert, select, text
from sqlalchemy.orm import Session

from playwarden.domain.audit import Head
from playwarden.domain.backups import Kind
from playwarden.kit.errors import Blocked, NewerDatabase, StoreError
from playwarden.store import audio_pairs, audit, blocking, derived, models
from playwarden.store.archive import DERIVED, Manifest, Progress, check, read_rows, shapes
from playwarden.store.backup import ASIDE, back_up
from playwarden.store.database import Database, exclusive, patient
from playwarden.store.migrate import OURS, Steps, create_at, known_revisions, migrating
from playwarden.store.models.audit import GUARDS, AuditDocument, AuditLink

RESTORED = "backup.restore"
"""The action of the link that a restore appends; its document before names the chain that it replaced, if it did."""
_BATCH = 500
_CALLS = models.system.Lease.metadata.tables["calls"]
_BANS = models.system.Lease.metadata.tables["bans"]
_CEILINGS = models.system.Lease.metadata.tables["ceilings"]
_TOKENS = models.system.Lease.metadata.tables["tokens"]
_OF_PROCESSES = {"leases", "runners"}
"""What processes hold and say of themselves now: a backup knows nothing of that."""
PASSING = frozenset({"sessions", "links", "connections", "replies", "sign_in_tries"})
"""What lets people in for a while: a backup brings none of it back, so that nobody comes in by what was ended since."""
_KEPT = _OF_PROCESSES | {"audit_links", "audit_documents"}
"""Tables that are not simply replaced: the former stay as they are, the audit chain wherever it can."""
_IGNORED = _OF_PROCESSES | PASSING | {"settings"}
"""Tables whose rows alone do not make a database 'not empty'."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `saved` is the backup of what stood there before, None when nothing did.

    `chain_kept` says whether the present audit chain goes on (it began as the backup's).
    """

    manifest: Manifest
    saved: Path | None
    chain_kept: bool


def restore(
    database: Database,
    path: Path,
    folder: Path,
    *,
    at: datetime,
    actor: str,
    force: bool = False,
    key: bytes | None = None,
    progress: Progress | None = None,
    steps: Steps = OURS,
) -> Restored:
    """Replace what is in `database`, which is up to date, by the backup at `path`. Others may read and wait to write.

    The whole file is read and compared with its manifest, then built up and migrated aside, before the database is
    touched. What stands there is backed up into `folder` first, with `key` when the backup brings another one.
    Raises Blocked when the database is not empty and `force` is not given, NewerDatabase for a file of a newer
    version, StoreError for a damaged one.
    """
    manifest = check(path)
    if manifest.revision != steps.head and manifest.revision not in known_revisions(steps):
        raise NewerDatabase(
            f"{path} was written by a newer Playwarden ({manifest.app}, schema {manifest.revision}).",
            "Install that version, then restore.",
        )
    with _built(path, manifest, folder, steps) as built, built.read() as source, database.write() as session:
        _alone(session)
        saved = None
        if not is_empty(session):
            if not force:
                raise Blocked(
                    f"{database.place} is not empty; a restore replaces what is in it.",
                    "Repeat it with `--yes`: the present state is backed up before.",
                    ("restore",),
                )
            saved = back_up(database, folder, kind=Kind.BEFORE_RESTORE, at=at, key=key)
        first = session.scalar(select(AuditLink.hash).where(AuditLink.number == 1))
        chain_kept = _continues(session, manifest.head)
        present = _Present.of(session, manifest.created_at, tokens=key is None, chain=chain_kept)
        _replace(session, source, manifest, progress)
        if not chain_kept:
            _replace_chain(session, source)
        present.carry_over(session)
        audit.append(
            session,
            at=at,
            actor=actor,
            action=RESTORED,
            subject=f"backup:{path.name}",
            before=None if chain_kept or first is None else {"chain": first},
            after={"created_at": manifest.created_at.isoformat(), "rows": manifest.rows, "app": manifest.app},
        )
        restart_sequences(session)
    return Restored(manifest, saved, chain_kept)


def replaced_chains(session: Session) -> set[str]:
    """The first hashes of audit chains that a restore put another chain in the place of."""
    found = set()
    for digest in session.scalars(select(AuditLink.before_sha256).where(AuditLink.action == RESTORED)):
        document = audit.document(session, digest) if digest else None
        if isinstance(document, dict) and document.get("chain"):
            found.add(str(document["chain"]))
    return found


@contextmanager
def _built(path: Path, manifest: Manifest, folder: Path, steps: Steps) -> Iterator[Database]:
    """The backup as an SQLite file of its own, made at the backup's revision and brought to the newest."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=ASIDE) as aside:
        built = Database(f"sqlite:///{aside}/built.db")
        try:
            create_at(built, manifest.revision, steps)
            with built.told(), migrating(built) as session:
                there = shapes(session)
                for name in manifest.tables:
                    if name not in there:
                        raise StoreError(f"{path} holds a table {name} that its revision lacks.", "Take another one.")
                for table, batch in read_rows(path, manifest, [there[name].table for name in manifest.tables]):
                    session.execute(insert(table), batch)
            if manifest.revision != steps.head:
                create_at(built, "head", steps)
            yield built
        finally:
            built.close()


def is_empty(session: Session) -> bool:
    """Whether nothing was ever done here."""
    return not any(
        session.scalar(select(exists().select_from(table))) for table in _tables() if table.name not in _IGNORED
    )


def _tables() -> Sequence[Table]:
    """All tables, those referred to before those that refer."""
    return models.system.Lease.metadata.sorted_tables


def _alone(session: Session) -> None:
    """Keep every other writer out until the end, as BEGIN IMMEDIATE did on SQLite; readers go on, and on PostgreSQL
    leases and heartbeats are renewed.
    """
    patient(session)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        return
    exclusive(session, "migrate")
    names = ", ".join(f'"{table.name}"' for table in _tables() if table.name not in _OF_PROCESSES)
    session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _continues(session: Session, head: Head) -> bool:
    """Whether the present chain, or its absence, began as the one that ends in `head`: then nothing of it need go."""
    if head.number == 0:
        return True
    return session.scalar(select(AuditLink.hash).where(AuditLink.number == head.number)) == head.hash


def _replace(session: Session, source: Session, manifest: Manifest, progress: Progress | None) -> None:
    tables = [table for table in _tables() if table.name not in _KEPT]
    for table in reversed(tables):
        session.execute(delete(table))
    done = 0
    for table in tables:
        if table.name in PASSING | DERIVED:
            continue
        for batch in _batches(source, table):
            session.execute(insert(table), batch)
            done += len(batch)
            if progress:
                progress(done, manifest.rows)
    derived.rebuild(session)
    derived.rebuild_departures(session)
    blocking.rebuild(session)
    audio_pairs.rebuild_keys(session)


def _replace_chain(session: Session, source: Session) -> None:
    """Put the backup's chain in the place of one it does not belong to: the one moment without guards."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        for name in session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_links'")
        ).all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        session.execute(text("ALTER TABLE audit_links DISABLE TRIGGER USER"))
    for model in (AuditLink, AuditDocument):
        table = model.__table__
        assert isinstance(table, Table)
        session.execute(delete(table))
        for batch in _batches(source, table):
            session.execute(insert(table), batch)
    if on_sqlite:
        for guard in GUARDS["sqlite"]:
            session.connection().exec_driver_sql(guard)
    else:
        session.execute(text("ALTER TABLE audit_links ENABLE TRIGGER USER"))


def _batches(source: Session, table: Table) -> Iterable[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    for rows in source.execute(query).partitions():
        yield [dict(row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class _Present:
    """Rows of the state that is replaced which go over into the one that is put back."""

    calls: list[dict[str, Any]]
    bans: list[dict[str, Any]]
    ceilings: list[dict[str, Any]]
    tokens: list[dict[str, Any]]
    chain_head: str | None
    """The note of the audit chain's head, when the chain stays."""

    @classmethod
    def of(cls, session: Session, since: datetime, *, tokens: bool, chain: bool) -> "_Present":
        note = session.get(models.system.Setting, audit.HEAD) if chain else None
        return cls(
            _rows(session, select(_CALLS).where(_CALLS.c.at > since)),
            _rows(session, select(_BANS).where(_BANS.c.since > since)),
            _rows(session, select(_CEILINGS).where(_CEILINGS.c.learned_at > since)),
            _rows(session, select(_TOKENS).where(_TOKENS.c.updated_at > since)) if tokens else [],
            note.value if note else None,
        )

    def carry_over(self, session: Session) -> None:
        """Add what the restored state lacks. A call or ban that both have, by number and time, stays one."""
        session.expunge_all()
        for table, at, rows in ((_CALLS, "at", self.calls), (_BANS, "since", self.bans)):
            both = {(row.id, row[1]) for row in session.execute(select(table.c.id, table.c[at]))} if rows else set()
            fresh = [
                {name: value for name, value in row.items() if name != "id"}
                for row in rows
                if (row["id"], row[at]) not in both
            ]
            if fresh:
                session.execute(insert(table), fresh)
        for row in self.ceilings:
            session.merge(models.quota.Ceiling(**row))
        known = set(session.scalars(select(_TOKENS.c.account_id)))
        for row in self.tokens:
            if row["account_id"] in known:
                session.merge(models.accounts.Token(**row))
        if self.chain_head is not None:
            session.merge(models.system.Setting(name=audit.HEAD, value=self.chain_head))
        session.flush()


def _rows(session: Session, query: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(query)]


def restart_sequences(session: Session) -> None:
    """Rows came with their numbers; let PostgreSQL go on behind the highest. SQLite does so by itself."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for table in _tables():
        for column in table.primary_key.columns:
            if column is table.autoincrement_column:
                behind = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                session.execute(select(func.setval(sequence, behind, False)))
