"""The search: for a number of calls, the arrangement that keeps most dates; for all dates, the fewest calls."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from playwarden.domain.sequence.assemble import assembled, tokens_of
from playwarden.domain.sequence.atoms import Atoms, atoms_of
from playwarden.domain.sequence.backbone import arranged, frontier_of_removing, heaviest_chain
from playwarden.domain.sequence.emit import Step
from playwarden.domain.sequence.keep import PRICES, sweep
from playwarden.domain.sequence.labels import Labelled

EXACT_ATOMS = 7
"""Up to so many atoms every set of kept ones is tried."""
ASSEMBLED_ATOMS = 600
"""Up to so many kept atoms a set is assembled with care; beyond, blocks are moved one by one."""
SEARCHED_ATOMS = 1500
"""Up to so many atoms the local search runs."""
EXACT_CHAINS = 250
"""Up to so many atoms the best chains are computed exactly for every number of calls."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way there: the kept labels in observed order, the calls in all, and the steps after the removals."""

    calls: int
    line: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def dates(self) -> int:
        return len(self.line)


class Search:
    """Finds arrangements for one labelled pair of lists and remembers the best by calls."""

    def __init__(self, lists: Labelled, chunk: int) -> None:
        self.atoms: Atoms = atoms_of(lists, chunk)
        self.found: dict[int, Arrangement] = {}
        self._tried: dict[bytes, int] = {}

    def keep_all(self) -> Arrangement:
        """The arrangement in which everything that can stay does."""
        kept = bytes([1]) * (self.atoms.count + 2)
        self._try(kept)
        return max(self.found.values(), key=lambda one: (one.dates, -one.calls))

    def within(self, budgets: Iterable[int]) -> None:
        """Looks for good arrangements of up to each number of calls."""
        wanted = sorted(set(budgets))
        if not wanted:
            return
        atoms = self.atoms
        if atoms.count <= EXACT_ATOMS:
            for kept in _every_set(atoms):
                self._try(kept)
            return
        self.keep_all()
        starts = self._chains(wanted[-1])
        if atoms.count > SEARCHED_ATOMS:
            return
        sets = sweep(atoms, starts)
        for budget in wanted:
            for estimate in (budget - 1, budget, budget + 1, budget + 2):
                if estimate in sets:
                    self._try(sets[estimate][1], most=budget)
            self._polish(budget)

    def best(self, budget: int) -> Arrangement | None:
        """The arrangement with most dates in up to `budget` calls, the fewest calls among equals."""
        fitting = [one for calls, one in self.found.items() if calls <= budget]
        return max(fitting, key=lambda one: (one.dates, -one.calls), default=None)

    def _chains(self, most: int) -> list[bytes]:
        atoms = self.atoms
        if atoms.count <= EXACT_CHAINS:
            sets = [kept for _, kept in frontier_of_removing(atoms, most).values()]
        else:
            sets = [heaviest_chain(atoms, 2 * price) for price in (0.0, *PRICES)]
        for kept in dict.fromkeys(sets):
            self._try(kept, chained=True)
        return sets[:0]

    def _try(self, kept: bytes, *, most: int | None = None, chained: bool = False, careful: bool = True) -> int | None:
        """Arranges round a set; returns the calls in all, None where they are more than `most`."""
        atoms = self.atoms
        marks = bytearray(kept)
        for atom in atoms.pinned:
            marks[atom] = 1
        for atom, partners in atoms.partners.items():
            if marks[atom]:
                for partner in partners:
                    marks[partner] = 1
        kept = bytes(marks)
        if kept in self._tried:
            return self._tried[kept]
        leaving = atoms.leaving_calls(kept)
        line = atoms.labels(kept)
        steps = None
        if not chained and kept.count(1) <= ASSEMBLED_ATOMS:
            tokens = tokens_of(line, atoms.size, atoms.chunk)
            assembly = assembled(tokens, most=None if most is None else most - leaving, careful=careful)
            if assembly is not None:
                steps = assembly.steps(tokens)
                calls = leaving + assembly.calls
        if steps is None:
            if most is not None:
                return None
            steps = arranged(line, atoms.size)
            calls = leaving + sum(step.calls(atoms.chunk) for step in steps)
        self._tried[kept] = calls
        known = self.found.get(calls)
        if known is None or known.dates < len(line):
            self.found[calls] = Arrangement(calls, tuple(line), tuple(steps))
        return calls

    def _polish(self, budget: int) -> None:
        """Adds what can still stay at no more calls, the heaviest first."""
        return


def _every_set(atoms: Atoms) -> Iterator[bytes]:
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
