"""What the library reads and keeps in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from playwarden.domain.runs import State
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.library import OWN_WRITES, lately
from playwarden.engine.ports.target import PAGE
from playwarden.features.library.reports import Watched
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store.models.accounts import Account, App
from playwarden.store.models.library import Look, Playlist, Sync, View
from playwarden.store.models.runs import Part, Step

_SHOWN = {"list-shows-description": "description", "list-shows-cover": "cover_url"}
"""What `doctor --live` measures of list pages, and the field of a head that it is about."""
READERS = ("owner", "collaborator")
"""Relations to whose accounts Spotify shows a playlist's items."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A playlist whose items are to be read, through `account`. `changed`: they were read before and moved since."""

    id: PlaylistId
    name: str
    account: AccountId
    account_name: str
    quota_group: str
    snapshot_id: str
    version_id: str | None
    cost: int
    wanted_at: datetime | None
    changed: bool

    @property
    def order(self) -> tuple[int, float, int, str]:
        """Wanted ones first, the last wanted at the top; then changed ones; then those that cost least."""
        wanted = -self.wanted_at.timestamp() if self.wanted_at else 0.0
        return (0 if self.wanted_at else 1 if self.changed else 2, wanted, self.cost, self.id)


@dataclass(frozen=True, slots=True)
class UnsettledCover:
    """A cover of an own playlist whose picture was not fetched from `url` yet."""

    playlist_id: PlaylistId
    url: str


def watched(session: Session, wanted: Sequence[AccountId] | None = None) -> list[Watched]:
    """The accounts, oldest first; `wanted` None means all. Raises NotFound for an account that is not there."""
    query = (
        select(Account.id, Account.user_id, Account.display_name, App.quota_group, Account.state, App.facts)
        .join(App, App.id == Account.app_id)
        .where(Account.state != "removed")
        .order_by(Account.created_at, Account.id)
    )
    found = [
        Watched(AccountId(key), user_id, name, quota_group, state == "connected", _unshown(facts))
        for key, user_id, name, quota_group, state, facts in session.execute(query)
    ]
    if wanted is None:
        return found
    by_id = {one.id: one for one in found}
    for key in wanted:
        if key not in by_id:
            raise NotFound(f"There is no account '{key}'.", "`playwarden accounts list` names them.")
    return [by_id[key] for key in wanted]


def seen_wholly(session: Session, since: datetime, now: datetime) -> dict[AccountId, int]:
    """Accounts whose whole list somebody has looked at since then, a sweep most of the time, with its length."""
    shown = select(View.account_id, func.count().label("total")).group_by(View.account_id).subquery()
    query = (
        select(Look.account_id, Look.depth)
        .join(shown, shown.c.account_id == Look.account_id)
        .where(Look.looked_at >= since, Look.looked_at <= now, Look.depth >= shown.c.total)
    )
    return {AccountId(account): depth for account, depth in session.execute(query)}


