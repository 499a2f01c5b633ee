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
ASSEMBLED_ATOMS = 600
"""Up to so many kept atoms a set is assembled with care; beyond, blocks are moved one by one."""
SEARCHED_ATOMS = 1500
"""Up to so many atoms the local search runs."""
LONG_PRICES = (0.0, 4.0, 16.0)
"""What a breakpoint is held to be worth on lists that are too long for the local search."""
EXACT_CHAINS = 250
"""Up to so many atoms the best chains are computed exactly for every number of calls."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way there: the kept labels in observed order, the calls in all, and the steps after the removals."""

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
        self._keeping = Keeping(self.atoms)
        self._additions = _additions(self.atoms)
        self.found: dict[int, Arrangement] = {}
        self._tried: dict[tuple[bytes, bool], int | None] = {}

    def keep_all(self) -> Arrangement:
        """The arrangement in which everything that can stay does."""
        self._try(bytes([1]) * (self.atoms.count + 2))
        return max(self.found.values(), key=lambda one: (one.dates, -one.calls))

    def within(self, budgets: Iterable[int], *, polish: bool = True) -> None:
        """Looks for good arrangements of up to each number of calls; finds one at least, whatever it costs."""
        wanted = sorted(set(budgets))
        atoms = self.atoms
        if atoms.count <= EXACT_ATOMS:
            for kept in _every_set(atoms):
                self._try(kept)
            return
        whole = bytes([1]) * (atoms.count + 2)
        if cycles_bound(atoms, whole) + atoms.leaving_calls(whole) <= wanted[-1] + 1:
            self.keep_all()
        self._chains(wanted[-1])
        if atoms.count <= SEARCHED_ATOMS:
            sets = sweep(atoms, most=wanted[-1])
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

    def _chains(self, most: int) -> None:
        """Tries what stays when nothing is moved."""
        atoms = self.atoms
        if atoms.count <= EXACT_CHAINS:
            sets = [kept for _, kept in frontier_of_removing(atoms, most).values()]
        else:
            prices = PRICES if atoms.count <= SEARCHED_ATOMS else LONG_PRICES
            sets = [heaviest_chain(atoms, 2 * price) for price in prices]
        for kept in dict.fromkeys(sets):
            if not atoms.pinned:
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
            if self._try(kept, most=budget, careful=False) is not None or self._try(kept, most=budget) is not None:
                return

    def _try(self, kept: bytes, *, most: int | None = None, chained: bool = False, careful: bool = True) -> int | None:
        """Arranges round a set; returns the calls in all, None where they are more than `most`."""
        atoms = self.atoms
        kept = self._closed(kept)
        if (kept, careful) in self._tried:
            return self._tried[kept, careful]
        leaving = atoms.leaving_calls(kept)
        line = atoms.labels(kept)
        steps = arranged(line, atoms.size)
        calls = leaving + sum(step.calls(atoms.chunk) for step in steps)
        if not chained and kept.count(1) > ASSEMBLED_ATOMS:
            moving = sorted_by_blocks(line, atoms.size)
            other = leaving + sum(step.calls(atoms.chunk) for step in moving)
            if other < calls:
                steps, calls = moving, other
        elif not chained:
            tokens = tokens_of(line, atoms.size, atoms.chunk)
            bound = calls - 1 if most is None else min(most, calls - 1)
            assembly = assembled(tokens, most=bound - leaving, careful=careful)
            if assembly is not None:
                steps, calls = assembly.steps(tokens), leaving + assembly.calls
            self._tried[kept, careful] = calls if most is None or calls <= most else None
        if most is not None and calls > most:
            return None
        known = self.found.get(calls)
        if known is None or known.dates < len(line):
            self.found[calls] = Arrangement(calls, tuple(line), tuple(steps), kept)
        return calls

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
        """Adds what can still stay at no more calls, the heaviest first; then gives up a run for something better."""
        best = self.best(budget)
        if best is None:
            return
        kept = self._filled(best.kept, budget)
        dates = self.atoms.dates(kept)
        for _ in range(EXCHANGES):
            improved = False
            for poorer in self._without_a_run(kept):
                richer = self._filled(poorer, budget)
                if self.atoms.dates(richer) > dates:
                    kept, dates, improved = richer, self.atoms.dates(richer), True
                    break
            if not improved:
                return

    def _filled(self, kept: bytes, budget: int) -> bytes:
        """`kept` with everything added that fits into `budget`, the heaviest first."""
        atoms, keeping = self.atoms, self._keeping
        keeping.set(kept)
        on = keeping.on
        for _ in range(POLISHING_ROUNDS):
            added = False
            for addition in self._additions:
                if on[addition[0]] or on[addition[-1]]:
                    continue
                bound = 2 * (budget - atoms.leaving_calls(on)) + OPTIMISM
                turned = keeping.turn_all(addition, bound)
                if not turned:
                    continue
                more = bytes(on)
                if (
                    cycles_bound(atoms, more) + atoms.leaving_calls(more) <= budget
                    and self._try(more, most=budget, careful=CAREFUL) is not None
                ):
                    added = True
                else:
                    keeping.turn_back(turned)
            if not added:
                break
        return bytes(on)

    def _without_a_run(self, kept: bytes) -> list[bytes]:
        """The set without one of its lightest runs of desired neighbours, for each of them."""
        atoms = self.atoms
        runs: list[tuple[int, list[int]]] = []
        run: list[int] = []
        for atom in [*atoms.order, atoms.count + 1]:
            if atom <= atoms.count and kept[atom] and run and atoms.right[run[-1]] == atom and run[-1] < atom:
                run.append(atom)
                continue
            if run:
                runs.append((sum(atoms.weight[each] for each in run), run))
            run = [atom] if atom <= atoms.count and kept[atom] else []
        runs.sort(key=lambda one: one[0])
        result = []
        for _, run in runs[:RUNS]:
            marks = bytearray(kept)
            for atom in run:
                marks[atom] = 0
            result.append(bytes(marks))
        return result


