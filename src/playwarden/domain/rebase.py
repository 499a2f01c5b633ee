"""An approved change of a playlist that others edited meanwhile: the wish stays, or it is done to what is now."""

from collections import Counter
from dataclasses import dataclass

from playwarden.domain.compose import Lowered, lower_state
from playwarden.domain.merging import merged
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
    goes to its wished place, also where their edit made it land beside it; what they took out of that stays out.
    """
    there = {entry.key for entry in original.entries}
    ours = {entry.key for entry in base.entries} - there
    taken = ours - {entry.key for entry in now.entries}
    state = merged(_without(wished, taken), _without(base, ours), _without(now, ours))
    return Rebased(lower_state(now, state, lose_local=lose_local), ())


def _without(state: PlaylistState, keys: set[Key]) -> PlaylistState:
    return state.with_entries(tuple(entry for entry in state.entries if entry.key not in keys))
