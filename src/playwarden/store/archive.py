"""The backup file: a zip of tables as lines of JSON with a manifest, the same for both databases."""

import base64
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from errno import ENOSPC
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ColumnElement, TableClause, column, func, inspect, select, table
from sqlalchemy.orm import Session

from playwarden.domain.audit import Head
from playwarden.kit.errors import DiskFull, NewerDatabase, NotFound, StoreError

FORMAT = 1
"""Grows when an older Playwarden could not read the file."""
VERSION_TABLE = "alembic_version"
DERIVED = frozenset({"departures", "feature_keys", "holdings", "track_keys", "words"})
"""Tables that follow from others: not in the file, made anew by a restore."""
_MANIFEST, _KEY = "manifest.json", "secret.key"
_BATCH = 500
_MOST_MANIFEST = 1024 * 1024
_MOST_KEY = 4096
_MOST_LINE = 32 * 1024 * 1024
"""Bytes of one row; a kept cover, the largest there is, has below 6 MB as base64."""
_MOST_RATIO = 500
"""How many times its packed size a large table may have; rows that differ in anything stay far below."""
_LARGE = 64 * 1024 * 1024

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) now and then."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """What a backup holds of one table; `sha256` is that of its uncompressed lines."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup file says about itself. `chain` is the hash of the audit chain's first link, '' without one."""

    kind: str
    created_at: datetime
    app: str
    revision: str
    database: str
    head: Head
    chain: str
    has_key: bool
    tables: dict[str, TableEntry] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is there, as far as its rows ask: without what keeps it in order. Columns of JSON take None for
    NULL, not for the document `null`.
    """

    table: TableClause
    key: tuple[str, ...]

    @property
    def ordered(self) -> Any:
        """Its rows, in the order of its key."""
        columns = self.table.columns
        return select(self.table).order_by(*([columns[name] for name in self.key] or columns))


def shapes(session: Session) -> dict[str, Shape]:
    """The tables of the schema that is there, whatever its revision. Ten times as quick as reflecting all of them."""
    there = inspect(session.connection())
    keys = there.get_multi_pk_constraint()
    found = {}
    for named, described in there.get_multi_columns().items():
        columns = [column(one["name"], _plain(one["type"])) for one in described]
        key = tuple(keys[named]["constrained_columns"]) if named in keys else ()
        found[named[1]] = Shape(table(named[1], *columns), key)
    return found


def write_tables(session: Session, archive: zipfile.ZipFile, progress: Progress | None = None) -> dict[str, TableEntry]:
    """Write every table as `session`'s snapshot shows it, in the schema that is there, whatever its revision."""
    there = [shape for name, shape in sorted(shapes(session).items()) if name not in {VERSION_TABLE, *DERIVED}]
    total = sum(session.scalar(select(func.count()).select_from(one.table)) or 0 for one in there) if progress else 0
    written: dict[str, TableEntry] = {}
    done = 0
    for shape in there:
        columns = list(shape.table.columns)
        checksum, rows = sha256(), 0
        with archive.open(f"tables/{shape.table.name}.jsonl", "w", force_zip64=True) as member:
            for batch in session.execute(shape.ordered.execution_options(yield_per=_BATCH)).partitions():
                lines = b"".join(_line(columns, row) for row in batch)
                checksum.update(lines)
                member.write(lines)
                rows += len(batch)
                done += len(batch)
                if progress:
                    progress(done, total)
        written[shape.table.name] = TableEntry(tuple(column.name for column in columns), rows, checksum.hexdigest())
    return written


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest, key: bytes | None) -> None:
    """Close the list: the key when it is to be inside, then what the file says about itself."""
    if key is not None:
        archive.writestr(_KEY, key)
    told = asdict(manifest) | {"created_at": manifest.created_at.astimezone(UTC).isoformat()}
    archive.writestr(_MANIFEST, json.dumps(told, indent=1))


def read_manifest(path: Path) -> Manifest:
    """What the backup at `path` says about itself. Raises NotFound, StoreError (damaged, or no backup) and
    NewerDatabase (a format this version does not know).
    """
    with opened(path) as archive:
        return _manifest(archive, path)


def read_key(path: Path) -> bytes | None:
    """The key inside a backup; None when it was left out."""
    with opened(path) as archive:
        return _small(archive, path, _KEY, _MOST_KEY) if _KEY in archive.namelist() else None


def check(path: Path) -> Manifest:
    """Read the whole file and compare every table with the manifest. Raises StoreError when anything differs."""
    with opened(path) as archive:
        manifest = _manifest(archive, path)
        for name, entry in manifest.tables.items():
            checksum, rows = sha256(), 0
            for line in _lines(archive, path, name):
                checksum.update(line)
                rows += 1
            if (rows, checksum.hexdigest()) != (entry.rows, entry.sha256):
                raise _damaged(path, f"the table {name} is not as it was written")
        if manifest.has_key != (_KEY in archive.namelist()):
            raise _damaged(path, "its key is missing")
    return manifest


