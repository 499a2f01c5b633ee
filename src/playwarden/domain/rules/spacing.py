"""Tracks of one artist kept apart, with as little change of the order as that takes."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain

Kinds = tuple[Hashable, ...]


def spaced(order: Sequence[int], kinds: Sequence[Kinds], apart: int, fixed: Mapping[int, int]) -> list[int]:
    """The places of `order` so that `apart` others stand between two of a kind, wherever that is possible; else as far
    apart as it goes. `kinds` tells what each place counts as. `fixed` maps places of the whole list to what stands
    there whatever happens: it is counted, and left out of the answer.

    Slot by slot the first that may stand there is taken, until the most frequent kinds would not fit any more: then of
    these who has the most left (as in scheduling tasks with a cool-down; exact where a track counts as one kind and
    nothing is fixed).
    """
    spacing = _Spacing(order, kinds, apart, fixed)
    return [spacing.take(slot) for slot in range(spacing.size) if slot not in fixed]


class _Spacing:
    """What is left, in groups that count as the same: of each only the first matters."""

    def __init__(self, order: Sequence[int], kinds: Sequence[Kinds], apart: int, fixed: Mapping[int, int]) -> None:
        self.size = len(order) + len(fixed)
        self._apart = apart
        self._order = order
        self._kinds = list(map(kinds.__getitem__, order))
        self._groups: defaultdict[Kinds, deque[int]] = defaultdict(deque)
        for number, of in enumerate(self._kinds):
            self._groups[of].append(number)
        self._met = 0
        self._passed: list[int] = []
        """How many of the order were met, and the first of each group that was met and is left, in order."""
        self._having: dict[Hashable, list[Kinds]] = {}
        for of in self._groups:
            for kind in of:
                self._having.setdefault(kind, []).append(of)
        self._counts = Counter(chain.from_iterable(self._kinds))
        self._counted: defaultdict[int, set[Hashable]] = defaultdict(set)
        for kind, number in self._counts.items():
            self._counted[number].add(kind)
        self._greatest = max(self._counted, default=0)
        self._last: dict[Hashable, int] = {}
        self._fixed: dict[Hashable, list[int]] = {}
        for slot, place in fixed.items():
            for kind in kinds[place]:
                self._fixed.setdefault(kind, []).append(slot)

    def take(self, slot: int) -> int:
        """What stands at `slot`."""
        of = self._pressing(slot) or self._first(slot)
        for kind in of:
            self._last[kind] = slot
            self._count_down(kind)
        group = self._groups[of]
        number = group.popleft()
        if number < self._met:
            at = bisect_left(self._passed, number)
            if self._passed[at : at + 1] == [number]:
                del self._passed[at]
            if group and group[0] < self._met:
                insort(self._passed, group[0])
        return self._order[number]

    def _first(self, slot: int) -> Kinds:
        """The first group that may stand here, else the one that stands farthest from its like."""
        for number in self._passed:
            if self._may_stand(slot, self._kinds[number]):
                return self._kinds[number]
        for number in range(self._met, len(self._kinds)):
            of = self._kinds[number]
            group = self._groups[of]
            if group and group[0] == number:
                if self._may_stand(slot, of):
                    self._met = number + 1
                    return of
                self._passed.append(number)
        self._met = len(self._kinds)
        return self._farthest(slot, map(self._kinds.__getitem__, self._passed))

    def _may_stand(self, slot: int, of: Kinds) -> bool:
        since = slot - self._apart
        for kind in of:
            if self._last.get(kind, since - 1) >= since:
                return False
        return not self._fixed or self._reach(slot, of) > self._apart

    def _farthest(self, slot: int, groups: Iterable[Kinds]) -> Kinds:
        """Far enough is far enough: among those the first in the order that came in."""
        return min(groups, key=lambda of: (-min(self._reach(slot, of), self._apart + 1), self._groups[of][0]))

    def _reach(self, slot: int, of: Kinds) -> int:
        """How far the nearest of the same kinds stands, before or (a fixed one) behind; the size where none does."""
        nearest = self.size
        for kind in of:
            if kind in self._last:
                since = slot - self._last[kind]
                nearest = since if since < nearest else nearest
            if self._fixed:
                nearest = min([nearest, *(abs(other - slot) for other in self._fixed.get(kind, ()))])
        return nearest

    def _pressing(self, slot: int) -> Kinds | None:
        """Who has to come now, since else the most frequent kinds would not fit any more: of those that may come the
        one with the most left.
        """
        most = self._greatest
        if most < 2 or (most - 1) * (self._apart + 1) + len(self._counted[most]) < self.size - slot:
            return None
        for number in range(most, 1, -1):
            free = [of for kind in self._counted.get(number, ()) for of in self._having[kind] if self._groups[of]]
            if free := [of for of in free if self._reach(slot, of) > self._apart]:
                return min(free, key=lambda of: self._groups[of][0])
        return None

    def _count_down(self, kind: Hashable) -> None:
        number = self._counts[kind]
        self._counts[kind] = number - 1
        self._counted[number].discard(kind)
        self._counted[number - 1].add(kind)
        while self._greatest and not self._counted.get(self._greatest):
            self._greatest -= 1
