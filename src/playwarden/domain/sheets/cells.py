"""What stands in a cell, whatever program wrote it there: as a text, a number, a yes or no, a time, an ISRC."""

import re
from datetime import datetime, timedelta

from playwarden.domain.sheets.refs import tidy

Value = str | float | bool | datetime | None
"""A cell as it was read; None: it is empty."""
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, as spreadsheets count days
_SERIALS = (20_000, 80_000)
"""Days that are taken for dates where a program wrote a date as its number: 1954 to 2119."""
_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "sí", "si", "sim", "wahr", "vrai", "verdadero", "vero", "public"}
_NO = {"no", "n", "false", "0", "-", "nein", "non", "não", "falsch", "faux", "falso", "private"}
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet may take for a formula, with the marks that kept earlier ones from being taken for one."""


def as_text(value: Value) -> str:
    """The text that a person sees in the cell; white space around it taken off."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value!r}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    return value.strip()


def as_number(value: Value) -> float | None:
    """The number in a cell; None: it is empty. Raises ValueError with a sentence."""
    if isinstance(value, float):
        return value
    text = as_text(value)
    if not text:
        return None
    plain = text.rstrip(".").replace(",", ".")
    if isinstance(value, bool | datetime) or not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", plain):
        raise ValueError(f"'{text[:40]}' is no number.")
    return float(plain)


def as_flag(value: Value) -> bool | None:
    """Yes or no in a cell; None: it is empty. Raises ValueError with a sentence."""
    if isinstance(value, bool):
        return value
    text = as_text(value).casefold()
    if not text:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(f"'{as_text(value)[:40]}' is neither yes nor no.")


def as_time(value: Value) -> str:
    """A time as `placements.times.moment` reads it; '' where there is none. Days that a program wrote as numbers are
    dates again.
    """
    if isinstance(value, float) and _SERIALS[0] <= value <= _SERIALS[1]:
        seconds = round((value - int(value)) * 86_400)
        return as_text(_DAY_ZERO + timedelta(days=int(value), seconds=seconds))
    text = tidy(as_text(value))
    return text.replace("T", " ") if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def as_isrc(value: Value) -> str:
    """The code of a recording in its plain form; '' where there is none. Raises ValueError with a sentence."""
    text = as_text(value)
    plain = re.sub(r"[\s\-‐-―]", "", text).upper()
    if plain and not _ISRC.fullmatch(plain):
        raise ValueError(f"'{text[:40]}' is no ISRC: two letters, three letters or digits, seven digits.")
    return plain


def safe(cell: str) -> str:
    """A cell of a text table, with a mark in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
