"""A book of playlists as an Excel workbook: an overview and a sheet each, in which nothing is taken for a formula."""

import io
import os
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from playwarden.domain.jobs.timing.zones import wall_of, zone_named
from playwarden.domain.sheets.book import OVERVIEW, Book, Line, Sheet
from playwarden.domain.sheets.columns import HEADS, Detail, Field, zoned
from playwarden.domain.sheets.refs import OVERVIEW_TIE
from playwarden.kit.loading import LOADING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = {
    Field.ORDER: 7,
    Field.TITLE: 36,
    Field.ARTIST: 28,
    Field.ALBUM: 28,
    Field.ISRC: 15,
    Field.URI: 38,
    Field.ADDED: 17,
    Field.FROM: 20,
    Field.UNTIL: 20,
    Field.NOTE: 30,
}
_OVERVIEW_WIDTHS = {Detail.NAME: 34, Detail.DESCRIPTION: 60, Detail.SHEET: 32, Detail.PLAYLIST: 42}
_EDITABLE = (Field.ORDER, Field.TITLE, Field.ARTIST, Field.ISRC, Field.URI, Field.FROM, Field.UNTIL, Field.NOTE)
_MORE_ROWS = 500
"""Rows below the last one that are formatted and checked like those above: where people write new ones."""
_MANY = 5_000
"""Rows from which on a sheet goes to the disk row by row, instead of into memory."""
_HINTS = {
    Field.ORDER: "Another number moves the row there; 2.5 is behind the second. Moving the row does it as well.",
    Field.URI: "The link of a track, for a new row. Empty: it is looked for by its ISRC, or title and artist.",
    Field.FROM: "For a new row: when it comes in, as 2026-12-01 06:00.",
    Field.UNTIL: "When it goes out again, as 2026-12-24 18:00.",
}


def write_workbook(book: Book, to: BinaryIO) -> None:
    """Writes the workbook. In memory is no more than a few sheets of it where it is large."""
    with LOADING:
        from xlsxwriter.workbook import Workbook

    rows = sum(len(sheet.lines) for sheet in book.sheets)
    with tempfile.TemporaryDirectory(prefix="playwarden-") as folder:
        options: dict[str, Any] = {
            "constant_memory": rows > _MANY and len(book.sheets) < _most_open(),
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "max_url_length": 2079,
        }
        with Workbook(to, options) as workbook:
            workbook.set_properties({"title": "Playlists", "comments": "Written by Playwarden; it reads it back."})
            workbook.set_calc_mode("auto")
            looks = _Looks(workbook)
            _write_overview(workbook.add_worksheet(OVERVIEW), book, looks)
            for sheet in book.sheets:
                _write_sheet(workbook.add_worksheet(sheet.name), sheet, book.zone, looks)


def workbook_bytes(book: Book) -> bytes:
    """The workbook, whole."""
    file = io.BytesIO()
    write_workbook(book, file)
    return file.getvalue()


class _Looks:
    """The formats that cells have."""

    def __init__(self, workbook: "Workbook") -> None:
        self.text: Format = workbook.add_format({"num_format": "@", "valign": "top"})
        self.wrapped: Format = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.given: Format = workbook.add_format({"num_format": "@", "font_color": "#6B7280", "valign": "top"})
        self.number: Format = workbook.add_format({"num_format": "0.##", "valign": "top"})
        self.count: Format = workbook.add_format({"num_format": "#,##0", "font_color": "#6B7280", "valign": "top"})
        self.link: Format = workbook.add_format(
            {"num_format": "@", "font_color": "#1D4ED8", "underline": 1, "valign": "top"}
        )
        self.head: Format = workbook.add_format(
            {"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#E5E7EB", "valign": "top"}
        )


def _write_overview(sheet: "Worksheet", book: Book, looks: _Looks) -> None:
    heads = [zoned(each.value, book.zone) if each is Detail.LOOKED else each.value for each in Detail]
    heads[-1] = OVERVIEW_TIE
    editable = (Detail.NAME, Detail.DESCRIPTION, Detail.PUBLIC, Detail.COLLABORATIVE)
    for place, each in enumerate(Detail):
        width = _OVERVIEW_WIDTHS.get(each, 14)
        hidden = {"hidden": True} if each is Detail.REF else {}
        sheet.set_column(place, place, width, looks.text if each in editable else looks.given, hidden)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, looks.head)
    for row, one in enumerate(book.sheets, start=1):
        _write_overview_row(sheet, row, one, book, looks)
    last = max(len(book.sheets), 1)
    for which in (Detail.PUBLIC, Detail.COLLABORATIVE):
        place = list(Detail).index(which)
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": ["yes", "no"]})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(Detail) - 1)


