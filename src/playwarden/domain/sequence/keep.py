"""Choosing what stays: a local search over sets of atoms, led by an estimate of the calls that a set will cost.

The estimate counts breakpoints of the desired list, where two neighbours do not stand together already; a call mends
about two. Turning one atom on or off changes at most three of them, so a set is improved in microseconds a step; what
it really costs is found by assembling it afterwards.
"""

from collections.abc import Iterable

from playwarden.domain.sequence.atoms import Atoms
from playwarden.domain.sequence.backbone import heaviest_chain


class Keeping:
    """A set of kept atoms with its number of breakpoints and entries; `best` holds the best set by estimated calls."""

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        self.on = bytearray(atoms.count + 2)
        self.breaks = 0
        self.dates = 0
        self.out = 0
        self.best: dict[int, tuple[int, bytes]] = {}
        self._joins = [(atom, atoms.right[atom]) for atom in (0, *atoms.order) if atoms.right[atom] > atom]

    def set(self, kept: bytes) -> None:
        """Starts from another set; what has to stay is added to it."""
        atoms = self.atoms
        self.on[:] = bytes(len(kept))
        self.on[0] = self.on[-1] = 1
        self.breaks = 2 if atoms.size else 0
        self.dates = 0
        self.out = atoms.leaving + sum(atoms.uris)
        for atom in range(1, atoms.count + 1):
            if (kept[atom] or atom in atoms.pinned) and not self.on[atom]:
                self._turn(atom)

    def _turn(self, atom: int) -> int:
        """Turns an atom on or off; returns and books the change in breakpoints."""
        atoms, on = self.atoms, self.on
        turned_on = not on[atom]
        on[atom] = 0
        before, behind = on.rfind(1, 0, atom), on.find(1, atom + 1)
        left, right = atoms.left[atom], atoms.right[atom]
        change = (0 if left != before else -1) if left >= 0 and on[left] else 1
        change += (0 if right != behind else -1) if right >= 0 and on[right] else 1
        change += atoms.right[before] == behind
        if turned_on:
            on[atom] = 1
            self.dates += atoms.weight[atom]
            self.out -= atoms.uris[atom]
        else:
            change = -change
            self.dates -= atoms.weight[atom]
            self.out += atoms.uris[atom]
        self.breaks += change
        return change

    def turn_on(self, turning: Iterable[int], bound: float) -> list[int]:
        """Turns on what is off; takes it back and returns nothing when there are more than `bound` breakpoints then."""
        turned = []
        for atom in turning:
            if not self.on[atom]:
                self._turn(atom)
                turned.append(atom)
        if self.breaks <= bound:
            return turned
        self.turn_back(turned)
        return []

    def turn_back(self, turned: list[int]) -> None:
        """Undoes what `turn_on` did."""
        for atom in reversed(turned):
            self._turn(atom)

    @property
    def leaving_calls(self) -> int:
        """The calls that remove what is not kept."""
        return -(-self.out // self.atoms.chunk)

    def calls(self) -> int:
        """The estimated calls: removals, one for two breakpoints, and what long insertions need beyond that."""
        chunk = self.atoms.chunk
        new = self.atoms.size - self.dates
        return self.leaving_calls + max(-(-self.breaks // 2), -(-new // chunk))

    def note(self) -> None:
        """Remembers the present set if it is the best for its estimated calls."""
        calls = self.calls()
        known = self.best.get(calls)
        if known is None or self.dates > known[0]:
            self.best[calls] = (self.dates, bytes(self.on))

    def try_turning(self, turning: Iterable[int], price: float) -> bool:
        """Turns atoms (and their partners) and keeps the change when `dates - price * breaks` grew."""
        atoms = self.atoms
        worth = self.dates - price * self.breaks
        turned: list[int] = []
        for atom in turning:
            if atom in turned:
                continue
            if self.on[atom] and atom in atoms.pinned:
                break
            self._turn(atom)
            turned.append(atom)
            for partner in atoms.partners.get(atom, ()):
                if self.on[partner] != self.on[atom]:
                    self._turn(partner)
                    turned.append(partner)
        else:
            if self.dates - price * self.breaks > worth + 1e-9:
                self.note()
                return True
        for atom in reversed(turned):
            self._turn(atom)
        return False

    def improve(self, price: float, rounds: int = 12) -> None:
        """Descends to a set that no single change improves: joins of neighbours, single atoms, whole runs."""
        for _ in range(rounds):
            improved = self._join(price)
            improved |= self._flip(price)
            improved |= self._drop_runs(price)
            if not improved:
                return

    def _join(self, price: float) -> bool:
        """Brings desired neighbours together: both stay, and whatever stands between them now leaves."""
        on, weight = self.on, self.atoms.weight
        improved = False
        for atom, neighbour in self._joins:
            between = on.find(1, atom + 1)
            if on[atom] and on[neighbour] and between == neighbour:
                continue
            gain = weight[atom] * (not on[atom]) + weight[neighbour] * (not on[neighbour]) + 4 * price
            turning = [each for each in (atom, neighbour) if not on[each]]
            while between < neighbour:
                turning.append(between)
                gain += 3 * price - weight[between]
                if gain <= 0:
                    break
                between = on.find(1, between + 1)
            else:
                improved |= self.try_turning(turning, price)
        return improved

    def _flip(self, price: float) -> bool:
        atoms, on = self.atoms, self.on
        weight, lefts, rights = atoms.weight, atoms.left, atoms.right
        improved = False
        before = 0
        for atom in range(1, atoms.count + 1):
            behind = on.find(1, atom + 1)
            left, right = lefts[atom], rights[atom]
            change = (left != before) - 1 if left >= 0 and on[left] else 1
            change += (right != behind) - 1 if right >= 0 and on[right] else 1
            change += rights[before] == behind
            gain = weight[atom] - price * change
            if (gain if not on[atom] else -gain) > 1e-9 or atom in atoms.partners:
                improved |= self.try_turning((atom,), price)
            if on[atom]:
                before = atom
        return improved

    def _drop_runs(self, price: float) -> bool:
        """Takes out whole runs of kept desired neighbours."""
        atoms, on = self.atoms, self.on
        improved = False
        run: list[int] = []
        for atom in [*atoms.order, atoms.count + 1]:
            if 0 < atom <= atoms.count and on[atom] and (not run or atoms.right[run[-1]] == atom):
                run.append(atom)
                continue
            if len(run) > 1:
                improved |= self.try_turning(run, price)
            run = [atom] if atom <= atoms.count and on[atom] else []
        return improved


PRICES = (15.0, 8.0, 5.0, 3.5, 2.5, 2.0, 1.6, 1.3, 1.05, 0.85, 0.66, 0.5, 0.36)
"""Entries that one breakpoint is held to be worth, from few calls to many."""


def sweep(atoms: Atoms, *, most: int) -> dict[int, tuple[int, bytes]]:
    """The best sets found by estimated calls, going from few calls to clearly more than `most`."""
    keeping = Keeping(atoms)
    warm = bytes(atoms.count + 2)
    keeping.set(warm)
    keeping.note()
    for price in PRICES:
        worth, chosen, calls = 0.0, b"", 0
        for start in (heaviest_chain(atoms, 2 * price), warm):
            keeping.set(start)
            keeping.note()
            keeping.improve(price)
            value = keeping.dates - price * keeping.breaks
            if not chosen or value > worth:
                worth, chosen, calls = value, bytes(keeping.on), keeping.calls()
        warm = chosen
        if calls > most + 4:
            break
    return keeping.best
