"""What is known of a playlist without a call: the ground that conflicts are looked for on, and who may write to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import WRITE_NEEDS, AccountState, scope_list
from playwarden.domain.library import Relation
from playwarden.domain.placements.conflicts import Ground
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.playlist import PlaylistState
from playwarden.engine.ports.library import Mirrored
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, library
from playwarden.store.models.accounts import Account

_WRITERS = (Relation.OWNER, Relation.COLLABORATOR)


@dataclass(frozen=True, slots=True)
class Known:
    """A playlist as the mirror has it. `writer` is the account that writes go through: the owner where it may write,
    else a collaborator, None: nobody.
    """

    id: PlaylistId
    ground: Ground
    writer: AccountId | None
    state: PlaylistState | None
    mirrored: Mirrored | None

    @property
    def name(self) -> str:
        return self.ground.name


def known_playlists(
    session: Session, playlist_ids: Iterable[PlaylistId], asked: Iterable[NewPlacement], *, max_entries: int
) -> dict[PlaylistId, Known]:
    """The playlists as they are known here, with the titles and the catalogue's knowledge of what `asked` names."""
    wanted = {uri for each in asked for uri in each.claims} | {
        each.position.after for each in asked if each.position is not None and each.position.after is not None
    }
    titles = catalogue.titles(session, sorted(wanted))
    writing = _writing(session)
    return {
        playlist_id: _known(session, playlist_id, writing, titles, max_entries) for playlist_id in set(playlist_ids)
    }


def _known(
    session: Session,
    playlist_id: PlaylistId,
    writing: dict[AccountId, bool],
    titles: dict[str, str],
    max_entries: int,
) -> Known:
    mirrored = library.mirrored(session, playlist_id)
    if mirrored is None:
        return Known(playlist_id, Ground(playlist_id, mirrored=False, editor=None, owner=None), None, None, None)
    may = [
        (relation, account)
        for relation in _WRITERS
        for account, held in sorted(mirrored.relations.items())
        if held is relation and account in writing
    ]
    writer = next((account for _, account in may if writing[account]), None)
    owners = [writing[account] for relation, account in may if relation is Relation.OWNER]
    ground = Ground(
        name=mirrored.details.name or playlist_id,
        gone=mirrored.gone_at is not None,
        editor=None if not may else writer is not None,
        owner=None if not owners else any(owners),
        details=mirrored.details,
        uris=None if mirrored.entries is None else tuple(entry.uri for entry in mirrored.entries),
        total=mirrored.total if mirrored.entries is None else len(mirrored.entries),
        max_entries=max_entries,
        known=frozenset(titles),
        titles=titles,
    )
    return Known(playlist_id, ground, writer, mirrored.state, mirrored)


def _writing(session: Session) -> dict[AccountId, bool]:
    """The accounts that are connected, and whether each consent includes writing."""
    query = select(Account.id, Account.scopes).where(Account.state != AccountState.REMOVED.value)
    return {AccountId(account): scope_list(scopes) >= WRITE_NEEDS for account, scopes in session.execute(query)}
