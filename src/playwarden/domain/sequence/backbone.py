"""Arranging round a backbone: what is in order stays, the rest is moved or inserted into the spaces between."""

from bisect import bisect_left
from collections.abc import Sequence

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
