"""Plays as they are collected, and how they are asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.kit.ids import AccountId
from playwarden.store.models import listening as rows
from playwarden.store.upsert import insert_missing


@dataclass(frozen=True, slots=True)
class PlayRow:
    """A track that was played to its end, or for 30 seconds, at `at`."""

    uri: str
    at: datetime
    context: str | None = None


def keep(session: Session, account: AccountId, plays: Iterable[PlayRow]) -> int:
    """Keeps plays; those that are known already stay as they are. Returns how many are new."""
    before = _count(session, account)
    found = [{"account_id": account, "played_at": play.at, "uri": play.uri, "context": play.context} for play in plays]
    insert_missing(session, rows.Play, found)
    return _count(session, account) - before


def heard(session: Session, account: AccountId) -> dict[str, tuple[datetime, ...]]:
    """When each track was played, earliest first."""
    query = select(rows.Play.uri, rows.Play.played_at).where(rows.Play.account_id == account)
    found: dict[str, list[datetime]] = {}
    for uri, at in session.execute(query.order_by(rows.Play.played_at)):
        found.setdefault(uri, []).append(at)
    return {uri: tuple(times) for uri, times in found.items()}


def known_from(session: Session, account: AccountId) -> datetime | None:
    """Since when plays of an account are known; None: none are."""
    return session.scalar(
        select(rows.Listener.known_from)
        .where(rows.Listener.account_id == account)
        .where(select(rows.Play.uri).where(rows.Play.account_id == account).exists())
    )


def _count(session: Session, account: AccountId) -> int:
    return session.scalar(select(func.count()).select_from(rows.Play).where(rows.Play.account_id == account)) or 0
