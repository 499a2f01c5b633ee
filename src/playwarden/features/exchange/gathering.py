"""What an export needs, read from the mirror in few statements: playlists, entries, names, placements. Never a call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Track
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.domain.placements.placement import Placement
from playwarden.domain.placements.times import written
from playwarden.domain.placements.words import local
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.sheets.book import NOT_AVAILABLE, Book, Line, Sheet, sheet_names
from playwarden.domain.sheets.refs import Ref, Tie, row_seal
from playwarden.domain.sheets.spans import shown_position, span_seal
from playwarden.features.library.questions import Row, playlist_rows
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlacementId, PlaylistId, VersionId
from playwarden.store import catalogue, library
from playwarden.store import placements as stored
from playwarden.store.database import Database
from playwarden.store.models.accounts import Account
from playwarden.store.models.library import Look, Playlist, Version, View
from playwarden.store.models.rules import RuleSet
from playwarden.store.upsert import portions


@dataclass(frozen=True, slots=True)
class Standing:
    """A playlist as an export would write it: `state` as in lists of playlists, `looked_at` when it was last known to
    be so. `rule_set` (its name) and so many `placements` will have a say against what a file asks for.
    """

    playlist_id: PlaylistId
    name: str
    items: int | None
    state: str
    looked_at: datetime | None
    rule_set: str | None
    placements: int
    readable: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file was written from: the state of a version, and its number; `known`: that version is held here."""

    state: PlaylistState | None
    number: int | None
    known: bool


