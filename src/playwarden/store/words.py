"""The index of words: which names hold which words, and what is called like that."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Select, String, delete, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from playwarden.domain.matching.fold import fold
from playwarden.store.models.finding import Word
from playwarden.store.upsert import insert_missing

Kind = Literal["track", "artist", "album"]
MOST_WORDS = 24
"""Words of one name that it is found by."""
LONGEST_WORD = 40
_OF_AN_ARTIST = 2
"""The place of a word that is not of the name itself."""
_LAST = "\U0010ffff"
"""Sorts behind everything that a word can go on with."""
_UNSPACED = 0x2E80
"""From here on writing has no spaces between words (Chinese, Japanese, Korean): one is found from any sign on."""


def words_of(name: str) -> tuple[str, ...]:
    """The words that a name is found by, folded, each once, in their order."""
    found: dict[str, None] = {}
    for word in fold(name).split():
        unspaced = any(ord(sign) >= _UNSPACED for sign in word)
        for start in range(len(word) if unspaced else 1):
            found[word[start : start + LONGEST_WORD]] = None
            if len(found) == MOST_WORDS:
                return tuple(found)
    return tuple(found)


def lines(kind: Kind, key: str, name: str, credit: str = "") -> list[dict[str, Any]]:
    """The rows of one thing; `credit` names a track's artists."""
    places = dict.fromkeys(words_of(credit), _OF_AN_ARTIST)
    places |= {word: min(place, 1) for place, word in enumerate(words_of(name))}
    return [{"kind": kind, "word": word, "key": key, "place": place} for word, place in places.items()]


def remember(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows of `lines`; those that are there stay."""
    # In the order of their keys: two processes on PostgreSQL then queue instead of deadlocking.
    ordered = sorted(rows, key=lambda row: (row["kind"], row["word"], row["key"]))
    insert_missing(session, Word, ordered)


def forget(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Takes back the rows of one thing, as `lines` made them of its former name."""
    kind, key = rows[0]["kind"], rows[0]["key"]
    found = [row["word"] for row in rows]
    session.execute(delete(Word).where(Word.kind == kind, Word.key == key, Word.word.in_(found)))


def called(kind: Kind, words: Sequence[str]) -> Select[str, int]:
    """Selects (key, place) of what has a word that begins like each of `words`; place is that of the longest one, and
    a key comes once for each word of it that begins so. `words` are folded and at least one.
    """
    longest, *others = sorted(words, key=lambda word: (-len(word), word))
    query = select(Word.key, Word.place).where(Word.kind == kind, *_begins(longest))
    for word in others:
        query = query.where(Word.key.in_(select(Word.key).where(Word.kind == kind, *_begins(word))))
    return query


def known(session: Session, words: Collection[str], least: int) -> frozenset[str]:
    """Those of `words` that stand in the names of at least `least` tracks: one look-up each, however often they do."""
    if not words:
        return frozenset()
    asked = sorted(words)
    if session.connection().dialect.name == "sqlite":
        told = func.json_each(literal(json.dumps(asked))).table_valued("value")
    else:
        told = func.unnest(literal(asked, ARRAY(String))).table_valued("value").render_derived()
    there = select(literal(1)).where(Word.kind == "track", Word.word == told.c.value, Word.place < _OF_AN_ARTIST)
    enough = there.correlate(told).limit(1).offset(least - 1).scalar_subquery()
    return frozenset(session.scalars(select(told.c.value).where(enough.is_not(None))))


def _begins(word: str) -> tuple[Any, Any]:
    start = word[:LONGEST_WORD]
    return Word.word >= start, Word.word < start + _LAST
