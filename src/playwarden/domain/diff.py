"""Two lists of entries -> a cheapest sequence of calls that turns one into the other."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence as Items
from dataclasses import dataclass
from typing import Literal

from playwarden.domain.operations import CHUNK, Insert, ItemOperation, Replace
from playwarden.domain.playlist import Entry, Key
from playwarden.domain.sequence.backbone import arranged
from playwarden.domain.sequence.emit import calls, removals

KeepDates = Literal["all", "most", "none"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How much the dates (`added_at`) are worth.

    `all`: the fewest calls that keep every date that can be kept. `most`: as many dates as `max_calls` can keep (None:
    the calls of replacing plus two). `none`: the fewest calls, dates break ties. `max_calls` counts calls that change
    the list of entries; with too small a number the cheapest sequence is taken, and a note says so.
    """

    keep_dates: KeepDates = "most"
    max_calls: int | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """Calls in order, and of the entries in both lists (`total`) how many keep their dates (`kept`)."""

    operations: tuple[ItemOperation, ...]
    kept: int
    total: int

    @property
    def calls(self) -> int:
        return len(self.operations)


class Unreachable(ValueError):
    """The desired list cannot be reached by any calls: it was not lowered before."""


def replacing_calls(length: int, chunk: int = CHUNK) -> int:
    """The calls that replace everything with `length` entries."""
    return max(1, -(-length // chunk))


def budget(desired: int, policy: Policy, chunk: int = CHUNK) -> int:
    """The calls that `policy` grants for a list of `desired` entries."""
    return replacing_calls(desired, chunk) + 2 if policy.max_calls is None else policy.max_calls


def common(observed: Items[Entry], desired: Items[Entry]) -> int:
    """How many entries are in both lists, duplicates counted as often as they are in both."""
    return (Counter(entry.key for entry in observed) & Counter(entry.key for entry in desired)).total()


def cheapest(observed: Items[Entry], desired: Items[Entry], policy: Policy, *, chunk: int = CHUNK) -> Sequence:
    """A cheapest sequence under `policy` from `observed` to exactly `desired`.

    Raises Unreachable where an unavailable entry or a local file would have to be added, or some but not all removed.
    """
    total = common(observed, desired)
    if [entry.key for entry in observed] == [entry.key for entry in desired]:
        return Sequence((), total, total)
    now = Counter(entry.key for entry in observed if not entry.addable)
    then = Counter(entry.key for entry in desired if not entry.addable)
    if now != then:
        if then:
            raise Unreachable("local files and unavailable entries can be neither added nor removed by themselves")
        return _replacing(desired, total, chunk)
    found = _keeping(observed, desired, total, chunk)
    granted = budget(len(desired), policy, chunk)
    if policy.keep_dates != "all" and found.calls > granted and not now:
        return _replacing(desired, total, chunk)
    return found


def _uris(entries: Items[Entry]) -> list[str]:
    return [entry.uri for entry in entries if entry.uri is not None]


def _replacing(desired: Items[Entry], total: int, chunk: int) -> Sequence:
    uris = _uris(desired)
    operations: list[ItemOperation] = [Replace(tuple(uris[:chunk]))]
    for start in range(chunk, len(uris), chunk):
        operations.append(Insert(start, tuple(uris[start : start + chunk])))
    return Sequence(tuple(operations), 0, total)


def _keeping(observed: Items[Entry], desired: Items[Entry], total: int, chunk: int) -> Sequence:
    have = Counter(entry.key for entry in observed)
    want = Counter(entry.key for entry in desired)
    places: dict[Key, deque[int]] = defaultdict(deque)
    for label, entry in enumerate(desired):
        places[entry.key].append(label)
    line = [places[entry.key].popleft() for entry in observed if have[entry.key] <= want[entry.key]]
    leaving = [entry.uri for entry in observed if have[entry.key] > want[entry.key] and entry.uri is not None]
    uris = [entry.uri for entry in desired]
    kept = len(line)
    operations = removals(leaving, chunk)
    operations += calls(line, arranged(line, len(desired)), uris, chunk)
    return Sequence(tuple(operations), kept, total)
