"""Spreadsheets in a zip (xlsx, ods): looked at before they are unpacked, then read by calamine. In the child alone."""

import datetime as dt
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from playwarden.features.exchange.bounds import (
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    SMALL,
    Piece,
    Unreadable,
)

_AGAIN = "Save it as an Excel workbook (.xlsx), and send that."
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*<(?:\w+:)?f[\s>/])?")
_NAME = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_ERROR = re.compile(rb'\bt="e"')
_CHUNK = 1 << 20
_LONGEST_TAG = 512
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError)


def pieces(path: Path) -> Iterator[Piece]:
    """Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = {each.filename: each for each in packed.infolist()}
            _check_sizes(list(parts.values()), path.stat().st_size)
            form = _form(packed, parts)
            marks = _marks(packed, parts) if form == "xlsx" else {}
    except _BROKEN as error:
        if "password" in str(error) or "encrypt" in str(error):
            raise _locked() from None
        raise _damaged() from None
    yield {"form": form}
    yield from _tables(path, marks)


def plain(value: object) -> Any:
    """A cell's value as JSON: texts, numbers, yes and no as they are, times as `{"t": ISO}`."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.datetime):
        return {"t": value.replace(tzinfo=None).isoformat()}
    if isinstance(value, dt.date):
        return {"t": dt.datetime(value.year, value.month, value.day).isoformat()}  # noqa: DTZ001 - a wall time
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86_400
    return str(value)


def old_container(path: Path) -> Unreadable:
    """What is wrong with a file in Microsoft's older container: it is encrypted, or of before 2007."""
    with path.open("rb") as file:
        raw = file.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in raw or "EncryptionInfo".encode("utf-16-le") in raw:
        return _locked()
    return Unreadable("It is a spreadsheet in the form of before 2007 (.xls), which is not read.", _AGAIN)


def _locked() -> Unreadable:
    return Unreadable("It is protected by a password.", "Save it without one, and send that.")


def _damaged() -> Unreadable:
    return Unreadable("It is a spreadsheet that is cut off or damaged.", "Save or download it again.")


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Raises Unreadable before anything is unpacked."""
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"It is a zip of {len(parts):,} files, which no spreadsheet is.", _AGAIN)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * size):
        raise Unreadable(
            f"Unpacked it would be {unpacked / 2**20:,.0f} MB, {unpacked // max(size, 1):,} times its size: it was not "
            "opened.",
            "Take playlists out of it, or delete empty rows and columns.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _locked()


def _form(packed: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    """Raises Unreadable for a zip that is no spreadsheet, or one with macros."""
    names = {name.lower() for name in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("It holds macros, which are not opened here.", "Save it as .xlsx, without macros.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Unreadable("It is a binary workbook (.xlsb), which is not read.", _AGAIN)
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        raise Unreadable("It is a document of Numbers.", "In Numbers choose File > Export To > Excel.")
    if "mimetype" in parts and packed.read("mimetype")[:100].endswith(b"opendocument.spreadsheet"):
        if "META-INF/manifest.xml" in parts and b"encryption-data" in packed.read("META-INF/manifest.xml")[:_CHUNK]:
            raise _locked()
        return "ods"
    raise Unreadable("It is a zip, but no spreadsheet.", "Unpack it, and send one of its files.")


def _marks(packed: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, tuple[list[str], list[str]]]:
    """By a sheet's name the cells that hold formulas, and those that show errors: found in its text, not worked out."""
    found = {}
    if "xl/sharedStrings.xml" in parts:
        with packed.open("xl/sharedStrings.xml") as stream:  # to its end: then its sum is checked
            while stream.read(_CHUNK):
                pass
    for name, part in _sheet_parts(packed, parts).items():
        formulas: list[str] = []
        errors: list[str] = []
        with packed.open(part) as stream:
            rest = b""
            while chunk := stream.read(_CHUNK):
                text = rest + chunk
                cut = max(text.rfind(b"<", 0, max(len(text) - _LONGEST_TAG, 0)), 0)
                if b"<f" in text or b":f" in text or b't="e"' in text:
                    _mark(text[:cut], formulas, errors)
                rest = text[cut:]
            _mark(rest, formulas, errors)
        if not rest.rstrip().endswith(b"sheet>"):
            raise Unreadable(f"The sheet '{name[:60]}' is cut off.", "Save or download the file again.")
        if formulas or errors:
            found[name] = (formulas, errors)
    return found


def _mark(text: bytes, formulas: list[str], errors: list[str]) -> None:
    for cell in _CELL.finditer(text):
        if cell[2] is None and _ERROR.search(cell[1]) is None:
            continue
        name = _NAME.search(cell[1])
        if name is not None:
            (errors if _ERROR.search(cell[1]) else formulas).append(name[1].decode())


def _parsed(packed: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(packed.read(part))  # noqa: S314 - bounds are on this process


def _sheet_parts(packed: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The file of each sheet, by its name."""
    try:
        book, relations = _parsed(packed, "xl/workbook.xml"), _parsed(packed, "xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    except ElementTree.ParseError:  # others may read it all the same: then formulas in it would go untold
        raise _damaged() from None
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            file = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if file in parts:
                found[sheet.get("name", "")] = file
    return found


def _tables(path: Path, marks: dict[str, tuple[list[str], list[str]]]) -> Iterator[Piece]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
    except (CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise _locked() from None
        raise _damaged() from None
    for name in names:
        formulas, errors = marks.get(name, ([], []))
        yield {"table": name, "formulas": formulas, "errors": errors}
        try:
            yield from _rows(book, name)
        except (CalamineError, OSError, ValueError):
            raise Unreadable(f"The sheet '{name[:60]}' is damaged.", "Save or download the file again.") from None


def _rows(book: object, name: str) -> Iterator[Piece]:
    from python_calamine import CalamineWorkbook

    assert isinstance(book, CalamineWorkbook)
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return
    ahead: list[None] = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        values = [*ahead, *map(plain, cells)]
        while values and values[-1] is None:
            values.pop()
        if values:
            yield {"row": number, "cells": values}
