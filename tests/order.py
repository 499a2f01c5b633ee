"""Which tests each worker begins with: those that take longest, so that none is left over when all others are done."""

from collections.abc import Iterable
from itertools import chain, groupby, islice

LONGEST = (
    "e2e/test_demo",
    "e2e/test_in_a_browser",
    "siege/test_siege",
    "fuzz/",
    "integration/bulk/test_on_the_sandbox",
    "integration/cli/test_bulk",
    "integration/cli/test_remote",
    "integration/scale/",
    "chaos/test_storms",
    "chaos/test_killed",
    "chaos/test_cut_off",
    "chaos/test_full_disk",
    "seasons/",
    "siege/test_rebuilt",
)
"""Beginnings of paths below `tests/`, the longest first. What stands here and is there no more is not missed."""
EACH = "e2e/"
"""Where every test is one by itself: they share nothing. Each has a browser and a server, which are slow beside others
of their kind: two workers see to them one after the other.
"""
BROWSERS = 2


def dealt(names: list[str], workers: int) -> list[int]:
    """The places of `names` (node ids below `tests/`) in the order in which they are to be collected.

    xdist gives each worker an equal run of them to begin with, and takes from the end of the longest queue for whoever
    has nothing left. So each run opens with its share of what takes long; files stay together there.
    """
    ranks = [_rank(name) for name in names]
    long = sorted((place for place, rank in enumerate(ranks) if rank < len(LONGEST)), key=lambda place: ranks[place])
    units = [list(unit) for _, unit in groupby(long, key=lambda place: _unit(names[place]))]
    browsers = [unit for unit in units if names[unit[0]].startswith(EACH)]
    others = [unit for unit in units if not names[unit[0]].startswith(EACH)]
    apart = max(1, workers - BROWSERS)
    heads = [
        *(others[number::apart] for number in range(apart)),
        *(browsers[number::BROWSERS] for number in range(BROWSERS)),
    ]
    rest = (place for place, rank in enumerate(ranks) if rank == len(LONGEST))
    order: list[int] = []
    for worker, size in enumerate(_runs(len(names), workers)):
        head = list(chain.from_iterable(chain.from_iterable(heads[worker::workers])))
        order += head
        order += islice(rest, max(0, size - len(head)))
    return [*order, *rest]


def _rank(name: str) -> int:
    return next((rank for rank, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))


def _unit(name: str) -> str:
    return name if name.startswith(EACH) else name.partition("::")[0]


def _runs(total: int, workers: int) -> Iterable[int]:
    """The lengths of the runs, as xdist measures them."""
    for left in range(workers, 0, -1):
        yield total // left
        total -= total // left
