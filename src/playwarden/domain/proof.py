"""A sequence of calls played through on a list, fast enough to prove every plan before it is returned."""

from collections.abc import Iterable, Sequence

from playwarden.domain.operations import CHUNK, Insert, ItemOperation, Move, Remove, Replace
from playwarden.domain.playlist import Entry


class Unproved(AssertionError):
    """A sequence did not end in the desired list: a fault of the planner, never of what was asked."""


def origins_after(observed: Sequence[Entry], operations: Iterable[ItemOperation]) -> list[int | str]:
    """The list as the calls leave it: the index in `observed` of an entry that stayed, the URI of one that is new.

    The same model as `operations.entries_after`, on one list that is changed in place.
    """
    line: list[int | str] = list(range(len(observed)))
    for operation in operations:
        match operation:
            case Insert(position, uris):
                _require(0 <= position <= len(line) and 0 < len(uris) <= CHUNK)
                line[position:position] = uris
            case Move(start, length, before):
                _require(length > 0 and start >= 0 and start + length <= len(line) and 0 <= before <= len(line))
                _require(not start <= before <= start + length)
                block = line[start : start + length]
                del line[start : start + length]
                target = before if before < start else before - length
                line[target:target] = block
            case Remove(uris):
                _require(0 < len(uris) <= CHUNK)
                gone = set(uris)
                line = [item for item in line if _uri(observed, item) not in gone]
            case Replace(uris):
                _require(len(uris) <= CHUNK)
                line = list(uris)
    return line


def proved(
    observed: Sequence[Entry], desired: Sequence[Entry], operations: Iterable[ItemOperation]
) -> list[int | None]:
    """For each desired entry the index in `observed` of the entry that stayed, None for one that is new.

    Raises Unproved when the calls end in anything but the desired list.
    """
    line = origins_after(observed, operations)
    _require(len(line) == len(desired))
    for item, entry in zip(line, desired, strict=True):
        _require((observed[item].key if isinstance(item, int) else item) == entry.key)
    return [item if isinstance(item, int) else None for item in line]


def _uri(observed: Sequence[Entry], item: int | str) -> str | None:
    return observed[item].uri if isinstance(item, int) else item


def _require(holds: bool) -> None:
    if not holds:
        raise Unproved("the planned calls do not end in the desired list")
