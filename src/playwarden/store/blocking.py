"""The table of blocking keys: which recordings share how a name sounds, begins or ends.

Its rows follow from names and from `domain/matching/keys.py`: whoever changes those brings a migration that calls
`rebuild`; a test says so.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, delete, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from playwarden.domain.matching.keys import keys_of
from playwarden.domain.matching.reading import read
from playwarden.domain.matching.values import Named
from playwarden.store.models.catalogue import Track
from playwarden.store.models.finding import TrackKey
from playwarden.store.upsert import insert_missing

KIND = "track"
"""Episodes and local files are no recordings that anybody looks for by name."""
_BATCH = 2_000


def lines(uri: str, name: str, credit: str) -> list[dict[str, Any]]:
    """The rows of one track; `credit` names its artists."""
    return [{"key": key, "uri": uri} for key in keys_of(read(Named(name, (credit,) if credit else ())))]


def remember(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows of `lines`; those that are there stay."""
    # In the order of their keys: two processes on PostgreSQL then queue instead of deadlocking.
    insert_missing(session, TrackKey, sorted(rows, key=lambda row: (row["key"], row["uri"])))


def forget(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Takes back the rows of one track, as `lines` made them of its former name."""
    found = [row["key"] for row in rows]
    session.execute(delete(TrackKey).where(TrackKey.key.in_(found), TrackKey.uri == rows[0]["uri"]))


def rebuild(session: Session) -> None:
    """Fills the table from the tracks that are there. Names single columns only, so that it works on every schema."""
    session.execute(delete(TrackKey))
    query = select(Track.uri, Track.name, Track.credit).where(Track.kind == KIND)
    for found in session.execute(query.execution_options(yield_per=_BATCH)).partitions():
        remember(session, (line for row in found for line in lines(*row)))


def one_of(session: Session, keys: Sequence[int], column: Any = TrackKey.key) -> ColumnElement[bool]:
    """Whether a row has one of `keys`, however many they are: one parameter, and a look-up for each."""
    if session.connection().dialect.name == "sqlite":
        told = func.json_each(literal(f"[{','.join(map(str, keys))}]")).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(told.c.value))
        return found
    one: ColumnElement[bool] = column == any_(literal(list(keys), ARRAY(BigInteger)))
    return one
