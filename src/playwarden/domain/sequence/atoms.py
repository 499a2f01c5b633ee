"""Atoms: runs of entries that stand together in both lists, the units of which some stay and the rest leave."""

from dataclasses import dataclass
from itertools import compress

from playwarden.domain.sequence.labels import Labelled


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of two lists, numbered 1..`count` in observed order; 0 and count+1 stand for both ends of the lists.

    `first`, `last`: their labels. `weight`: their entries. `uris`: the URIs that leave when the atom does. `left`,
    `right`: the neighbour in the desired list, -1 where something new stands between. `order`: the atoms in desired
    order. `partners`: other atoms that stay or leave with this one. `pinned`: atoms that have to stay.
    `leaving` URIs go in any case; `size` is the length of the desired list.
    """

    count: int
    first: list[int]
    last: list[int]
    weight: list[int]
    uris: list[int]
    left: list[int]
    right: list[int]
    order: list[int]
    partners: dict[int, tuple[int, ...]]
    pinned: frozenset[int]
    leaving: int
    size: int
    chunk: int
    all_uris: int

    def labels(self, kept: bytes | bytearray) -> list[int]:
        """The labels of the kept atoms, in observed order."""
        line: list[int] = []
        for atom in range(1, self.count + 1):
            if kept[atom]:
                line.extend(range(self.first[atom], self.last[atom] + 1))
        return line

    def leaving_calls(self, kept: bytes | bytearray) -> int:
        """The calls that remove everything that is not kept."""
        return -(-(self.leaving + self.all_uris - sum(compress(self.uris, kept))) // self.chunk)

    def dates(self, kept: bytes | bytearray) -> int:
        """How many entries the kept atoms hold."""
        return sum(compress(self.weight, kept))


def atoms_of(lists: Labelled, chunk: int) -> Atoms:
    """Strips of entries contracted. An entry that is pinned or tied is an atom of its own."""
    alone = lists.pinned.union(*lists.tied)
    first, last = [-1], [-1]
    for label in lists.line:
        if last[-1] == label - 1 >= 0 and label not in alone and label - 1 not in alone:
            last[-1] = label
        else:
            first.append(label)
            last.append(label)
    count = len(first) - 1
    weight = [last[atom] - first[atom] + 1 for atom in range(count + 1)] + [0]
    weight[0] = 0
    first.append(lists.size)
    last.append(lists.size)
    order = sorted(range(1, count + 1), key=first.__getitem__)
    left, right = [-1] * (count + 2), [-1] * (count + 2)
    before = 0
    for atom in [*order, count + 1]:
        if first[atom] == last[before] + 1:
            left[atom], right[before] = before, atom
        before = atom
    atom_at = {first[atom]: atom for atom in range(1, count + 1)}
    uris = list(weight)
    partners: dict[int, tuple[int, ...]] = {}
    for group in lists.tied:
        members = tuple(atom_at[label] for label in group)
        for member in members:
            partners[member] = tuple(other for other in members if other != member)
        for member in members[1:]:
            uris[member] = 0
    pinned = frozenset(atom_at[label] for label in lists.pinned if label in atom_at)
    return Atoms(
        count,
        first,
        last,
        weight,
        uris,
        left,
        right,
        order,
        partners,
        pinned,
        len(lists.leaving),
        lists.size,
        chunk,
        sum(uris),
    )
