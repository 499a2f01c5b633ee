"""Arranging round a backbone: what is in order stays, the rest is moved or inserted into the spaces between."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from playwarden.domain.sequence.atoms import Atoms
from playwarden.domain.sequence.emit import Put, Shift, Step


def longest_increasing(line: Sequence[int], weights: Sequence[int] | None = None) -> list[int]:
    """The indexes of a longest (with `weights`: heaviest) increasing subsequence of distinct numbers. O(n log n)."""
    if weights is not None:
        return _heaviest_increasing(line, weights)
    tails: list[int] = []
    tail_indexes: list[int] = []
    previous = [-1] * len(line)
    for index, label in enumerate(line):
        place = bisect_left(tails, label)
        previous[index] = tail_indexes[place - 1] if place else -1
        tails[place : place + 1] = [label]
        tail_indexes[place : place + 1] = [index]
    chain: list[int] = []
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _heaviest_increasing(line: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Staircase of (label, weight of the best chain that ends there), kept strictly increasing in both."""
    labels: list[int] = []
    heights: list[int] = []
    ends: list[int] = []
    previous = [-1] * len(line)
    for index, label in enumerate(line):
        place = bisect_left(labels, label)
        height = weights[index] + (heights[place - 1] if place else 0)
        previous[index] = ends[place - 1] if place else -1
        stop = place
        while stop < len(labels) and heights[stop] <= height:
            stop += 1
        labels[place:stop], heights[place:stop], ends[place:stop] = [label], [height], [index]
    chain: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def arranged(line: Sequence[int], size: int) -> list[Step]:
    """Steps from `line` (labels that stay, in their present order) to all labels 0..size-1 in order.

    The new labels of one space between two entries of the backbone are put in together; blocks that have to move are
    moved to their place afterwards.
    """
    strips = _strips(line)
    chain = longest_increasing([first for first, _ in strips], [last - first + 1 for first, last in strips])
    backbone = {strips[index] for index in chain}
    moving = {first: last for first, last in strips if (first, last) not in backbone}
    staying = dict(backbone)
    steps: list[Step] = []
    shifts: list[Step] = []
    new: list[int] = []
    anchor = -1
    label = 0
    while label < size:
        if label in staying:
            if new:
                steps.append(Put(tuple(new), anchor))
                new = []
            anchor = staying[label]
            label = anchor + 1
        elif label in moving:
            shifts.append(Shift(label, moving[label], label - 1))
            label = moving[label] + 1
        else:
            new.append(label)
            label += 1
    if new:
        steps.append(Put(tuple(new), anchor))
    return steps + shifts


def _strips(line: Sequence[int]) -> list[tuple[int, int]]:
    """The line cut into runs of successive labels, as (first, last)."""
    strips: list[tuple[int, int]] = []
    for label in line:
        if strips and strips[-1][1] == label - 1:
            strips[-1] = (strips[-1][0], label)
        else:
            strips.append((label, label))
    return strips


def frontier_of_removing(atoms: Atoms, most: int) -> dict[int, tuple[int, bytes]]:
    """By calls of insertion up to `most`: the most entries that stay when nothing is moved, and the atoms that do.

    Exact. A chain of atoms that are in order in both lists stays, each gap between them costs its insertions. For each
    atom the best weight of a chain that ends there is kept by calls spent: O(count^2) steps on lists of `most` numbers.
    """
    order, weight = atoms.order, atoms.weight
    spent: list[list[int]] = []
    for place, atom in enumerate(order):
        first = atoms.first[atom]
        best = _shifted([0] + [_NONE] * most, -(-first // atoms.chunk))
        for other in range(place):
            behind = order[other]
            if behind < atom:
                gap = first - atoms.last[behind] - 1
                best = list(map(max, best, _shifted(spent[other], -(-gap // atoms.chunk))))
        spent.append([dates + weight[atom] for dates in best])
    found: dict[int, tuple[int, bytes]] = {}
    tails = [
        _shifted(dates, -(-(atoms.size - 1 - atoms.last[atom]) // atoms.chunk))
        for atom, dates in zip(order, spent, strict=True)
    ]
    whole = -(-atoms.size // atoms.chunk)
    for calls in range(most + 1):
        best_end = max(range(len(tails)), key=lambda end: tails[end][calls], default=-1)
        if best_end >= 0 and tails[best_end][calls] >= 0:
            found[calls] = (tails[best_end][calls], _chain(atoms, spent, best_end, calls))
        elif whole <= calls:
            found[calls] = (0, _kept(atoms, ()))
    return found


_NONE = -(10**9)


def _shifted(dates: list[int], calls: int) -> list[int]:
    return dates if calls == 0 else ([_NONE] * calls + dates)[: len(dates)]


def _chain(atoms: Atoms, spent: list[list[int]], end: int, calls: int) -> bytes:
    """The chain that ends with the atom at `end` of the desired order, traced back through the weights."""
    order = atoms.order
    chain = [order[end]]
    calls -= -(-(atoms.size - 1 - atoms.last[order[end]]) // atoms.chunk)
    while True:
        atom = order[end]
        before = spent[end][calls] - atoms.weight[atom]
        for other in range(end - 1, -1, -1):
            behind = order[other]
            rest = calls + (atoms.last[behind] + 1 - atoms.first[atom]) // atoms.chunk
            if behind < atom and rest >= 0 and spent[other][rest] == before:
                end, calls = other, rest
                chain.append(behind)
                break
        else:
            return _kept(atoms, chain)


def heaviest_chain(atoms: Atoms, price: float) -> bytes:
    """The chain of atoms in order in both lists with the most entries, when each insertion call costs `price` entries.

    O(count log count) by a Fenwick tree of maxima; insertions beyond the first of one gap are not priced.
    """
    size = atoms.count
    tree: list[tuple[float, int]] = [(-price, -1)] * (size + 1)
    value = [0.0] * (size + 2)
    previous = [-1] * (size + 2)
    best, best_end = -price, -1
    for atom in atoms.order:
        gain, behind = -price if atoms.first[atom] else 0.0, -1
        neighbour = atoms.left[atom]
        if 0 < neighbour < atom and value[neighbour] > gain:
            gain, behind = value[neighbour], neighbour
        node = atom - 1
        while node:
            if tree[node][0] > gain:
                gain, behind = tree[node]
            node &= node - 1
        value[atom] = gain + atoms.weight[atom]
        previous[atom] = behind
        total = value[atom] - price * (atoms.last[atom] < atoms.size - 1)
        if total > best:
            best, best_end = total, atom
        entry = (value[atom] - price, atom)
        node = atom
        while node <= size:
            if entry > tree[node]:
                tree[node] = entry
            node += node & -node
    chain = []
    while best_end > 0:
        chain.append(best_end)
        best_end = previous[best_end]
    return _kept(atoms, chain)


def _kept(atoms: Atoms, chain: Iterable[int]) -> bytes:
    """A mark for each atom and both ends."""
    marks = bytearray(atoms.count + 2)
    marks[0] = marks[-1] = 1
    for atom in chain:
        marks[atom] = 1
    return bytes(marks)
