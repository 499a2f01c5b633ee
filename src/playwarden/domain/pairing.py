"""Which entry of one list is which entry of another: by URI, duplicates by date first and then by order."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import datetime

from playwarden.domain.playlist import Entry

_Identity = tuple[str | None, datetime | None, str | None]


def pair(old: Sequence[Entry], new: Sequence[Entry]) -> list[int | None]:
    """For each entry of `new` the index of the same entry in `old`, or None; no index is used twice.

    An entry equal in URI, `added_at` and `added_by` is taken first; what is left is paired by URI in order. Unavailable
    entries have no URI: those left over are paired in order among themselves.
    """
    exact: dict[_Identity, deque[int]] = defaultdict(deque)
    for index, entry in enumerate(old):
        exact[_identity(entry)].append(index)
    found: list[int | None] = [None] * len(new)
    for position, entry in enumerate(new):
        same = exact.get(_identity(entry))
        if same:
            found[position] = same.popleft()
    rest: dict[str | None, deque[int]] = defaultdict(deque)
    for index in sorted(index for indexes in exact.values() for index in indexes):
        rest[old[index].uri].append(index)
    for position, entry in enumerate(new):
        if found[position] is None and rest.get(entry.uri):
            found[position] = rest[entry.uri].popleft()
    return found


def unpaired(old: Sequence[Entry], pairs: Iterable[int | None]) -> list[int]:
    """The indexes of `old` that no entry was paired with, in order."""
    used = set(pairs)
    return [index for index in range(len(old)) if index not in used]


def _identity(entry: Entry) -> _Identity:
    return entry.uri, entry.added_at, entry.added_by
