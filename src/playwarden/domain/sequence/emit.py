"""Arrangements as calls: blocks named by their place in the desired list become positions in the present one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playwarden.domain.operations import Insert, ItemOperation, Move, Remove


@dataclass(frozen=True, slots=True)
class Put:
    """New entries put behind the one labelled `after` (-1: at the top). Labels are places in the desired list."""

    labels: tuple[int, ...]
    after: int

    def calls(self, chunk: int) -> int:
        return -(-len(self.labels) // chunk)


@dataclass(frozen=True, slots=True)
class Shift:
    """The block from `first` to `last`, as it stands now, moved behind the entry labelled `after` (-1: to the top)."""

    first: int
    last: int
    after: int

    def calls(self, chunk: int) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class Swap:
    """The neighbouring blocks start..middle-1 and middle..stop-1, by position, change places."""

    start: int
    middle: int
    stop: int

    def calls(self, chunk: int) -> int:
        return 1


Step = Put | Shift | Swap


def removals(uris: Iterable[str], chunk: int) -> list[ItemOperation]:
    """Calls that remove each URI, every occurrence of it."""
    distinct = list(dict.fromkeys(uris))
    return [Remove(tuple(distinct[start : start + chunk])) for start in range(0, len(distinct), chunk)]


def calls(line: list[int], steps: Iterable[Step], uris: Sequence[str | None], chunk: int) -> list[ItemOperation]:
    """The calls for `steps` on a list of the labels `line` (changed in place); `uris` are the desired ones."""
    operations: list[ItemOperation] = []
    for step in steps:
        match step:
            case Put(labels, after):
                position = _place(line, after) + 1
                for start in range(0, len(labels), chunk):
                    block = (uris[label] for label in labels[start : start + chunk])
                    operations.append(Insert(position + start, tuple(uri for uri in block if uri is not None)))
                line[position:position] = labels
            case Shift(first, last, after):
                position = _place(line, after) + 1
                start = line.index(first)
                end = start + last - first
                stop = (end if start <= end < len(line) and line[end] == last else line.index(last)) + 1
                operations.append(Move(start, stop - start, position))
                moved = line[start:stop]
                del line[start:stop]
                target = position if position <= start else position - len(moved)
                line[target:target] = moved
            case Swap(start, middle, stop):
                operations.append(Move(middle, stop - middle, start))
                line[start:stop] = line[middle:stop] + line[start:middle]
    return operations


def _place(line: Sequence[int], label: int) -> int:
    """Where a label stands, -1 for the top; on long lists it is mostly at or behind its place in the desired list."""
    if label < 0:
        return label
    try:
        return line.index(label, label)
    except ValueError:
        return line.index(label)
