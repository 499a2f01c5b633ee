"""Reads lists that sources need from Spotify, and keeps each at once: what was read is not read again after a stop."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Album
from playwarden.domain.rules.given import Need
from playwarden.engine.guard import Check
from playwarden.engine.ports.sources import Group, Sources, Span, TracksPage
from playwarden.features.rules.list_keys import (
    FOLLOWED,
    album_key,
    album_of,
    album_row,
    newest_key,
    released_on,
    simple_key,
    whole_key,
)
from playwarden.features.runs.desk import Progress
from playwarden.kit.clock import Clock
from playwarden.store import catalogue, source_lists
from playwarden.store.database import Database
from playwarden.store.source_lists import Listed

MOST_OF_ALBUM = 1_000
MOST_TOP = 100
"""Top tracks that are asked for: two calls."""
_SPANS: dict[str, Span] = {"short": "short_term", "medium": "medium_term", "long": "long_term"}


class Reader:
    """Reads as one account, counting its `calls`. Every method raises what reading raises."""

    def __init__(
        self, database: Database, sources: Sources, clock: Clock, caller: Caller, check: Check, tell: Progress
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._caller = caller
        self._check = check
        self._tell = tell
        self.calls = 0

    def tracks(self, need: Need, known: Listed | None) -> None:
        """A list of tracks that is one list on Spotify too."""
        key = simple_key(need)
        assert key is not None, "only such lists are read by this"
        match need.kind:
            case "saved":
                self._tell("reading saved tracks")
                self._saved(key, known)
            case "top":
                self._tell("reading top tracks")
                span = _SPANS[need.of]
                self._whole(key, lambda offset: self._sources.top(self._caller, span, offset=offset), MOST_TOP)
            case "search":
                self._tell(f"searching for '{need.of}'")
                self._whole(
                    key, lambda offset: self._sources.search_page(self._caller, need.of, offset=offset), need.days * 10
                )
            case "album":
                self._unknown_album(key, need.of)

    def followed(self) -> None:
        """The artists that the account follows."""
        self._tell("reading followed artists")
        rows: list[Any] = []
        after: str | None = None
        before = self.calls
        while True:
            self._count()
            page = self._sources.followed(self._caller, after=after)
            rows += [[f"spotify:artist:{artist.id}", artist.name] for artist in page.artists if artist.id]
            after = page.after
            if after is None:
                break
        self._keep(FOLLOWED, rows, self.calls - before)

    def newest(self, artist: str, group: Group, since: date) -> list[Any]:
        """An artist's newest albums of a group, at least those since a day; as rows."""
        return self._albums(newest_key(artist, group), artist, group, since)

    def whole(self, artist: str, group: Group) -> list[Any]:
        """All of an artist's albums of a group, as rows."""
        return self._albums(whole_key(artist, group), artist, group, date.min)

    def album(self, row: list[Any]) -> None:
        """The tracks of an album that a list of albums showed."""
        album = album_of(row)
        self._tell(f"reading {album.name}")
        self._whole(
            album_key(row[0]),
            lambda offset: self._sources.album_tracks(self._caller, album, offset=offset),
            MOST_OF_ALBUM,
        )

    def _unknown_album(self, key: str, uri: str) -> None:
        """An album of which only the link is known."""
        self._tell("reading an album")
        album: Album | None = None

        def read(offset: int) -> TracksPage:
            nonlocal album
            if album is not None:
                return self._sources.album_tracks(self._caller, album, offset=offset)
            album, page = self._sources.album(self._caller, uri.rpartition(":")[2])
            return page

        self._whole(key, read, MOST_OF_ALBUM)

    def _albums(self, key: str, artist: str, group: Group, since: date) -> list[Any]:
        rows: list[Any] = []
        before = self.calls
        while True:
            self._count()
            page = self._sources.albums(self._caller, artist.rpartition(":")[2], group, offset=len(rows))
            rows += [album_row(album) for album in page.albums if album.id]
            if not page.more or not page.albums or released_on(page.albums[-1].release_date) < since:
                break
        self._keep(key, rows, self.calls - before)
        return rows

    def _saved(self, key: str, known: Listed | None) -> None:
        """The newest first: reading ends where what was read before goes on, if the number then comes out."""
        before = self.calls
        seen: list[Any] = []
        places = {tuple(row): place for place, row in enumerate(known.rows)} if known else {}
        for page in self._pages(lambda offset: self._sources.saved(self._caller, offset=offset)):
            rows = _rows(page)
            seen += rows
            last = places.get(tuple(rows[-1])) if rows else None
            if known is not None and last is not None and page.total == len(seen) + len(known.rows) - last - 1:
                self._keep(key, seen + known.rows[last + 1 :], known.calls)
                return
        self._keep(key, seen, self.calls - before)

    def _whole(self, key: str, read: Callable[[int], TracksPage], most: int) -> None:
        before = self.calls
        rows: list[Any] = []
        for page in self._pages(read):
            rows += _rows(page)
            if len(rows) >= most:
                break
        self._keep(key, rows[:most], self.calls - before)

    def _pages(self, read: Callable[[int], TracksPage]) -> Iterator[TracksPage]:
        offset = 0
        while True:
            self._count()
            page = read(offset)
            with self._database.write() as session:
                catalogue.remember_tracks(session, [track for track, _ in page.tracks], self._clock.now())
            yield page
            offset += len(page.tracks)
            if not page.more or not page.tracks:
                return

    def _count(self) -> None:
        self._check()
        self.calls += 1

    def _keep(self, key: str, rows: list[Any], calls: int) -> None:
        with self._database.write() as session:
            source_lists.keep(session, self._caller.account, [(key, Listed(self._clock.now(), max(1, calls), rows))])


def _rows(page: TracksPage) -> list[list[Any]]:
    return [[track.uri, at.isoformat() if at else None] for track, at in page.tracks]
