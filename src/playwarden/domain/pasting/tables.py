"""Tables as text: parted by commas, tabs or semicolons, quoted or not, with or without heads."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwarden.domain.pasting.columns import looks_like, meaning_of, meanings_of
from playwarden.domain.pasting.values import Column, Format, Meaning

SIGNS = {Format.CSV: ",", Format.TSV: "\t", Format.SEMICOLON: ";"}
_LONGEST = 1_000
"""Columns that are looked at."""
_LOOK = 60
"""Rows by which a column is judged."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the lines of the text that it takes (from 1)."""

    first: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A text as a table. `head` is its first row, where that names columns. `sure` from 0 to 1: how well it fits.
    `told`: its head or a person says which column is the title; otherwise title and artist may be the other way round.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    head: Row | None
    sure: float
    told: bool


def table_of(lines: Sequence[tuple[int, str]], sign: str, given: Mapping[int, Meaning | None] | None = None) -> Table:
    """The lines (numbered, none empty) parted at `sign`. Never raises: a quote that nothing closes is a sign."""
    rows = _rows(lines, sign)
    widths = Counter(len(row.cells) for row in rows)
    width = min(max(widths, key=lambda each: (widths[each], each), default=1), _LONGEST)
    heads = meanings_of(rows[0].cells[:_LONGEST]) if rows else []
    named = {meaning for meaning in heads if meaning is not None}
    head = rows[0] if named & {"title", "uri", "isrc"} and _is_head(rows[0].cells) else None
    body = rows[1:] if head is not None else rows
    means = heads if head is not None else _guessed([row.cells for row in body[:_LOOK]], width)
    columns = tuple(
        Column(place, head.cells[place].strip() if head is not None else "", _chosen(place, means, given))
        for place in range(len(means))
    )
    even = sum(abs(len(row.cells) - width) <= (head is not None) for row in rows) / max(1, len(rows))
    useful = {column.means for column in columns} & {"title", "uri", "isrc"}
    sure = 0.0 if (width < 2 and head is None) or not useful else even * (1.0 if head is not None else 0.8)
    return Table(tuple(body), columns, head, sure, head is not None or bool(given))


def _rows(lines: Sequence[tuple[int, str]], sign: str) -> list[Row]:
    whole = _read([text for _, text in lines], sign)
    if whole is None:
        whole = [(number, number, text.split(sign)) for number, (_, text) in enumerate(lines)]
    return [Row(lines[first][0], lines[last][0], tuple(cells)) for first, last, cells in whole]


def _read(texts: Sequence[str], sign: str) -> list[tuple[int, int, list[str]]] | None:
    """Rows with the places of their first and last line; None where quotes do not go out."""
    found: list[tuple[int, int, list[str]]] = []
    reader = csv.reader((text + "\n" for text in texts), delimiter=sign, skipinitialspace=True, strict=True)
    begun = 0
    try:
        for cells in reader:
            last = reader.line_num - 1
            if last - begun > 20:
                return None  # one quote too many swallows the rest
            found.append((begun, last, [" ".join(cell.split("\n")) for cell in cells]))
            begun = reader.line_num
    except csv.Error:
        return None
    return found


def _is_head(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: nothing in it is a link, a number or long."""
    return all(len(cell) <= 60 and not cell.strip().isdecimal() for cell in cells) and any(map(meaning_of, cells))


def _guessed(rows: Sequence[Sequence[str]], width: int) -> list[Meaning | None]:
    """What columns without heads hold; the first two with names are taken for title and artist, whichever is which."""
    means: list[Meaning | None] = []
    texts = 0
    for place in range(width):
        kind = looks_like([row[place] for row in rows if place < len(row)])
        if kind == "text":
            means.append(("title", "artist", "album")[texts] if texts < 3 else None)
            texts += 1
        elif kind in ("uri", "isrc", "duration") and kind not in means:
            means.append(kind)  # type: ignore[arg-type]  # one of the meanings just named
        else:
            means.append(None)
    return means


def _chosen(place: int, means: Sequence[Meaning | None], given: Mapping[int, Meaning | None] | None) -> Meaning | None:
    return means[place] if given is None or place not in given else given[place]
