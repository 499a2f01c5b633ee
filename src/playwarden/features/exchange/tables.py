"""A book of playlists as a text: a table (CSV), a document (JSON), or lists for players (M3U8)."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC
from enum import StrEnum
from typing import Any

from playwarden.domain.sheets.book import NOT_AVAILABLE, Book, Line, Sheet
from playwarden.domain.sheets.cells import safe
from playwarden.domain.sheets.columns import HEADS, Detail, Field, zoned
from playwarden.domain.sheets.refs import Ref, row_seal
from playwarden.features.exchange.texts import FORMAT, GONE, ROWED, TIED
from playwarden.features.exchange.workbook import cells_of, workbook_bytes


class OutForm(StrEnum):
    """What an export can be."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    M3U8 = "m3u8"


MEDIA_TYPES: Mapping[OutForm, str] = {
    OutForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    OutForm.CSV: "text/csv",
    OutForm.JSON: "application/json",
    OutForm.M3U8: "audio/x-mpegurl",
}


def written(book: Book, form: OutForm) -> bytes:
    """The book in that form, whole."""
    return _WRITERS[form](book)


def table(book: Book) -> bytes:
    """One table for all playlists, in UTF-8 with the mark by which spreadsheets know it. No cell is taken for a
    formula: one that begins like one has a mark in front, which reading takes away again.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    heads = [zoned(each.value, book.zone) if each in (Field.FROM, Field.UNTIL) else each.value for each in HEADS]
    rows.writerow([Field.PLAYLIST.value, *heads, Field.REF.value])
    for sheet in book.sheets:
        for line in sheet.lines:
            cells = cells_of(line)
            told = [sheet.details.name or "", *(cells[each] for each in HEADS), f"{sheet.tie.text}#{line.ref}"]
            rows.writerow([safe(cell) for cell in told])
    return text.getvalue().encode("utf-8-sig")


def document(book: Book) -> bytes:
    """JSON that says all that a workbook says."""
    told = {
        "format": FORMAT,
        "version": 1,
        "made_at": book.made_at.astimezone(UTC).isoformat(),
        "zone": book.zone,
        "playlists": [_playlist(sheet) for sheet in book.sheets],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _playlist(sheet: Sheet) -> dict[str, Any]:
    details = sheet.details
    return {
        Detail.NAME.value: details.name,
        Detail.DESCRIPTION.value: details.description,
        Detail.PUBLIC.value: details.public,
        Detail.COLLABORATIVE.value: details.collaborative,
        Detail.OWNER.value: sheet.owner,
        Detail.PLAYLIST.value: f"spotify:playlist:{sheet.playlist_id}",
        Detail.SHEET.value: sheet.name,
        "looked_at": None if sheet.looked_at is None else sheet.looked_at.astimezone(UTC).isoformat(),
        "ref": sheet.tie.text,
        "details_ref": sheet.details_tie.text,
        "items": [_item(line) for line in sheet.lines],
    }


def _item(line: Line) -> dict[str, Any]:
    cells = {each.value: text for each, text in cells_of(line).items() if text}
    if not line.coming:
        cells[Field.ORDER.value] = int(line.order)  # type: ignore[assignment]  # a number is one in JSON
    more = {} if line.duration_ms is None else {"duration_ms": line.duration_ms}
    return {**cells, **more, "ref": line.ref}


def lists(book: Book) -> bytes:
    """Each playlist as a list for players, one below the other; in comments by what it is known again. Placements that
    are still to come are not in it.
    """
    lines = ["#EXTM3U"]
    for sheet in book.sheets:
        lines += [f"#PLAYLIST:{_one_line(sheet.details.name or '')}", f"{TIED}ref:{sheet.playlist_id}:"
                  f"{sheet.tie.version_id}"]  # fmt: skip
        lines += [each for line in sheet.lines if not line.coming for each in _entry(sheet, line)]
    return ("\n".join(lines) + "\n").encode()


def _entry(sheet: Sheet, line: Line) -> list[str]:
    seconds = -1 if line.duration_ms is None else round(line.duration_ms / 1000)
    title = _one_line(f"{line.artist} - {line.title}" if line.artist else line.title or line.uri or NOT_AVAILABLE)
    index = int(line.order) - 1
    ref = Ref(index, row_seal(sheet.playlist_id, index, title, "", "", ""))
    return [f"{ROWED}{ref.text}", f"#EXTINF:{seconds},{title}", line.uri or GONE]


def _one_line(text: str) -> str:
    return " ".join(text.split())


_WRITERS: Mapping[OutForm, Callable[[Book], bytes]] = {
    OutForm.XLSX: workbook_bytes,
    OutForm.CSV: table,
    OutForm.JSON: document,
    OutForm.M3U8: lists,
}
