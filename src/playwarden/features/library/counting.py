"""Counts the calls of a reading as they are answered, so that one which ends early is counted too."""

from playwarden.domain.calls import Caller
from playwarden.engine.observe import Reads
from playwarden.engine.ports.target import PAGE, ItemsPage, Reading
from playwarden.kit.errors import SpotifyRefused
from playwarden.kit.ids import PlaylistId


class Counted:
    """Reads through `target`; `calls` are those that were answered, a refusal (4xx) among them."""

    def __init__(self, target: Reads) -> None:
        self._target = target
        self.calls = 0

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        try:
            reading = self._target.playlist(caller, playlist_id, brief=brief)
        except SpotifyRefused:
            self.calls += 1
            raise
        self.calls += 1
        return reading

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        try:
            page = self._target.items(caller, playlist_id, offset=offset, limit=limit, brief=brief)
        except SpotifyRefused:
            self.calls += 1
            raise
        self.calls += 1
        return page
