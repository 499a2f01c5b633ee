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


Step = Put | Shift


def removals(uris: Iterable[str], chunk: int) -> list[ItemOperation]:
    """Calls that remove each URI, every occurrence of it."""
    distinct = list(dict.fromkeys(uris))
    return [Remove(tuple(distinct[start : start + chunk])) for start in range(0, len(distinct), chunk)]


def calls(line: list[int], steps: Iterable[Step], uris: Sequence[str | None], chunk: int) -> list[ItemOperation]:
    """The calls for `steps` on a list of the labels `line` (changed in place); `uris` are the desired ones."""
    operations: list[ItemOperation] = []
    for step in steps:
        position = line.index(step.after) + 1 if step.after >= 0 else 0
        if isinstance(step, Put):
            for start in range(0, len(step.labels), chunk):
                labels = step.labels[start : start + chunk]
                block = [uri for label in labels if (uri := uris[label]) is not None]
                operations.append(Insert(position + start, tuple(block)))
            line[position:position] = step.labels
        else:
            start, stop = line.index(step.first), line.index(step.last) + 1
            operations.append(Move(start, stop - start, position))
            moved = line[start:stop]
            del line[start:stop]
            target = position if position <= start else position - len(moved)
            line[target:target] = moved
    return operations