def _unshown(facts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(field for name, field in _SHOWN.items() if facts.get(name, {}).get("held") is False)


def waiting(
    session: Session, now: datetime, *, only: Iterable[PlaylistId] | None = None, writing: bool = False
) -> list[Waiting]:
    """The playlists whose items were never read or moved since, in the order in which they are to be read.

    Those that Spotify refused under the present snapshot id do not wait, nor, unless `writing`, those that a run of
    ours wrote to a moment ago: it may be half way. What shows the answer to a write of a run that goes on still is that
    run's to record.
    """
    under_way = (
        select(Step.id)
        .join(Part, Part.id == Step.part_id)
        .where(Part.playlist_id == Playlist.id, Part.state == State.WAITING.value)
        .where(Step.snapshot_id == Playlist.snapshot_id)
    )
    query = (
        select(
            Playlist.id,
            Playlist.name,
            Playlist.total,
            Playlist.snapshot_id,
            Playlist.items_snapshot_id,
            Playlist.version_id,
            Playlist.wanted_at,
            Playlist.written_at,
            View.account_id,
            View.relation,
            Account.display_name,
            App.quota_group,
        )
        .join(View, View.playlist_id == Playlist.id)
        .join(Account, Account.id == View.account_id)
        .join(App, App.id == Account.app_id)
        .where(
            Playlist.gone_at.is_(None),
            View.relation.in_(READERS),
            Account.state == "connected",
            Playlist.items_snapshot_id.is_distinct_from(Playlist.snapshot_id),
            Playlist.refused_snapshot_id.is_distinct_from(Playlist.snapshot_id),
            ~under_way.exists(),
        )
    )
    if only is not None:
        query = query.where(Playlist.id.in_(list(only)))
    best: dict[str, Any] = {}
    for row in session.execute(query):
        if not writing and lately(row.written_at, now, OWN_WRITES):
            continue
        held = best.get(row.id)
        if held is None or (row.relation != "owner", row.account_id) < (held.relation != "owner", held.account_id):
            best[row.id] = row
    found = [
        Waiting(
            id=PlaylistId(row.id),
            name=row.name,
            account=AccountId(row.account_id),
            account_name=row.display_name,
            quota_group=row.quota_group,
            snapshot_id=row.snapshot_id,
            version_id=row.version_id,
            cost=reading_cost(row.total or 0),
            wanted_at=row.wanted_at,
            changed=row.items_snapshot_id is not None,
        )
        for row in best.values()
    ]
    return sorted(found, key=lambda one: one.order)


def reader_of(session: Session, playlist_id: PlaylistId) -> AccountId | None:
    """The connected account through which the items of a playlist can be read: the owner, else a collaborator."""
    query = (
        select(View.account_id)
        .join(Account, Account.id == View.account_id)
        .where(View.playlist_id == playlist_id, View.relation.in_(READERS), Account.state == "connected")
        .order_by(View.relation.desc(), View.account_id)
        .limit(1)
    )
    found = session.scalar(query)
    return AccountId(found) if found else None


def reading_counts(session: Session) -> tuple[int, int, int]:
    """Readable playlists, those of them whose items were read, and lists of others that are shown without items."""
    readable = select(View.playlist_id).where(View.relation.in_(READERS)).scalar_subquery()
    viewed = select(View.playlist_id).scalar_subquery()
    query = select(
        func.count().filter(Playlist.id.in_(readable)),
        func.count().filter(Playlist.id.in_(readable), Playlist.items_snapshot_id.is_not(None)),
        func.count().filter(Playlist.id.not_in(readable), Playlist.id.in_(viewed)),
    ).where(Playlist.gone_at.is_(None))
    total, read, provided_not = session.execute(query).one()
    return int(total), int(read), int(provided_not)


def list_pages(session: Session) -> dict[str, int]:
    """Calls that one look at all playlists takes, by quota group."""
    query = (
        select(App.quota_group, func.count(View.playlist_id))
        .select_from(Account)
        .join(App, App.id == Account.app_id)
        .outerjoin(View, View.account_id == Account.id)
        .where(Account.state == "connected")
        .group_by(App.quota_group, Account.id)
    )
    pages: dict[str, int] = {}
    for group, shown in session.execute(query):
        pages[group] = pages.get(group, 0) + max(1, -(-shown // PAGE))
    return pages


def unsettled_covers(session: Session, *, limit: int) -> list[UnsettledCover]:
    """Covers of own playlists whose pictures are to be fetched. Mosaics are none: they change with the tracks."""
    own = select(View.playlist_id).where(View.relation == "owner").scalar_subquery()
    query = (
        select(Playlist.id, Playlist.cover_url)
        .where(
            Playlist.gone_at.is_(None),
            Playlist.cover_url.is_not(None),
            Playlist.cover_sha256.is_(None),
            Playlist.cover_custom.is_distinct_from(False),
            Playlist.id.in_(own),
        )
        .order_by(Playlist.wanted_at.is_(None), Playlist.id)
        .limit(limit)
    )
    return [UnsettledCover(PlaylistId(key), url) for key, url in session.execute(query) if url]


def add_sync(session: Session, values: dict[str, Any]) -> None:
    """The one row that a look at an unchanged library writes, but for when each account was looked at."""
    session.execute(insert(Sync).values(values))
