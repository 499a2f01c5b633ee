"""Texts that hold playlists: CSV in any common letters, JSON of our own, M3U8. In the child alone."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from playwarden.domain.sheets.cells import bare
from playwarden.domain.sheets.columns import HEADS, Detail, Field, zoned
from playwarden.domain.sheets.refs import OVERVIEW_TIE
from playwarden.features.exchange.bounds import Piece, Unreadable

FORMAT = "playwarden playlists"
TIED, ROWED, GONE = "#PLAYWARDEN:", "#PLAYWARDEN-ROW:", "#PLAYWARDEN-GONE"
"""What an M3U8 of ours says in comments: which playlist follows, which row, and that it has no address."""
FALLBACK = "cp1252"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_OURS = "Send a workbook (.xlsx), a table (CSV), a JSON file that was exported here, or an M3U8."
_LINK = re.compile(r"(?:spotify:|https?://)\S+")
_LONGEST_FIELD = 131_072


def pieces(path: Path) -> Iterator[Piece]:
    """Raises Unreadable."""
    raw = path.read_bytes()
    text, told = decoded(raw)
    begins = text.lstrip()[:1]
    if text.lstrip()[:7].upper() == "#EXTM3U":
        yield {"form": "m3u8"}
        yield from _told(told)
        yield from _playlist(text)
    elif begins in ("{", "["):
        yield {"form": "json"}
        yield from _document(text)
    else:
        yield {"form": "csv"}
        yield from _told(told)
        yield from _table(text)


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file, and what has to be said of its letters. Raises Unreadable for what is no text."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, told = raw.decode("utf-16", errors="replace"), ""
    elif raw[1:200:2].count(0) > 40 or (raw[:2].count(0) == 1 and raw[:200].count(0) * 3 > len(raw[:200])):
        text, told = raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le", errors="replace"), ""
    else:
        try:
            text, told = raw.decode("utf-8-sig"), ""
        except UnicodeDecodeError:
            text = raw.decode(FALLBACK, errors="replace")
            told = "It is not UTF-8, and was read as Windows writes it (cp1252): look at accents and umlauts."
    strange = len(_CONTROL.findall(text[:100_000]))
    if strange > 20 or strange * 50 > len(text[:100_000]):
        raise Unreadable("It is no spreadsheet, and no text.", _NOT_OURS)
    if not text.strip():
        raise Unreadable("The file is empty.", "Save it again, and send that.")
    return text, told


def _told(words: str) -> Iterator[Piece]:
    if words:
        yield {"told": words}


def _table(text: str) -> Iterator[Piece]:
    first, _, rest = text.partition("\n")
    ahead = 0
    if re.fullmatch(r'"?sep=.?"?\s*', first):
        text, ahead = rest, 1
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max((",", ";", "\t"), key=head.count)
    if delimiter not in head and not re.search(r"(?i)uri|url|link|title|track|ref", head):
        raise Unreadable("It is no table: its first line names no columns.", _NOT_OURS)
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    yield {"table": "", "formulas": [], "errors": []}
    number = ahead
    try:
        for cells in rows:
            number += 1
            values = [bare(cell) or None for cell in cells]
            if any(values):
                yield {"row": number, "cells": values}
    except csv.Error as error:
        what = f"It is cut off or damaged in line {rows.line_num + ahead} ({error})."
        raise Unreadable(what, "Save or download it again.") from None


def _document(text: str) -> Iterator[Piece]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable(f"It is no JSON: it is cut off or damaged in line {line}.", "Export it again.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unreadable("It is JSON, but none that was exported here.", _NOT_OURS)
    playlists = document.get("playlists")
    if document.get("version") != 1 or not isinstance(playlists, list):
        raise Unreadable("It was written by another version of Playwarden.", "Export it again.")
    zone = _text(document.get("zone")) or "UTC"
    yield {"table": "playlists", "formulas": [], "errors": []}
    heads = [Detail.NAME, Detail.DESCRIPTION, Detail.PUBLIC, Detail.COLLABORATIVE, Detail.SHEET]
    yield {"row": 1, "cells": [*(each.value for each in heads), OVERVIEW_TIE, zoned("mirror read", zone)]}
    for number, each in enumerate(playlists, start=2):
        one = each if isinstance(each, dict) else {}
        yield {"row": number, "cells": [*(_cell(one.get(head.value)) for head in heads), _text(one.get("details_ref"))]}
    for one in playlists:
        if isinstance(one, dict):
            yield from _items(one, zone)


def _items(one: Mapping[str, Any], zone: str) -> Iterator[Piece]:
    name = _text(one.get("sheet")) or _text(one.get("name"))
    items = one.get("items")
    if not isinstance(items, list):
        return
    yield {"table": name, "formulas": [], "errors": []}
    heads = [zoned(each.value, zone) if each in (Field.FROM, Field.UNTIL) else each.value for each in HEADS]
    yield {"row": 1, "cells": [*heads, _text(one.get("ref"))]}
    for number, each in enumerate(items, start=2):
        item = each if isinstance(each, dict) else {}
        yield {"row": number, "cells": [*(_cell(item.get(head.value)) for head in HEADS), _text(item.get("ref"))]}


def _cell(value: object) -> str | float | bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _playlist(text: str) -> Iterator[Piece]:
    """Each playlist of the file as a table; a row's title holds artist and title as the file has them."""
    name, tie, begun = "", "", False
    told: str | None = None
    ref = ""
    for number, line in enumerate((each.strip() for each in text.splitlines()), start=1):
        upper = line.upper()
        if upper.startswith("#PLAYLIST:"):
            name, tie, begun = line[10:].strip(), "", False
        elif line.startswith(TIED):
            tie = line[len(TIED) :].strip()
        elif line.startswith(ROWED):
            ref = line[len(ROWED) :].strip()
        elif upper.startswith("#EXTINF:"):
            told = line[8:].partition(",")[2].strip()
        if not line or (line.startswith("#") and line != GONE):
            continue
        if not begun:
            begun = True
            yield {"table": name, "formulas": [], "errors": []}
            yield {"row": number - 1, "cells": [Field.TITLE.value, Field.URI.value, tie or Field.REF.value]}
        link = line if _LINK.fullmatch(line) else ""
        title = told if told is not None else "" if link else PurePosixPath(line.replace("\\", "/")).stem
        yield {"row": number, "cells": [title or None, link or None, ref or None]}
        told, ref = None, ""
