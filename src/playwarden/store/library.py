"""The mirror, playlist by playlist: recording states as versions, and reading what is held.

Every function works in the session it is given and commits nothing: the journal calls them in the transaction that
appends to the audit chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from playwarden.domain.library import Head, Relation
from playwarden.domain.playlist import Cover, Details, Entry, PlaylistState
from playwarden.engine.ports.library import OWN_WRITES, Cause, Mirrored, lately
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, IdSource, PlaylistId, RunId, VersionId
from playwarden.store import holdings
from playwarden.store.details import custom, known_details, same_details
from playwarden.store.entries import encoded, entries_of, entry_lists, keep_entries
from playwarden.store.models.library import EntryList, Playlist, Version, View
from playwarden.store.upsert import insert_missing

NEARLY = timedelta(minutes=5)
"""By so much a date may be off that was taken from our own call, where nobody has read the list since."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version without its entries; `length` is None where the items were not read for it."""

    id: VersionId
    playlist_id: PlaylistId
    number: int
    cause: Cause
    run_id: RunId | None
    seen_at: datetime
    snapshot_id: str
    details: Details
    entries_sha256: str | None
    length: int | None


def record_state(
    session: Session,
    ids: IdSource,
    *,
    head: Head | None,
    entries: tuple[Entry, ...] | None,
    snapshot_id: str | None,
    cause: Cause,
    run_id: RunId | None,
    at: datetime,
    playlist_id: PlaylistId | None = None,
    details: Details | None = None,
) -> VersionId:
    """Records what a playlist is, and returns the version that holds it: the newest one when details and entries
    equal it (no new version then), else a new one.

    `head` is what was read (None: not read, then `playlist_id` names a playlist known here); `details` replaces the
    head's, for a cover whose picture is known. `entries` None: not read. `snapshot_id` belongs to the entries (of our
    last write where it was answered). A first sight is recorded as cause `first` whatever `cause` says, unless a run
    made the playlist. What a head does not provide keeps its known value. Raises NotFound.
    """
    row = _locked(session, head, playlist_id, at)
    newest = session.get(Version, row.version_id, populate_existing=True) if row.version_id else None
    seen = details or (head.details if head else Details())
    held = newest.entries_sha256 if newest else None
    key = encoded(entries)[0] if entries is not None else None
    if entries is not None and key != held:
        keep_entries(session, [entries])
        holdings.note(session, {PlaylistId(row.id): entries})
    _show(row, head, known_details(_details(row), seen), snapshot_id)
    if entries is not None:
        _show_entries(row, len(entries))
    elif row.items_snapshot_id == row.snapshot_id:
        # The same snapshot id still proves the entries; under another one they are not known for this state.
        key = held
    if cause == "run":
        row.written_at = at
    version = _version(session, ids, row, newest, key, read=entries is not None, cause=cause, run_id=run_id, at=at)
    session.flush()
    return VersionId(version.id)


def record_readings(
    session: Session, ids: IdSource, readings: Sequence[tuple[Head, tuple[Entry, ...]]], at: datetime
) -> dict[PlaylistId, VersionId]:
    """Records playlists that were read to their end, many in few statements, as `record_state` does one.

    Left out, and absent from the answer, are those that a run of ours wrote to a moment ago: what was read may be half
    of what it does.
    """
    insert_missing(session, Playlist, [row_of(head, at) for head, _ in sorted(readings, key=lambda pair: pair[0].id)])
    wanted = [head.id for head, _ in readings]
    query = select(Playlist).where(Playlist.id.in_(wanted)).order_by(Playlist.id)
    fresh = {"populate_existing": True}
    rows = {row.id: row for row in session.scalars(query.with_for_update().execution_options(**fresh))}
    newest_ids = [row.version_id for row in rows.values() if row.version_id]
    found = session.scalars(select(Version).where(Version.id.in_(newest_ids)).execution_options(**fresh))
    newest = {version.id: version for version in found}
    taken = [(head, entries) for head, entries in readings if not lately(rows[head.id].written_at, at, OWN_WRITES)]
    keys = keep_entries(session, [entries for _, entries in taken])
    changed = {}
    for (head, entries), key in zip(taken, keys, strict=True):
        before = newest.get(rows[head.id].version_id or "")
        if before is None or before.entries_sha256 != key:
            changed[head.id] = entries
    holdings.note(session, changed)
    recorded: dict[PlaylistId, Version] = {}
    for (head, entries), key in zip(taken, keys, strict=True):
        row = rows[head.id]
        _show(row, head, known_details(_details(row), head.details), head.snapshot_id)
        _show_entries(row, len(entries))
        before = newest.get(row.version_id or "")
        recorded[head.id] = _version(session, ids, row, before, key, read=True, cause="spotify", run_id=None, at=at)
    session.flush()
    return {playlist_id: VersionId(version.id) for playlist_id, version in recorded.items()}


