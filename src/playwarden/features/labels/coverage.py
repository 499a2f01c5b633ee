"""Of how many tracks it is known how they sound, by which way, and of how many a genre: by playlist, and of all that is
mirrored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import ISRC, is_enough
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import labels
from playwarden.store.database import Database
from playwarden.store.holdings import Sight, sight_of, visible
from playwarden.store.models.catalogue import Track, TrackArtist
from playwarden.store.models.finding import Holding
from playwarden.store.models.labels import AudioRow, FeatureSet, Label
from playwarden.store.models.library import Playlist
from playwarden.store.models.pairs import Pair

MOST_PLAYLISTS = 500
AVERAGED = ("tempo", "energy", "valence", "danceability")


@dataclass(frozen=True, slots=True)
class Covered:
    """`tracks` counts each track once; features are known `by_id` of so many, `by_isrc` of so many more, `by_likeness`
    (or a person's decision) of so many more; about `unsure` further ones a row may be, and a person would have to say;
    `labelled` are those with a genre.
    """

    tracks: int = 0
    by_id: int = 0
    by_isrc: int = 0
    by_likeness: int = 0
    unsure: int = 0
    labelled: int = 0

    @property
    def heard(self) -> int:
        """Of so many features are known."""
        return self.by_id + self.by_isrc + self.by_likeness

    @property
    def enough(self) -> bool:
        """Whether what is known says how all of them sound."""
        return is_enough(self.tracks, self.heard)


@dataclass(frozen=True, slots=True)
class Sound:
    """The average of each feature over the tracks of which it is known, and of how many it is."""

    averages: dict[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class OfPlaylist:
    """What is known of one playlist's tracks. `sound` is None where too little is known to say how it sounds."""

    id: str
    name: str
    covered: Covered
    sound: Sound | None = None


class Coverage:
    """Counts what the mirror holds; costs no call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def library(self, among: frozenset[AccountId] | None) -> Covered:
        """Of all tracks of the playlists that may be seen."""
        with self._database.read() as session:
            known = _known(session, _held([], sight_of(session, among)))
            return _covered(session.execute(select(func.count(), *_sums(known))).one())

    def playlists(self, wanted: Sequence[PlaylistId], among: frozenset[AccountId] | None) -> list[OfPlaylist]:
        """Of each of these, or of all that may be seen and were read, by name; at most MOST_PLAYLISTS. How one sounds
        is said where enough of its tracks are known, and where single ones are asked about.
        """
        with self._database.read() as session:
            rows = session.execute(_by_playlist(session, wanted, sight_of(session, among)))
            found = [(key, name, _covered(counts)) for key, name, *counts in rows]
            found.sort(key=lambda each: (each[1].casefold(), each[0]))
            return [
                OfPlaylist(key, name, covered, _sound(session, key) if wanted and covered.enough else None)
                for key, name, covered in found
            ]


def _covered(counts: Sequence[Any]) -> Covered:
    return Covered(*(count or 0 for count in counts))


def _sound(session: Session, playlist: str) -> Sound:
    uris = session.scalars(select(Holding.uri).where(Holding.playlist_id == playlist)).all()
    heard = labels.audio(session, uris).values()
    averages = {}
    for feature in AVERAGED:
        told = [value for each in heard if (value := getattr(each, feature)) is not None]
        if is_enough(len(uris), len(told)):
            averages[feature] = (sum(told) / len(told), len(told))
    return Sound(averages)


def _by_playlist(session: Session, wanted: Sequence[PlaylistId], sight: Sight | None) -> Select[Any]:
    known = _known(session, _held(wanted, sight))
    query: Select[Any] = select(Playlist.id, Playlist.name, func.count(), *_sums(known))
    query = query.select_from(Holding).join(Playlist, Playlist.id == Holding.playlist_id)
    query = query.join(known, known.c.uri == Holding.uri).where(visible(sight))
    if wanted:
        query = query.where(Playlist.id.in_(wanted))
    return query.group_by(Playlist.id, Playlist.name).order_by(Playlist.name, Playlist.id).limit(MOST_PLAYLISTS)


def _held(wanted: Sequence[PlaylistId], sight: Sight | None) -> Subquery:
    """The tracks that playlists hold, each once."""
    query = select(Holding.uri).join(Playlist, Playlist.id == Holding.playlist_id).where(visible(sight))
    if wanted:
        query = query.where(Playlist.id.in_(wanted))
    return query.where(Holding.uri.startswith("spotify:track:")).distinct().subquery()


def _sums(known: CTE) -> list[ColumnElement[Any]]:
    """How many are known by each way, perhaps, and with a genre."""
    counts = [func.sum(case((known.c.way == which, 1), else_=0)) for which in ("id", "isrc", "likeness", "unsure")]
    return [*counts, func.sum(known.c.labelled)]


def _known(session: Session, held: Subquery) -> CTE:
    """By which way features are known of each track, the first that holds, and whether a genre is: worked out once for
    each, however many playlists hold it.
    """
    uri = held.c.uri
    ready = select(FeatureSet.id).where(FeatureSet.ready)
    heard: ColumnElement[bool] = exists().where(AudioRow.uri == uri, AudioRow.set_id.in_(ready))
    sounds = exists().where(AudioRow.uri == Pair.key, AudioRow.set_id == Pair.set_id)
    by_isrc = _paired(uri, sounds, Pair.sure, Pair.way == "isrc")
    if session.scalar(select(func.sum(FeatureSet.isrcs)).where(FeatureSet.ready)):
        code = literal(ISRC) + func.upper(Track.isrc)
        named = exists().where(Track.uri == uri, AudioRow.uri == code, AudioRow.set_id.in_(ready))
        by_isrc = or_(by_isrc, named)
    way = case(
        (heard, "id"),
        (by_isrc, "isrc"),
        (_paired(uri, sounds, Pair.sure), "likeness"),
        (_paired(uri, sounds), "unsure"),
        else_="none",
    )
    labelled = case((_labelled(session, uri), 1), else_=0)
    found: CTE = select(uri, way.label("way"), labelled.label("labelled")).cte("known").prefix_with("MATERIALIZED")
    return found


def _paired(uri: Any, telling: ColumnElement[bool], *where: Any) -> ColumnElement[bool]:
    """Whether a row tells of the track `uri` that its set does not name. What it tells stands in a subquery of its own:
    joined, SQLite goes through all labels of a kind for each track.
    """
    ready = select(FeatureSet.id).where(FeatureSet.ready)
    return exists().where(Pair.uri == uri, Pair.set_id.in_(ready), *where, telling)


def _labelled(session: Session, uri: Any) -> ColumnElement[bool]:
    """Whether a genre is known of the track `uri`, by itself, by its ISRC, by an artist or by likeness."""
    sure = or_(Label.set_id.is_(None), Label.set_id.in_(select(FeatureSet.id).where(FeatureSet.ready)))
    genre = and_(Label.kind == "genre", sure)
    by_artist = exists().where(
        TrackArtist.track_uri == uri, Label.uri == literal("spotify:artist:") + TrackArtist.artist_id, genre
    )
    alike = exists().where(Label.uri == Pair.key, Label.kind == "genre", Label.set_id == Pair.set_id)
    found: ColumnElement[bool] = or_(exists().where(Label.uri == uri, genre), by_artist, _paired(uri, alike, Pair.sure))
    if session.scalar(select(func.sum(FeatureSet.isrcs)).where(FeatureSet.ready)):
        code = literal(ISRC) + func.upper(Track.isrc)
        found = or_(found, exists().where(Track.uri == uri, Label.uri == code, genre))
    return found
