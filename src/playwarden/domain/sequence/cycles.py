"""What arranging costs at least, nearly: read off the cycles of the breakpoint graph.

Go from a kept atom to the one before it now, from there to the one that should follow it, and so on: these steps fall
into cycles. A move mends a cycle of three, so a cycle of length k takes about k / 2 moves; the new entries that belong
into a cycle's gaps can be put in with one call if the moves spread them, but each move spreads them by one gap only.
The bound follows Bafna and Pevzner, "Sorting by transpositions" (SIAM J. Discrete Math. 11, 1998), for the moves; with
the insertions it is an estimate that now and then lies a call too high.
"""

from playwarden.domain.sequence.atoms import Atoms


def cycles_bound(atoms: Atoms, kept: bytes | bytearray) -> int:
    """The calls, without removals, that arranging round the atoms marked in `kept` is expected to take at least."""
    end = atoms.count + 1
    right = atoms.right
    following = [0] * (end + 1)
    behind = [0] * (end + 1)
    before = 0
    for atom in [atom for atom in atoms.order if kept[atom]]:
        following[before] = atom
        before = atom
    following[before] = end
    before = 0
    line = [atom for atom in range(1, end) if kept[atom]]
    line.append(end)
    for atom in line:
        behind[atom] = before
        before = atom
    calls = 0
    for start in line:
        at = behind[start]
        if at < 0:
            continue
        length = runs = 0
        atom = start
        while at >= 0:
            behind[atom] = -1
            length += 1
            atom = following[at]
            if right[at] != atom:
                runs += 1
            at = behind[atom]
        if length > 1 or runs:
            moves = length // 2 + (runs > 0)
            calls += moves if moves > runs else runs
    return calls