class Gathering:
    """Reads only; each method is one snapshot of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, among: frozenset[AccountId] | None) -> list[Row]:
        """The playlists that one of these accounts sees (None: all), by name; none that are gone."""
        with self._database.read() as session:
            return [row for row in playlist_rows(session, among=among) if row.gone_at is None]

    def standings(self, rows: Sequence[Row]) -> list[Standing]:
        """How they stand here, in the same order."""
        ids = [row.id for row in rows]
        with self._database.read() as session:
            looks = _looks(session, ids)
            reads = {key: seen_at for key, (_, seen_at) in _newest(session, ids).items()}
            placed = stored.open_of(session, ids)
            kept = _rule_sets(session, ids)
        return [
            Standing(
                playlist_id=row.id,
                name=row.name,
                items=row.total,
                state=row.items,
                looked_at=looks.get(row.id, reads.get(row.id)) if row.items == "read" else reads.get(row.id),
                rule_set=kept.get(row.id),
                placements=len(placed.get(row.id, [])),
                readable=row.id in reads,
            )
            for row in rows
        ]

    def book(self, rows: Sequence[Row], *, at: datetime, zone: str) -> Book:
        """These playlists with all that is known of their entries; those whose items were never read are left out."""
        zone_named(zone)
        names = sheet_names(row.name for row in rows)
        standing = {one.playlist_id: one for one in self.standings(rows)}
        sheets = []
        for row, name in zip(rows, names, strict=True):
            if standing[row.id].readable:
                with self._database.read() as session:
                    sheets.append(_sheet(session, row, name, standing[row.id].looked_at, zone))
        return Book(at, zone, tuple(sheets))

    def origin(self, tie: Tie) -> Origin:
        """The version that a file was written from; where it is not held, the playlist as it is mirrored now."""
        with self._database.read() as session:
            try:
                row = library.version(session, tie.version_id)
                if row.playlist_id == tie.playlist_id:
                    return Origin(library.version_state(session, row.id), row.number, known=True)
            except NotFound:
                pass
            held = library.mirrored(session, tie.playlist_id)
            return Origin(held.state if held else None, held.version_number if held else None, known=False)

    def details(self, version_id: VersionId) -> Details | None:
        """The details that a version holds; None: it is not held here."""
        with self._database.read() as session:
            try:
                return library.version(session, version_id).details
            except NotFound:
                return None

    def present(self, playlist_id: PlaylistId) -> tuple[Entry, ...] | None:
        """The entries that the mirror holds now."""
        with self._database.read() as session:
            held = library.mirrored(session, playlist_id)
            return held.entries if held else None

    def placements(self, playlist_id: PlaylistId) -> list[Placement]:
        """The open placements of tracks in a playlist, the oldest first."""
        with self._database.read() as session:
            return [one for one in stored.open_of(session, [playlist_id]).get(playlist_id, []) if one.asked.uri]

    def titles(self, uris: Iterable[str]) -> dict[str, str]:
        """`Artist - Name` by URI, of those the catalogue knows."""
        with self._database.read() as session:
            return catalogue.titles(session, uris)


def _sheet(session: Session, row: Row, name: str, looked_at: datetime | None, zone: str) -> Sheet:
    newest, _ = _newest(session, [row.id])[row.id]
    state = library.version_state(session, newest)
    placements = [one for one in stored.open_of(session, [row.id]).get(row.id, []) if one.asked.uri]
    uris = {entry.uri for entry in state.entries if entry.uri} | {one.asked.uri for one in placements if one.asked.uri}
    tracks = {track.uri: track for track in catalogue.tracks(session, sorted(uris))}
    lines = _lines(row.id, state.entries, placements, tracks, zone)
    last = max((one.id for one in placements), default=None)
    latest = VersionId(session.scalar(select(Playlist.version_id).where(Playlist.id == row.id)) or newest)
    return Sheet(
        playlist_id=row.id,
        name=name,
        details=library.version(session, latest).details,
        owner=row.owner_name or row.owner_id,
        account=", ".join(seer.name for seer in row.seen_by),
        looked_at=looked_at,
        tie=Tie(row.id, newest, PlacementId(last) if last else None),
        details_tie=Tie(row.id, latest),
        lines=tuple(lines),
    )


def _lines(
    playlist_id: PlaylistId,
    entries: Sequence[Entry],
    placements: Sequence[Placement],
    tracks: dict[str, Track],
    zone: str,
) -> list[Line]:
    coming = list(placements)
    lines = []
    for index, entry in enumerate(entries):
        inside = next((one for one in coming if one.is_in and one.asked.uri == entry.uri), None)
        if inside is not None:
            coming.remove(inside)
        lines.append(_line(playlist_id, index, entry, inside, tracks.get(entry.uri or ""), zone))
    lines += [_line(playlist_id, None, Entry(one.asked.uri), one, tracks.get(one.asked.uri or ""), zone)
              for one in coming]  # fmt: skip
    return lines


def _line(
    playlist_id: PlaylistId, index: int | None, entry: Entry, placed: Placement | None, track: Track | None, zone: str
) -> Line:
    title = track.name if track else "" if entry.uri else NOT_AVAILABLE
    artist = ", ".join(each.name for each in track.artists) if track else ""
    album = track.album.name if track and track.album else ""
    isrc = (track.isrc or "") if track else ""
    order = "" if index is None else str(index + 1)
    ref = Ref(index, row_seal(playlist_id, index, title, artist, album, isrc))
    asked = placed.asked if placed is not None else None
    if placed is not None and asked is not None:
        if index is None and asked.position is not None:
            order = shown_position(asked.position)
        span = span_seal(asked.from_at, asked.until_at, asked.note, order if index is None else "")
        ref = replace(ref, placement_id=placed.id, span=span)
    return Line(
        order=order,
        uri=entry.uri,
        title=title,
        artist=artist,
        album=album,
        isrc=isrc,
        added="" if entry.added_at is None else local(entry.added_at, zone),
        from_=written(asked.from_at, zone) if asked else "",
        until=written(asked.until_at, zone) if asked and asked.until_at else "",
        note=asked.note if asked else "",
        ref=ref.text,
        duration_ms=track.duration_ms if track else None,
        coming=index is None,
    )


def _newest(session: Session, ids: Sequence[PlaylistId]) -> dict[PlaylistId, tuple[VersionId, datetime]]:
    """The newest version of each that holds items, and when it was seen; none where they were never read."""
    found: dict[PlaylistId, tuple[VersionId, datetime]] = {}
    for some in portions(sorted(set(ids))):
        last = (
            select(Version.playlist_id, func.max(Version.number).label("number"))
            .where(Version.playlist_id.in_(some), Version.entries_sha256.is_not(None))
            .group_by(Version.playlist_id)
            .subquery()
        )
        query = select(Version.playlist_id, Version.id, Version.seen_at).join(
            last, (last.c.playlist_id == Version.playlist_id) & (last.c.number == Version.number)
        )
        for playlist_id, version_id, seen_at in session.execute(query):
            found[PlaylistId(playlist_id)] = VersionId(version_id), seen_at
    return found


def _looks(session: Session, ids: Sequence[PlaylistId]) -> dict[PlaylistId, datetime]:
    """When the list of an account last showed each, as far down as that look went."""
    found: dict[PlaylistId, datetime] = {}
    for some in portions(sorted(set(ids))):
        query = (
            select(View.playlist_id, Look.looked_at)
            .join(Look, Look.account_id == View.account_id)
            .join(Account, Account.id == View.account_id)
            .where(View.playlist_id.in_(some), View.position < Look.depth, Account.state != "removed")
        )
        for playlist_id, looked_at in session.execute(query):
            key = PlaylistId(playlist_id)
            found[key] = max(found.get(key, looked_at), looked_at)
    return found


def _rule_sets(session: Session, ids: Sequence[PlaylistId]) -> dict[PlaylistId, str]:
    """What the rule set is called that keeps each, of those that one keeps."""
    found: dict[PlaylistId, str] = {}
    for some in portions(sorted(set(ids))):
        query = select(RuleSet.playlist_id, RuleSet.name).where(RuleSet.playlist_id.in_(some))
        found |= {PlaylistId(playlist_id): name for playlist_id, name in session.execute(query) if playlist_id}
    return found
