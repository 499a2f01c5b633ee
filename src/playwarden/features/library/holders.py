"""Where a track, or all of an artist or an album, stands: in which playlists, at which places, since when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Album, Track
from playwarden.domain.matching.fold import fold
from playwarden.features.library.questions import Row, playlist_rows
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue
from playwarden.store.database import Database
from playwarden.store.entries import Place, places_in
from playwarden.store.holdings import Sight, departed, holders, planned, sight_of
from playwarden.store.models import catalogue as known
from playwarden.store.models.library import Playlist, Version
from playwarden.store.models.placements import Placement

Kind = Literal["track", "artist", "album"]
LISTS = 2_000
"""So many recorded lists are looked through for places over time, shared out among the playlists."""
MOST_COURSES = 40
MOST_PLACEMENTS = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """A playlist and the places in it, of `length` entries as last read."""

    playlist: Row
    length: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement of one of them."""

    id: str
    playlist_id: str
    playlist: str
    uri: str
    from_at: datetime
    until_at: datetime | None
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A track, or the tracks of an artist or album called `name`, with everything that holds them now.

    `held` counts the playlists that hold each track, by URI. `album` is that of a single track, or the one meant.
    """

    name: str
    tracks: tuple[Track, ...]
    held: dict[str, int]
    holders: tuple[Holder, ...]
    placements: tuple[Placed, ...]
    album: Album | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """From a version on, seen at `seen_at`, it stood at `positions` of `length`; none: it was not there."""

    version: int
    seen_at: datetime
    positions: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Course:
    """How the places in one playlist changed, oldest first; `since` is the oldest version that was looked at. `now`:
    whether it holds something of it still.
    """

    playlist_id: PlaylistId
    name: str
    since: datetime
    stands: tuple[Stand, ...]
    now: bool


class Holders:
    """Reads only; each method is one snapshot. What no playlist holds that may be seen is not found, for whoever does
    not see all.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def track(self, words: str, among: frozenset[AccountId] | None = None) -> Whereabouts:
        """A track, an episode or a local file, by its URI or a track's id. Raises NotFound."""
        uri = uri_of(words)
        with self._database.read() as session:
            found = self._whereabouts(session, "", [uri], among)
            track = next(iter(found.tracks), None)
            held = found.holders or departed(session, [uri], sight_of(session, among))
            if not held and (track is None or among is not None):
                raise NotFound(f"The track '{words}' is not known here.", "`playwarden find` looks for it by its name.")
        shown = track or Track(uri, uri)
        return Whereabouts(shown.name, (shown,), found.held, found.holders, found.placements, shown.album)

    def artist(self, artist_id: str, among: frozenset[AccountId] | None = None) -> Whereabouts:
        """An artist's known tracks. Raises NotFound."""
        with self._database.read() as session:
            name = session.scalar(select(known.Artist.name).where(known.Artist.id == artist_id))
            found = self._whereabouts(session, name or "", _uris(session, "artist", artist_id), among)
        return _seen(found, "artist", artist_id, among, known=name is not None)

    def album(self, album_id: str, among: frozenset[AccountId] | None = None) -> Whereabouts:
        """An album's known tracks. Raises NotFound."""
        with self._database.read() as session:
            row = session.get(known.Album, album_id)
            found = self._whereabouts(session, row.name if row else "", _uris(session, "album", album_id), among)
        album = None if row is None else Album(row.id, row.name, row.cover_url, row.release_date)
        return _seen(found, "album", album_id, among, known=row is not None, album=album)

    def courses(self, kind: Kind, key: str, among: frozenset[AccountId] | None = None) -> list[Course]:
        """How the places of a track, or of an artist's or album's tracks, changed: in the playlists that hold one of
        them now, by their names, then in those that held one formerly; at most MOST_COURSES.
        """
        with self._database.read() as session:
            uris = _uris(session, kind, key)
            sight = sight_of(session, among)
            now = set(holders(session, uris, sight))
            ids = now | departed(session, uris, sight)
            named = session.execute(select(Playlist.id, Playlist.name).where(Playlist.id.in_(ids)))
            names = [(playlist, name) for playlist, name in named]
            chosen = sorted(names, key=lambda pair: (pair[0] not in now, fold(pair[1]), pair[0]))[:MOST_COURSES]
            each = LISTS // max(1, len(chosen))
            versions = {playlist: _versions(session, playlist, each) for playlist, _ in chosen}
            keys = {key for rows in versions.values() for _, _, key in rows}
            places = {
                key: (length, tuple(place.position for place in found))
                for key, length, found in places_in(session, keys, frozenset(uris))
            }
        found: list[Course] = []
        for playlist, name in chosen:
            stands = _stands(versions[playlist], places)
            if any(stand.positions for stand in stands):
                since = versions[playlist][0][1]
                found.append(Course(PlaylistId(playlist), name, since, stands, playlist in now))
        return found

    def _whereabouts(
        self, session: Session, name: str, uris: Sequence[str], among: frozenset[AccountId] | None
    ) -> Whereabouts:
        sight = sight_of(session, among)
        held = holders(session, uris, sight)
        counts = Counter(uri for some in held.values() for uri in some)
        tracks = catalogue.tracks(session, uris)
        if among is not None:
            tracks = tuple(track for track in tracks if track.uri in counts)
        lists = _lists(session, list(held))
        by_key = {key: (length, places) for key, length, places in places_in(session, lists.values(), frozenset(uris))}
        rows = {row.id: row for row in playlist_rows(session, ids=list(held), among=among)}
        found = [Holder(rows[PlaylistId(key)], *by_key[lists[key]]) for key in held if key in lists]
        return Whereabouts(
            name=name,
            tracks=tuple(sorted(tracks, key=lambda track: (-counts[track.uri], fold(track.title), track.uri))),
            held=dict(counts),
            holders=tuple(sorted(found, key=lambda one: (fold(one.playlist.name), one.playlist.id))),
            placements=_placements(session, uris, sight),
        )


