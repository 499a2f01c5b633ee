"""An imitation of Spotify behind the target port, in memory, whose every call can be tampered with.

The engine's stories need a fault at exactly the n-th call and nothing else; the sandbox plays the same over HTTP.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.library import Head
from playwarden.domain.operations import Create, Follow, Operation, Unfollow, details_after, entries_after
from playwarden.domain.playlist import Details, Entry
from playwarden.engine.ports.target import FIRST_PAGE, PAGE, HeadsPage, ItemsPage, Performed, PlayablePage, Reading
from playwarden.kit.errors import SpotifyNotFound, SpotifyRefused
from playwarden.kit.ids import PlaylistId

ADDED = datetime(2026, 11, 1, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here: nothing may catch it."""


@dataclass
class Held:
    """A playlist as Spotify holds it."""

    details: Details
    entries: tuple[Entry, ...]
    owner_id: str = "me"
    snapshot: int = 1
    in_library: bool = True


@dataclass
class FakeSpotify:
    """`before` and `after` are asked at every call with its number (from 1) and its name, and may raise or edit."""

    playlists: dict[PlaylistId, Held] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    before: Callable[[int, str], None] = lambda number, name: None
    after: Callable[[int, str], None] = lambda number, name: None

    def put(self, playlist_id: str, uris: list[str | None], *, name: str = "Mix") -> PlaylistId:
        """Makes a playlist whose entries were added one after another in the past."""
        entries = tuple(Entry(uri, ADDED.replace(day=1 + n % 28, hour=n % 24), "me") for n, uri in enumerate(uris))
        self.playlists[PlaylistId(playlist_id)] = Held(Details(name, "About it", False, False), entries)
        return PlaylistId(playlist_id)

    def uris(self, playlist_id: str) -> list[str | None]:
        return [entry.uri for entry in self.playlists[PlaylistId(playlist_id)].entries]

    def edit(self, playlist_id: str, *operations: Operation) -> None:
        """Somebody else edits in the Spotify app."""
        held = self.playlists[PlaylistId(playlist_id)]
        for operation in operations:
            held.entries = entries_after(held.entries, operation, at=ADDED, by="somebody")
            held.details = details_after(held.details, operation)
            held.snapshot += 1

    @property
    def writes(self) -> list[str]:
        return [name for name in self.log if name not in ("heads", "playlist", "items")]

    # -- the target

    def heads(self, caller: Caller, *, start: int = 0) -> Iterator[HeadsPage]:
        mine = [self._head(i) for i, held in self.playlists.items() if held.in_library]
        for offset in range(start, max(start + 1, len(mine)), PAGE):
            self._called("heads")
            yield HeadsPage(offset, len(mine), tuple(mine[offset : offset + PAGE]))

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        self._called("playlist")
        held = self._held(playlist_id)
        return Reading(self._head(playlist_id), held.entries[:FIRST_PAGE], _tracks(held.entries[:FIRST_PAGE]))

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        self._called("items")
        held = self._held(playlist_id)
        here = held.entries[offset : offset + limit]
        return ItemsPage(offset, len(held.entries), here, _tracks(here))

    def perform(
        self, caller: Caller, playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None
    ) -> Performed:
        number = self._number(operation.kind)
        self.before(number, operation.kind)
        if isinstance(operation, Create):
            playlist_id = PlaylistId(f"made{len(self.playlists)}")
            self.playlists[playlist_id] = Held(Details(operation.name, operation.description, operation.public), ())
        assert playlist_id is not None
        held = self._held(playlist_id)
        try:
            held.entries = entries_after(held.entries, operation, at=datetime(2026, 11, 20, tzinfo=UTC), by="me")
        except ValueError as why:
            raise SpotifyRefused(f"Spotify refused it: {why}.", status=400) from why
        held.details = details_after(held.details, operation)
        held.in_library = isinstance(operation, Follow) or (held.in_library and not isinstance(operation, Unfollow))
        held.snapshot += 1
        self.after(number, operation.kind)
        return Performed(f"s{held.snapshot}", playlist_id if isinstance(operation, Create) else None)

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        self._called("search")
        return ()

    def search_words(self, caller: Caller, words: str) -> tuple[Track, ...]:
        raise AssertionError("nobody searches here")

    def search_isrc(self, caller: Caller, isrc: str) -> tuple[Track, ...]:
        raise AssertionError("nobody searches here")

    def playable(
        self, caller: Caller, playlist_id: PlaylistId, market: str, *, offset: int, limit: int = PAGE
    ) -> PlayablePage:
        raise AssertionError("nobody asks what can be played here")

    def track(self, caller: Caller, track_id: str) -> Track:
        self._called("track")
        return Track(f"spotify:track:{track_id}", track_id)

    def picture(self, url: str) -> bytes:
        return b""

    def _called(self, name: str) -> None:
        number = self._number(name)
        self.before(number, name)
        self.after(number, name)

    def _number(self, name: str) -> int:
        self.log.append(name)
        return len(self.log)

    def _held(self, playlist_id: PlaylistId) -> Held:
        if playlist_id not in self.playlists:
            raise SpotifyNotFound("Spotify knows no such playlist.", status=404)
        return self.playlists[playlist_id]

    def _head(self, playlist_id: PlaylistId) -> Head:
        held = self._held(playlist_id)
        return Head(
            id=playlist_id,
            name=held.details.name or "",
            owner_id=held.owner_id,
            snapshot_id=f"s{held.snapshot}",
            total=len(held.entries),
            description=held.details.description,
            public=held.details.public,
            collaborative=bool(held.details.collaborative),
        )


def _tracks(entries: tuple[Entry, ...]) -> tuple[Track, ...]:
    return tuple(Track(entry.uri, entry.uri.rsplit(":", 1)[-1]) for entry in entries if entry.uri is not None)


def track(name: str | int) -> str:
    """A track's URI with a name in it."""
    return f"spotify:track:{name}"


def renamed(details: Details, name: str) -> Details:
    """`details` under another name."""
    return replace(details, name=name)
