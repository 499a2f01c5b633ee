"""Whether somebody moved a placed track on purpose: by its order among the entries that stayed."""

from collections.abc import Sequence

from playwarden.domain.pairing import pair
from playwarden.domain.playlist import Entry
from playwarden.domain.sequence.backbone import longest_increasing


def moved_on_purpose(entered: Sequence[Entry], now: Sequence[Entry], uri: str) -> bool:
    """Whether the entry `uri` changed its order among the entries that are both in `entered` (the list just after it
    came in) and in `now`, rather than others theirs.

    What was added or removed since says nothing about order and is left out; so another placement that comes or goes
    does not count. Of what is left, a longest common order is what nobody has to have touched. If one of that length
    exists without the track, the track may be what was moved, and it counts as moved: in doubt (two entries that
    changed places) somebody wanted it so. If every longest order needs the track, others were moved around it.

    False when the track is not in both lists. O(n log n).
    """
    place = next((index for index, entry in enumerate(entered) if entry.uri == uri), None)
    line = [index for index in pair(entered, now) if index is not None]
    if place is None or place not in line:
        return False
    without = [index for index in line if index != place]
    return len(longest_increasing(without)) == len(longest_increasing(line))
