"""An edit face to face with the playlists: what is known beside them, and, entry by entry, what goes for what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from playwarden.domain.catalogue import Track
from playwarden.domain.compose import Wish
from playwarden.domain.edits import Edit, Facts, Pair, Paired, Pairing
from playwarden.domain.edits.deduplicate import Deduplicate
from playwarden.domain.edits.renew import Renew
from playwarden.domain.playlist import PlaylistState
from playwarden.engine.ports.target import PAGE
from playwarden.features.bulk.repository import Availability, BulkRepository
from playwarden.features.runs.proposal import LeftOut
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, PlaylistId


@dataclass(frozen=True, slots=True)
class Chosen:
    """A playlist that is edited, through `account_id`."""

    playlist_id: PlaylistId
    name: str
    account_id: AccountId
    total: int | None
    unread: int = 0
    """Calls that reading its items takes, where the mirror does not hold them."""


class Facing:
    """Makes wishes of an edit for the playlists that are `chosen`, in their order."""

    def __init__(self, repository: BulkRepository, clock: Clock, edit: Edit, chosen: Sequence[Chosen]) -> None:
        self._repository = repository
        self._clock = clock
        self._edit = edit
        self._chosen = chosen
        self._number = {one.playlist_id: number for number, one in enumerate(chosen, 1)}
        self._settled: dict[PlaylistId, Paired] = {}
        self.availability: dict[PlaylistId, Availability] = {}
        """Of the playlists in which it was asked for."""

    def see(self, states: Mapping[PlaylistId, PlaylistState]) -> None:
        """Takes in how the playlists stand, where what becomes of one depends on the others."""
        if isinstance(self._edit, Pairing) and self._edit.across:
            self._settled = self.together(self._edit, states)

    def together(self, edit: Pairing, states: Mapping[PlaylistId, PlaylistState]) -> dict[PlaylistId, Paired]:
        """What the edit wants of each of those that stand in `states`."""
        there = [one for one in self._chosen if one.playlist_id in states]
        met = [(states[one.playlist_id], self._facts(one, states[one.playlist_id])) for one in there]
        return {one.playlist_id: found for one, found in zip(there, edit.together(met), strict=True)}

    def change(self, one: Chosen, progress: Callable[[str], None]) -> Callable[[PlaylistState], Wish]:
        """What makes the wish out of how the playlist stands."""

        def change(state: PlaylistState) -> Wish:
            progress(f"planning {state.details.name}")
            settled = self._settled.get(one.playlist_id)
            return self._edit.wish(state, self._facts(one, state)) if settled is None else settled.wish

        return change

    def _facts(self, one: Chosen, state: PlaylistState) -> Facts:
        uris = [] if self._edit.changes_details else [entry.uri for entry in state.entries if entry.uri]
        number = self._number[one.playlist_id]
        facts = Facts(
            self._clock.now().date(), self._repository.tracks(uris), number, len(self._chosen), one.playlist_id
        )
        if isinstance(self._edit, Deduplicate) and self._edit.by != "id":
            return replace(facts, shut=self._repository.shut(uris, one.account_id))
        if isinstance(self._edit, Renew):
            known = self._repository.playable(uris, one.account_id, self._edit.market)
            self.availability[one.playlist_id] = known
            return replace(facts, instead=known.instead, unasked=known.tracks - known.known)
        return facts


_SEEN = ("stays-elsewhere", "not-asked")
"""Notes that say no more than the pairs and the availability do."""


@dataclass(frozen=True, slots=True)
class PairedPlaylist:
    """The pairs of one playlist and what a person should know; `availability` where that was asked for, and what asking
    anew takes (`calls`).
    """

    chosen: Chosen
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]
    availability: Availability | None
    calls: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """All of them, in the order in which they are edited (`Pair.elsewhere` counts in `playlists`), and those of which
    nothing is known as they stand now; `tracks` is what the catalogue knows of what is named.
    """

    playlists: tuple[PairedPlaylist, ...]
    left_out: tuple[LeftOut, ...]
    tracks: Mapping[str, Track]


def paired(
    repository: BulkRepository,
    runs: Runs,
    clock: Clock,
    edit: Pairing,
    chosen: Sequence[Chosen],
    left_out: Sequence[LeftOut],
) -> Pairs:
    """As the mirror shows them; costs no call."""
    states = runs.standing([one.playlist_id for one in chosen])
    facing = Facing(repository, clock, edit, chosen)
    found = facing.together(edit, states)
    playlists = tuple(
        PairedPlaylist(
            one,
            found[one.playlist_id].pairs,
            tuple(note.text for note in found[one.playlist_id].wish.notes if note.code not in _SEEN),
            facing.availability.get(one.playlist_id),
            -(-len(states[one.playlist_id].entries) // PAGE),
        )
        for one in chosen
        if one.playlist_id in found
    )
    unread = [_unread(one) for one in chosen if one.playlist_id not in found]
    named = {uri for one in playlists for pair in one.pairs for uri in (pair.uri, pair.other) if uri}
    return Pairs(playlists, (*left_out, *unread), repository.tracks(named))


def _unread(one: Chosen) -> LeftOut:
    reason = "Its items were not read since it changed: its pairs are known when it is looked at for the plan."
    return LeftOut(one.name, "not-read", reason, one.playlist_id, one.account_id)
