"""Tables copied from a page as one field a line: ranks, titles, artists, peaks and weeks below each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwarden.domain.pasting.columns import duration_of, is_figure, is_mark

_RANK = re.compile(r"^#?(\d{1,4})[.)]?$")
_SHORTEST, _LONGEST = 2, 12
"""Lines of one entry."""


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one entry that hold names, in order, how long it lasts, and the lines it takes."""

    first: int
    last: int
    names: tuple[str, ...]
    duration_ms: int | None = None


def blocks_of(lines: Sequence[tuple[int, str]]) -> list[Block] | None:
    """The entries of such a table: found by ranks that count up, or by a length that all share. None: it is none."""
    return _by_ranks(lines) or _by_blanks(lines)


def _by_ranks(lines: Sequence[tuple[int, str]]) -> list[Block] | None:
    """Entries that begin with 1, 2, 3 ...: at equal distances, or wherever the next number is followed by a name."""
    ranks = [int(match[1]) if (match := _RANK.match(text.strip())) else None for _, text in lines]
    start = next((place for place, rank in enumerate(ranks) if rank is not None), None)
    if start is None or start > 12:
        return None
    for period in range(_SHORTEST, _LONGEST + 1):
        places = range(start, len(lines), period)
        begun = ranks[start] or 0
        if len(places) >= 3 and all(ranks[place] == begun + n for n, place in enumerate(places)):
            return _blocks(lines, [*places])
    places_ = [start]
    for place in range(start + 2, len(lines) - 1):
        behind = lines[place + 1][1]
        if ranks[place] == (ranks[places_[-1]] or 0) + 1 and (is_mark(behind) or not is_figure(behind)):
            places_.append(place)
    return _blocks(lines, places_) if len(places_) >= 3 else None


def _by_blanks(lines: Sequence[tuple[int, str]]) -> list[Block] | None:
    """Entries of two or three names each, with an empty line between."""
    starts = [place for place, (number, _) in enumerate(lines) if place == 0 or number - lines[place - 1][0] > 1]
    if len(starts) < 3:
        return None
    found = _blocks(lines, starts)
    lengths = [len(block.names) for block in found]
    return found if all(2 <= each <= 3 for each in lengths) and min(lengths) == max(lengths) else None


def _blocks(lines: Sequence[tuple[int, str]], starts: Sequence[int]) -> list[Block]:
    found = []
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        fields = [text.strip() for _, text in lines[begin:end]]
        ranked = bool(_RANK.match(fields[0]))
        behind = fields[1:] if ranked else fields
        names = [field for field in behind if not is_figure(field)]
        if len(names) < 2:  # a title may be a number: `22`
            names = [field for field in behind if not is_mark(field)][:2]
        durations = [duration_of(field) for field in behind if ":" in field]
        duration = next((each for each in durations if each is not None), None)
        found.append(Block(lines[begin][0], lines[end - 1][0], tuple(names[:3]), duration))
    return found
