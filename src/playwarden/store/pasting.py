"""Remembered searches and decisions, and the lines of pastes that they concern."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.matching import Named, fold
from playwarden.kit.ids import DecisionId
from playwarden.kit.text import digest_of
from playwarden.store.audio_pairs import unsettle_named
from playwarden.store.database import exclusive
from playwarden.store.models.pasting import Decision, PasteLine, Search
from playwarden.store.models.system import Setting
from playwarden.store.upsert import insert_or_update, portions

MOST_NAMES = 400
"""Names of which it is remembered what searching for them took; beyond, older ones count half."""
_SEARCHED = "searched names and calls"
LONGEST_KEY = 400
"""Characters that a signature or a question is kept by; of longer ones the end is replaced by a digest."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about a name; `uri` None: there is no such recording. `lines` of pastes now come to it."""

    id: DecisionId
    signature: str
    uri: str | None
    title: str
    artists: tuple[str, ...]
    at: datetime
    actor: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question was answered when it was asked last."""

    uris: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many names were searched for, and the calls that took."""

    names: int = 0
    calls: int = 0


def key_of(text: str) -> str:
    """A signature or a question as it is kept."""
    return text if len(text) <= LONGEST_KEY else f"{text[: LONGEST_KEY - 64]}{digest_of(text)}"


def answers(session: Session, queries: Sequence[str]) -> dict[str, Answer]:
    """By question, of those that were asked."""
    found: dict[str, Answer] = {}
    for some in portions(sorted(set(queries))):
        query = select(Search.query, Search.uris, Search.asked_at).where(Search.query.in_(some))
        found |= {asked: Answer(tuple(uris), at) for asked, uris, at in session.execute(query)}
    return found


def remember_answer(session: Session, query: str, uris: Sequence[str], at: datetime) -> None:
    """Keeps an answer, in the place of an older one."""
    insert_or_update(session, Search, [{"query": query, "uris": list(uris), "asked_at": at}])


def searched(session: Session) -> Tally:
    """What the newest searches for names took here."""
    kept = session.get(Setting, _SEARCHED)
    if kept is None:
        return Tally()
    names, calls = kept.value.split()
    return Tally(int(names), int(calls))


def note_searched(session: Session, calls: int) -> None:
    """Notes that a name took so many calls. What is older counts less and less."""
    before = searched(session)
    names, taken = before.names + 1, before.calls + calls
    if names > MOST_NAMES:
        names, taken = names // 2, round(taken / 2)
    insert_or_update(session, Setting, [{"name": _SEARCHED, "value": f"{names} {taken}"}])


def decisions(session: Session, signatures: Sequence[str]) -> dict[str, Decided]:
    """By signature, of those that were decided."""
    found: dict[str, Decided] = {}
    for some in portions(sorted(set(signatures))):
        for row in session.scalars(select(Decision).where(Decision.signature.in_(some))):
            found[row.signature] = _decided(row)
    return found


def alone(session: Session, signature: str) -> None:
    """Until the transaction ends nobody else decides about that name, or settles lines that bear it."""
    exclusive(session, f"decision {signature}")


def decision(session: Session, decision_id: DecisionId) -> Decided | None:
    row = session.get(Decision, decision_id)
    return None if row is None else _decided(row)


def decide(
    session: Session, decision_id: str, wanted: Named, signature: str, uri: str | None, at: datetime, actor: str
) -> Decided:
    """Keeps a decision, in the place of an earlier one about the same name."""
    alone(session, signature)
    row = session.scalar(select(Decision).where(Decision.signature == signature).with_for_update())
    if row is None:
        row = Decision(id=decision_id, signature=signature)
        session.add(row)
    former = row.uri
    row.uri, row.title, row.artists = uri, wanted.title, list(wanted.artists)
    row.folded = fold(f"{' '.join(wanted.artists)} {wanted.title}")
    row.at, row.actor = at, actor
    session.flush()
    unsettle_named(session, wanted, {each for each in (former, uri) if each is not None})
    return _decided(row)


def revoke(session: Session, decision_id: DecisionId) -> None:
    """Takes a decision away."""
    row = session.get(Decision, decision_id)
    if row is not None:
        named = Named(row.title, tuple(str(each) for each in row.artists))
        unsettle_named(session, named, [row.uri] if row.uri is not None else [])
        session.delete(row)
        session.flush()


def list_decisions(session: Session, words: str | None, after: DecisionId | None, limit: int) -> list[Decided]:
    """The newest first; those with all `words` in artists and title; `after` continues behind one."""
    query = select(Decision).order_by(Decision.at.desc(), Decision.id.desc()).limit(limit)
    for word in fold(words or "").split():
        query = query.where(Decision.folded.contains(word, autoescape=True))
    last = session.get(Decision, after) if after is not None else None
    if last is not None:
        query = query.where(or_(Decision.at < last.at, (Decision.at == last.at) & (Decision.id < last.id)))
    rows = list(session.scalars(query))
    used = _used(session, [row.signature for row in rows])
    return [_decided(row, used.get(row.signature, 0)) for row in rows]


def _used(session: Session, signatures: Sequence[str]) -> Mapping[str, int]:
    query = (
        select(PasteLine.signature, func.count())
        .where(PasteLine.signature.in_(signatures), PasteLine.state.in_(("decided", "missing")))
        .group_by(PasteLine.signature)
    )
    return {str(signature): number for signature, number in session.execute(query)}


def _decided(row: Decision, lines: int = 0) -> Decided:
    artists = tuple(str(each) for each in row.artists)
    return Decided(DecisionId(row.id), row.signature, row.uri, row.title, artists, row.at, row.actor, lines)
