"""Tracks of the local catalogue as somebody types, other tracks of one recording, and what can be played."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Track
from playwarden.domain.matching.fold import fold
from playwarden.store import catalogue
from playwarden.store.holdings import Sight, held
from playwarden.store.models import catalogue as rows
from playwarden.store.models.finding import Holding
from playwarden.store.upsert import insert_or_update, portions

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Playable:
    """Whether a track could be played in a market when that was asked."""

    uri: str
    playable: bool
    checked_at: datetime


def matching(session: Session, text: str, limit: int, sight: Sight | None = None) -> tuple[Track, ...]:
    """Tracks in whose title or artists each word of `text` stands, those whose title begins with it first; with `sight`
    those alone that playlists hold which may be seen.
    """
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return ()
    query = select(rows.Track.uri).where(rows.Track.kind.in_(("track", "episode")))
    for word in words:
        credited = (
            select(rows.TrackArtist.track_uri)
            .join(rows.Artist, rows.Artist.id == rows.TrackArtist.artist_id)
            .where(rows.Artist.folded.contains(word, autoescape=True))
        )
        query = query.where(or_(rows.Track.folded.contains(word, autoescape=True), rows.Track.uri.in_(credited)))
    if sight is not None:
        query = query.where(rows.Track.uri.in_(held(sight, Holding.uri)))
    first = rows.Track.folded.startswith(" ".join(words), autoescape=True)
    ordered = query.order_by(first.desc(), func.length(rows.Track.folded), rows.Track.folded, rows.Track.uri)
    uris = list(session.scalars(ordered.limit(limit)))
    known = {track.uri: track for track in catalogue.tracks(session, uris)}
    return tuple(known[uri] for uri in uris)


def same_recordings(session: Session, uris: Iterable[str]) -> dict[str, tuple[Track, ...]]:
    """By each of `uris` that has an ISRC the other tracks that bear it, by URI."""
    wanted = {track.uri: track.isrc for track in catalogue.tracks(session, sorted(set(uris))) if track.isrc}
    by_isrc: dict[str, list[str]] = {}
    for portion in portions(sorted({isrc for isrc in wanted.values() if isrc})):
        query = select(rows.Track.isrc, rows.Track.uri).where(rows.Track.isrc.in_(portion), rows.Track.kind == "track")
        for isrc, uri in session.execute(query):
            by_isrc.setdefault(str(isrc), []).append(uri)
    found = catalogue.tracks(session, sorted({uri for alike in by_isrc.values() for uri in alike}))
    return {
        uri: tuple(track for track in found if track.isrc == isrc and track.uri != uri) for uri, isrc in wanted.items()
    }


def availability(session: Session, uris: Iterable[str], market: str) -> dict[str, Playable]:
    """What is known of `uris` in a market, by URI."""
    found: dict[str, Playable] = {}
    for portion in portions(sorted(set(uris))):
        query = select(rows.Availability).where(rows.Availability.market == market, rows.Availability.uri.in_(portion))
        for row in session.scalars(query):
            found[row.uri] = Playable(row.uri, row.playable, row.checked_at)
    return found


def remember_availability(session: Session, market: str, playable: Mapping[str, bool], at: datetime) -> None:
    """Keeps what was answered, in the order of URIs: two processes then queue instead of deadlocking."""
    told: Sequence[dict[str, object]] = [
        {"uri": uri, "market": market, "playable": can, "checked_at": at} for uri, can in sorted(playable.items())
    ]
    insert_or_update(session, rows.Availability, list(told))
