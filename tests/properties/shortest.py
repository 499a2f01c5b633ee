"""What the planner is measured by: every sequence of calls on short lists, searched without any cleverness."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, combinations, pairwise, permutations, product

Arrangement = tuple[int, ...]


@cache
def distances(size: int) -> dict[Arrangement, int]:
    """Moves and insertions from each arrangement of some of 0..size-1 to all of them in order.

    One search backwards from the end: a move is undone by a move, an insertion by taking out any block.
    """
    goal = tuple(range(size))
    found = {goal: 0}
    reached = [goal]
    while reached:
        further = []
        for line in reached:
            for before in _undone(line):
                if before not in found:
                    found[before] = found[line] + 1
                    further.append(before)
        reached = further
    return found


def _undone(line: Arrangement) -> Iterator[Arrangement]:
    for start, stop in combinations(range(len(line) + 1), 2):
        yield line[:start] + line[stop:]
        for end in range(stop + 1, len(line) + 1):
            yield line[:start] + line[stop:end] + line[start:stop] + line[end:]


def most_dates(observed: Sequence[str], desired: Sequence[str]) -> dict[int, int]:
    """By calls: the most dates that any sequence of so many calls keeps. Names in L and N have to stay.

    A sequence may as well begin with its removals, and removing at most seven entries is one call; what stays is tried
    for every set of names, duplicates in every pairing.
    """
    best: dict[int, int] = {} if any(name[0] in "LN" for name in desired) else {1: 0}
    for line, leaving in _staying(observed, desired):
        calls = distances(len(desired))[line] + leaving
        best[calls] = max(best.get(calls, 0), len(line))
    return best


def most_dates_without_moves(observed: Sequence[str], desired: Sequence[str]) -> dict[int, int]:
    """The same when only removals and insertions are allowed: what stays has to be in order."""
    best: dict[int, int] = {}
    for line, leaving in _staying(observed, desired):
        if list(line) == sorted(line):
            ends = [-1, *line, len(desired)]
            calls = leaving + sum(later - earlier > 1 for earlier, later in pairwise(ends))
            best[calls] = max(best.get(calls, 0), len(line))
    return best


def _staying(observed: Sequence[str], desired: Sequence[str]) -> Iterator[tuple[Arrangement, bool]]:
    have, want = Counter(observed), Counter(desired)
    keepable = [name for name in have if have[name] <= want[name]]
    for names in chain.from_iterable(combinations(keepable, number) for number in range(len(keepable) + 1)):
        if any(name[0] in "LN" and name not in names for name in have):
            continue
        spots = {name: [place for place, other in enumerate(observed) if other == name] for name in names}
        places = {name: [place for place, other in enumerate(desired) if other == name] for name in names}
        for pairing in product(*(permutations(places[name], len(spots[name])) for name in names)):
            label = {
                spot: place
                for name, labels in zip(names, pairing, strict=True)
                for spot, place in zip(spots[name], labels, strict=True)
            }
            yield tuple(label[spot] for spot in sorted(label)), len(label) < len(observed)


def played_out(observed: Sequence[str], desired: Sequence[str], most: int) -> dict[int, int]:
    """By calls up to `most`: the most dates kept, by playing every call the API has in every order. Tiny lists only.

    A name in capitals is an entry that lost its date. Lists longer than both by more than one are not looked at.
    """
    longest = max(len(observed), len(desired)) + 1
    reached = {tuple(observed)}
    seen = set(reached)
    best: dict[int, int] = {}
    for calls in range(1, most + 1):
        reached = {after for line in reached for after in _calls(line, desired, longest)} - seen
        seen |= reached
        for line in reached:
            if [name.lower() for name in line] == list(desired):
                best[calls] = max(best.get(calls, 0), sum(name.islower() for name in line))
    return best


def _calls(line: tuple[str, ...], desired: Sequence[str], longest: int) -> Iterator[tuple[str, ...]]:
    names = sorted({name.lower() for name in line})
    for gone in chain.from_iterable(combinations(names, number) for number in range(1, len(names) + 1)):
        yield tuple(name for name in line if name.lower() not in gone)
    fresh = sorted({name.upper() for name in desired})
    for number in range(1, longest - len(line) + 1):
        for block in product(fresh, repeat=number):
            for place in range(len(line) + 1):
                yield line[:place] + block + line[place:]
    yield ()
    for number in range(1, len(desired) + 1):
        for block in product(fresh, repeat=number):
            yield block
    for start, stop in combinations(range(len(line) + 1), 2):
        for end in range(stop + 1, len(line) + 1):
            yield line[:start] + line[stop:end] + line[start:stop] + line[end:]
