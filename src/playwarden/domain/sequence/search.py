"""The search: for a number of calls, the arrangement that keeps most dates; for all dates, the fewest calls."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from playwarden.domain.sequence.assemble import assembled, tokens_of
from playwarden.domain.sequence.atoms import Atoms, atoms_of
from playwarden.domain.sequence.backbone import arranged, frontier_of_removing, heaviest_chain
from playwarden.domain.sequence.cycles import cycles_bound
from playwarden.domain.sequence.emit import Step
from playwarden.domain.sequence.keep import PRICES, Keeping, sweep
from playwarden.domain.sequence.labels import Labelled
from playwarden.domain.sequence.shuffle import sorted_by_blocks

EXACT_ATOMS = 7
"""Up to so many atoms every set of kept ones is tried."""
ASSEMBLED_TOKENS = 600
"""Up to so many kept blocks and new runs are assembled; more are sorted from the top down."""
SEARCHED_ATOMS = 1500
"""Up to so many atoms the local search runs."""
EXACT_CHAINS = 400
"""Up to so many atoms the best chains are computed exactly for every number of calls."""
LONG_PRICES = (0.0, 4.0, 16.0)
"""What a breakpoint is held to be worth on lists that are too long for the local search."""
FILLINGS = 1
"""Rounds of adding what still fits."""
EXCHANGED_RUNS = 8
"""Runs that are given up in turn to see whether something better fits then."""
MOST_ADDITIONS = 160
LONGEST_ADDITION = 3
"""Desired neighbours that are added together."""
OPTIMISM = 3
"""Breakpoints beyond two a call that an arrangement may get away with, when moves mend three."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way there: the calls in all, the kept labels in observed order, the steps after the removals."""

    calls: int
    line: tuple[int, ...]
    steps: tuple[Step, ...]
    kept: bytes

    @property
    def dates(self) -> int:
        return len(self.line)