def _write_overview_row(sheet: "Worksheet", row: int, one: Sheet, book: Book, looks: _Looks) -> None:
    details = one.details
    looked = "" if one.looked_at is None else wall_of(one.looked_at, zone_named(book.zone)).isoformat(" ", "minutes")
    texts = {
        Detail.NAME: details.name or "",
        Detail.DESCRIPTION: details.description or "",
        Detail.PUBLIC: flag(details.public),
        Detail.COLLABORATIVE: flag(details.collaborative),
        Detail.OWNER: one.owner,
        Detail.ACCOUNT: one.account,
        Detail.LOOKED: looked,
        Detail.REF: one.details_tie.text,
    }
    for place, each in enumerate(Detail):
        if each is Detail.ITEMS:
            sheet.write_number(row, place, sum(not line.coming for line in one.lines), looks.count)
        elif each is Detail.SHEET:
            target = one.name.replace("'", "''")
            sheet.write_url(row, place, f"internal:'{target}'!A1", looks.link, one.name)
        elif each is Detail.PLAYLIST:
            address = f"https://open.spotify.com/playlist/{one.playlist_id}"
            sheet.write_url(row, place, address, looks.link, f"spotify:playlist:{one.playlist_id}")
        elif texts[each]:
            shown = looks.wrapped if each is Detail.DESCRIPTION else looks.text
            sheet.write_string(row, place, texts[each], shown)


def _write_sheet(sheet: "Worksheet", one: Sheet, zone: str, looks: _Looks) -> None:
    for place, each in enumerate(HEADS):
        own = looks.number if each is Field.ORDER else looks.text if each in _EDITABLE else looks.given
        sheet.set_column(place, place, _WIDTHS[each], own)
    sheet.set_column(len(HEADS), len(HEADS), 20, looks.given, {"hidden": True})
    for place, each in enumerate(HEADS):
        head = zoned(each.value, zone) if each in (Field.FROM, Field.UNTIL) else each.value
        sheet.write_string(0, place, head, looks.head)
    sheet.write_string(0, len(HEADS), one.tie.text, looks.head)
    places: dict[Field, int] = {each: place for place, each in enumerate(HEADS)}
    for row, line in enumerate(one.lines, start=1):
        _write_line(sheet, row, line, places, looks)
    last = len(one.lines)
    for which, hint in _HINTS.items():
        rule = {"validate": "any", "input_title": which.value, "input_message": hint}
        sheet.data_validation(1, places[which], last + _MORE_ROWS, places[which], rule)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(HEADS))


def _write_line(sheet: "Worksheet", row: int, line: Line, places: dict[Field, int], looks: _Looks) -> None:
    if not line.coming:
        sheet.write_number(row, places[Field.ORDER], int(line.order), looks.number)
    else:
        sheet.write_string(row, places[Field.ORDER], line.order, looks.text)
    texts = cells_of(line)
    for each in HEADS[1:]:
        text = texts[each]
        if each is Field.URI and line.uri is not None and (address := web_address(line.uri)):
            sheet.write_url(row, places[each], address, looks.link, text)
        elif text:
            sheet.write_string(row, places[each], text, looks.text if each in _EDITABLE else looks.given)
    sheet.write_string(row, len(HEADS), line.ref, looks.given)


def cells_of(line: Line) -> dict[Field, str]:
    """The texts of a line by its columns."""
    return {
        Field.ORDER: line.order,
        Field.TITLE: line.title,
        Field.ARTIST: line.artist,
        Field.ALBUM: line.album,
        Field.ISRC: line.isrc,
        Field.URI: line.uri or "",
        Field.ADDED: line.added,
        Field.FROM: line.from_,
        Field.UNTIL: line.until,
        Field.NOTE: line.note,
    }


def flag(value: bool | None) -> str:
    """`yes`, `no`, or nothing where it is not known."""
    return "" if value is None else "yes" if value else "no"


def web_address(uri: str) -> str | None:
    """Where a browser finds a track or an episode; None for a local file."""
    parts: Sequence[str] = uri.split(":")
    if len(parts) != 3 or parts[1] not in ("track", "episode"):
        return None
    return f"https://open.spotify.com/{parts[1]}/{parts[2]}"


def _most_open() -> int:
    """So many sheets may each have a file open while a workbook is written."""
    try:
        return max(os.sysconf("SC_OPEN_MAX") // 2 - 64, 0)
    except (ValueError, OSError):
        return 0
