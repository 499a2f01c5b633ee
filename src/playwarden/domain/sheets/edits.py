"""What somebody made of a playlist's sheet: rows that stay, new ones, and what becomes of placements."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from playwarden.domain.placements.placement import Placement
from playwarden.domain.playlist import Entry
from playwarden.domain.sheets.book import NOT_AVAILABLE
from playwarden.domain.sheets.columns import Field
from playwarden.domain.sheets.ordering import Order, Placed, by_number, ordered
from playwarden.domain.sheets.rows import Refusal, Row, read_rows
from playwarden.domain.sheets.spans import PlacementEdit, Spans
from playwarden.domain.sheets.tables import Headed
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted, listed

How = Literal["link", "isrc", "name"]


@dataclass(frozen=True, slots=True)
class Base:
    """What a sheet was written from: the playlist's entries as they stood, and of the placements of tracks that were
    known then those that are open now. `complete`: those that have no row any more were deleted from the sheet.
    """

    playlist_id: PlaylistId
    entries: tuple[Entry, ...]
    placements: tuple[Placement, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that names a track without its URI: to be looked for. `cell` is what it is called in `sheet`."""

    sheet: str
    cell: str
    title: str
    artist: str
    album: str
    isrc: str

    @property
    def key(self) -> str:
        """By which a choice for it is told: `Summer!B12`."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the list that is wished for: an entry of the base by its `index`, or a track by its `uri`, or by what
    `wanted` comes to (until that is known, and where it comes to nothing, the entry of the base if there is one).

    With `placed` it is not put in, but placed.
    """

    index: int | None = None
    uri: str | None = None
    cell: str = ""
    how: How = "link"
    wanted: Wanted | None = None
    placed: PlacementEdit | None = None


@dataclass(frozen=True, slots=True)
class SheetEdits:
    """Everything that one sheet asks for; `items` in the order that is meant. `numbers`: numbers had a say in it."""

    sheet: str
    base: Base
    items: tuple[Item, ...]
    placements: tuple[PlacementEdit, ...]
    refused: tuple[Refusal, ...]
    told: tuple[str, ...]
    numbers: bool = False

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What has to be looked for."""
        return tuple(item.wanted for item in self.items if item.wanted is not None)


@dataclass(slots=True)
class _Reading:
    """What is found on the way through the rows."""

    sheet: Headed
    base: Base
    spans: Spans
    used: set[int] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)

    def known(self, row: Row) -> int | None:
        """The entry of the base that a row says it is, if that can be."""
        index = None if row.ref is None else row.ref.index
        if index is None or index >= len(self.base.entries):
            return None
        return index if row.uri is None or row.uri == self.base.entries[index].uri else None


def read_edits(
    sheet: Headed, base: Base, *, zone: str, now: datetime, order: Order = "auto", rows: Sequence[Row] | None = None
) -> SheetEdits:
    """What a sheet asks for that was written from `base`. `rows`: those of it that are about this playlist, where the
    table holds several.
    """
    reading = _Reading(sheet, base, Spans(sheet, base.placements, zone=sheet.zone or zone, now=now))
    present = [row for row in (read_rows(sheet) if rows is None else rows) if not row.empty]
    lines = [row for row in present if not reading.spans.take_planned(row)]
    found = _paired(reading, lines)
    placed = [
        Placed(None if index is None else index + 1, row.order if isinstance(row.order, float) else None)
        for row, (index, _) in zip(lines, found, strict=True)
    ]
    line = ordered(placed, order)
    items = tuple(found[index][1] for index in line)
    items = _held(reading, items)
    refused = (*(each for row in present for each in row.refused), *reading.refused, *reading.spans.refused)
    numbers = by_number(placed, order)
    return SheetEdits(
        sheet.table.name,
        base,
        items,
        tuple(reading.spans.edits),
        refused,
        _told(reading, numbers=numbers and order == "auto"),
        numbers,
    )


def _paired(reading: _Reading, lines: Sequence[Row]) -> list[tuple[int | None, Item]]:
    """For each row the number that it bore (as an index of the base), and what it is."""
    bore = [reading.known(row) for row in lines]
    kept: list[int | None] = [None] * len(lines)
    for place, index in enumerate(bore):
        if index is not None and index not in reading.used:
            kept[place] = index
            reading.used.add(index)
    left: dict[str | None, deque[int]] = defaultdict(deque)
    for index, entry in enumerate(reading.base.entries):
        if index not in reading.used:
            left[entry.uri].append(index)
    for place, row in enumerate(lines):
        if kept[place] is None and bore[place] is None and (row.uri or row.title == NOT_AVAILABLE) and left[row.uri]:
            kept[place] = _nearest(left[row.uri], row)
            reading.used.add(kept[place] or 0)
    return [(_bore(row, index), _item(reading, row, index)) for row, index in zip(lines, kept, strict=True)]


def _bore(row: Row, index: int | None) -> int | None:
    """The number that was written into a row, as an index: also where it was copied from another sheet."""
    return index if row.ref is None or row.ref.index is None else row.ref.index


def _nearest(indexes: deque[int], row: Row) -> int:
    """The one that bore the row's number, else the first."""
    number = int(row.order) - 1 if isinstance(row.order, float) else -1
    if number in indexes:
        indexes.remove(number)
        return number
    return indexes.popleft()