class Search:
    """Finds arrangements for one labelled pair of lists and remembers the best by calls."""

    def __init__(self, lists: Labelled, chunk: int) -> None:
        self.atoms: Atoms = atoms_of(lists, chunk)
        self.found: dict[int, Arrangement] = {}
        self._tried: set[tuple[bytes, bool, int | None]] = set()
        self._keeping = Keeping(self.atoms)
        self._additions: list[tuple[int, ...]] = []

    def keep_all(self) -> None:
        """Finds an arrangement in which everything that can stay does."""
        self._try(self._whole)

    def within(self, budgets: Iterable[int], *, polish: bool = True) -> None:
        """Looks for good arrangements of up to each number of calls; finds one at least, whatever it costs."""
        wanted = sorted(set(budgets))
        atoms = self.atoms
        if atoms.count <= EXACT_ATOMS:
            for kept in _every_set(atoms):
                self._try(kept)
            return
        if self.found and atoms.count > SEARCHED_ATOMS:
            return
        if cycles_bound(atoms, self._whole) + atoms.leaving_calls(self._whole) <= wanted[-1] + 1:
            self.keep_all()
        if not atoms.pinned:
            self._try_chains(wanted[-1])
        if atoms.count <= SEARCHED_ATOMS:
            sets = sweep(atoms, most=wanted[-1])
            self._additions = self._additions or _additions(atoms)
            for budget in wanted:
                self._settle(budget, sets)
                if polish:
                    self._polish(budget)
            if self.best(wanted[-1]) is None:
                self._try(sets[min(sets)][1])
        if not self.found:
            self.keep_all()

    def best(self, budget: int) -> Arrangement | None:
        """The arrangement with most dates in up to `budget` calls, the fewest calls among equals."""
        fitting = [one for calls, one in self.found.items() if calls <= budget]
        return max(fitting, key=lambda one: (one.dates, -one.calls), default=None)

    @property
    def _whole(self) -> bytes:
        return bytes([1]) * (self.atoms.count + 2)

    def _try_chains(self, most: int) -> None:
        """What stays when nothing is moved: never worse than removing and inserting alone."""
        atoms = self.atoms
        if atoms.count <= EXACT_CHAINS:
            sets = [kept for _, kept in frontier_of_removing(atoms, most).values()]
        else:
            prices = PRICES if atoms.count <= SEARCHED_ATOMS else LONG_PRICES
            sets = [heaviest_chain(atoms, 2 * price) for price in prices]
        for kept in dict.fromkeys(sets):
            self._try(kept, chained=True)

    def _settle(self, budget: int, sets: dict[int, tuple[int, bytes]]) -> None:
        """Finds the first of the sets, from the largest down, that can be arranged within `budget`."""
        known = self.best(budget)
        least = known.dates if known else -1
        near = [sets[calls] for calls in range(budget - 2, budget + 4) if calls in sets]
        for dates, kept in sorted(near, key=lambda one: -one[0]):
            if dates <= least:
                return
            if cycles_bound(self.atoms, kept) + self.atoms.leaving_calls(kept) > budget:
                continue
            if self._try(kept, most=budget, careful=False) or self._try(kept, most=budget):
                return

    def _try(self, kept: bytes, *, most: int | None = None, chained: bool = False, careful: bool = True) -> bool:
        """Arranges round a set and remembers it; False where that takes more than `most` calls."""
        atoms = self.atoms
        kept = self._closed(kept)
        if (kept, careful and not chained, most) in self._tried:
            return False
        self._tried.add((kept, careful and not chained, most))
        leaving = atoms.leaving_calls(kept)
        line = atoms.labels(kept)
        ways = list(self._ways(line, None if most is None else most - leaving, chained=chained, careful=careful))
        if not ways:
            return False
        calls, steps = min(ways, key=lambda way: way[0])
        calls += leaving
        known = self.found.get(calls)
        if known is None or known.dates < len(line):
            self.found[calls] = Arrangement(calls, tuple(line), tuple(steps), kept)
        return True

    def _ways(
        self, line: list[int], most: int | None, *, chained: bool, careful: bool
    ) -> Iterator[tuple[int, list[Step]]]:
        """Ways to arrange everything round the labels of `line` in at most `most` calls."""
        atoms = self.atoms
        if chained or careful:
            steps = arranged(line, atoms.size)
            calls = sum(step.calls(atoms.chunk) for step in steps)
            if most is None or calls <= most:
                most = calls
                yield calls, steps
        if chained:
            return
        tokens = tokens_of(line, atoms.size, atoms.chunk)
        if tokens.count > ASSEMBLED_TOKENS:
            steps = sorted_by_blocks(line, atoms.size)
            calls = sum(step.calls(atoms.chunk) for step in steps)
            if most is None or calls <= most:
                yield calls, steps
            return
        assembly = assembled(tokens, most=most, careful=careful)
        if assembly is not None:
            yield assembly.calls, assembly.steps(tokens)

    def _closed(self, kept: bytes) -> bytes:
        """The set with what has to stay, and with the partners of what stays."""
        atoms = self.atoms
        if not atoms.pinned and not atoms.partners:
            return kept
        marks = bytearray(kept)
        for atom in atoms.pinned:
            marks[atom] = 1
        for atom, partners in atoms.partners.items():
            if marks[atom]:
                for partner in partners:
                    marks[partner] = 1
        return bytes(marks)

    def _polish(self, budget: int) -> None:
        """Adds what can still stay at no more calls; then gives up a run for something better, once."""
        best = self.best(budget)
        if best is None:
            return
        kept = self._filled(best.kept, budget)
        dates = self.atoms.dates(kept)
        smaller = self.found.get(budget - 1)
        if smaller is not None:
            other = self._filled(self._filled(smaller.kept, budget - 1), budget)
            if self.atoms.dates(other) > dates:
                kept, dates = other, self.atoms.dates(other)
        for poorer in self._without_a_run(kept):
            if self.atoms.dates(self._filled(poorer, budget)) > dates:
                return

    def _filled(self, kept: bytes, budget: int) -> bytes:
        """`kept` with everything added that fits into `budget`, the heaviest first."""
        atoms, keeping = self.atoms, self._keeping
        keeping.set(kept)
        on = keeping.on
        for _ in range(FILLINGS):
            added = False
            for addition in self._additions:
                if on[addition[0]] or on[addition[-1]]:
                    continue
                left = budget - keeping.leaving_calls
                turned = keeping.turn_on(addition, 2 * left + OPTIMISM)
                if not turned:
                    continue
                fits = cycles_bound(atoms, on) + keeping.leaving_calls <= budget
                if fits and self._try(bytes(on), most=budget, careful=False):
                    added = True
                else:
                    keeping.turn_back(turned)
            if not added:
                break
        return bytes(on)

    def _without_a_run(self, kept: bytes) -> Iterator[bytes]:
        """The set without one of its lightest runs of desired neighbours, for each of them."""
        atoms = self.atoms
        runs: list[list[int]] = []
        for atom in atoms.order:
            if not kept[atom]:
                continue
            if runs and runs[-1][-1] < atom == atoms.right[runs[-1][-1]]:
                runs[-1].append(atom)
            else:
                runs.append([atom])
        runs.sort(key=lambda run: sum(atoms.weight[each] for each in run))
        for run in runs[:EXCHANGED_RUNS]:
            marks = bytearray(kept)
            for atom in run:
                marks[atom] = 0
            yield bytes(marks)


def _additions(atoms: Atoms) -> list[tuple[int, ...]]:
    """Atoms and rising runs of desired neighbours, with the partners of each, the heaviest first."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for atom in atoms.order:
        run = [atom]
        while True:
            whole = tuple(dict.fromkeys(other for each in run for other in (each, *atoms.partners.get(each, ()))))
            found.append((sum(atoms.weight[each] for each in whole), whole))
            following = atoms.right[run[-1]]
            if len(run) == LONGEST_ADDITION or following <= run[-1] or following > atoms.count:
                break
            run.append(following)
    found.sort(key=lambda one: -one[0])
    return [addition for _, addition in found[:MOST_ADDITIONS]]


def _every_set(atoms: Atoms) -> Iterator[bytes]:
    """Every set of atoms that holds what has to stay, and partners together."""
    free = [
        atom
        for atom in range(1, atoms.count + 1)
        if atom not in atoms.pinned and all(atom < partner for partner in atoms.partners.get(atom, ()))
    ]
    for chosen in chain.from_iterable(combinations(free, number) for number in range(len(free) + 1)):
        marks = bytearray(atoms.count + 2)
        marks[0] = marks[-1] = 1
        for atom in (*chosen, *atoms.pinned):
            marks[atom] = 1
        yield bytes(marks)
