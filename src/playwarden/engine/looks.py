"""Looks that are shared: one list page tells whether fifty mirrored playlists are still what they were."""

from playwarden.domain.calls import Caller
from playwarden.domain.library import Head
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.leases import Leases
from playwarden.engine.ports.library import Mirrored
from playwarden.engine.ports.looks import Looks, Wanted
from playwarden.engine.ports.target import PAGE, Target
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy
from playwarden.kit.ids import PlaylistId

WAIT = 20.0
"""Seconds of real time that one who needs a list page waits for who is fetching it."""


class SharedLooks:
    """List pages fetched by whoever needs them first; for a minute they serve everybody, in every process."""

    def __init__(self, target: Target, leases: Leases, looks: Looks, clock: Clock) -> None:
        self._target = target
        self._leases = leases
        self._looks = looks
        self._clock = clock

    def vouched(self, caller: Caller, playlist_id: PlaylistId) -> Mirrored | None:
        """What the mirror holds of a playlist, where a list page fetched lately shows it with the same snapshot id and
        no write of ours is younger than a minute; None: it has to be read.

        Fetches list pages where that costs less than reading the playlists for which somebody wants to know.
        """
        held = self._looks.vouched(caller.account, playlist_id)
        if held is not None:
            return held
        if not self._cheaper(caller, playlist_id):
            return None
        try:
            with self._leases.held(f"look:{caller.account}", wait=WAIT):
                held = self._looks.vouched(caller.account, playlist_id)
                wanted = self._looks.wanted(caller.account, playlist_id)
                if held is not None or not wanted:
                    return held
                self._fetch(caller, max(one.position for one in wanted) + 1)
        except Busy:
            return None
        return self._looks.vouched(caller.account, playlist_id)

    def _cheaper(self, caller: Caller, playlist_id: PlaylistId) -> bool:
        wanted = self._looks.wanted(caller.account, playlist_id)
        return pages(wanted) < sum(reading_cost(one.total) for one in wanted)

    def _fetch(self, caller: Caller, depth: int) -> None:
        looked_at = self._clock.now()
        heads: list[Head] = []
        for page in self._target.heads(caller):
            heads += page.heads
            if len(heads) >= depth:
                break
        self._looks.take(caller.account, heads, looked_at)


def pages(wanted: list[Wanted]) -> int:
    """List pages down to the last of them."""
    return max((one.position for one in wanted), default=0) // PAGE + 1
