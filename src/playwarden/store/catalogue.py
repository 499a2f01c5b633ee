"""The local catalogue: tracks, albums and artists seen on the way, and finding them again by name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from sys import intern
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching.fold import fold, fold_title, names_match
from playwarden.store import blocking, unpaired, words
from playwarden.store.keys import among
from playwarden.store.models import catalogue as rows
from playwarden.store.upsert import insert_missing, insert_or_update, portions

_COLUMNS = (
    rows.Track.uri,
    rows.Track.kind,
    rows.Track.name,
    rows.Track.isrc,
    rows.Track.duration_ms,
    rows.Track.explicit,
    rows.Track.album_id,
    rows.Track.credit,
    rows.Album.name.label("album_name"),
    rows.Album.cover_url.label("album_cover"),
    rows.Album.release_date.label("album_release_date"),
)
_Known = Any
"""A row of _COLUMNS."""


def remember_tracks(session: Session, tracks: Iterable[Track], at: datetime) -> int:
    """Adds tracks and brings known ones up to date; returns how many changed. Unchanged ones cost one SELECT.

    What an answer did not provide (None, no artists) never erases what is known. A change of artist ids alone, under
    the same names, is not noticed.
    """
    seen = {track.uri: track for track in tracks if track.name or track.kind == "local"}
    if not seen:
        return 0
    known = _known(session, list(seen))
    changed = [merged for track in seen.values() if (merged := _merged(known.get(track.uri), track)) is not None]
    if not changed:
        return 0
    # Rows are written in the order of their keys: two processes on PostgreSQL then queue instead of deadlocking.
    changed.sort(key=lambda track: track.uri)
    _write_artists(session, changed)
    _write_albums(session, changed)
    written = [_row(track, known.get(track.uri), at) for track in changed]
    insert_or_update(session, rows.Track, written)
    _index(session, changed, written, known)
    unpaired.unsettle(session, (track.uri for track in changed if track.kind == blocking.KIND))
    credited = [track for track in changed if track.artists]
    for portion in portions([track.uri for track in credited if track.uri in known]):
        session.execute(delete(rows.TrackArtist).where(rows.TrackArtist.track_uri.in_(portion)))
    insert_missing(
        session,
        rows.TrackArtist,
        [
            {"track_uri": track.uri, "position": position, "artist_id": artist.id}
            for track in credited
            for position, artist in enumerate(track.artists)
            if artist.id
        ],
    )
    return len(changed)


def titles(session: Session, uris: Iterable[str]) -> dict[str, str]:
    """`Artist, Artist - Name` by URI, of those the catalogue knows."""
    found: dict[str, str] = {}
    for portion in portions(sorted(set(uris))):
        query = select(rows.Track.uri, rows.Track.credit, rows.Track.name).where(rows.Track.uri.in_(portion))
        found |= {uri: f"{credit} - {name}" if credit else name for uri, credit, name in session.execute(query)}
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of an entry: `Artist - Name`, its album, and how long it lasts. None: not known."""

    title: str
    album: str | None
    album_id: str | None
    duration_ms: int | None


def told(session: Session, uris: Iterable[str]) -> dict[str, Told]:
    """By URI, of those the catalogue knows."""
    track, album = rows.Track, rows.Album
    query = select(track.uri, track.credit, track.name, album.name, album.id, track.duration_ms).outerjoin(
        album, album.id == track.album_id
    )
    found: dict[str, Told] = {}
    for portion in portions(sorted(set(uris))):
        for uri, credit, name, called, album_id, duration in session.execute(query.where(track.uri.in_(portion))):
            found[uri] = Told(f"{credit} - {name}" if credit else name, called, album_id, duration)
    return found


def find_tracks(session: Session, names: Sequence[tuple[str, str]]) -> list[tuple[Track, ...]]:
    """For each (title, artist) the tracks whose folded title equals that of `title` and that `artist` made, by URI;
    local files are left out. However many are asked for, it takes a few statements.

    `artist` names one of the artists, or all of them in order.
    """
    folded = [fold_title(title) for title, _ in names]
    by_title: dict[str, list[str]] = {}
    for portion in portions(sorted(set(folded))):
        query = select(rows.Track.folded, rows.Track.uri).where(
            rows.Track.folded.in_(portion), rows.Track.kind == "track"
        )
        for title, uri in session.execute(query):
            by_title.setdefault(title, []).append(uri)
    found = {track.uri: track for track in tracks(session, sorted({uri for uris in by_title.values() for uri in uris}))}
    return [
        tuple(
            found[uri]
            for uri in sorted(by_title.get(title, ()))
            if names_match(artist, [made.name for made in found[uri].artists])
        )
        for title, (_, artist) in zip(folded, names, strict=True)
    ]


def tracks(session: Session, uris: Collection[str]) -> tuple[Track, ...]:
    """The known ones of `uris`, sorted by URI. They share their albums, their artists and the texts of `uris`, since
    there may be a hundred thousand.
    """
    own = {uri: uri for uri in uris}
    credited = _credits(session, own)
    albums: dict[str, Album] = {}
    found = []
    query = select(*_COLUMNS).outerjoin(rows.Album, rows.Album.id == rows.Track.album_id)
    for row in session.connection().execute(query.where(among(session, rows.Track.uri, own))):
        uri, kind, name, isrc, duration, explicit, album_id, credit, *told = row
        if album_id is not None and album_id not in albums:
            albums[album_id] = Album(album_id, *told)
        album = None if album_id is None else albums[album_id]
        made = credited.get(uri) or ((Artist(None, credit),) if credit else ())
        found.append(Track(own[uri], name, intern(kind), made, album, duration, isrc, explicit))
    return tuple(sorted(found, key=attrgetter("uri")))


