"""Readings that ask before every call whether they may go on."""

from collections.abc import Callable, Iterator

from playwarden.domain.calls import Caller
from playwarden.engine.ports.target import PAGE, HeadsPage, ItemsPage, Reading, Target
from playwarden.kit.ids import PlaylistId

Check = Callable[[], None]
"""Asked before every call. Raises Cancelled, Stopping or Busy."""


def unchecked() -> None:
    """Nobody stops it."""


class GuardedReads:
    """The readings of a target; `check` is asked before each."""

    def __init__(self, target: Target, check: Check) -> None:
        self._target = target
        self._check = check

    def heads(self, caller: Caller) -> Iterator[HeadsPage]:
        self._check()
        for page in self._target.heads(caller):
            yield page
            self._check()

    def playlist(self, caller: Caller, playlist_id: PlaylistId, *, brief: bool = False) -> Reading:
        self._check()
        return self._target.playlist(caller, playlist_id, brief=brief)

    def items(
        self, caller: Caller, playlist_id: PlaylistId, *, offset: int, limit: int = PAGE, brief: bool = False
    ) -> ItemsPage:
        self._check()
        return self._target.items(caller, playlist_id, offset=offset, limit=limit, brief=brief)
