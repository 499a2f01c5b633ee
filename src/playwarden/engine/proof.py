"""Prove: read back what a plan has touched, and only that."""

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.operations import entries_after
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import Entry
from playwarden.engine.locate import Mark, mark_after, same_details
from playwarden.engine.observe import LAGS, Pause, Reads
from playwarden.engine.ports.journal import After
from playwarden.engine.ports.target import FIRST_PAGE, PAGE
from playwarden.kit.ids import PlaylistId


def prove(target: Reads, caller: Caller, playlist_id: PlaylistId, plan: Plan, pause: Pause) -> After | None:
    """What stands there when the total and every touched page agree with the plan; None when they do not.

    Items lag behind writes: what disagrees is read again after each of LAGS. Entries outside the pages read are taken
    from the plan: they were not touched, and the total says that nothing came or went.
    """
    wanted = mark_after(plan, len(plan.operations))
    expected = plan.observed_entries
    for operation in plan.operations:
        expected = entries_after(expected, operation)
    for wait in (0.0, *LAGS):
        if wait:
            pause(wait)
        after = _Proof(target, caller, playlist_id, plan, list(expected)).read(wanted)
        if after is not None:
            return after
    return None


class _Proof:
    """One reading of what a plan touched, laid over the entries it should have led to."""

    def __init__(
        self, target: Reads, caller: Caller, playlist_id: PlaylistId, plan: Plan, entries: list[Entry]
    ) -> None:
        self._target = target
        self._caller = caller
        self._playlist_id = playlist_id
        self._plan = plan
        self._entries = entries
        self._tracks: list[Track] = []

    def read(self, wanted: Mark) -> After | None:
        head = None
        if self._plan.reads_head:
            brief = self._plan.details_only
            reading = self._target.playlist(self._caller, self._playlist_id, brief=brief)
            head = reading.head
            if not same_details(wanted.details, head.details):
                return None
            if brief:
                return After((), head, head.snapshot_id)
            if reading.entries is None:
                return None
            if not self._agrees(0, reading.entries, FIRST_PAGE, head.total, reading.tracks):
                return None
        for offset in self._plan.pages_beyond_head:
            page = self._target.items(self._caller, self._playlist_id, offset=offset)
            if not self._agrees(offset, page.entries, PAGE, page.total, page.tracks):
                return None
        return After(tuple(self._entries), head, head.snapshot_id if head else None, tuple(self._tracks))

    def _agrees(
        self, offset: int, seen: tuple[Entry, ...], size: int, total: int | None, tracks: tuple[Track, ...]
    ) -> bool:
        """Whether total and URIs are as expected; what was seen (with its dates) is laid over what was expected."""
        here = slice(offset, min(offset + size, len(self._entries)))
        if total != len(self._entries) or [e.uri for e in self._entries[here]] != [e.uri for e in seen]:
            return False
        self._entries[here] = seen
        self._tracks += tracks
        return True
