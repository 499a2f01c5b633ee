"""Looks that are shared: one list page tells whether fifty mirrored playlists are still what they were."""

from collections.abc import Collection, Sequence
from datetime import datetime

from playwarden.domain.calls import Caller
from playwarden.domain.library import Head
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports.leases import Leases
from playwarden.engine.ports.looks import Looks, Vouched, Wanted
from playwarden.engine.ports.target import PAGE, HeadsPage, Target
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

    def vouched(
        self, caller: Caller, ids: Collection[PlaylistId], since: datetime | None = None
    ) -> tuple[Vouched, int]:
        """What the mirror holds of those of `ids` that a list page fetched lately, and not before `since`, shows with
        the mirrored snapshot id, and the calls that took. The others have to be read.

        List pages are fetched where that costs less than reading all the playlists about which somebody wants to know.
        """
        found, missing = self._found(caller, ids, since)
        if not missing:
            return found, 0
        try:
            with self._leases.held(f"look:{caller.account}", wait=WAIT):
                # Who waited for another's look finds what that one saw.
                found, missing = self._found(caller, ids, since)
                if not missing:
                    return found, 0
                calls = self.fetch(caller, max(one.position for one in missing) + 1)
        except Busy:
            return found, 0
        return self._looks.vouched(caller.account, ids), calls

    def _found(
        self, caller: Caller, ids: Collection[PlaylistId], since: datetime | None
    ) -> tuple[Vouched, list[Wanted]]:
        """What a look of the last minute vouches for, and what is wanted further down the list than it reached: nothing
        where none of that are `ids`, or reading costs no more.
        """
        found = self._looks.vouched(caller.account, ids)
        if since is not None and found.looked_at is not None and found.looked_at < since:
            found = Vouched()
        below = [one for one in self._looks.wanted(caller.account, ids) if one.position >= found.depth]
        asked = any(one.id in ids for one in below)
        return found, below if asked and cheaper(below) else []

    def pays(self, caller: Caller, playlist_id: PlaylistId) -> bool:
        """Whether list pages down to the last playlist that is written about now, this one among them, are fewer than
        the playlists that they would prove.
        """
        together = self._looks.writing(caller.account)
        pages = max((one.position for one in together), default=0) // PAGE + 1
        return any(one.id == playlist_id for one in together) and pages < len(together)

    def fetch(self, caller: Caller, depth: int) -> int:
        """Looks at the first `depth` playlists of the account's list, for everybody; the calls it took."""
        looked_at = self._clock.now()
        pages: list[HeadsPage] = []
        heads: list[Head] = []
        for page in self._target.heads(caller):
            pages.append(page)
            heads += page.heads
            if len(heads) >= depth:
                break
        self._looks.take(caller.account, heads, looked_at)
        return len(pages)


def cheaper(wanted: Sequence[Wanted]) -> bool:
    """Whether list pages down to the last of them cost less than reading each."""
    pages = max((one.position for one in wanted), default=0) // PAGE + 1
    return pages < sum(reading_cost(one.total) for one in wanted)
