"""Lists that sources of rule sets need, as they were read last.

What a list may be asked for by: `saved`, `top RANGE`, `followed`, `albums GROUP ARTIST`, `album ALBUM`, `search PAGES
WORDS`. Rows are JSON: `[uri, added_at]` of tracks, `[uri, name]` of artists, `[id, name, cover, released]` of albums.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.kit.ids import AccountId
from playwarden.store.models import rules as rows
from playwarden.store.upsert import insert_or_update, portions


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read at `read_at`; `calls` is what reading it from its beginning took."""

    read_at: datetime
    calls: int
    rows: list[Any]


def load(session: Session, account: AccountId, keys: Collection[str]) -> dict[str, Listed]:
    """Those of the lists that were read, by their keys."""
    table = rows.SourceList
    found: dict[str, Listed] = {}
    for portion in portions(sorted(keys)):
        query = select(table.key, table.read_at, table.calls, table.rows)
        query = query.where(table.account_id == account, table.key.in_(portion))
        found |= {key: Listed(at, calls, held) for key, at, calls, held in session.execute(query)}
    return found


def keep(session: Session, account: AccountId, lists: Iterable[tuple[str, Listed]]) -> None:
    """Keeps lists in the place of what was read of them before."""
    found = [
        {"account_id": account, "key": key, "read_at": one.read_at, "calls": one.calls, "rows": one.rows}
        for key, one in lists
    ]
    insert_or_update(session, rows.SourceList, sorted(found, key=lambda one: str(one["key"])))
