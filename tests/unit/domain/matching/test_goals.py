"""The goals of the matcher on a made-up catalogue; `make bench NAME=match` measures them on real names."""

from random import Random

import pytest
from benchmarks import match_noise as noise
from benchmarks.match_names import Names, names
from benchmarks.match_trial import TRAP, Tally, drawn, lacking, tallied

from playwarden.domain.matching import Index

EACH = 60


@pytest.fixture(scope="module")
def known() -> Names:
    return names(real=False, count=4_000)


def test_clean_and_noisy_names_are_accepted_and_hardly_ever_wrongly(known: Names) -> None:
    index, uris = Index(known.named.items()), list(known.named)
    sums = {True: Tally(), False: Tally()}
    for kind in (*noise.CLEAN, *noise.NOISY):
        wishes = drawn(known, kind, uris, EACH, Random(kind.__name__)).wishes
        assert wishes, f"no {kind.__name__} among the made-up names"
        sums[kind in noise.CLEAN] += tallied(index.match, known, wishes, here=True)
    clean, noisy = sums[True], sums[False]
    assert clean.right >= 0.98 * clean.all
    assert noisy.right >= 0.9 * noisy.all
    assert clean.wrong + noisy.wrong <= 0.003 * (clean.all + noisy.all)


def test_no_trap_is_accepted_and_what_is_absent_hardly_ever(known: Names) -> None:
    less = lacking(known, list(known.named), 150, Random("traps"))
    traps, absent = Tally(), Tally()
    for what, wishes in less.kinds.items():
        tally = tallied(less.index.match, known, wishes, here=False)
        if what.startswith(TRAP):
            traps += tally
        elif what.startswith("absent (and"):
            absent += tally
    assert traps.trapped == 0
    assert traps.all > 300
    assert absent.wrong <= 0.02 * absent.all
