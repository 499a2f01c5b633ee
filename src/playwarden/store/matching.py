"""Recordings of the local catalogue that may be what somebody names: looked up by blocking keys, never searched for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Track
from playwarden.domain.matching import Index, Match, Named, judge
from playwarden.domain.matching.index import KNOWN_FROM
from playwarden.domain.matching.judging import every_reading, words_of
from playwarden.domain.matching.keys import keys_asked
from playwarden.domain.matching.reading import code_of
from playwarden.store import blocking, catalogue, words
from playwarden.store.models import catalogue as rows
from playwarden.store.models.finding import TrackKey
from playwarden.store.upsert import portions

MOST_CANDIDATES = 100
"""Of one wish: those that share the most keys with it."""
_AT_A_TIME = 200
"""Wishes in one statement."""


def named(track: Track) -> Named:
    """A track of the catalogue as matching compares it."""
    return Named(
        track.name,
        tuple(artist.name for artist in track.artists),
        track.album.name if track.album else None,
        track.duration_ms,
        track.isrc,
        track.explicit,
    )


def candidates(session: Session, wanted: Sequence[Named]) -> list[list[tuple[str, Named]]]:
    """For each wish the recordings (URI and name) that share a key or the ISRC with it, at most MOST_CANDIDATES. It
    takes a few statements for each 200 wishes.
    """
    return [found for portion in portions(wanted, _AT_A_TIME) for found in _candidates(session, portion)]


def matches(session: Session, wanted: Sequence[Named]) -> list[Match]:
    """For each wish the verdict over what the catalogue knows."""
    known = known_words(session, wanted)
    return [judge(one, found, known) for one, found in zip(wanted, candidates(session, wanted), strict=True)]


def known_words(session: Session, wanted: Sequence[Named]) -> frozenset[str]:
    """Of the words of these titles those that titles of the catalogue are known to have: what `judge` takes as such.
    It takes a statement for each 200 wishes.
    """
    return frozenset().union(
        *(
            words.known(session, frozenset().union(*map(words_of, portion)), KNOWN_FROM)
            for portion in portions(wanted, _AT_A_TIME)
        )
    )


def load_index(session: Session) -> Index:
    """Every recording of the catalogue in memory, for bulk work: about 2 KB and 50 µs each."""
    return Index(_all(session))


def _candidates(session: Session, wanted: Sequence[Named]) -> list[list[tuple[str, Named]]]:
    asked = [keys_asked(every_reading(one)) for one in wanted]
    by_key: dict[int, list[str]] = {}
    keys = sorted(set().union(*asked))
    for key, uri in session.execute(select(TrackKey.key, TrackKey.uri).where(blocking.one_of(session, keys))):
        by_key.setdefault(key, []).append(uri)
    by_code = _by_code(session, sorted({code_of(one.isrc) for one in wanted} - {""}))
    chosen = []
    for one, own in zip(wanted, asked, strict=True):
        shared = Counter(uri for key in own for uri in by_key.get(key, ()))
        nearest = sorted(shared, key=lambda uri: (-shared[uri], uri))[:MOST_CANDIDATES]
        chosen.append(dict.fromkeys([*by_code.get(code_of(one.isrc), ()), *nearest]))
    known = {track.uri: track for track in catalogue.tracks(session, sorted(set().union(*chosen)))}
    told = {uri: named(track) for uri, track in known.items()}
    return [[(uri, told[uri]) for uri in uris if uri in told] for uris in chosen]


def _by_code(session: Session, codes: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if codes:
        query = select(rows.Track.isrc, rows.Track.uri).where(
            rows.Track.isrc.in_(codes), rows.Track.kind == blocking.KIND
        )
        for isrc, uri in session.execute(query.order_by(rows.Track.uri)):
            found.setdefault(str(isrc), []).append(uri)
    return found


def _all(session: Session) -> Iterator[tuple[str, Named]]:
    track, album = rows.Track, rows.Album
    query = (
        select(rows.TrackArtist.track_uri, rows.Artist.name)
        .join(rows.Artist, rows.Artist.id == rows.TrackArtist.artist_id)
        .order_by(rows.TrackArtist.track_uri, rows.TrackArtist.position)
    )
    made = {
        uri: tuple(name for _, name in found)
        for uri, found in groupby(session.connection().execute(query), key=itemgetter(0))
    }
    told = (
        select(track.uri, track.name, track.credit, album.name, track.duration_ms, track.isrc, track.explicit)
        .outerjoin(album, album.id == track.album_id)
        .where(track.kind == blocking.KIND)
    )
    for uri, name, credit, on, lasts, isrc, explicit in session.connection().execute(told):
        yield uri, Named(name, made.get(uri) or ((credit,) if credit else ()), on, lasts, isrc, explicit)
