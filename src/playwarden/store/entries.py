"""Entry lists: stored once by the hash of their canonical form, compressed."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.playlist import Entry
from playwarden.kit.canonical import canonical
from playwarden.store.models.library import EntryList
from playwarden.store.upsert import insert_missing, portions

_FEW = 8
"""So many URIs are looked for in a list's text before it is taken apart."""


def encoded(entries: tuple[Entry, ...]) -> tuple[str, bytes]:
    """The list's SHA-256 and its canonical JSON: `[[uri, added_at, added_by], ...]`, times in UTC."""
    document = [[entry.uri, _written(entry.added_at), entry.added_by] for entry in entries]
    plain = canonical(document)
    return sha256(plain).hexdigest(), plain


def decoded(body: bytes) -> tuple[Entry, ...]:
    """The entries behind a stored body."""
    instants: dict[str, datetime] = {}

    def instant(text: str | None) -> datetime | None:
        if text is None:
            return None
        if text not in instants:
            instants[text] = datetime.fromisoformat(text)
        return instants[text]

    document: list[list[Any]] = json.loads(zlib.decompress(body))
    return tuple(Entry(uri, instant(added_at), added_by) for uri, added_at, added_by in document)


def keep_entries(session: Session, lists: Sequence[tuple[Entry, ...]]) -> list[str]:
    """Stores the lists that are not there yet, and returns the SHA-256 of each."""
    coded = [encoded(entries) for entries in lists]
    known: set[str] = set()
    for portion in portions(sorted({key for key, _ in coded})):
        known |= set(session.scalars(select(EntryList.sha256).where(EntryList.sha256.in_(portion))))
    new = {
        key: {"sha256": key, "length": len(entries), "body": zlib.compress(plain, 6)}
        for entries, (key, plain) in zip(lists, coded, strict=True)
        if key not in known
    }
    insert_missing(session, EntryList, [row for _, row in sorted(new.items())])
    return [key for key, _ in coded]


def entries_of(session: Session, key: str) -> tuple[Entry, ...]:
    """The list stored under `key`."""
    return decoded(session.scalars(select(EntryList.body).where(EntryList.sha256 == key)).one())


def entry_lists(session: Session, keys: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
    """Several lists at once, by their key."""
    found: dict[str, tuple[Entry, ...]] = {}
    for portion in portions(sorted(set(keys))):
        for key, body in session.execute(select(EntryList.sha256, EntryList.body).where(EntryList.sha256.in_(portion))):
            found[key] = decoded(body)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a list: position from 1, since when, and who added it."""

    position: int
    uri: str
    added_at: datetime | None
    added_by: str | None


def places_in(
    session: Session, keys: Iterable[str], uris: frozenset[str]
) -> Iterator[tuple[str, int, tuple[Place, ...]]]:
    """Of each list its key, its length and the places of `uris` in it. Lists come one by one: many are no burden."""
    wanted = [json.dumps(uri, ensure_ascii=False).encode() for uri in uris] if len(uris) <= _FEW else []
    for portion in portions(sorted(set(keys))):
        query = select(EntryList.sha256, EntryList.length, EntryList.body).where(EntryList.sha256.in_(portion))
        for key, length, body in session.execute(query.execution_options(yield_per=50)):
            plain = zlib.decompress(body)
            # Reading a list's text is ten times as quick as taking it apart.
            if wanted and not any(uri in plain for uri in wanted):
                yield key, length, ()
                continue
            rows = enumerate(json.loads(plain), 1)
            found = ((position, uri, at, by) for position, (uri, at, by) in rows if uri in uris)
            yield (
                key,
                length,
                tuple(
                    Place(position, uri, datetime.fromisoformat(at) if at else None, by)
                    for position, uri, at, by in found
                ),
            )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
