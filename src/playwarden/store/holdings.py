"""Which playlist holds what, kept in step with the items last read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.playlist import Entry
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store.models.accounts import Account
from playwarden.store.models.finding import Holding
from playwarden.store.models.library import Playlist, View
from playwarden.store.upsert import insert_missing, portions


def note(session: Session, read: Mapping[PlaylistId, Iterable[Entry]]) -> None:
    """What playlists hold now, by their ids. Their rows are locked by whoever records it."""
    wanted: set[tuple[str, str]] = {
        (playlist, entry.uri) for playlist, entries in read.items() for entry in entries if entry.uri
    }
    known: set[tuple[str, str]] = set()
    for portion in portions(sorted(read), 500):
        query = select(Holding.playlist_id, Holding.uri).where(Holding.playlist_id.in_(portion))
        known |= {(playlist, uri) for playlist, uri in session.execute(query)}
    gone: dict[str, list[str]] = {}
    for playlist, uri in known - wanted:
        gone.setdefault(playlist, []).append(uri)
    for playlist, uris in sorted(gone.items()):
        for left in portions(sorted(uris)):
            session.execute(delete(Holding).where(Holding.playlist_id == playlist, Holding.uri.in_(left)))
    new = [{"playlist_id": playlist, "uri": uri} for playlist, uri in sorted(wanted - known)]
    insert_missing(session, Holding, new)


def visible(among: frozenset[AccountId] | None) -> ColumnElement[bool]:
    """Whether a row of playlists is not gone; `among`: and one of these accounts sees or owns it. Joined, since a list
    of ids would be gone through for every track anew.
    """
    if among is None:
        return Playlist.gone_at.is_(None)
    shown = select(View.playlist_id).where(View.account_id.in_(among))
    owners = select(Account.user_id).where(Account.id.in_(among))
    return and_(Playlist.gone_at.is_(None), or_(Playlist.id.in_(shown), Playlist.owner_id.in_(owners)))


def held(among: frozenset[AccountId] | None, *columns: Any) -> Select[Any]:
    """Selects columns of what the playlists that may be seen hold."""
    query = select(*columns).select_from(Holding).join(Playlist, Playlist.id == Holding.playlist_id)
    return query.where(visible(among))


def holders(session: Session, uris: Sequence[str], among: frozenset[AccountId] | None) -> dict[str, set[str]]:
    """By playlist those of `uris` that it holds, of the playlists that may be seen."""
    found: dict[str, set[str]] = {}
    for portion in portions(uris):
        query = held(among, Holding.playlist_id, Holding.uri).where(Holding.uri.in_(portion))
        for playlist, uri in session.execute(query):
            found.setdefault(playlist, set()).add(uri)
    return found
