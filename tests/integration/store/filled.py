"""Fills a database with a row or more in every table, so that a backup has every kind of value to carry."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Float, Integer, LargeBinary, Table, insert

from playwarden.store.archive import DERIVED
from playwarden.store.base import Base, Instant
from playwarden.store.database import Database
from playwarden.store.restore import restart_sequences
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock

_APART = {"audit_links", "audit_documents", "leases", "runners", "settings", *DERIVED}
"""Not filled by the dozen: the chain must be whole, a lease held by nobody means nothing."""


def fill(database: Database, clock: FakeClock, rows: int = 3) -> None:
    """`rows` rows in every table, with every nullable column once empty, and a chain of `rows` links."""
    with database.write() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in _APART:
                session.execute(insert(table), [_row(table, number) for number in range(1, rows + 1)])
        restart_sequences(session)
    trail = StoredTrail(database, clock)
    for number in range(rows):
        trail.note(actor="operator", action="test", subject="all", after={"ä": number}, account="acc")


def content(
    database: Database, *, without: frozenset[str] = frozenset({"leases", "runners", "settings"})
) -> dict[str, Any]:
    """Every row of every table that does not follow from others."""
    found: dict[str, Any] = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in without | DERIVED:
                found[table.name] = session.execute(table.select().order_by(*table.primary_key.columns)).all()
    return found


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(table, column.name, number) for column in table.columns}


def _value(table: Table, name: str, number: int) -> Any:
    column = table.columns[name]
    if column.nullable and number == 1 and not column.foreign_keys:
        return None
    if isinstance(column.type, JSON):
        return {"x": [number, None, "ü"]} if number % 2 else [1, "zwei", {"drei": 3.5}]
    if isinstance(column.type, Instant | DateTime):
        return datetime(2026, 10, number, 12, 30, 15, 123456, tzinfo=UTC) + timedelta(seconds=number)
    if isinstance(column.type, Boolean):
        return number % 2 == 0
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, Float):
        return number / 3
    if isinstance(column.type, LargeBinary):
        return bytes([0, 255, number]) * 50
    return f'{number} ä"\\\n\u2028 {"" if column.foreign_keys or column.primary_key else name}'
