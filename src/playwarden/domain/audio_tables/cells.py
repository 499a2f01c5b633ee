"""What one cell of a table says: numbers, keys, modes, tracks and labels, in the spellings that are about.

Where a cell says nothing its reading is None; where it says something that cannot be, a Fault names the reason.
"""

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite

from playwarden.domain.labels import label_named
from playwarden.domain.links import WrongKind, item_uri
from playwarden.kit.errors import InputError

EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "?", "#n/a", "unknown"})
RANGES: Mapping[str, tuple[float, float]] = {"tempo": (0, 1_000), "loudness": (-100, 20)}
"""Beats a minute, and dB; the others go from 0 to 1."""
_SHARE = (0.0, 1.0)
_LONGEST = 400
"""Signs of a title that are kept."""
_ID = re.compile(r"[0-9A-Za-z]{22}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_MODES = {"1": True, "0": False, "true": True, "false": False, "major": True, "minor": False, "maj": True, "min": False}
_NOTES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_NOTE = re.compile(r"([A-Ga-g])\s*([#♯b♭]?)\s*(m|min|minor|maj|major)?", re.IGNORECASE)
_WHEEL = re.compile(r"(1[0-2]|[1-9])\s*([ABab])")
_PARTED = re.compile(r"[;|]")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
_SECONDS_BELOW = 10_000
"""A plain number of a duration below this counts seconds, from it on milliseconds: no track lasts ten seconds in the
one unit or three hours in the other.
"""
_LONGEST_MS = 24 * 3_600_000
_YES = frozenset({"true", "yes", "y", "1", "explicit"})
_NO = frozenset({"false", "no", "n", "0", "clean"})


class Fault(ValueError):
    """A cell says what cannot be; the message is the code of the reason."""


def number(text: str) -> float | None:
    """With a point or a comma before the decimals. Raises Fault `number`."""
    text = text.strip()
    if text.casefold() in EMPTY:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    if _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    raise Fault("number")


def bounds(name: str) -> tuple[float, float]:
    """Between what a feature lies."""
    return RANGES.get(name, _SHARE)


def feature(name: str, text: str, by: float | None = None) -> float | None:
    """A feature's number, divided by `by`. Raises Fault `number`, `range`, or `tempo` for one of 0, which means that
    nobody knows.
    """
    value = number(text)
    if value is None or value != value:
        return None
    if by:
        value /= by
    least, most = bounds(name)
    if not isfinite(value) or not least <= value <= most:
        raise Fault("range")
    if name == "tempo" and value == 0:
        raise Fault("tempo")
    return value


def key(text: str) -> tuple[int | None, bool | None]:
    """The key from 0 (C) to 11 (B), and whether it is major where that is told with it: `1`, `C#`, `Am`, `8A` of the
    Camelot wheel; -1 is unknown. Raises Fault `key`.
    """
    text = text.strip()
    if text.casefold() in EMPTY or text in ("-1", "-1.0"):
        return None, None
    note = _NOTE.fullmatch(text)
    if note is not None:
        turn = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(note[2], 0)
        mode = note[3]
        major = None if mode is None else not (mode == "m" or mode.casefold().startswith("min"))
        return (_NOTES[note[1].lower()] + turn) % 12, major
    wheel = _WHEEL.fullmatch(text)
    if wheel is not None:
        major = wheel[2].upper() == "B"
        # 8B is C major and 8A its A minor; each step is a fifth up.
        return ((int(wheel[1]) - 8) * 7 + (0 if major else 9)) % 12, major
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise Fault("key") from None
    if value not in range(12):
        raise Fault("key")
    return int(value), None


def mode(text: str) -> bool | None:
    """Whether it is major. Raises Fault `mode`."""
    text = text.strip().casefold()
    if text in EMPTY:
        return None
    found = _MODES.get(text.removesuffix(".0"))
    if found is None:
        raise Fault("mode")
    return found


def track(text: str) -> str | None:
    """The URI of the track that an id, URI or link names. Raises Fault `id`."""
    text = text.strip()
    if _ID.fullmatch(text):
        return f"spotify:track:{text}"
    if text.casefold() in EMPTY:
        return None
    try:
        uri = item_uri(text)
    except WrongKind:
        raise Fault("id") from None
    if uri is None or not uri.startswith("spotify:track:"):
        raise Fault("id")
    return uri


def isrc(text: str) -> str | None:
    """`isrc:` and the code in its one spelling. Raises Fault `isrc`."""
    if text.strip().casefold() in EMPTY:
        return None
    code = re.sub(r"[\s.-]", "", text).upper()
    if not _ISRC.fullmatch(code):
        raise Fault("isrc")
    return f"isrc:{code}"


def words(text: str) -> str | None:
    """A title or an album as it is written, one space between words."""
    told = " ".join(text.split())
    return None if told.casefold() in EMPTY else told[:_LONGEST]


@lru_cache(maxsize=10_000)
def artists(text: str) -> tuple[str, ...]:
    """The artists of one cell: parted by `;` or `|`, or as a list, `['A', 'B']`. Commas and `&` stay: they stand in
    names too, and matching knows what to do with them.
    """
    text = text.strip()
    parts = _PARTED.split(text)
    if text.startswith("[") and text.endswith("]"):
        try:
            listed = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            parts = text[1:-1].split(",")
        else:
            parts = [str(each) for each in listed]
    return tuple(dict.fromkeys(told for part in parts if (told := words(part)) is not None))


def duration(text: str) -> int | None:
    """Milliseconds: `215000`, `215` and `215.4` seconds, `3:35`; 0 is unknown. Raises Fault `duration`."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock is not None:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1_000 or None
    try:
        value = number(text)
    except Fault:
        raise Fault("duration") from None
    if value is None or value != value or value == 0:
        return None
    lasts = value * 1_000 if value < _SECONDS_BELOW else value
    if not 0 < lasts <= _LONGEST_MS:
        raise Fault("duration")
    return round(lasts)


def flag(text: str) -> bool | None:
    """Whether it is so: `TRUE`, `yes`, `1`. Raises Fault `flag`."""
    told = text.strip().casefold().removesuffix(".0")
    if told in EMPTY:
        return None
    if told in _YES or told in _NO:
        return told in _YES
    raise Fault("flag")


@lru_cache(maxsize=10_000)
def labels(text: str) -> tuple[str, ...]:
    """The labels of one cell, parted by `;` or `|`. Raises Fault `label`."""
    found = []
    for part in _PARTED.split(text):
        if part.strip().casefold() in EMPTY:
            continue
        try:
            found.append(label_named(part))
        except InputError:
            raise Fault("label") from None
    return tuple(dict.fromkeys(found))
