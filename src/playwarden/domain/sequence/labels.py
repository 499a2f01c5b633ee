"""The two lists in the search's terms: an observed entry that may stay is labelled by its place in the desired list."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product

from playwarden.domain.playlist import Entry, Key

PAIRED_ENTRIES = 7
"""On lists of up to so many entries many ways to pair duplicates are tried, on longer ones the two most promising."""
MOST_PAIRINGS = 240
"""Ways to pair duplicates that are tried at most."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the search works on.

    `line` holds the labels (places in the desired list) of the observed entries that may stay, in observed order;
    `size` is the length of the desired list. `leaving` are URIs that have to be removed whatever stays, once each:
    those of which fewer are wished for than are there, since a removal takes every occurrence. `pinned` labels have to
    stay (local files, unavailable entries). `tied` groups of labels share a URI: they stay or leave together.
    """

    line: tuple[int, ...]
    size: int
    leaving: tuple[str, ...]
    pinned: frozenset[int]
    tied: tuple[tuple[int, ...], ...]


def labelled(observed: Sequence[Entry], desired: Sequence[Entry]) -> Iterator[Labelled]:
    """The lists labelled, once for every way to pair duplicates that is worth trying, the most promising first.

    Entries that may stand for each other (the same URI) could change places; which one keeps which place decides how
    much has to move.
    """
    have = Counter(entry.key for entry in observed)
    places: dict[Key, list[int]] = defaultdict(list)
    for label, entry in enumerate(desired):
        places[entry.key].append(label)
    spots: dict[Key, list[int]] = defaultdict(list)
    for index, entry in enumerate(observed):
        if have[entry.key] <= len(places.get(entry.key, ())):
            spots[entry.key].append(index)
    leaving = dict.fromkeys(entry.uri for entry in observed if entry.key not in spots and entry.uri is not None)
    single = {indexes[0]: places[key][0] for key, indexes in spots.items() if len(places[key]) == 1}
    several = [key for key in spots if len(places[key]) > 1]
    pinned = {label for label, entry in enumerate(desired) if not entry.addable}
    seen: set[tuple[int, ...]] = set()
    for choice in _choices(observed, desired, several, spots, places):
        label_of = dict(single)
        for key, labels in choice.items():
            label_of.update(zip(spots[key], labels, strict=True))
        line = tuple(label_of[index] for index in sorted(label_of))
        if line in seen:
            continue
        seen.add(line)
        tied = tuple(tuple(sorted(labels)) for labels in choice.values() if len(labels) > 1)
        yield Labelled(line, len(desired), tuple(leaving), frozenset(pinned), tied)


def _choices(
    observed: Sequence[Entry],
    desired: Sequence[Entry],
    several: list[Key],
    spots: dict[Key, list[int]],
    places: dict[Key, list[int]],
) -> Iterator[dict[Key, tuple[int, ...]]]:
    """For each key that the desired list holds more than once: the places of its observed entries, in their order."""
    yield _by_neighbours(observed, desired, several, spots, places)
    if not several:
        return
    yield {key: tuple(places[key][: len(spots[key])]) for key in several}
    if max(len(observed), len(desired)) > PAIRED_ENTRIES:
        return
    ways = [list(permutations(places[key], len(spots[key]))) for key in several]
    for combination in islice(product(*ways), MOST_PAIRINGS):
        yield dict(zip(several, combination, strict=True))


def _by_neighbours(
    observed: Sequence[Entry],
    desired: Sequence[Entry],
    several: list[Key],
    spots: dict[Key, list[int]],
    places: dict[Key, list[int]],
) -> dict[Key, tuple[int, ...]]:
    """Each entry where its neighbours are the same as now, as far as that goes; the rest in order."""
    now = [None, *(entry.key for entry in observed), None]
    then = [None, *(entry.key for entry in desired), None]
    chosen: dict[Key, tuple[int, ...]] = {}
    for key in several:
        free = list(places[key])
        given: dict[int, int] = {}
        for wanted in (2, 1):
            for index in spots[key]:
                if index in given:
                    continue
                for label in free:
                    alike = (now[index] == then[label]) + (now[index + 2] == then[label + 2])
                    if alike >= wanted:
                        given[index] = label
                        free.remove(label)
                        break
        rest = deque(free)
        chosen[key] = tuple(given[index] if index in given else rest.popleft() for index in spots[key])
    return chosen
