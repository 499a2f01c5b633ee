"""What lies between two recorded states of a playlist, told entry by entry."""

from bisect import bisect_left
from dataclasses import dataclass

from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import Details, Entry
from playwarden.store.details import same_cover


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its position, counted from 1."""

    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class DetailChange:
    """`name`, `description`, `public`, `collaborative` or `cover`, before and after."""

    name: str
    before: str | bool | None
    after: str | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """From one state to a later one. `entries_known` is False where the items of one of them were not read.

    `moved` is the least number of entries that changed their place among those that stayed.
    """

    details: tuple[DetailChange, ...]
    added: tuple[Placed, ...]
    removed: tuple[Placed, ...]
    moved: int
    entries_known: bool = True

    @property
    def empty(self) -> bool:
        return not (self.details or self.added or self.removed or self.moved)


def difference(
    before: Details, after: Details, old: tuple[Entry, ...] | None, new: tuple[Entry, ...] | None
) -> Difference:
    """What changed from (`before`, `old`) to (`after`, `new`). A track added again on another day counts as kept."""
    details = detail_changes(before, after)
    if old is None or new is None:
        return Difference(details, (), (), 0, entries_known=False)
    if old == new:
        return Difference(details, (), (), 0)
    pairs = pair(old, new)
    kept = [index for index in pairs if index is not None]
    return Difference(
        details=details,
        added=tuple(Placed(place + 1, new[place]) for place, index in enumerate(pairs) if index is None),
        removed=tuple(Placed(index + 1, old[index]) for index in unpaired(old, pairs)),
        moved=len(kept) - _longest_rise(kept),
    )


def detail_changes(before: Details, after: Details) -> tuple[DetailChange, ...]:
    """The details that differ; what one of the states does not know is no change."""
    changes = [
        DetailChange(name, one, other)
        for name, one, other in (
            ("name", before.name, after.name),
            ("description", before.description, after.description),
            ("public", before.public, after.public),
            ("collaborative", before.collaborative, after.collaborative),
        )
        if one is not None and other is not None and one != other
    ]
    if before.cover is not None and not same_cover(before.cover, after.cover):
        one, other = before.cover, after.cover
        changes.append(DetailChange("cover", one.sha256 or one.url, (other.sha256 or other.url) if other else None))
    return tuple(changes)


def _longest_rise(numbers: list[int]) -> int:
    """The length of the longest increasing subsequence, by patience sorting in O(n log n)."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
