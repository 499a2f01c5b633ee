"""Rows of tables and entries of charts as lines: a field each for title, artist and what else is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from playwarden.domain.pasting.charts import Block
from playwarden.domain.pasting.columns import duration_of
from playwarden.domain.pasting.links import isrcs_in, links_in
from playwarden.domain.pasting.names import Sides, sides_of
from playwarden.domain.pasting.noise import end_of
from playwarden.domain.pasting.tables import Row, Table
from playwarden.domain.pasting.values import Line, Meaning, Order

Found = tuple[Line, Sides | None]


def rough_table(table: Table, texts: Mapping[int, str]) -> Iterator[Found]:
    """A line for each row."""
    if table.head is not None:
        head = table.head
        text = " ".join(texts.get(number, "") for number in range(head.first, head.last + 1)).strip()
        yield Line(head.first, head.last, text, "left_out", note="the head of the table"), None
    for row in table.rows:
        yield _of_row(row, table, texts)


def rough_chart(blocks: Sequence[Block], texts: Mapping[int, str]) -> Iterator[Found]:
    """A line for each entry."""
    for block in blocks:
        text = " · ".join(texts[number].strip() for number in range(block.first, block.last + 1) if number in texts)
        line = Line(block.first, block.last, text, "left_out")
        if not block.names:
            yield replace(line, note="no name in it"), None
            continue
        ends = [end_of(name) for name in block.names]
        line = replace(
            line,
            kind="names",
            duration_ms=block.duration_ms,
            explicit=ends[0].explicit,
            album=ends[2].rest if len(ends) > 2 else None,
        )
        yield line, Sides(ends[0].rest, ends[1].rest, fields=True) if len(ends) > 1 else sides_of(ends[0].rest)


def _of_row(row: Row, table: Table, texts: Mapping[int, str]) -> Found:
    cells: dict[Meaning, str] = {}
    heads: dict[Meaning, str] = {}
    for column in table.columns:
        if column.means is not None and column.place < len(row.cells) and row.cells[column.place].strip():
            cells.setdefault(column.means, row.cells[column.place].strip())
            heads.setdefault(column.means, column.head)
    text = " ".join(texts.get(number, "") for number in range(row.first, row.last + 1)).strip()
    line = Line(row.first, row.last, text, "left_out")
    links = links_in(_as_link(cells.get("uri", "")))
    code = next(iter(isrcs_in(cells.get("isrc", ""))[0]), None)
    end = end_of(cells.get("title", ""))
    told = duration_of(cells.get("duration", ""), heads.get("duration", ""))
    line = replace(
        line,
        album=cells.get("album"),
        duration_ms=told if told is not None else end.duration_ms,
        isrc=code,
        explicit=end.explicit,
    )
    if links.uris:
        return replace(line, kind="link", uri=links.uris[0], title=end.rest, artists=_made(cells)), None
    if not any(sign.isalnum() for sign in end.rest + cells.get("artist", "")):
        if code is not None:
            return replace(line, kind="isrc"), None
        return replace(line, note=links.wrong[0] if links.wrong else "no name in it"), None
    if not end.rest:
        return replace(line, note="an artist without a title"), None
    line = replace(line, kind="names")
    if "artist" not in cells:
        return line, sides_of(end.rest)
    return line, Sides(end.rest, cells["artist"], Order.TITLE_FIRST if table.told else None, fields=True)


def _made(cells: Mapping[Meaning, str]) -> tuple[str, ...]:
    return tuple(name for part in cells.get("artist", "").split(";") if (name := part.strip()))


def _as_link(cell: str) -> str:
    """A bare id of 22 signs is what Spotify calls a track."""
    cell = cell.strip()
    return f"spotify:track:{cell}" if len(cell) == 22 and cell.isalnum() and cell.isascii() else cell
