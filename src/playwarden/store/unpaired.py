"""Tracks that wait to be compared with the rows of data sets: put down with what changed them, taken off when done."""

from collections.abc import Iterable, Mapping
from secrets import randbits

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.store.models.pairs import Unpaired
from playwarden.store.upsert import insert_or_update, portions


def unsettle(session: Session, uris: Iterable[str]) -> None:
    """Lets these tracks be compared again: they are new, or called otherwise, or somebody decided about them."""
    insert_or_update(session, Unpaired, [{"uri": uri, "mark": randbits(62)} for uri in sorted(set(uris))])


def waiting(session: Session, most: int | None = None) -> dict[str, int]:
    """The tracks that wait to be compared, with their marks."""
    query = select(Unpaired.uri, Unpaired.mark).order_by(Unpaired.uri).limit(most)
    return {row.uri: row.mark for row in session.execute(query)}


def settle(session: Session, marks: Mapping[str, int]) -> None:
    """Takes tracks off that were compared, unless they changed meanwhile."""
    for some in portions(sorted(marks)):
        there = session.execute(select(Unpaired.uri, Unpaired.mark).where(Unpaired.uri.in_(some)).with_for_update())
        same = [uri for uri, mark in there if marks[uri] == mark]
        for part in portions(same):
            session.execute(delete(Unpaired).where(Unpaired.uri.in_(part)))
