"""Tables that follow from others: left out of backups, made anew by a restore and by the step that brought them."""

import json
import zlib
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from playwarden.store import words
from playwarden.store.models.catalogue import Album, Artist, Track
from playwarden.store.models.finding import Departure, Holding, Word
from playwarden.store.models.library import EntryList, Playlist, Version
from playwarden.store.upsert import insert_missing

_BATCH = 2_000


def rebuild(session: Session) -> None:
    """Fills them from what is there. Names single columns only, so that it works on every schema that has them."""
    session.execute(delete(Holding))
    session.execute(delete(Word))
    for track in _rows(session, select(Track.uri, Track.name, Track.credit)):
        words.remember(session, (line for row in track for line in words.lines("track", *row)))
    for artist in _rows(session, select(Artist.id, Artist.name)):
        words.remember(session, (line for row in artist for line in words.lines("artist", *row)))
    for album in _rows(session, select(Album.id, Album.name)):
        words.remember(session, (line for row in album for line in words.lines("album", *row)))
    newest = (
        select(Version.playlist_id, func.max(Version.number).label("number"))
        .where(Version.entries_sha256.is_not(None))
        .group_by(Version.playlist_id)
        .subquery()
    )
    query = (
        select(Version.playlist_id, EntryList.body)
        .join(newest, (newest.c.playlist_id == Version.playlist_id) & (newest.c.number == Version.number))
        .join(EntryList, EntryList.sha256 == Version.entries_sha256)
        .join(Playlist, Playlist.id == Version.playlist_id)
        .where(Playlist.items_snapshot_id.is_not(None))
    )
    for found in _rows(session, query, 50):
        held = [{"playlist_id": key, "uri": uri} for key, body in found for uri in sorted(_uris(body))]
        insert_missing(session, Holding, held)


def rebuild_departures(session: Session) -> None:
    """Fills what playlists held formerly, once what they hold now is there. Names single columns only."""
    session.execute(delete(Departure))
    query = (
        select(Version.playlist_id, EntryList.body)
        .join(EntryList, EntryList.sha256 == Version.entries_sha256)
        .order_by(Version.playlist_id, Version.number)
    )
    for playlist, held in groupby(chain.from_iterable(_rows(session, query, 50)), key=itemgetter(0)):
        once = set().union(*(_uris(body) for _, body in held))
        now = set(session.scalars(select(Holding.uri).where(Holding.playlist_id == playlist)))
        insert_missing(session, Departure, [{"playlist_id": playlist, "uri": uri} for uri in sorted(once - now)])


def _rows(session: Session, query: Any, size: int = _BATCH) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=size)).partitions()


def _uris(body: bytes) -> set[str]:
    try:
        return {uri for uri, *_ in json.loads(zlib.decompress(body)) if uri}
    except (zlib.error, ValueError):
        return set()  # whoever reads the list is told; it is noted again when Spotify shows it next
