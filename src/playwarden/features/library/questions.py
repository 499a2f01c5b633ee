"""Answers about mirrored playlists: which there are, what one holds, how it came to be, and which one is meant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.library import Relation
from playwarden.domain.matching.fold import fold
from playwarden.domain.playlist import Entry
from playwarden.engine.ports.library import Cause, Mirrored
from playwarden.features.library.authors import Author, authors
from playwarden.features.library.differences import Difference, difference
from playwarden.features.library.gallery import picture_key
from playwarden.features.library.naming import named
from playwarden.kit.errors import NotFound, Refused
from playwarden.kit.ids import AccountId, PlaylistId, RunId, VersionId
from playwarden.store import catalogue, library
from playwarden.store.commits import Remembered
from playwarden.store.database import Database
from playwarden.store.entries import entries_of, entry_lists
from playwarden.store.library import VersionRow
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Playlist, Version, View
from playwarden.store.tags import Tagging, seen_among, tagging

MOST_LISTS = 8
"""Lists of playlists that are kept until something is committed: members with the same reach see the same."""
MOST_NAMED = 2_000


@dataclass(frozen=True, slots=True)
class Seer:
    """An account that sees a playlist."""

    account: AccountId
    name: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Row:
    """A playlist in a list. `items` is `read`, `changed` (read, but moved since), `not read`, or `not provided`
    (a list of others, or refused).
    """

    id: PlaylistId
    name: str
    description: str | None
    owner_id: str
    owner_name: str | None
    total: int | None
    public: bool | None
    collaborative: bool
    items: str
    seen_by: tuple[Seer, ...]
    gone_at: datetime | None
    picture: str | None = None
    """What its cover is called here: another picture has another one. None: none is known."""
    tags: tuple[str, ...] = ()
    """By name: those given by hand and by rules."""
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it: position from 1; `title` None where the catalogue does not know it."""

    position: int
    entry: Entry
    title: str | None
    album: str | None = None
    album_id: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A playlist with its entries; `lines` is None where they are not known."""

    playlist: Mirrored
    row: Row
    lines: tuple[Line, ...] | None

    @property
    def waits(self) -> bool:
        """Whether something of it is still to be read: its items, or its cover."""
        cover = self.playlist.details.cover
        fetched = cover is None or cover.url is None or cover.sha256 is not None or cover.custom is False
        return self.row.items in ("changed", "not read") or not fetched


@dataclass(frozen=True, slots=True)
class Event:
    """A version in a playlist's history and what it changed from the one before. Counts are None where items are not
    known on one side; `changed` names the details that differ.
    """

    id: VersionId
    number: int
    cause: Cause
    run_id: RunId | None
    seen_at: datetime
    length: int | None
    added: int | None
    removed: int | None
    moved: int | None
    changed: tuple[str, ...]
    author: Author


@dataclass(frozen=True, slots=True)
class Stood:
    """A playlist as a version holds it; `lines` is None where the items were not read for it."""

    version: VersionRow
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a playlist, what lies between them, and the titles of the entries named."""

    playlist_id: PlaylistId
    before: VersionRow
    after: VersionRow
    difference: Difference
    titles: dict[str, str]