def uri_of(words: str) -> str:
    """The URI that is meant: a URI as it is, else the id of a track."""
    return words if words.startswith("spotify:") else f"spotify:track:{words}"


def _uris(session: Session, kind: Kind, key: str) -> list[str]:
    """The track, or the known tracks of an artist or album."""
    if kind == "track":
        return [uri_of(key)]
    of_artist = select(known.TrackArtist.track_uri).where(known.TrackArtist.artist_id == key).distinct()
    of_album = select(known.Track.uri).where(known.Track.album_id == key)
    return list(session.scalars(of_artist if kind == "artist" else of_album))


def _seen(
    found: Whereabouts,
    what: str,
    key: str,
    among: frozenset[AccountId] | None,
    *,
    known: bool,
    album: Album | None = None,
) -> Whereabouts:
    if not known or (among is not None and not found.holders):
        raise NotFound(f"The {what} '{key}' is not known here.", "`playwarden find` looks by name.")
    return Whereabouts(found.name, found.tracks, found.held, found.holders, found.placements, album)


def _lists(session: Session, playlists: Sequence[str]) -> dict[str, str]:
    """By playlist the key of the list last read."""
    newest = (
        select(Version.playlist_id, func.max(Version.number).label("number"))
        .where(Version.entries_sha256.is_not(None), Version.playlist_id.in_(playlists))
        .group_by(Version.playlist_id)
        .subquery()
    )
    query = select(Version.playlist_id, Version.entries_sha256).join(
        newest, (newest.c.playlist_id == Version.playlist_id) & (newest.c.number == Version.number)
    )
    return {playlist: key for playlist, key in session.execute(query) if key is not None}


def _versions(session: Session, playlist: str, most: int) -> list[tuple[int, datetime, str]]:
    """The newest `most` versions with items, oldest first."""
    query = (
        select(Version.number, Version.seen_at, Version.entries_sha256)
        .where(Version.playlist_id == playlist, Version.entries_sha256.is_not(None))
        .order_by(Version.number.desc())
        .limit(most)
    )
    return [(number, at, key) for number, at, key in session.execute(query) if key is not None][::-1]


def _stands(
    versions: Sequence[tuple[int, datetime, str]], places: dict[str, tuple[int, tuple[int, ...]]]
) -> tuple[Stand, ...]:
    """What changed, and nothing between."""
    found: list[Stand] = []
    for number, at, key in versions:
        length, positions = places[key]
        if not found or (found[-1].positions, found[-1].length) != (positions, length):
            found.append(Stand(number, at, positions, length))
    return tuple(found)


def _placements(session: Session, uris: Sequence[str], sight: Sight | None) -> tuple[Placed, ...]:
    query = (
        select(Placement, Playlist.name)
        .join(Playlist, Playlist.id == Placement.playlist_id)
        .where(Placement.uri.in_(uris), planned(sight))
        .order_by(Placement.from_at.desc(), Placement.id)
        .limit(MOST_PLACEMENTS)
    )
    return tuple(
        Placed(row.id, row.playlist_id, name, row.uri or "", row.from_at, row.until_at, row.state, row.words)
        for row, name in session.execute(query)
    )