def read_rows(
    path: Path, manifest: Manifest, tables: Iterable[TableClause]
) -> Iterator[tuple[TableClause, list[dict[str, Any]]]]:
    """The rows of one table after the other in batches, as values for it in a database on the backup's revision.

    Raises StoreError for rows that are not as their table has them.
    """
    with opened(path) as archive:
        for table in tables:
            for batch in _batches(archive, path, manifest.tables[table.name], table):
                yield table, batch


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip at `path`, with what goes wrong in reading it told in a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError:
        raise NotFound(f"There is no backup {path}.", "`playwarden backup --list` shows those there are.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise _damaged(path, str(error)) from error
    except RuntimeError as error:
        if "encrypted" not in str(error):  # so zipfile calls a flag that a flipped bit set
            raise
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise StoreError(f"The backup {path} cannot be read ({error.strerror}).", "Look at its rights.") from error


@contextmanager
def written(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that is at `path` when the block ended well, whole and on the disk, and else was never there."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - with a mode
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        check(part)
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno == ENOSPC:
            raise DiskFull(f"The disk is full: {path} was not written.", "Free some space, then repeat it.") from error
        raise StoreError(
            f"The backup {path} cannot be written ({error.strerror}).", "Its folder must exist and be writable."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _member(archive: zipfile.ZipFile, path: Path, name: str) -> zipfile.ZipInfo:
    """What the zip says of `name`, which must be packed as we pack: other ways unpack a block of any size at once."""
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(path, f"{name} is packed in a way that no backup is")
    return info


def _small(archive: zipfile.ZipFile, path: Path, name: str, most: int) -> bytes:
    """All of `name`. The size that the zip tells is looked at first, and believed no further than `most`."""
    info = _member(archive, path, name)
    if info.file_size <= most:
        with archive.open(info) as member:
            body = member.read(most + 1)
        if len(body) <= most:
            return body
    raise _damaged(path, f"{name} is larger than any backup's")


def _lines(archive: zipfile.ZipFile, path: Path, table: str) -> Iterator[bytes]:
    """The lines of one table, none of them longer than memory bears."""
    info = _member(archive, path, f"tables/{table}.jsonl")
    if info.file_size > max(_LARGE, info.compress_size * _MOST_RATIO):
        raise _damaged(path, f"the table {table} is packed more densely than rows can be")
    with archive.open(info) as member, BufferedReader(member) as lines:  # type: ignore[type-var] # stubs: plain IO
        while line := lines.readline(_MOST_LINE + 1):
            if len(line) > _MOST_LINE:
                raise _damaged(path, f"a row of the table {table} is larger than any backup's")
            yield line


def _batches(
    archive: zipfile.ZipFile, path: Path, entry: TableEntry, table: TableClause
) -> Iterator[list[dict[str, Any]]]:
    columns = [table.columns[name] for name in entry.columns]
    batch: list[dict[str, Any]] = []
    size = 0
    for line in _lines(archive, path, table.name):
        try:
            batch.append({c.name: _decoded(c, v) for c, v in zip(columns, json.loads(line), strict=True)})
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _damaged(path, f"a row of the table {table.name} cannot be read") from error
        size += len(line)
        if len(batch) == _BATCH or size > _MOST_LINE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        told = json.loads(_small(archive, path, _MANIFEST, _MOST_MANIFEST))
        version = int(told["format"])
        if version > FORMAT:
            raise NewerDatabase(
                f"{path} was written by a newer Playwarden ({told['app']}).", "Install that version, then restore."
            )
        tables = {
            name: TableEntry(tuple(one["columns"]), one["rows"], one["sha256"]) for name, one in told["tables"].items()
        }
        return Manifest(
            kind=told["kind"],
            created_at=datetime.fromisoformat(told["created_at"]),
            app=told["app"],
            revision=told["revision"],
            database=told["database"],
            head=Head(**told["head"]),
            chain=told["chain"],
            has_key=told["has_key"],
            tables=tables,
            format=version,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(path, f"its manifest cannot be read: {error}") from error


def _damaged(path: Path, why: str) -> StoreError:
    return StoreError(f"{path} is damaged or no backup: {why}.", "Take another one.")


def _plain(kind: Any) -> Any:
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind


def _line(columns: Sequence[ColumnElement[Any]], row: Any) -> bytes:
    values = [_encoded(column, value) for column, value in zip(columns, row, strict=True)]
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _encoded(column: ColumnElement[Any], value: Any) -> Any:
    """A value as JSON that says what it is: SQLite and PostgreSQL name types differently."""
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return {"json": value}
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return {"at": moment.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _decoded(column: ColumnElement[Any], value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, dict):
        return value
    if "json" in value:
        return value["json"]
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    return base64.b64decode(value["bytes"])