def _credits(session: Session, uris: Collection[str]) -> dict[str, tuple[Artist, ...]]:
    """The artists of tracks, by URI; tracks of the same artists share one row."""
    query = (
        select(rows.TrackArtist.track_uri, rows.Artist.id, rows.Artist.name)
        .join(rows.Artist, rows.Artist.id == rows.TrackArtist.artist_id)
        .where(among(session, rows.TrackArtist.track_uri, uris))
        .order_by(rows.TrackArtist.track_uri, rows.TrackArtist.position)
    )
    artists: dict[str, Artist] = {}
    shared: dict[tuple[str, ...], tuple[Artist, ...]] = {}
    found = {}
    for uri, made in groupby(session.connection().execute(query), key=itemgetter(0)):
        ids = []
        for _, artist_id, name in made:
            ids.append(artist_id)
            if artist_id not in artists:
                artists[artist_id] = Artist(artist_id, name)
        key = tuple(ids)
        if key not in shared:
            shared[key] = tuple(artists[one] for one in ids)
        found[uri] = shared[key]
    return found


def _known(session: Session, uris: Sequence[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for portion in portions(uris):
        query = select(*_COLUMNS).outerjoin(rows.Album, rows.Album.id == rows.Track.album_id)
        for row in session.execute(query.where(rows.Track.uri.in_(portion))):
            found[row.uri] = row
    return found


def _merged(known: _Known | None, seen: Track) -> Track | None:
    """What is to be written for a track just seen; None when it is known like that."""
    if known is None:
        return seen
    album = seen.album if seen.album is not None and seen.album.id else None
    merged = Track(
        uri=seen.uri,
        name=seen.name or known.name,
        kind=seen.kind,
        artists=seen.artists,
        album=album,
        duration_ms=known.duration_ms if seen.duration_ms is None else seen.duration_ms,
        isrc=known.isrc if seen.isrc is None else seen.isrc,
        explicit=known.explicit if seen.explicit is None else seen.explicit,
    )
    same = (
        (merged.name, merged.kind, merged.duration_ms, merged.isrc, merged.explicit)
        == (known.name, known.kind, known.duration_ms, known.isrc, known.explicit)
        and (not merged.artists or _credit(merged) == known.credit)
        and (
            album is None
            or (
                album.id,
                album.name,
                album.cover_url or known.album_cover,
                album.release_date or known.album_release_date,
            )
            == (known.album_id, known.album_name, known.album_cover, known.album_release_date)
        )
    )
    return None if same else merged


def _row(track: Track, known: _Known | None, at: datetime) -> dict[str, Any]:
    album_id = track.album.id if track.album else None
    return {
        "uri": track.uri,
        "kind": track.kind,
        "name": track.name,
        "folded": fold_title(track.name),
        "isrc": track.isrc,
        "duration_ms": track.duration_ms,
        "explicit": track.explicit,
        "album_id": album_id or (known.album_id if known else None),
        "credit": _credit(track) if track.artists or known is None else known.credit,
        "seen_at": at,
    }


def _index(session: Session, changed: list[Track], written: list[dict[str, Any]], known: Mapping[str, _Known]) -> None:
    """Words and keys of what is new or has another name. An artist or album that was renamed is found by both names."""
    found: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    for row in written:
        before = known.get(row["uri"])
        if before is None or (before.name, before.credit) != (row["name"], row["credit"]):
            if before is not None and (old := words.lines("track", row["uri"], before.name, before.credit)):
                words.forget(session, old)
            found += words.lines("track", row["uri"], row["name"], row["credit"])
            if row["kind"] == blocking.KIND:
                if before is not None:
                    blocking.forget(session, blocking.lines(row["uri"], before.name, before.credit))
                keys += blocking.lines(row["uri"], row["name"], row["credit"])
    artists = {artist.id: artist.name for track in changed for artist in track.artists if artist.id}
    albums = {track.album.id: track.album.name for track in changed if track.album is not None and track.album.id}
    for artist, name in artists.items():
        found += words.lines("artist", artist, name)
    for album, name in albums.items():
        found += words.lines("album", album, name)
    words.remember(session, found)
    blocking.remember(session, keys)


def _credit(track: Track) -> str:
    return ", ".join(artist.name for artist in track.artists)


def _write_artists(session: Session, changed: list[Track]) -> None:
    named = {artist.id: artist.name for track in changed for artist in track.artists if artist.id}
    insert_or_update(
        session,
        rows.Artist,
        [{"id": key, "name": name, "folded": fold(name)} for key, name in sorted(named.items())],
    )


def _write_albums(session: Session, changed: list[Track]) -> None:
    seen: dict[str, dict[str, Any]] = {}
    for track in changed:
        if track.album is not None and track.album.id:
            told = {"cover_url": track.album.cover_url, "release_date": track.album.release_date}
            row = seen.setdefault(track.album.id, {"id": track.album.id})
            row |= {"name": track.album.name, **{name: value for name, value in told.items() if value}}
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for _, row in sorted(seen.items()):
        by_columns.setdefault(tuple(sorted(row)), []).append(row)
    for _, alike in sorted(by_columns.items()):  # what an answer did not provide never erases what is known
        insert_or_update(session, rows.Album, alike)
