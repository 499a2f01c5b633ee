"""JSON as Spotify sends it: readers that take a missing, null or strange field as 'not provided' and never break.

Both shapes are read: `items` or `tracks` in a playlist, `item` or `track` in an entry.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]
_EMPTY: Document = {}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def table(value: object) -> Document:
    """A JSON object; anything else is an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def rows(value: object) -> Sequence[Any]:
    """A JSON array; anything else is an empty one."""
    return value if isinstance(value, list) else ()


def text(document: Document, name: str) -> str | None:
    value = document.get(name)
    return storable(value) if isinstance(value, str) else None


def storable(value: str) -> str:
    """With U+FFFD for what JSON may carry and no database or UTF-8 takes: NUL and halves of surrogate pairs."""
    return value if value.isprintable() else _UNSTORABLE.sub("\ufffd", value)


def number(document: Document, name: str) -> int | None:
    """A whole number; Spotify has sent some of them as floats."""
    value = document.get(name)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def flag(document: Document, name: str) -> bool | None:
    value = document.get(name)
    return value if isinstance(value, bool) else None


def moment(document: Document, name: str) -> datetime | None:
    """An ISO 8601 instant in UTC."""
    value = document.get(name)
    if not isinstance(value, str) or not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def picture_url(value: object) -> str | None:
    """The first (the largest) of a list of images."""
    for image in rows(value):
        if url := text(table(image), "url"):
            return url
    return None


@dataclass(frozen=True, slots=True)
class Paging:
    """A page as sent: its rows with nulls, where it begins, and how many rows there are in all."""

    rows: Sequence[Any]
    offset: int | None
    total: int | None
    more: bool
    """Whether the answer names a next page."""


def paging(value: object) -> Paging:
    document = table(value)
    return Paging(
        rows(document.get("items")), number(document, "offset"), number(document, "total"), bool(document.get("next"))
    )


def contents(playlist: Document) -> Document | None:
    """The object that holds a playlist's entries, or only their number; None when the answer holds neither name."""
    for name in ("items", "tracks"):
        if isinstance(value := playlist.get(name), dict):
            return value
    return None


def held(entry: Document) -> Document | None:
    """The track or episode of an entry; None for an entry whose content is gone.

    Development mode says `item`; `track` is the old name, and in the new shape it may also be a bare `true`.
    """
    for name in ("item", "track"):
        if isinstance(value := entry.get(name), dict):
            return value
    return None