class Questions:
    """Reads only; each method is one snapshot of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = Remembered[frozenset[AccountId] | None, tuple[Row, ...]](database.commits, MOST_LISTS)
        self._named = Remembered[tuple[str, frozenset[AccountId] | None], PlaylistId](database.commits, MOST_NAMED)

    def playlists(
        self,
        *,
        account: AccountId | None = None,
        name: str | None = None,
        owner: str | None = None,
        gone: bool = False,
        tag: str | None = None,
        among: frozenset[AccountId] | None = None,
    ) -> list[Row]:
        """The playlists by name. `account`: those that its list shows; `name`: folded text that the name holds;
        `owner`: an owner's id or name; `gone`: also those that no list shows any more; `tag`: those that have it;
        `among`: of those that one of these accounts sees, as far as these see them.
        """

        def read() -> tuple[Row, ...]:
            with self._database.read() as session:
                return tuple(playlist_rows(session, among=among))

        rows = self._rows.get(among, read)
        wanted = fold(name) if name else ""
        return [
            row
            for row in rows
            if (gone or row.gone_at is None)
            and (account is None or any(seer.account == account for seer in row.seen_by))
            and (not wanted or wanted in fold(row.name))
            and (tag is None or tag.casefold() in row.tags)
            and (owner is None or owner == row.owner_id or fold(owner) == fold(row.owner_name or ""))
        ]

    def find(self, text: str, among: frozenset[AccountId] | None = None) -> PlaylistId:
        """The playlist that `text` names: its URI, address, id or the beginning of one, or its name. `among`: of those
        that one of these accounts sees.

        Raises NotFound, and InputError naming the candidates when several are meant.
        """

        def look() -> PlaylistId:
            with self._database.read() as session:
                return named(session, text, among)

        return self._named.get((text, among), look)

    def row(self, playlist_id: PlaylistId, among: frozenset[AccountId] | None = None) -> Row:
        """One playlist as in a list. Raises NotFound."""
        with self._database.read() as session:
            rows = playlist_rows(session, ids=[playlist_id], among=among)
        if not rows:
            raise _unknown(playlist_id)
        return rows[0]

    def show(self, playlist_id: PlaylistId, among: frozenset[AccountId] | None = None) -> Shown:
        """What the mirror holds of a playlist. Raises NotFound."""
        with self._database.read() as session:
            held = library.mirrored(session, playlist_id)
            if held is None:
                raise _unknown(playlist_id)
            row = next(iter(playlist_rows(session, ids=[playlist_id], among=among)), None)
            if row is None:
                raise _unknown(playlist_id)
            if held.entries is None:
                return Shown(held, row, None)
            told = catalogue.told(session, (entry.uri for entry in held.entries if entry.uri))
        return Shown(held, row, tuple(_line(place, entry, told) for place, entry in enumerate(held.entries, 1)))

    def writer(self, playlist_id: PlaylistId) -> AccountId:
        """The account to change a playlist as: its owner, else a collaborator. Raises NotFound, Refused."""
        with self._database.read() as session:
            held = library.mirrored(session, playlist_id, with_entries=False)
            if held is None:
                raise _unknown(playlist_id)
            # A playlist that was made here a moment ago stands in no list yet; its owner is known all the same.
            owner = session.scalar(
                select(Account.id).where(Account.user_id == held.head.owner_id, Account.state != "removed")
            )
        writer = held.writer() or owner
        if writer is None:
            raise Refused(
                "No account here may write to this playlist: it is somebody else's.",
                "Connect its owner, or an account that was invited to it.",
            )
        return AccountId(writer)

    def titles(self, uris: Sequence[str]) -> dict[str, str]:
        """`Artist - Name` by URI, of those the catalogue knows."""
        with self._database.read() as session:
            return catalogue.titles(session, uris)

    def history(self, playlist_id: PlaylistId, *, limit: int = 50, before: int | None = None) -> list[Event]:
        """The newest `limit` versions (older than number `before`), newest first. Raises NotFound."""
        with self._database.read() as session:
            rows = library.versions(session, playlist_id, limit=limit + 1, before=before)
            if not rows:
                if before is None:
                    raise _unknown(playlist_id)
                return []
            by = authors(session, playlist_id, rows)
            events: list[Event] = []
            # Two lists at a time: a long history of long lists would not fit into memory.
            newer: tuple[str | None, tuple[Entry, ...] | None] = (None, None)
            for row, older, author in zip(rows, [*rows[1:], None], by, strict=True):
                if len(events) == limit:
                    break
                new = newer[1] if newer[0] == row.entries_sha256 else _entries(session, row)
                old = None if older is None else _entries(session, older)
                newer = (older.entries_sha256 if older else None, old)
                events.append(_event(row, older, old, new, author))
            return events

    def version(self, playlist_id: PlaylistId, which: str) -> VersionRow:
        """The version that `which` names: its number (`12` or `v12`), its id, or `latest`. Raises NotFound."""
        with self._database.read() as session:
            return _version(session, playlist_id, which)

    def stood(self, playlist_id: PlaylistId, which: str) -> Stood:
        """The playlist as that version holds it, named as in `version`. Raises NotFound."""
        with self._database.read() as session:
            row = _version(session, playlist_id, which)
            entries = _entries(session, row)
            told = catalogue.told(session, (entry.uri for entry in entries or () if entry.uri))
        lines = None if entries is None else tuple(_line(place, entry, told) for place, entry in enumerate(entries, 1))
        return Stood(row, lines)

    def in_force(self, playlist_id: PlaylistId, at: datetime) -> Event:
        """The version that the playlist stood on at a moment, as far as it was looked at. Raises NotFound."""
        with self._database.read() as session:
            number = session.scalar(
                select(func.max(Version.number)).where(Version.playlist_id == playlist_id, Version.seen_at <= at)
            )
        if number is None:
            raise NotFound("It was not seen yet at that time.", "`playwarden playlists history` lists its versions.")
        return self.history(playlist_id, limit=1, before=number + 1)[0]

    def diff(self, playlist_id: PlaylistId, before: str | None = None, after: str | None = None) -> Compared:
        """What changed between two versions, named as in `version`: by default from the one before to the latest.

        Raises NotFound.
        """
        with self._database.read() as session:
            newer = _version(session, playlist_id, after or "latest")
            if before is None and newer.number == 1:
                raise NotFound("This playlist has a single version: nothing to compare it with.")
            older = _version(session, playlist_id, before or str(newer.number - 1))
            keys = [key for key in (older.entries_sha256, newer.entries_sha256) if key]
            held = entry_lists(session, keys)
            found = difference(
                older.details,
                newer.details,
                held.get(older.entries_sha256 or ""),
                held.get(newer.entries_sha256 or ""),
            )
            uris = [placed.entry.uri for placed in (*found.added, *found.removed) if placed.entry.uri]
            return Compared(playlist_id, older, newer, found, catalogue.titles(session, uris))


def _line(position: int, entry: Entry, told: Mapping[str, catalogue.Told]) -> Line:
    known = told.get(entry.uri or "")
    if known is None:
        return Line(position, entry, None)
    return Line(position, entry, known.title, known.album, known.album_id, known.duration_ms)


def _unknown(playlist_id: PlaylistId) -> NotFound:
    return NotFound(f"The playlist {playlist_id} is not mirrored here.", "`playwarden sync` looks at all playlists.")


def _entries(session: Session, row: VersionRow) -> tuple[Entry, ...] | None:
    return entries_of(session, row.entries_sha256) if row.entries_sha256 else None


def _event(
    row: VersionRow,
    before: VersionRow | None,
    old: tuple[Entry, ...] | None,
    new: tuple[Entry, ...] | None,
    author: Author,
) -> Event:
    found = difference(before.details, row.details, old, new) if before is not None else None
    known = found if found is not None and found.entries_known else None
    return Event(
        id=row.id,
        number=row.number,
        cause=row.cause,
        run_id=row.run_id,
        seen_at=row.seen_at,
        length=row.length,
        added=len(known.added) if known else None,
        removed=len(known.removed) if known else None,
        moved=known.moved if known else None,
        changed=tuple(change.name for change in found.details) if found else (),
        author=author,
    )


def _version(session: Session, playlist_id: PlaylistId, which: str) -> VersionRow:
    rows = library.versions(session, playlist_id)
    if not rows:
        raise _unknown(playlist_id)
    text = which.strip().lower()
    for row in rows:
        if text in ("latest", row.id, str(row.number), f"v{row.number}"):
            return row
    raise NotFound(f"This playlist has no version '{which}'.", "`playwarden playlists history` lists its versions.")


def playlist_rows(
    session: Session,
    ids: Collection[PlaylistId] | Collection[str] | None = None,
    among: frozenset[AccountId] | None = None,
) -> list[Row]:
    """The playlists, or those with these ids; `among`: those that one of these accounts sees or owns, and only as these
    see them.
    """
    views = (
        select(View.playlist_id, View.account_id, View.relation, Account.display_name)
        .join(Account, Account.id == View.account_id)
        .where(Account.state != "removed")
        .order_by(Account.created_at, Account.id)
    )
    query = select(Playlist)
    if ids is not None:
        views, query = views.where(View.playlist_id.in_(ids)), query.where(Playlist.id.in_(ids))
    if among is not None:
        whole, by_tag = seen_among(session, among)
        reached = {account for accounts in by_tag.values() for account in accounts}
        views = views.where(or_(View.account_id.in_(whole), View.account_id.in_(reached)))
        owners = select(Account.user_id).where(Account.id.in_(whole))
        shown = select(View.playlist_id).where(View.account_id.in_(whole))
        query = query.where(or_(Playlist.id.in_(shown), Playlist.owner_id.in_(owners), Playlist.id.in_(list(by_tag))))
    seers: dict[str, list[Seer]] = {}
    for playlist_id, account, relation, name in session.execute(views):
        if among is not None and account not in whole and account not in by_tag.get(playlist_id, ()):
            continue
        seers.setdefault(playlist_id, []).append(Seer(AccountId(account), name, Relation(relation)))
    known = tagging(session, ids)
    rows = [_row(playlist, tuple(seers.get(playlist.id, ())), known) for playlist in session.scalars(query)]
    return sorted(rows, key=lambda row: (fold(row.name), row.id))


def _row(playlist: Playlist, seen_by: tuple[Seer, ...], known: Tagging) -> Row:
    tags = known.of(playlist.id, playlist.name, playlist.description, [seer.account for seer in seen_by])
    return Row(
        id=PlaylistId(playlist.id),
        name=playlist.name,
        description=playlist.description,
        owner_id=playlist.owner_id,
        owner_name=playlist.owner_name,
        total=playlist.total,
        public=playlist.public,
        collaborative=playlist.collaborative,
        items=_items(playlist, seen_by),
        seen_by=seen_by,
        gone_at=playlist.gone_at,
        picture=picture_key(playlist.cover_url, playlist.cover_sha256),
        tags=tuple(sorted(tags)),
        by_hand=tuple(sorted(known.by_hand.get(playlist.id, ()))),
    )


def _items(playlist: Playlist, seen_by: tuple[Seer, ...]) -> str:
    if playlist.items_snapshot_id is not None:
        return "read" if playlist.items_snapshot_id == playlist.snapshot_id else "changed"
    if playlist.refused_snapshot_id == playlist.snapshot_id:
        return "not provided"
    return "not read" if any(seer.relation is not Relation.FOLLOWER for seer in seen_by) else "not provided"