def _version(
    session: Session,
    ids: IdSource,
    row: Playlist,
    newest: Version | None,
    key: str | None,
    *,
    read: bool,
    cause: Cause,
    run_id: RunId | None,
    at: datetime,
) -> Version:
    """The version of what `row` shows with the entries under `key`: the newest one where it holds that, else a new."""
    details = _details(row)
    if newest is not None and cause == "spotify" and key is not None and _tells_dates(session, newest, key):
        newest.entries_sha256 = key
    if newest is not None and _holds(newest, details, key, read, cause):
        _complete(newest, row, details, key, at)
        return newest
    version = Version(
        id=ids.new("ver", at),
        playlist_id=row.id,
        number=1 if newest is None else newest.number + 1,
        cause="first" if newest is None and cause == "spotify" else cause,
        run_id=run_id,
        seen_at=at,
        snapshot_id=row.snapshot_id,
        details=details.to_document(),
        entries_sha256=key,
    )
    session.add(version)
    row.version_id = version.id
    return version


def _tells_dates(session: Session, newest: Version, key: str) -> bool:
    """Whether the entries under `key` are those that a run of ours left, with the dates that were only nearly known."""
    held = newest.entries_sha256
    if newest.cause != "run" or held is None or held == key:
        return False
    lists = entry_lists(session, [held, key])
    return len(lists[held]) == len(lists[key]) and all(map(_nearly_same, lists[held], lists[key]))


def _nearly_same(known: Entry, seen: Entry) -> bool:
    if known.uri != seen.uri:
        return False
    if known.added_at is None or seen.added_at is None:
        return known.added_at == seen.added_at
    return abs(known.added_at - seen.added_at) <= NEARLY


def _holds(newest: Version, merged: Details, key: str | None, read: bool, cause: Cause) -> bool:
    """Whether the newest version already is the state, or is it but for what had not been read then."""
    if not same_details(Details.from_document(newest.details), merged):
        return False
    if not read or newest.entries_sha256 == key:
        return True
    return newest.entries_sha256 is None and cause != "run"


def _complete(newest: Version, row: Playlist, merged: Details, key: str | None, at: datetime) -> None:
    """Adds to a version what was not known when it was made: its entries, the picture behind its cover's URL."""
    if newest.entries_sha256 is None and key is not None:
        if newest.snapshot_id != row.snapshot_id:
            newest.seen_at = at
        newest.entries_sha256, newest.snapshot_id = key, row.snapshot_id
    before = Details.from_document(newest.details)
    cover = merged.cover
    if cover is not None and cover.sha256 and (before.cover is None or before.cover.sha256 is None):
        newest.details = {**newest.details, "cover": merged.to_document()["cover"]}


def _locked(session: Session, head: Head | None, playlist_id: PlaylistId | None, at: datetime) -> Playlist:
    """The playlist's row, made if need be, locked so that version numbers cannot collide."""
    wanted = head.id if head is not None else playlist_id
    if wanted is None:
        raise ValueError("either a head or a playlist's id")
    if head is not None and session.get(Playlist, wanted) is None:
        insert_missing(session, Playlist, [row_of(head, at)])
    row = session.get(Playlist, wanted, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"The playlist {wanted} is not mirrored here.", "`playwarden sync` looks at all playlists.")
    return row


def row_of(head: Head, at: datetime) -> dict[str, object]:
    """A new row as a list page shows the playlist."""
    return {
        "id": head.id,
        "name": head.name,
        "description": head.description,
        "public": head.public,
        "collaborative": head.collaborative,
        "owner_id": head.owner_id,
        "owner_name": head.owner_name,
        "cover_url": head.cover_url,
        "cover_sha256": None,
        "cover_custom": custom(head.cover_url),
        "snapshot_id": head.snapshot_id,
        "total": head.total,
        "items_snapshot_id": None,
        "refused_snapshot_id": None,
        "version_id": None,
        "wanted_at": None,
        "written_at": None,
        "first_seen_at": at,
        "gone_at": None,
    }


def _show(row: Playlist, head: Head | None, merged: Details, snapshot_id: str | None) -> None:
    """Writes what was seen into the row; SQLAlchemy sends only what differs."""
    row.name = row.name if merged.name is None else merged.name
    row.description, row.public = merged.description, merged.public
    row.collaborative = bool(merged.collaborative)
    cover = merged.cover or Cover()
    row.cover_url, row.cover_sha256, row.cover_custom = cover.url, cover.sha256, cover.custom
    row.snapshot_id = snapshot_id or (head.snapshot_id if head else None) or row.snapshot_id
    if head is not None:
        row.owner_id, row.owner_name = head.owner_id, head.owner_name or row.owner_name
        row.total = row.total if head.total is None else head.total
        row.gone_at = None


def _show_entries(row: Playlist, length: int) -> None:
    row.items_snapshot_id = row.snapshot_id
    row.total, row.wanted_at, row.refused_snapshot_id = length, None, None


def _details(row: Playlist) -> Details:
    cover = Cover(row.cover_url, row.cover_sha256, row.cover_custom)
    return Details(
        name=row.name,
        description=row.description,
        public=row.public,
        collaborative=row.collaborative,
        cover=None if cover == Cover() else cover,
    )


