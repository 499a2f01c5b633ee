"""What placements will cost in calls, played through on the lists as the mirror has them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from playwarden.domain.compose import lower_state
from playwarden.domain.placements.lists import Came
from playwarden.domain.placements.overlays import DueNow
from playwarden.domain.placements.placement import NewPlacement, Placement, PlacementState
from playwarden.domain.plan import plan
from playwarden.engine.observe import reading_cost
from playwarden.features.placements.known import Known
from playwarden.kit.ids import PlacementId, PlaylistId


@dataclass(frozen=True, slots=True)
class Cost:
    """What one look after one playlist will take: `looks` reads before, `writes`, and `reads` that prove them."""

    playlist_id: PlaylistId
    name: str
    at: datetime
    enter: int
    leave: int
    writes: int
    reads: int
    looks: int

    @property
    def calls(self) -> int:
        return self.writes + self.reads + self.looks


def costs(known: Known, asked: Sequence[NewPlacement], now: datetime) -> list[Cost]:
    """One for every moment at which some of `asked`, placements of one playlist, come or go; none when the playlist was
    never read. What others do to the list until then is not known: an estimate.
    """
    if known.state is None:
        return []
    state = known.state
    ground = replace(known.ground, editor=True, owner=True, gone=False)
    coming: dict[datetime, list[Placement]] = defaultdict(list)
    going: dict[datetime, list[PlacementId]] = defaultdict(list)
    for number, each in enumerate(asked):
        if each.until_at is not None and each.until_at <= max(each.from_at, now):
            continue
        one = Placement(PlacementId(f"{number:06}"), each, PlacementState.PLANNED, "", now)
        coming[max(each.from_at, now)].append(one)
        if each.until_at is not None:
            going[each.until_at].append(one.id)
    present: dict[PlacementId, Came] = {}
    found = []
    for moment in sorted({*coming, *going}):
        leaving = [present.pop(one) for one in going.get(moment, ()) if one in present]
        staying = tuple(came.placement for came in present.values())
        due = DueNow(tuple(leaving), tuple(coming.get(moment, ())), staying, ground)
        laid = due.laid(state)
        desired = lower_state(state, laid.state).desired
        steps = plan(state, desired)
        for one in laid.entered:
            present[one.id] = Came(one, desired)
        looks = reading_cost(len(state.entries))
        size = len(laid.entered), len(laid.left)
        found.append(Cost(known.id, known.name, moment, *size, steps.writes, steps.reads if steps.writes else 0, looks))
        state = desired
    return found
