"""The target that is Spotify: each method one call, each operation the one write it stands for."""

from collections.abc import Iterator

import httpx2

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.operations import (
    Create,
    Follow,
    Insert,
    Move,
    Operation,
    Remove,
    Replace,
    SetCover,
    SetDetails,
    Unfollow,
)
from playwarden.engine.ports.target import PAGE, HeadsPage, ItemsPage, Performed, PlayablePage, Reading
from playwarden.kit.ids import PlaylistId
from playwarden.spotify.client import library, playlists, search, tracks
from playwarden.spotify.pictures import fetch
from playwarden.spotify.request import Call
from playwarden.spotify.transport import Transport


class SpotifyTarget:
    """Implements engine.ports.target.Target. Shared by all threads.

    `pictures` is a client of its own: covers lie on other hosts, which never get to see a token.
    """

    def __init__(self, transport: Transport, pictures: httpx2.Client) -> None:
        self._transport = transport
        self._pictures = pictures

    def heads(self, caller: Caller, *, start: int = 0) -> Iterator[HeadsPage]:
        offset = start
        while True:
            page, rows = self._transport.send(caller, playlists.heads(offset=offset))
            yield page
            offset += rows
            if not rows or offset >= page.total:
                return

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        return self._transport.send(caller, playlists.playlist(playlist_id, brief=brief))

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        return self._transport.send(caller, playlists.items(playlist_id, offset=offset, limit=limit, brief=brief))

    def playable(
        self, caller: Caller, playlist_id: PlaylistId, market: str, *, offset: int, limit: int = PAGE
    ) -> PlayablePage:
        return self._transport.send(caller, playlists.playable(playlist_id, market, offset=offset, limit=limit))

    def perform(
        self, caller: Caller, playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None
    ) -> Performed:
        return self._transport.send(caller, write_of(playlist_id, operation, picture=picture))

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        return self._transport.send(caller, search.tracks(title=title, artist=artist))

    def search_words(self, caller: Caller, words: str) -> tuple[Track, ...]:
        return self._transport.send(caller, search.words(words))

    def search_isrc(self, caller: Caller, isrc: str) -> tuple[Track, ...]:
        return self._transport.send(caller, search.by_isrc(isrc))

    def track(self, caller: Caller, track_id: str) -> Track:
        return self._transport.send(caller, tracks.track(track_id))

    def picture(self, url: str) -> bytes:
        return fetch(self._pictures, url)


def write_of(playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None) -> Call[Performed]:
    """The call that an operation stands for. Raises ValueError for what no call can say."""
    if isinstance(operation, Create):
        return playlists.create(
            operation.name,
            description=operation.description,
            public=operation.public,
            collaborative=operation.collaborative,
        )
    if playlist_id is None:
        raise ValueError(f"{operation.kind} needs a playlist")
    match operation:
        case Insert(position, uris):
            return playlists.insert(playlist_id, uris, position=position)
        case Move(start, length, before):
            return playlists.move(playlist_id, start=start, length=length, before=before)
        case Remove(uris):
            return playlists.remove(playlist_id, uris)
        case Replace(uris):
            return playlists.replace(playlist_id, uris)
        case SetDetails():
            return playlists.change(playlist_id, operation)
        case SetCover():
            if picture is None:
                raise ValueError("a cover needs its picture")
            return playlists.set_cover(playlist_id, picture)
        case Follow():
            return library.save([f"spotify:playlist:{playlist_id}"])
        case Unfollow():
            return library.drop([f"spotify:playlist:{playlist_id}"])
