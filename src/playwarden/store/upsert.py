"""INSERT ... ON CONFLICT for both databases, and statements over more keys than one of them takes."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from playwarden.store.base import Base

MOST_KEYS = 8_000
"""Keys in one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535."""

Key = TypeVar("Key")


def insert_missing(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows whose primary key is not there yet. Rows already there stay as they are."""
    if rows:
        connection = session.connection()
        connection.execute(_missing(table, connection.dialect.name == "sqlite"), rows)


def insert_or_update(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows; one whose primary key is there gets the other columns that `rows` name."""
    if rows:
        connection = session.connection()
        connection.execute(_updating(table, connection.dialect.name == "sqlite", tuple(rows[0])), rows)


def portions(keys: Sequence[Key], size: int = MOST_KEYS) -> Iterator[Sequence[Key]]:
    """`keys` in portions that one statement takes."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


@cache
def _missing(table: type[Base], on_sqlite: bool) -> Executable:
    insert: Any = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    return cast(Executable, insert.on_conflict_do_nothing())


@cache
def _updating(table: type[Base], on_sqlite: bool, columns: tuple[str, ...]) -> Executable:
    insert: Any = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    keys = [column.name for column in table.__table__.primary_key]
    changing = {name: insert.excluded[name] for name in columns if name not in keys}
    return cast(Executable, insert.on_conflict_do_update(index_elements=keys, set_=changing))
