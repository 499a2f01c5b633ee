"""Which format a paste is written in, and how sure that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from playwarden.domain.pasting.charts import Block, blocks_of
from playwarden.domain.pasting.links import isrcs_in, links_in
from playwarden.domain.pasting.names import sides_of
from playwarden.domain.pasting.noise import end_of, start_of
from playwarden.domain.pasting.tables import SIGNS, Table, table_of
from playwarden.domain.pasting.values import Format, Meaning, Order

Lines = Sequence[tuple[int, str]]
_MOST = 0.6
"""From this share of the lines on a paste is of a kind."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A format with what was found on the way: the table, the entries of a chart, whether lines are counted."""

    format: Format
    sure: float
    table: Table | None = None
    blocks: list[Block] | None = None
    counts_up: bool = False


def guess(lines: Lines) -> Shape:
    """The likeliest format."""
    if not lines:
        return Shape(Format.MIXED, 0.0)
    for shape in (_headed(lines), _of_links(lines), _of_codes(lines)):
        if shape is not None:
            return shape
    counts_up = _counts_up(lines)
    starts = [start_of(text, bare=counts_up) for _, text in lines]
    sides = [sides_of(end_of(start.rest).rest) for start in starts]
    tabs = _share("\t" in text for _, text in lines)
    apart = _share(bool(each.second) and each.order is None for each in sides)
    by = _share(each.order is Order.TITLE_FIRST for each in sides)
    if tabs >= _MOST and (table := _plain(lines)) is not None:
        return table
    if apart + by < 0.4 and (blocks := blocks_of(lines)) is not None:
        whole = sum(len(block.names) >= 2 for block in blocks) / len(blocks)
        return Shape(Format.CHART, 0.9 * whole, blocks=blocks)
    if apart + by < _MOST and (table := _plain(lines)) is not None:
        return table
    stamped = _share(start.stamped for start in starts)
    if stamped >= _MOST:
        return Shape(Format.TIMESTAMPED, stamped, counts_up=counts_up)
    if counts_up or _share(start.marked for start in starts) >= _MOST:
        return Shape(Format.NUMBERED, _share(start.number is not None for start in starts), counts_up=counts_up)
    if by >= _MOST and by > apart:
        return Shape(Format.BY, by)
    if apart >= _MOST:
        return Shape(Format.PAIRS, apart)
    return Shape(Format.MIXED, max(0.1, apart + by))


def shape_of(format_: Format, lines: Lines, columns: Mapping[int, Meaning | None] | None = None) -> Shape:
    """A format that a person gave, whether or not the text fits it."""
    if format_ in SIGNS:
        return Shape(format_, 1.0, table=table_of(lines, SIGNS[format_], columns))
    if format_ is Format.CHART:
        if _share("\t" in text for _, text in lines) >= 0.5:
            return Shape(format_, 1.0, table=table_of(lines, "\t", columns))
        blocks = blocks_of(lines)
        return Shape(format_, 1.0, blocks=blocks, counts_up=blocks is None and _counts_up(lines))
    return Shape(format_, 1.0, counts_up=format_ is Format.NUMBERED or _counts_up(lines))


def _headed(lines: Lines) -> Shape | None:
    """A table whose head names its columns."""
    best: Shape | None = None
    for format_, sign in SIGNS.items():
        if sign not in lines[0][1]:
            continue
        table = table_of(lines, sign)
        if table.head is not None and table.sure >= _MOST and (best is None or table.sure > best.sure):
            ranked = format_ is Format.TSV and _is_ranked(table)
            best = Shape(Format.CHART if ranked else format_, table.sure, table=table)
    return best


def _plain(lines: Lines) -> Shape | None:
    """A table without a head: every row has as many cells, and it is plain what at least one column holds."""
    best: Shape | None = None
    for format_, sign in SIGNS.items():
        if _share(sign in text for _, text in lines) < 0.8:
            continue
        table = table_of(lines, sign)
        means = {column.means for column in table.columns}
        names = {"title", "artist"} <= means
        # A comma stands in names too: something else than names has to be in such a table.
        plain = names if format_ is not Format.CSV else names and bool(means & {"uri", "isrc", "duration"})
        if table.sure >= _MOST and (plain or "uri" in means) and (best is None or table.sure > best.sure):
            ranked = format_ is Format.TSV and _is_ranked(table)
            best = Shape(Format.CHART if ranked else format_, table.sure, table=table)
    return best


def _is_ranked(table: Table) -> bool:
    """Whether its first column counts up: a chart copied from a page."""
    ranks = [row.cells[0].strip(" #.") for row in table.rows if row.cells]
    numbers = [int(rank) for rank in ranks if rank.isdecimal() and len(rank) < 6]
    return len(numbers) >= 3 and len(numbers) >= 0.8 * len(ranks) and numbers == sorted(numbers)


def _of_links(lines: Lines) -> Shape | None:
    found = [links_in(text) for _, text in lines]
    share = _share(bool(each.uris or each.wrong) for each in found)
    alone = _share(bool(each.uris) and not sides_of(each.rest.strip()).second for each in found)
    return Shape(Format.LINKS, share) if share >= _MOST and (alone >= 0.3 or share == 1) else None


def _of_codes(lines: Lines) -> Shape | None:
    share = _share(
        bool(codes) and not any(sign.isalpha() for sign in rest)
        for codes, rest in (isrcs_in(text) for _, text in lines)
    )
    return Shape(Format.ISRCS, share) if share >= _MOST else None


def _counts_up(lines: Lines) -> bool:
    """Whether most lines begin with a number, each one more (or less) than the one before."""
    numbers = [number for _, text in lines if (number := start_of(text).number) is not None]
    if len(numbers) < 2 or len(numbers) < _MOST * len(lines):
        return False
    steps = sum(abs(after - before) == 1 for before, after in pairwise(numbers))
    return steps >= 0.7 * (len(numbers) - 1)


def _share(found: Iterable[bool]) -> float:
    marks = list(found)
    return sum(marks) / len(marks) if marks else 0.0
