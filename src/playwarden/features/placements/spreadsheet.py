"""Placements as a table in CSV, as spreadsheets write and read it: whole or not at all, and the same back."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from playwarden.domain.placements.placement import NewPlacement
from playwarden.features.placements.reading import COLUMNS, Reader, Written, WrongCells, in_words
from playwarden.kit.errors import FileError
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted

MOST_ROWS = 1_000
MOST_BYTES = 4 * 1024 * 1024
MOST_TOLD = 20
"""Wrong cells that are told one by one."""
FOR_PEOPLE = ("playlist name", "title")
"""Columns that an export writes and an import passes over."""
_HEADS = (
    "playlist",
    "playlist name",
    "track",
    "title",
    *(head for head in COLUMNS if head not in ("playlist", "track")),
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet may take for a formula, with the marks that kept earlier ones from being taken for one."""
_REMEDY = f"The columns are {', '.join(COLUMNS)}; `playwarden placements export` writes a table that is read back."


@dataclass(frozen=True, slots=True)
class Line:
    """One placement of a table, and the line where it begins, counted from 1."""

    number: int
    asked: NewPlacement


def read(raw: bytes, name: str, reader: Reader) -> list[Line]:
    """The placements of a table in UTF-8, UTF-16 or Windows' letters, parted by `;`, `,` or tabs.

    Raises FileError: with the first wrong cell's line and column (counted from 1), and all others in its words.
    """
    if len(raw) > MOST_BYTES:
        raise FileError(name, 1, 1, f"it is larger than {MOST_BYTES // 2**20} MB.", "Import it in parts.")
    text, ahead = _without_hint(_decoded(raw))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    places = _places(rows, name, ahead)
    found: list[Line] = []
    wrong: list[tuple[int, int, str]] = []
    refused = 0
    begins = rows.line_num
    try:
        for cells in rows:
            number, begins = begins + 1 + ahead, rows.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) + refused >= MOST_ROWS:
                raise FileError(name, number, 1, f"it holds more than {MOST_ROWS:,} placements.", "Import it in parts.")
            try:
                found.append(Line(number, reader.placement(_written(cells, places))))
            except WrongCells as error:
                wrong += [(number, places.get(COLUMNS[c.column], 0) + 1, f"{c.column}: {c.what}") for c in error.cells]
                refused += 1
    except csv.Error as error:
        raise FileError(name, rows.line_num + ahead, 1, f"it is no table: {error}.", _REMEDY) from None
    if wrong:
        raise _refused(name, wrong)
    if not found:
        raise FileError(name, 1 + ahead, 1, "it holds no placement.", _REMEDY)
    return found


def write(
    asked: Iterable[NewPlacement], names: Mapping[PlaylistId, str], titles: Mapping[str, str], *, delimiter: str = ","
) -> str:
    """The placements as a table, with what people call playlists and tracks beside their ids.

    Nothing in it is taken for a formula: cells that begin like one get a mark, which `read` takes away again.
    """
    table = io.StringIO(newline="")
    rows = csv.writer(table, delimiter=delimiter)
    rows.writerow(_HEADS)
    for each in asked:
        words = in_words(each)
        told = {"playlist name": names.get(each.playlist_id, ""), "title": titles.get(each.uri or "", "")}
        cells = (told[head] if head in told else getattr(words, COLUMNS[head]) for head in _HEADS)
        rows.writerow([_safe(cell) for cell in cells])
    return table.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _without_hint(text: str) -> tuple[str, int]:
    """Without the line `sep=;` that some spreadsheets write, and how many lines that were."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if re.fullmatch(r'"?sep=.?"?\s*', first) else (text, 0)


def _delimiter(text: str) -> str:
    """What parts the cells of the head."""
    head = text.partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)


def _places(rows: Iterable[list[str]], name: str, ahead: int) -> dict[str, int]:
    """By field, in which column it stands; of the first row."""
    try:
        heads = [" ".join(cell.strip().lower().split()) for cell in next(iter(rows), [])]
    except csv.Error as error:
        raise FileError(name, 1 + ahead, 1, f"it is no table: {error}.", _REMEDY) from None
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        if not head or head in FOR_PEOPLE:
            continue
        if head not in COLUMNS:
            raise FileError(name, 1 + ahead, place + 1, f"there is no column '{head[:40]}'.", _REMEDY)
        if COLUMNS[head] in places:
            raise FileError(name, 1 + ahead, place + 1, f"the column '{head}' is there twice.", _REMEDY)
        places[COLUMNS[head]] = place
    for head in ("playlist", "from"):
        if COLUMNS[head] not in places:
            raise FileError(name, 1 + ahead, 1, f"there is no column '{head}'.", _REMEDY)
    return places


def _written(cells: Sequence[str], places: Mapping[str, int]) -> Written:
    given = {field: _bare(cells[place]) for field, place in places.items() if place < len(cells)}
    if not given.get("from_", "").strip():
        given["from_"] = "(nothing)"
    return Written(**({"playlist": ""} | given))


def _refused(name: str, wrong: Sequence[tuple[int, int, str]]) -> FileError:
    line, column, what = wrong[0]
    others = [f"\n  line {each[0]}, column {each[1]}: {each[2]}" for each in wrong[1:MOST_TOLD]]
    if len(wrong) > MOST_TOLD:
        others.append(f"\n  and {len(wrong) - MOST_TOLD} more")
    more = f" Also wrong:{''.join(others)}" if others else ""
    remedy = f"Nothing was imported; {counted(len(wrong), 'cell is', 'cells are')} to be corrected."
    return FileError(name, line, column, f"{what}{more}", remedy)