def _item(reading: _Reading, row: Row, index: int | None) -> Item:
    sheet = reading.sheet
    cell = sheet.cell(Field.URI if row.uri or Field.TITLE not in sheet.columns else Field.TITLE, row.number)
    if index is not None:
        reading.spans.take_kept(row, reading.base.entries[index].uri)
        if row.ref is not None and not row.intact and row.uri is None and _named(row) and not row.refused:
            return Item(index, cell=cell, how="isrc" if row.isrc else "name", wanted=_wanted(sheet, row, cell))
        if row.ref is not None and not row.intact:
            reading.edited.append(cell)
        elif row.uri is None and reading.base.entries[index].uri is not None:
            reading.emptied.append(cell)
        return Item(index, cell=cell)
    if row.refused:
        return Item(cell=cell)
    placed = reading.spans.make(row)
    if row.uri is not None:
        return Item(uri=row.uri, cell=cell, placed=placed)
    if not _named(row):
        words = "A title is expected, or a link." if row.artist or row.album else "A link or a title is expected."
        reading.refused.append(Refusal(sheet.table.name, cell, "title", row.artist or row.album, words, "title"))
        return Item(cell=cell)
    return Item(cell=cell, how="isrc" if row.isrc else "name", wanted=_wanted(sheet, row, cell), placed=placed)


def _named(row: Row) -> bool:
    return bool(row.title or row.isrc)


def _wanted(sheet: Headed, row: Row, cell: str) -> Wanted:
    return Wanted(sheet.table.name, cell, row.title, row.artist, row.album, row.isrc)


def _held(reading: _Reading, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """With the entries of placements whose rows were deleted: these take their tracks out themselves."""
    gone = reading.spans.deleted(complete=reading.base.complete)
    held = [index for index in reading.spans.entries_of(gone, reading.base.entries) if index not in reading.used]
    if not held:
        return items
    line = list(items)
    for index in sorted(held):
        before = [place for place, item in enumerate(line) if item.index is not None and item.index < index]
        at = max(before, key=lambda place: line[place].index or 0) + 1 if before else 0
        line.insert(at, Item(index))
    return tuple(line)


def _told(reading: _Reading, *, numbers: bool) -> tuple[str, ...]:
    said = []
    if numbers:
        said.append("A number that was changed in the column 'order' says where its row goes; the others stand where "
                    "they stand in the sheet.")  # fmt: skip
    if reading.edited:
        edited = counted(len(reading.edited), "row was", "rows were")
        said.append(
            f"What a track is called is Spotify's, and stays: {edited} edited there "
            f"({listed(reading.edited, most=4)}). Empty the URI to have another track looked for."
        )
    if reading.emptied:
        where = listed(reading.emptied, most=4)
        said.append(
            f"{counted(len(reading.emptied), 'URI was', 'URIs were')} emptied ({where}); what stood there stays."
        )
    return (*said, *reading.spans.told)
