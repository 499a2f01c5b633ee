"""A file as it was read: tables of cells with what they are called, and which playlist each is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from playwarden.domain.sheets.cells import Value, as_text
from playwarden.domain.sheets.columns import Detail, Field, details_in, fields_in, zone_in
from playwarden.domain.sheets.refs import OVERVIEW_TIE, Tie

_HEAD_WITHIN = 20
"""Rows from the top among which the head is looked for: people put titles above it."""


class Form(StrEnum):
    """What a file is."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    JSON = "json"
    M3U8 = "m3u8"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as it was read: its rows by number from 1, empty ones left out. `formulas` are the cells (`F12`) that
    hold one: their last value was read, nothing was worked out. `errors` are those that show an error instead.
    """

    name: str
    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    formulas: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Headed:
    """A table whose head was found in row `head`. `tie` None: it does not say which playlist it is of."""

    table: Table
    head: int
    columns: Mapping[Field, int]
    tie: Tie | None
    zone: str = ""
    unknown: tuple[str, ...] = ()
    """Heads of columns that are not ours."""

    @property
    def body(self) -> Sequence[tuple[int, tuple[Value, ...]]]:
        """The rows below the head."""
        return [row for row in self.table.rows if row[0] > self.head]

    def cell(self, which: Field, number: int) -> str:
        """`F12`: what a cell of this table is called; by its row alone where there is no such column."""
        return f"{letters(self.columns[which])}{number}" if which in self.columns else f"row {number}"


@dataclass(frozen=True, slots=True)
class Overview:
    """The sheet that tells of all playlists."""

    table: Table
    head: int
    columns: Mapping[Detail, int]
    zone: str = field(default="")

    def cell(self, which: Detail, number: int) -> str:
        """What a cell of it is called."""
        return f"{letters(self.columns[which])}{number}"

    @property
    def body(self) -> Sequence[tuple[int, tuple[Value, ...]]]:
        return [row for row in self.table.rows if row[0] > self.head]


def overview_of(table: Table) -> Overview | None:
    """The overview that a table is; None: it is none."""
    for number, cells in table.rows[:_HEAD_WITHIN]:
        columns = details_in(cells)
        if any(as_text(cell) == OVERVIEW_TIE for cell in cells):
            zones = [zone_in(as_text(cell)) for cell in cells]
            return Overview(table, number, columns, next((zone for zone in zones if zone), ""))
    return None


def headed(table: Table) -> Headed | None:
    """The table with its head found; None: no row of it names columns that a track could stand in."""
    for number, cells in table.rows[:_HEAD_WITHIN]:
        columns = fields_in(cells)
        if Field.REF in columns or Field.URI in columns or {Field.TITLE, Field.ARTIST} <= columns.keys():
            texts = [as_text(cell) for cell in cells]
            ties = [found for found in map(Tie.read, texts) if found is not None]
            times = [texts[columns[each]] for each in (Field.FROM, Field.UNTIL) if each in columns]
            zone = next((zone for zone in map(zone_in, times) if zone), "")
            known = set(columns.values())
            unknown = tuple(text for place, text in enumerate(texts) if text and place not in known)
            return Headed(table, number, columns, ties[0] if ties else None, zone, unknown)
    return None


def value(cells: Sequence[Value], place: int | None) -> Value:
    """What stands in a column of a row; None where the row ends before it, or there is no such column."""
    return cells[place] if place is not None and place < len(cells) else None


def letters(column: int) -> str:
    """What the column is called whose number from 0 is given: A, B, … Z, AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
