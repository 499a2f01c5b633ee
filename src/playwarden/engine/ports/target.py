"""The target: where playlists live. Each method below is one Web API call, booked in the ledger before it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.library import Head
from playwarden.domain.operations import Operation
from playwarden.domain.playlist import Entry
from playwarden.kit.ids import PlaylistId

FIRST_PAGE = 100
"""Entries that come with a playlist's own read."""
PAGE = 50
"""Entries or heads that one further page holds."""


@dataclass(frozen=True, slots=True)
class HeadsPage:
    """One list page: `heads` from `offset` on, of `total` playlists the account owns or follows."""

    offset: int
    total: int
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A playlist's own read: its head and, where the account may read them, its first entries (at most FIRST_PAGE).

    `entries` is None when the answer held none (a list of somebody else). `tracks` are for the catalogue.
    """

    head: Head
    entries: tuple[Entry, ...] | None
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """Entries `offset` ... of a list that holds `total`."""

    offset: int
    total: int
    entries: tuple[Entry, ...]
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayablePage:
    """From place `offset` on, of a list that holds `total`: the URI that a market plays there (a relinked one, maybe)
    and whether it can be played; None where that is not told.
    """

    offset: int
    total: int
    places: tuple[tuple[str | None, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Performed:
    """A write that was answered. `snapshot_id` is None where the answer holds none; `playlist_id` after a Create."""

    snapshot_id: str | None = None
    playlist_id: PlaylistId | None = None


class Target(Protocol):
    """Reads and writes as one account.

    All raise: RateLimited (nothing left), NeedsReconnecting, LookOnly (a write on a look-only account, before any
    call), SpotifyRefused / SpotifyNotFound (final), SpotifyUnavailable (certainly without effect). Writes also raise
    OutcomeUnknown when they left and no answer came: they are never repeated by the target.
    """

    def heads(self, caller: Caller, *, start: int = 0) -> Iterator[HeadsPage]:
        """GET /me/playlists from place `start` on, PAGE a call, lazily: a page is fetched when it is asked for."""
        ...

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        """GET /playlists/{id}: head and first entries. `brief`: without the tracks' names (`fields` does it)."""
        ...

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        """GET /playlists/{id}/items, never with `market`."""
        ...

    def playable(
        self, caller: Caller, playlist_id: PlaylistId, market: str, *, offset: int, limit: int = PAGE
    ) -> PlayablePage:
        """GET /playlists/{id}/items with `market`: for availability alone, never for what a playlist holds."""
        ...

    def perform(
        self, caller: Caller, playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None
    ) -> Performed:
        """The one write that `operation` stands for. `playlist_id` is None for Create only; `picture` for SetCover."""
        ...

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        """GET /search with `track:` and `artist:` filters, at most 10 answers."""
        ...

    def search_words(self, caller: Caller, words: str) -> tuple[Track, ...]:
        """GET /search with the words as they were typed, at most 10 answers."""
        ...

    def search_isrc(self, caller: Caller, isrc: str) -> tuple[Track, ...]:
        """GET /search with `isrc:`, at most 10 answers."""
        ...

    def track(self, caller: Caller, track_id: str) -> Track:
        """GET /tracks/{id}."""
        ...

    def picture(self, url: str) -> bytes:
        """The bytes behind a cover's URL: no API call, not booked."""
        ...
