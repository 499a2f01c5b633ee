"""What has to be read back to prove a plan, and the fewest calls that read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reads that prove a plan: the playlist's own (`head`, its details and first entries), and windows of one page
    each, by their offset.
    """

    head: bool = False
    pages: tuple[int, ...] = ()


def touched(observed: int, after: Sequence[int | None]) -> list[int]:
    """The positions that prove what the calls did to a list that was `observed` long, in rising order.

    `after` has the former index of each entry that stayed, None for a new one. Read are new entries with their
    neighbours, and both sides of every border of a block that moved. What was removed is proved by the total, and by
    the position of whatever is read behind it; where nothing came or moved, the last place something went from is read.
    """
    stays = [0] * observed
    for origin in after:
        if origin is not None:
            stays[origin] = 1
    before = [0, *accumulate(stays)]

    def follows(left: int, right: int) -> bool:
        """Whether only removals lie between two former indexes."""
        return left < right and before[right] == before[left + 1]

    found: set[int] = set()
    cut: int | None = None
    previous: int | None = -1
    for position, origin in enumerate((*after, observed)):
        if origin is None:
            found.update((position - 1, position, position + 1))
        elif previous is not None and not follows(previous, origin):
            found.update((position - 1, position))
        elif previous is not None and origin != previous + 1:
            cut = position
        previous = origin
    if not found and cut is not None:
        found.update((cut - 1, cut))
    return sorted(position for position in found if 0 <= position < len(after))


def evidence(length: int, positions: Iterable[int], *, page: int, first_page: int, head: bool) -> Evidence:
    """The fewest reads that show `positions` of a list of `length` entries; `head`: the playlist is read anyway.

    The playlist's own read is preferred to a window where both cost the same: it shows more. Windows begin where they
    have to, and so show as much as they can of what lies behind.
    """
    wanted = sorted(positions) or [0]
    windows = _windows(length, wanted, page)
    beyond = _windows(length, [position for position in wanted if position >= first_page], page)
    if head or 1 + len(beyond) <= len(windows):
        return Evidence(True, beyond)
    return Evidence(False, windows)


def _windows(length: int, positions: Sequence[int], page: int) -> tuple[int, ...]:
    offsets: list[int] = []
    shown = -1
    for position in positions:
        if position > shown:
            offsets.append(position)
            shown = position + page - 1
    if offsets:
        offsets[-1] = max(0, min(offsets[-1], length - page))
    return tuple(offsets)
