"""What bulk edits read of the database: playlists with those who may write to them, and tracks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import WRITE_NEEDS, scope_list
from playwarden.domain.catalogue import Track
from playwarden.domain.edits import StandIn
from playwarden.domain.library import Relation
from playwarden.domain.matching import Verdict, judge
from playwarden.engine.observe import reading_cost
from playwarden.features.bulk.selection import Candidate
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, holdings, lookup, matching
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


@dataclass(frozen=True, slots=True)
class Availability:
    """What is known of some tracks in a country (None: that is not known): of `known` of the `tracks` whether they can
    be played, the oldest answer at `checked_at`, and for each that cannot what can stand in for it (None: nothing).
    """

    market: str | None
    tracks: int
    known: int
    checked_at: datetime | None
    instead: Mapping[str, StandIn | None]


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

    def market(self, account_id: AccountId) -> str | None:
        """The account's country, where that is known."""
        with self._database.read() as session:
            return session.scalar(select(Account.market).where(Account.id == account_id))

    def shut(self, uris: Sequence[str], account_id: AccountId) -> frozenset[str]:
        """Those of `uris` that are known not to be playable where the account is."""
        market = self.market(account_id)
        if market is None:
            return frozenset()
        with self._database.read() as session:
            known = lookup.availability(session, uris, market)
        return frozenset(uri for uri, found in known.items() if not found.playable)

    def playable(self, uris: Sequence[str], account_id: AccountId, market: str | None) -> Availability:
        """What is known of `uris` in a country (None: where the account is), and what can stand in for those that
        cannot be played there. Costs no call.
        """
        asked = sorted({uri for uri in uris if not uri.startswith("spotify:local:")})
        market = market or self.market(account_id)
        if market is None:
            return Availability(None, len(asked), 0, None, {})
        with self._database.read() as session:
            known = lookup.availability(session, asked, market)
            closed = [uri for uri, found in known.items() if not found.playable]
            near = _substitutes(session, closed)
            open_ = lookup.availability(session, {one.uri for found in near.values() for one in found}, market)
        shut = {uri for uri, found in open_.items() if not found.playable}
        instead = {uri: next((each for each in near[uri] if each.uri not in shut), None) for uri in closed}
        oldest = min((found.checked_at for found in known.values()), default=None)
        return Availability(market, len(asked), len(known), oldest, instead)


def _substitutes(session: Session, uris: Sequence[str]) -> dict[str, list[StandIn]]:
    """For each the recordings that are the same, those with its ISRC before those that are so by their names."""
    tracks = {track.uri: track for track in catalogue.tracks(session, uris)}
    coded = lookup.same_recordings(session, uris)
    called = [uri for uri in uris if uri in tracks and tracks[uri].artists]
    named = [matching.named(tracks[uri]) for uri in called]
    words = matching.known_words(session, named)
    alike: dict[str, list[StandIn]] = {}
    for uri, wanted, near in zip(called, named, matching.candidates(session, named), strict=True):
        others = [(other, name) for other, name in near if other != uri]
        judged = [judge(replace(wanted, isrc=None), [other], words) for other in others]
        same = [found.likely[0] for found in judged if found.verdict is Verdict.ACCEPT]
        ranked = sorted(same, key=lambda one: (-one.score, one.uri))
        alike[uri] = [StandIn(one.uri, ", ".join(one.why) or "the same names and length") for one in ranked]
    found: dict[str, list[StandIn]] = {}
    for uri in uris:
        surer = {
            each.uri: StandIn(each.uri, f"the same recording code (ISRC {each.isrc})") for each in coded.get(uri, ())
        }
        found[uri] = [*surer.values(), *(each for each in alike.get(uri, ()) if each.uri not in surer)]
    return found


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
