"""Observe: read what is there, as cheaply as certainty allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.library import Head
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.engine.ports.target import FIRST_PAGE, PAGE, ItemsPage, Reading
from playwarden.kit.errors import SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import PlaylistId

TRIES = 3
"""Times a list is read from the start again when it changed while it was read."""
SETTLES = 0.8
"""Seconds after a write before it is read back: items lag by 0.6, and a reading in that time would be paid twice."""
LAGS = (1.0, 3.0)
"""Seconds after which a reading that surprises is repeated: items and snapshot ids lag behind writes."""


class Reads(Protocol):
    """The part of a Target that reading a playlist takes."""

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading: ...

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage: ...


Pause = Callable[[float], None]
"""Waits so many seconds for Spotify's sake: real ones, or those of the clock that is followed."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A playlist read to its end. `calls` is what reading it cost, `tracks` is for the catalogue."""

    head: Head
    entries: tuple[Entry, ...]
    tracks: tuple[Track, ...]
    calls: int

    @property
    def state(self) -> PlaylistState:
        return PlaylistState(self.head.details, self.entries)


def reading_cost(total: int) -> int:
    """Calls that reading a list of `total` entries to its end takes."""
    return 1 + -(-max(0, total - FIRST_PAGE) // PAGE)


def read_details(target: Reads, caller: Caller, playlist_id: PlaylistId) -> Whole:
    """Reads the head alone, in one call, whatever the list holds; `entries` are empty because nobody asks for them."""
    return Whole(target.playlist(caller, playlist_id, brief=True).head, (), (), 1)


def read_whole(target: Reads, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Whole:
    """Reads head and every entry; starts again when the list changed meanwhile.

    Raises SpotifyRefused when the account may not read the items, SpotifyUnavailable when the list does not hold still
    for TRIES readings.
    """
    calls = 0
    for _ in range(TRIES):
        reading = target.playlist(caller, playlist_id, brief=brief)
        calls += 1
        if reading.entries is None:
            raise SpotifyRefused(
                f"Spotify shows the entries of '{reading.head.name}' only to its owner and collaborators.",
                "Use an account that owns it, or that was invited to it.",
                status=403,
            )
        entries, tracks = list(reading.entries), list(reading.tracks)
        total = reading.head.total if reading.head.total is not None else len(entries)
        while len(entries) < total:
            page = target.items(caller, playlist_id, offset=len(entries), brief=brief)
            calls += 1
            if page.total != total or not page.entries:
                break
            entries += page.entries
            tracks += page.tracks
        if len(entries) == total:
            return Whole(reading.head, tuple(entries), tuple(tracks), calls)
    raise SpotifyUnavailable(
        f"'{reading.head.name}' changed every time it was read.", "Try again when nobody is editing it."
    )