def mirrored(session: Session, playlist_id: PlaylistId, *, with_entries: bool = True) -> Mirrored | None:
    """What is held of a playlist; `with_entries=False` leaves its entries unread (None)."""
    row = session.get(Playlist, playlist_id, populate_existing=True)
    if row is None:
        return None
    newest = session.get(Version, row.version_id, populate_existing=True) if row.version_id else None
    held = None
    if row.items_snapshot_id is not None and with_entries:
        key = newest.entries_sha256 if newest is not None else None
        key = key or _newest_entries(session, playlist_id)
        held = entries_of(session, key) if key else None
    views = session.execute(select(View.account_id, View.relation).where(View.playlist_id == playlist_id))
    return Mirrored(
        id=playlist_id,
        details=_details(row),
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        total=row.total,
        snapshot_id=row.snapshot_id,
        items_snapshot_id=row.items_snapshot_id,
        entries=held,
        version_id=VersionId(newest.id) if newest else None,
        version_number=newest.number if newest else None,
        written_at=row.written_at,
        gone_at=row.gone_at,
        relations={AccountId(account): Relation(relation) for account, relation in views},
    )


def _newest_entries(session: Session, playlist_id: PlaylistId) -> str | None:
    """The entry list last read, where the newest version is one of details only."""
    query = (
        select(Version.entries_sha256)
        .where(Version.playlist_id == playlist_id, Version.entries_sha256.is_not(None))
        .order_by(Version.number.desc())
        .limit(1)
    )
    return session.scalar(query)


def note_written(session: Session, playlist_id: PlaylistId, snapshot_id: str | None, at: datetime) -> None:
    """Remembers that a write of ours left at `at`; the entries held belong to `snapshot_id` where it is given."""
    values: dict[str, object] = {"written_at": at}
    if snapshot_id is not None:
        values["snapshot_id"] = snapshot_id
    session.execute(update(Playlist).where(Playlist.id == playlist_id).values(values))


def note_gone(session: Session, playlist_id: PlaylistId, account: AccountId, at: datetime) -> None:
    """An unfollow of ours: the account's list shows the playlist no more; gone when no other account's does."""
    view = session.get(View, (account, playlist_id))
    if view is not None:
        session.delete(view)
        session.flush()
    left = session.scalar(select(View.account_id).where(View.playlist_id == playlist_id).limit(1))
    values: dict[str, object] = {"written_at": at} if left else {"written_at": at, "gone_at": at}
    session.execute(update(Playlist).where(Playlist.id == playlist_id).values(values))


def is_wanted(session: Session, playlist_id: PlaylistId, *, since: datetime) -> bool:
    """Whether it was opened at that moment or later, and not read after that."""
    wanted_at = session.scalar(select(Playlist.wanted_at).where(Playlist.id == playlist_id))
    return wanted_at is not None and wanted_at >= since


def want(session: Session, playlist_id: PlaylistId, at: datetime) -> None:
    """Somebody opened or changed it: its items are read before others, the last wanted first."""
    session.execute(update(Playlist).where(Playlist.id == playlist_id).values(wanted_at=at))


def note_refused(session: Session, playlist_id: PlaylistId, snapshot_id: str) -> None:
    """Spotify does not show us the items: not asked again while the snapshot id stays."""
    session.execute(
        update(Playlist).where(Playlist.id == playlist_id).values(refused_snapshot_id=snapshot_id, wanted_at=None)
    )


def versions(
    session: Session, playlist_id: PlaylistId, *, limit: int | None = None, before: int | None = None
) -> list[VersionRow]:
    """The versions of a playlist, newest first; `before` continues an earlier list with its last number."""
    query = _versions().where(Version.playlist_id == playlist_id).order_by(Version.number.desc()).limit(limit)
    if before is not None:
        query = query.where(Version.number < before)
    return [_version_row(version, length) for version, length in session.execute(query)]


def version(session: Session, version_id: VersionId) -> VersionRow:
    """One version without its entries. Raises NotFound."""
    found = session.execute(_versions().where(Version.id == version_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no version '{version_id}'.", "`playwarden playlists history` names them.")
    return _version_row(*found)


def version_state(session: Session, version_id: VersionId) -> PlaylistState:
    """A recorded state. Raises NotFound, also when the items were not read for that version."""
    row = version(session, version_id)
    if row.entries_sha256 is None:
        raise NotFound(
            f"The items of version {row.number} were not read when it was seen.",
            "`playwarden playlists history` shows which versions hold items.",
        )
    return PlaylistState(row.details, entries_of(session, row.entries_sha256))


def _versions() -> Select[Version, int]:
    return select(Version, EntryList.length).outerjoin(EntryList, EntryList.sha256 == Version.entries_sha256)


def _version_row(row: Version, length: int | None) -> VersionRow:
    cause: Cause = "first" if row.cause == "first" else "run" if row.cause == "run" else "spotify"
    return VersionRow(
        id=VersionId(row.id),
        playlist_id=PlaylistId(row.playlist_id),
        number=row.number,
        cause=cause,
        run_id=RunId(row.run_id) if row.run_id else None,
        seen_at=row.seen_at,
        snapshot_id=row.snapshot_id,
        details=Details.from_document(row.details),
        entries_sha256=row.entries_sha256,
        length=length,
    )