def _additions(atoms: Atoms) -> list[tuple[int, ...]]:
    """Atoms and rising runs of up to LONGEST_ADDITION desired neighbours, the heaviest first."""
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
    return [addition for _, addition in found]


LONGEST_ADDITION = 3
OPTIMISM
                turned = keeping.turn_all(addition, bound)
                if not turned:
                    continue
                more = bytes(on)
                if (
                    cycles_bound(atoms, more) + atoms.leaving_calls(more) <= budget
                    and self._try(more, most=budget, careful=CAREFUL) is not None
                ):
                    added = True
                else:
                    keeping.turn_back(turned)
            if not added:
                break
        return bytes(on)

    def _without_a_run(self, kept: bytes) -> list[bytes]:
        """The set without one of its lightest runs of desired neighbours, for each of them."""
        atoms = self.atoms
        runs: list[tuple[int, list[int]]] = []
        run: list[int] = []
        for atom in [*atoms.order, atoms.count + 1]:
            if atom <= atoms.count and kept[atom] and run and atoms.right[run[-1]] == atom and run[-1] < atom:
                run.append(atom)
                continue
            if run:
                runs.append((sum(atoms.weight[each] for each in run), run))
            run = [atom] if atom <= atoms.count and kept[atom] else []
        runs.sort(key=lambda one: one[0])
        result = []
        for _, run in runs[:RUNS]:
            marks = bytearray(kept)
            for atom in run:
                marks[atom] = 0
            result.append(bytes(marks))
        return result


def _additions(atoms: Atoms) -> list[tuple[int, tuple[int, ...]]]:
    """Atoms and rising runs of up to three desired neighbours, the heaviest first."""
    found = []
    for atom in atoms.order:
        run = (atom,)
        while True:
            whole = tuple(dict.fromkeys(other for each in run for other in (each, *atoms.partners.get(each, ()))))
            found.append((sum(atoms.weight[each] for each in whole), whole))
            following = atoms.right[run[-1]]
            if len(run) == 3 or not run[-1] < following <= atoms.count:
                break
            run = (*run, following)
    found.sort(key=lambda one: -one[0])
    return found


OPTIMISM = 3.0
EXCHANGES = 1
RUNS = 8
POLISHING_ROUNDS = 3
CAREFUL = False


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
