"""An approved change of a playlist that others edited meanwhile: the wish stays, or it is done to what is now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from playwarden.domain.compose import Lowered, lower_state
from playwarden.domain.merging import merged
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import Entry, Key, PlaylistState


@dataclass(frozen=True, slots=True)
class Rebased:
    """The approved wish lowered to what stands there now.

    `lost` are the entries that would go though they were not there at approval: somebody put them in meanwhile, and a
    person has to be asked before they go.
    """

    lowered: Lowered
    lost: tuple[Entry, ...]

    @property
    def must_ask(self) -> bool:
        return bool(self.lost)


def rebase(
    approved_before: PlaylistState, approved_desired: PlaylistState, now: PlaylistState, *, lose_local: bool = False
) -> Rebased:
    """The approved desired state for `now`: unchanged but for local files and unavailable entries.

    `lose_local`: it was approved that these go; those that came since are still asked about.
    """
    lowered = lower_state(now, approved_desired, lose_local=lose_local)
    wanted: Counter[Key] = Counter(entry.key for entry in lowered.desired.entries)
    known: Counter[Key] = Counter(entry.key for entry in approved_before.entries) - wanted
    lost = []
    for entry in now.entries:
        if wanted[entry.key]:
            wanted[entry.key] -= 1
        elif known[entry.key]:
            known[entry.key] -= 1
        else:
            lost.append(entry)
    return Rebased(lowered, tuple(lost))


def merge(
    wished: PlaylistState,
    base: PlaylistState,
    now: PlaylistState,
    original: PlaylistState,
    *,
    lose_local: bool = False,
) -> Rebased:
    """What led to `wished`, done to `now`: later edits of others stay, so nothing of theirs is lost.

    `base` is what our own calls have made of the playlist so far, `original` what it was before them. What we put in
    goes to its wished place, also where their edit made it land beside it; what they took out of that stays out. A copy
    that they added of what we put in already, or took out only to put it back, is one more.
    """
    ours = set(unpaired(base.entries, pair(base.entries, original.entries)))
    origins = pair(base.entries, now.entries)
    still = [position for position, origin in enumerate(origins) if origin in ours]
    taken = Counter(base.entries[index].key for index in ours.difference(origins))
    wished = _without(wished, _first_new(wished, original, taken))
    state = merged(
        wished, _without(base, ours), _without(now, still), alike=_uris(wished) - (_uris(base) | _uris(original))
    )
    return Rebased(lower_state(now, state, lose_local=lose_local), ())


def _first_new(wished: PlaylistState, original: PlaylistState, keys: Counter[Key]) -> list[int]:
    """Where so many of these stand in `wished` that were not in `original`."""
    left, found = keys.copy(), []
    for position, origin in enumerate(pair(original.entries, wished.entries)):
        key = wished.entries[position].key
        if origin is None and left[key]:
            left[key] -= 1
            found.append(position)
    return found


def _without(state: PlaylistState, places: Iterable[int]) -> PlaylistState:
    gone = set(places)
    return state.with_entries(tuple(entry for place, entry in enumerate(state.entries) if place not in gone))


def _uris(state: PlaylistState) -> Counter[str]:
    return Counter(entry.uri for entry in state.entries if entry.uri is not None)
