"""Playlists for stories: an own playlist with forty tracks, and a wish for it that takes twelve calls."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.household import Household

CALLS = 12


@dataclass
class Story:
    """One playlist, what it holds, and what is wished for it in twelve calls: one removal, eleven scattered entries."""

    household: Household
    playlist: str
    observed: list[str]
    wished: list[str]
    file: Path

    @property
    def stands(self) -> list[str | None]:
        """What the playlist truly holds."""
        return self.household.sandbox.uris(self.playlist)

    def writes(self) -> int:
        """Calls that changed something since the counters were reset."""
        return sum(call["method"] != "GET" for call in self.household.sandbox.calls())


@dataclass
class Shelf:
    """Gives every story a playlist of its own."""

    household: Household
    given: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)

    def story(self) -> Story:
        sandbox = self.household.sandbox
        own = [p for p in sandbox.playlists_of("listener1") if p not in self.given]
        playlist = next(p for p in own if sandbox.playlist(p)["owner"] == "listener1")
        self.given.append(playlist)
        if not self.tracks:
            self._gather()
        observed, new = self.tracks[:40], self.tracks[40:51]
        present = len(sandbox.uris(playlist))
        if present:
            sandbox.edit(playlist, do="remove", position=0, length=present)
        sandbox.edit(playlist, do="insert", uris=observed)
        wished = [uri for uri in observed if uri != observed[7]]
        for number, uri in enumerate(new):
            wished.insert(2 + number * 3, uri)
        sandbox.reset_counters()
        file = self.household.wish(playlist, wished, f"{playlist}.yaml")
        return Story(self.household, playlist, observed, wished, file)

    def _gather(self) -> None:
        sandbox = self.household.sandbox
        found: dict[str, None] = {}
        for playlist in sandbox.playlists_of("listener1"):
            found |= {uri: None for uri in sandbox.uris(playlist) if uri and uri.startswith("spotify:track:")}
            if len(found) > 60:
                break
        self.tracks = list(found)


def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Waits until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)
