"""What an arrangement costs at least, nearly: read off the cycles of the breakpoint graph."""

from playwarden.domain.sequence.atoms import Atoms


def cycles_bound(atoms: Atoms, kept: bytes) -> int:
    """Nearly a lower bound of the calls that arranging takes: cycles of the breakpoint graph."""
    end = atoms.count + 1
    following: dict[int, int] = {}
    new: dict[int, bool] = {}
    before, gap = 0, False
    for atom in [*atoms.order, end]:
        gap = gap or atoms.left[atom] < 0
        if kept[atom]:
            following[before], new[before] = atom, gap
            before, gap = atom, False
        else:
            gap = True
    behind: dict[int, int] = {}
    before = 0
    for atom in range(1, end + 1):
        if kept[atom]:
            behind[atom] = before
            before = atom
    calls = 0
    while behind:
        length = runs = 0
        atom, at = behind.popitem()
        while True:
            length += 1
            runs += new[at]
            atom = following[at]
            if atom not in behind:
                break
            at = behind.pop(atom)
        calls += max(runs, length // 2 + (runs > 0))
    return calls
