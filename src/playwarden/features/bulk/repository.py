"""What bulk edits read of the database: playlists with those who may write to them, and tracks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from playwarden.domain.accounts import WRITE_NEEDS, scope_list
from playwarden.domain.catalogue import Track
from playwarden.domain.library import Relation
from playwarden.engine.observe import reading_cost
from playwarden.features.bulk.selection import Candidate
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, holdings
from playwarden.store.database import Database
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, View
from playwarden.store.tags import Tagging, tagging


@dataclass(frozen=True, slots=True)
class _Seer:
    """An account whose list shows a playlist."""

    account: AccountId
    name: str
    relation: Relation
    connected: bool
    writes: bool


class BulkRepository:
    """Queries of this slice; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def candidates(self, *, details: bool) -> list[Candidate]:
        """Every playlist that is not gone, and through which account it may be written to; `details`: name, description
        and flags are to change, which the owner alone may do.
        """
        with self._database.read() as session:
            seers: dict[str, list[_Seer]] = {}
            query = (
                select(
                    View.playlist_id,
                    View.account_id,
                    View.relation,
                    Account.display_name,
                    Account.state,
                    Account.scopes,
                )
                .join(Account, Account.id == View.account_id)
                .where(Account.state != "removed")
                .order_by(Account.created_at, Account.id)
            )
            for playlist_id, account, relation, name, state, scopes in session.execute(query):
                writes = scope_list(scopes) >= WRITE_NEEDS
                seer = _Seer(AccountId(account), name, Relation(relation), state == "connected", writes)
                seers.setdefault(playlist_id, []).append(seer)
            rows = session.scalars(select(Playlist).where(Playlist.gone_at.is_(None)))
            known = tagging(session)
            return [_candidate(row, seers.get(row.id, []), known, details=details) for row in rows]

    def account(self, which: AccountId) -> str:
        """What an account is called. Raises NotFound for one that is not there."""
        with self._database.read() as session:
            row = session.get(Account, which)
            if row is None or row.state == "removed":
                raise NotFound(f"There is no account '{which}'.", "`playwarden accounts list` names them.")
            return row.display_name

    def holders(self, uris: Sequence[str]) -> frozenset[PlaylistId]:
        """The playlists that hold one of `uris`, by the items last read."""
        with self._database.read() as session:
            return frozenset(map(PlaylistId, holdings.holders(session, uris, None)))

    def tracks(self, uris: Iterable[str]) -> dict[str, Track]:
        """What the catalogue knows, by URI."""
        with self._database.read() as session:
            return {track.uri: track for track in catalogue.tracks(session, sorted(set(uris)))}


def _candidate(row: Playlist, seers: Sequence[_Seer], known: Tagging, *, details: bool) -> Candidate:
    """The account that writes go through: of those that may, the owner before a collaborator."""
    editors = sorted(
        (seer for seer in seers if seer.relation is not Relation.FOLLOWER),
        key=lambda seer: (seer.relation is not Relation.OWNER, not seer.connected, not seer.writes, seer.account),
    )
    able = [seer for seer in editors if seer.relation is Relation.OWNER or not details]
    ready = [seer for seer in able if seer.connected and seer.writes]
    chosen = ready[0] if ready else None
    return Candidate(
        playlist_id=PlaylistId(row.id),
        name=row.name,
        public=row.public,
        collaborative=row.collaborative,
        total=row.total,
        accounts=frozenset(seer.account for seer in seers),
        account_id=chosen.account if chosen else None,
        held_as=editors[0].relation if editors else None,
        why=None if chosen else _why(row, editors, able),
        tags=known.of(row.id, row.name, row.description, [seer.account for seer in seers]),
        unread=0 if row.items_snapshot_id == row.snapshot_id else reading_cost(row.total or 0),
    )


def _why(row: Playlist, editors: Sequence[_Seer], able: Sequence[_Seer]) -> tuple[str, str]:
    """Why nobody may write to it, the reason that is nearest to being mended."""
    if not editors:
        owner = row.owner_name or row.owner_id
        return "not-owner", f"No connected account owns it or was invited to it; it belongs to {owner}."
    if not able:
        return "not-owner", "Only its owner may change name, description and flags, and that is no connected account."
    if not any(seer.connected for seer in able):
        return "needs-reconnecting", f"'{able[0].name}' has to be connected again: `playwarden accounts connect`."
    return "look-only", f"'{able[0].name}' was connected to be looked at only: `playwarden accounts connect --write`."
