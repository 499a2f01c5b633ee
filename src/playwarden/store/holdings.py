"""Which playlist holds what, and what it held formerly, kept in step with the items last read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.library import Relation
from playwarden.domain.playlist import Entry
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store.models.accounts import Account
from playwarden.store.models.finding import Departure, Holding
from playwarden.store.models.library import Playlist, View
from playwarden.store.tags import seen_among
from playwarden.store.upsert import insert_missing, portions


def note(session: Session, read: Mapping[PlaylistId, Iterable[Entry]]) -> None:
    """What playlists hold now, by their ids. Their rows are locked by whoever records it."""
    wanted: set[tuple[str, str]] = {
        (playlist, entry.uri) for playlist, entries in read.items() for entry in entries if entry.uri
    }
    known, departed = _noted(session, Holding, read), _noted(session, Departure, read)
    _forget(session, Holding, known - wanted)
    _forget(session, Departure, departed & wanted)
    _insert(session, Holding, wanted - known)
    _insert(session, Departure, known - wanted - departed)


def _noted(session: Session, table: type[Holding | Departure], playlists: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for portion in portions(sorted(playlists), 500):
        query = select(table.playlist_id, table.uri).where(table.playlist_id.in_(portion))
        found |= {(playlist, uri) for playlist, uri in session.execute(query)}
    return found


def _forget(session: Session, table: type[Holding | Departure], pairs: set[tuple[str, str]]) -> None:
    by_playlist: dict[str, list[str]] = {}
    for playlist, uri in pairs:
        by_playlist.setdefault(playlist, []).append(uri)
    for playlist, uris in sorted(by_playlist.items()):
        for some in portions(sorted(uris)):
            session.execute(delete(table).where(table.playlist_id == playlist, table.uri.in_(some)))


def _insert(session: Session, table: type[Holding | Departure], pairs: set[tuple[str, str]]) -> None:
    insert_missing(session, table, [{"playlist_id": playlist, "uri": uri} for playlist, uri in sorted(pairs)])


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody who does not see all sees: every playlist that `accounts` see or own, those with a tag that is
    enough, and of `planned` also what is planned for them.
    """

    accounts: frozenset[AccountId]
    tagged: frozenset[str]
    planned: frozenset[str]


def sight_of(session: Session, among: frozenset[AccountId] | None) -> Sight | None:
    """None: all. What is planned for a playlist is seen through the accounts that change it: its owners, else those who
    were invited to it; who merely follows it is not told.
    """
    if among is None:
        return None
    whole, by_tag = seen_among(session, among)
    standing = Account.state != "removed"
    views = select(View.playlist_id, View.account_id, View.relation).join(Account, Account.id == View.account_id)
    owned = select(Playlist.id, Account.id).join(Account, Account.user_id == Playlist.owner_id).where(standing)
    owners: dict[str, set[str]] = {}
    invited: dict[str, set[str]] = {}
    for playlist, account, relation in session.execute(views.where(standing, View.relation != Relation.FOLLOWER.value)):
        (owners if relation == Relation.OWNER.value else invited).setdefault(playlist, set()).add(account)
    for playlist, account in session.execute(owned):
        owners.setdefault(playlist, set()).add(account)
    planned = frozenset(
        playlist
        for playlist, writers in (invited | owners).items()
        if not writers.isdisjoint(whole) or not writers.isdisjoint(by_tag.get(playlist, ()))
    )
    return Sight(whole, frozenset(by_tag), planned)


def visible(sight: Sight | None) -> ColumnElement[bool]:
    """Whether a row of playlists is not gone and seen. Joined, since a list of ids would be gone through for every
    track anew.
    """
    if sight is None:
        return Playlist.gone_at.is_(None)
    shown = select(View.playlist_id).where(View.account_id.in_(sight.accounts))
    owners = select(Account.user_id).where(Account.id.in_(sight.accounts))
    seen = [Playlist.id.in_(shown), Playlist.owner_id.in_(owners)]
    if sight.tagged:
        seen.append(Playlist.id.in_(sorted(sight.tagged)))
    return and_(Playlist.gone_at.is_(None), or_(*seen))


def planned(sight: Sight | None) -> ColumnElement[bool]:
    """Whether what is planned for a row of playlists is seen, and it is not gone."""
    if sight is None:
        return Playlist.gone_at.is_(None)
    return and_(Playlist.gone_at.is_(None), Playlist.id.in_(sorted(sight.planned)))


def held(sight: Sight | None, *columns: Any) -> Select[Any]:
    """Selects columns of what the playlists that may be seen hold."""
    query = select(*columns).select_from(Holding).join(Playlist, Playlist.id == Holding.playlist_id)
    return query.where(visible(sight))


def holders(session: Session, uris: Sequence[str], sight: Sight | None) -> dict[str, set[str]]:
    """By playlist those of `uris` that it holds, of the playlists that may be seen."""
    found: dict[str, set[str]] = {}
    for portion in portions(uris):
        query = held(sight, Holding.playlist_id, Holding.uri).where(Holding.uri.in_(portion))
        for playlist, uri in session.execute(query):
            found.setdefault(playlist, set()).add(uri)
    return found


def departed(session: Session, uris: Sequence[str], sight: Sight | None) -> set[str]:
    """The playlists that held one of `uris` once and do not now, of those that may be seen."""
    found: set[str] = set()
    for portion in portions(uris):
        query = select(Departure.playlist_id).join(Playlist, Playlist.id == Departure.playlist_id)
        found |= set(session.scalars(query.where(visible(sight), Departure.uri.in_(portion))))
    return found
