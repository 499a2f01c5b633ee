"""Makes backups of a running database, lists them, and takes old ones away."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from playwarden import __version__
from playwarden.domain.audit import Head
from playwarden.domain.backups import Backup, Kind
from playwarden.kit.errors import PlaywardenError, StoreError
from playwarden.store import audit
from playwarden.store.archive import (
    VERSION_TABLE,
    Manifest,
    Progress,
    read_manifest,
    write_manifest,
    write_tables,
    written,
)
from playwarden.store.database import Database, patient
from playwarden.store.models.audit import AuditLink

ASIDE = ".restore-"
"""How the folder begins in which a restore builds a backup up."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup file in a folder. `manifest` is None, and `fault` says why, when it cannot be read."""

    path: Path
    bytes: int
    manifest: Manifest | None
    fault: str = ""


def back_up(
    database: Database,
    folder: Path,
    *,
    kind: Kind,
    at: datetime,
    path: Path | None = None,
    key: bytes | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a backup of the database as it is at one moment, while others read and write; read it back and compare.

    It lies in `folder` (made when missing) under a name of time and kind, or at `path`. `key` goes inside when given:
    whoever has such a file can use the accounts. Raises StoreError and DiskFull; then there is no file.
    """
    if path is None:
        path = _free_name(folder, kind, at)
    with written(path) as archive, database.read() as session:
        patient(session)
        tables = write_tables(session, archive, progress)
        head, chain = _chain(session)
        manifest = Manifest(
            kind=kind.value,
            created_at=at,
            app=__version__,
            revision=revision(session) or "",
            database="sqlite" if database.on_sqlite else "postgresql",
            head=head,
            chain=chain,
            has_key=key is not None,
            tables=tables,
        )
        write_manifest(archive, manifest, key)
    return path


def kept(folder: Path) -> list[Kept]:
    """The backup files in `folder`, the newest first; damaged ones are told, not hidden."""
    found = []
    for path in folder.glob("*.zip"):
        size = path.stat().st_size
        try:
            found.append(Kept(path, size, read_manifest(path)))
        except PlaywardenError as error:
            found.append(Kept(path, size, None, error.what))
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(
        found, key=lambda one: (one.manifest.created_at if one.manifest else oldest, one.path.name), reverse=True
    )


def as_backups(files: Sequence[Kept]) -> list[Backup]:
    """Those of `files` that were made under a kind of ours, for deciding what is due and what may go."""
    known = {kind.value for kind in Kind}
    return [
        Backup(one.path.name, Kind(one.manifest.kind), one.manifest.created_at)
        for one in files
        if one.manifest and one.manifest.kind in known
    ]


def sweep(folder: Path) -> None:
    """Take away what a killed backup or restore left behind. Only to be called when no other one is under way."""
    for path in folder.glob(".*.zip.part"):
        path.unlink(missing_ok=True)
    for path in folder.glob(f"{ASIDE}*"):
        shutil.rmtree(path, ignore_errors=True)


def revision(session: Session) -> str | None:
    """The schema's revision; None when it has none."""
    if not inspect(session.connection()).has_table(VERSION_TABLE):
        return None
    version: str | None = session.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    return version


def _chain(session: Session) -> tuple[Head, str]:
    """The audit chain's head, and the hash of its first link; both empty in a schema from before there was one."""
    if not inspect(session.connection()).has_table(AuditLink.__tablename__):
        return Head(), ""
    first = session.scalar(select(AuditLink.hash).where(AuditLink.number == 1))
    return audit.head(session), first or ""


def _free_name(folder: Path, kind: Kind, at: datetime) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be made ({error.strerror}).", "Give this user the right to write there."
        ) from error
    stem = f"playwarden-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind.value}"
    path, again = folder / f"{stem}.zip", 1
    while path.exists():
        again += 1
        path = folder / f"{stem}-{again}.zip"
    return path
