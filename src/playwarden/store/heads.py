"""The mirror as list pages see it: what they change is worked out in memory, and nothing else is written.

An unchanged library costs two SELECTs and no write.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from playwarden.domain.library import Head, Relation
from playwarden.domain.playlist import Cover, Details
from playwarden.engine.ports.library import OWN_WRITES, lately
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store.details import known_details, same_details
from playwarden.store.library import record_state, row_of
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, Version, View
from playwarden.store.upsert import insert_missing, insert_or_update, portions

LAG = timedelta(minutes=15)
"""For so long after a write of ours a list page that shows a snapshot id of before it is taken for a late one."""

_COLUMNS = (
    Playlist.id,
    Playlist.name,
    Playlist.description,
    Playlist.public,
    Playlist.collaborative,
    Playlist.owner_id,
    Playlist.owner_name,
    Playlist.cover_url,
    Playlist.cover_sha256,
    Playlist.cover_custom,
    Playlist.snapshot_id,
    Playlist.total,
    Playlist.version_id,
    Playlist.written_at,
    Playlist.gone_at,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of one account as it was paged through. `whole`: to its end, and it held still meanwhile."""

    account: AccountId
    user_id: str
    heads: tuple[Head, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is held of all playlists: rows by id, and each account's views (relation and position by playlist)."""

    rows: Mapping[str, Any]
    views: Mapping[str, Mapping[str, tuple[str, int]]]
    older: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Snapshot ids that belong to versions before the newest, of playlists whose snapshot id moved."""


@dataclass(slots=True)
class Changes:
    """What listings change; everything empty when nothing did."""

    new: list[Head] = field(default_factory=list)
    differing: list[Head] = field(default_factory=list)
    """Heads that differ from their row; `stated` of them make a version by themselves."""
    stated: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    """Views (account, playlist) to be taken away."""
    late: set[str] = field(default_factory=set)
    """Playlists whose heads are not believed: written by us a moment ago, or shown as they were before."""
    lagging: set[AccountId] = field(default_factory=set)
    """Accounts whose list was seen to be older than what we wrote: it does not prove that something is gone."""
    rows: Mapping[str, Any] = field(default_factory=dict)
    """What was held before, by playlist."""

    @property
    def empty(self) -> bool:
        return not (self.new or self.differing or self.gone or self.views or self.unseen)


def upsert_heads(
    session: Session, ids: IdSource, account: AccountId, user_id: str, heads: Sequence[Head], at: datetime
) -> Changes:
    """Takes over heads that an account's list shows, a part of its list or all; nothing is marked as gone."""
    return take_over(session, ids, [Listing(account, user_id, tuple(heads), whole=False)], at)


def take_over(session: Session, ids: IdSource, listings: Sequence[Listing], at: datetime) -> Changes:
    """Compares and writes in one session."""
    changes = changes_of(session, listings, at)
    write(session, ids, changes, at)
    return changes


def changes_of(session: Session, listings: Sequence[Listing], at: datetime) -> Changes:
    """What the listings change, by two SELECTs (a third where snapshot ids moved); writes nothing."""
    rows = {row.id: row for row in session.execute(select(*_COLUMNS))}
    views: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for account, playlist, relation, position in session.execute(
        select(View.account_id, View.playlist_id, View.relation, View.position)
        .join(Account, Account.id == View.account_id)
        .where(Account.state != "removed")
    ):
        views[account][playlist] = (relation, position)
    moved = {
        head.id
        for listing in listings
        for head in listing.heads
        if (row := rows.get(head.id)) is not None and row.snapshot_id != head.snapshot_id and row.written_at is not None
    }
    return compare(Known(rows, views, _older_snapshots(session, rows, moved)), listings, at)


def compare(known: Known, listings: Sequence[Listing], at: datetime) -> Changes:
    """What the listings change in what is known. Pure."""
    changes = Changes(rows=known.rows)
    heads = _one_head_each(known, listings, changes, at)
    for head in heads.values():
        row = known.rows.get(head.id)
        if row is None:
            changes.new.append(head)
        elif head.id not in changes.late:
            _compare_head(row, head, changes, at)
    _compare_views(known, listings, changes)
    _find_gone(known, listings, heads, changes, at)
    return changes


def _one_head_each(known: Known, listings: Sequence[Listing], changes: Changes, at: datetime) -> dict[PlaylistId, Head]:
    """Of what several accounts show of a playlist the owner's view, with what it lacks taken from the others."""
    shown: dict[PlaylistId, list[tuple[bool, bool, str, Head]]] = defaultdict(list)
    for listing in listings:
        for head in listing.heads:
            late = _late(known, head, at)
            if _of_before(known, head, at):
                changes.lagging.add(listing.account)
            shown[head.id].append((late, head.owner_id != listing.user_id, listing.account, head))
    heads: dict[PlaylistId, Head] = {}
    for playlist_id, candidates in shown.items():
        candidates.sort(key=lambda candidate: candidate[:3])
        late, _, _, head = candidates[0]
        if late:
            changes.late.add(playlist_id)
        for other_late, _, _, other in candidates[1:]:
            if not other_late and other.snapshot_id == head.snapshot_id:
                head = replace(
                    head,
                    description=other.description if head.description is None else head.description,
                    public=other.public if head.public is None else head.public,
                    cover_url=head.cover_url or other.cover_url,
                )
        heads[playlist_id] = head
    return heads


def _late(known: Known, head: Head, at: datetime) -> bool:
    """Whether a list page is not to be believed about a playlist: we wrote it a moment ago, or in the last minutes and
    the page shows a snapshot id of before.
    """
    row = known.rows.get(head.id)
    return row is not None and (lately(row.written_at, at, OWN_WRITES) or _of_before(known, head, at))


def _of_before(known: Known, head: Head, at: datetime) -> bool:
    return head.snapshot_id in known.older.get(head.id, ()) and lately(known.rows[head.id].written_at, at, LAG)


def _compare_head(row: Any, head: Head, changes: Changes, at: datetime) -> None:
    before = _details(row)
    merged = known_details(before, head.details)
    if row.gone_at is not None:
        changes.back.add(head.id)
    stated = not same_details(before, merged)
    if (
        stated
        or row.gone_at is not None
        or row.snapshot_id != head.snapshot_id
        or before != merged
        or (head.total is not None and row.total != head.total)
        or row.owner_id != head.owner_id
        or (head.owner_name is not None and row.owner_name != head.owner_name)
    ):
        changes.differing.append(head)
    if stated:
        changes.stated.add(head.id)


def _compare_views(known: Known, listings: Sequence[Listing], changes: Changes) -> None:
    for listing in listings:
        held = known.views.get(listing.account, {})
        shown: set[str] = set()
        for position, head in enumerate(listing.heads):
            shown.add(head.id)
            relation = relation_of(head, listing.user_id).value
            before = held.get(head.id)
            place = position if listing.whole or before is None else before[1]
            if before != (relation, place):
                changes.views.append(
                    {
                        "account_id": listing.account,
                        "playlist_id": head.id,
                        "relation": relation,
                        "position": place,
                    }
                )
        if listing.whole and listing.account not in changes.lagging:
            changes.unseen += [(listing.account, playlist_id) for playlist_id in held if playlist_id not in shown]


def _find_gone(
    known: Known,
    listings: Sequence[Listing],
    heads: Mapping[PlaylistId, Head],
    changes: Changes,
    at: datetime,
) -> None:
    """A playlist is gone when every account that showed it was listed to the end and none shows it. One that we wrote
    minutes ago is not: late pages do not show it yet.
    """
    unseen = set(changes.unseen)
    still_shown = {
        playlist_id
        for account, held in known.views.items()
        for playlist_id in held
        if (account, playlist_id) not in unseen
    }
    recent: set[str] = set()
    for playlist_id in {playlist_id for _, playlist_id in unseen}:
        row = known.rows[playlist_id]
        if lately(row.written_at, at, LAG):
            recent.add(playlist_id)
        elif playlist_id not in still_shown and playlist_id not in heads and row.gone_at is None:
            changes.gone.append(playlist_id)
    changes.unseen = [(account, playlist_id) for account, playlist_id in changes.unseen if playlist_id not in recent]


def relation_of(head: Head, user_id: str) -> Relation:
    """How the account with Spotify's `user_id` stands to a playlist that its list shows."""
    if head.owner_id == user_id:
        return Relation.OWNER
    return Relation.COLLABORATOR if head.collaborative else Relation.FOLLOWER


def write(session: Session, ids: IdSource, changes: Changes, at: datetime) -> None:
    """Writes the changes: new playlists with their first version, changed details with a version, views, gone ones."""
    if changes.empty:
        return
    _write_new(session, ids, changes.new, at)
    plain: list[dict[str, Any]] = []
    for head in changes.differing:
        if head.id in changes.stated:
            record_state(
                session,
                ids,
                head=head,
                entries=None,
                snapshot_id=head.snapshot_id,
                cause="spotify",
                run_id=None,
                at=at,
            )
        else:
            plain.append(_values(changes.rows[head.id], head))
    if plain:
        session.execute(update(Playlist), plain)
    insert_or_update(session, View, changes.views)
    by_account: dict[str, list[str]] = defaultdict(list)
    for account, playlist_id in changes.unseen:
        by_account[account].append(playlist_id)
    for account, playlist_ids in by_account.items():
        for portion in portions(playlist_ids):
            session.execute(delete(View).where(View.account_id == account, View.playlist_id.in_(portion)))
    for portion in portions(changes.gone):
        session.execute(update(Playlist).where(Playlist.id.in_(portion)).values(gone_at=at))


def _write_new(session: Session, ids: IdSource, heads: Sequence[Head], at: datetime) -> None:
    """New playlists in bulk: a thousand first versions one by one would take seconds."""
    rows = [row_of(head, at) for head in heads]
    versions = [
        {
            "id": ids.new("ver", at),
            "playlist_id": head.id,
            "number": 1,
            "cause": "first",
            "run_id": None,
            "seen_at": at,
            "snapshot_id": head.snapshot_id,
            "details": known_details(None, head.details).to_document(),
            "entries_sha256": None,
        }
        for head in heads
    ]
    for row, version in zip(rows, versions, strict=True):
        row["version_id"] = version["id"]
    insert_missing(session, Playlist, rows)
    # Another process may have met the same playlists first: its rows and versions stay.
    mine = _versions_named(session, [head.id for head in heads])
    insert_missing(session, Version, [version for version in versions if version["id"] in mine])


def _versions_named(session: Session, playlist_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for portion in portions(playlist_ids):
        found |= {key for key in session.scalars(select(Playlist.version_id).where(Playlist.id.in_(portion))) if key}
    return found


def _values(row: Any, head: Head) -> dict[str, Any]:
    """The columns of a head whose details make no version: another snapshot id, total, owner's name, cover URL."""
    merged = known_details(_details(row), head.details)
    cover = merged.cover or Cover()
    return {
        "id": head.id,
        "description": merged.description,
        "public": merged.public,
        "cover_url": cover.url,
        "cover_sha256": cover.sha256,
        "cover_custom": cover.custom,
        "snapshot_id": head.snapshot_id,
        "total": row.total if head.total is None else head.total,
        "owner_id": head.owner_id,
        "owner_name": head.owner_name or row.owner_name,
        "gone_at": None,
    }


def _details(row: Any) -> Details:
    cover = Cover(row.cover_url, row.cover_sha256, row.cover_custom)
    return Details(row.name, row.description, row.public, row.collaborative, None if cover == Cover() else cover)


def _older_snapshots(
    session: Session, rows: Mapping[str, Any], playlist_ids: Iterable[str]
) -> dict[str, frozenset[str]]:
    older: dict[str, set[str]] = defaultdict(set)
    for portion in portions(sorted(playlist_ids)):
        query = select(Version.id, Version.playlist_id, Version.snapshot_id).where(Version.playlist_id.in_(portion))
        for version_id, playlist_id, snapshot_id in session.execute(query):
            if version_id != rows[playlist_id].version_id:
                older[playlist_id].add(snapshot_id)
    return {playlist_id: frozenset(found) for playlist_id, found in older.items()}
