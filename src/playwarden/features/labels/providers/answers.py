"""Answers of Spotify's audio features that somebody saved while apps were given them: JSON, or a line for each."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from playwarden.domain import audio_tables
from playwarden.features.labels.providers import Opened
from playwarden.kit.errors import InputError

_MOST_BYTES = 64 << 20
"""Of one document, which is read whole; lines are read one by one."""
_IN_MEMORY = 4 << 20
_FORM = {"id", "tempo", "energy", "valence", "danceability"}


def reads(head: bytes) -> bool:
    """Whether it begins as JSON does."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


@contextmanager
def opened(file: BinaryIO, encoding: str) -> Iterator[Opened]:
    """The objects as rows of a table, their keys as its columns. Raises InputError where nothing in it is one."""
    rows = _Rows(file)
    header = list(dict.fromkeys(key for row in rows for key in row))
    if len(header) < 2:
        raise InputError(
            "Nothing in this JSON tells of a track.", "Objects with an id, a tempo and the like are wanted."
        )
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spooled:
        plain = cast(BinaryIO, spooled)
        text = io.TextIOWrapper(plain, "utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, header)
        writer.writeheader()
        writer.writerows(rows)
        text.detach()
        table = audio_tables.opened(plain, "utf-8")
        yield Opened(table, set(table.header) >= _FORM)


class _Rows:
    """The objects of a file as often as wanted: all of a document, or one a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lines = _by_lines(file)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        if self._lines:
            for line in self._file:
                if line.strip():
                    yield from _plain([_read(line)])
            return
        raw = self._file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise InputError(f"The document is larger than {_MOST_BYTES >> 20} MB.", "Write one object a line.")
        told = _read(raw)
        if isinstance(told, dict):
            told = next((each for each in told.values() if isinstance(each, list)), [told])
        yield from _plain(told if isinstance(told, list) else [])


def _by_lines(file: BinaryIO) -> bool:
    """Whether the first line is an object of its own and another one follows."""
    file.seek(0)
    first, second = file.readline(_MOST_BYTES).strip(), file.readline(_MOST_BYTES).strip()
    return first.startswith(b"{") and first.endswith(b"}") and second.startswith(b"{")


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise InputError("This is no JSON that can be read.", "Save it anew, or bring a CSV file.") from None


def _plain(told: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Objects without what lies deeper; answers for unknown tracks are null."""
    for each in told:
        if isinstance(each, dict):
            yield {
                str(key): "" if value is None else value
                for key, value in each.items()
                if not isinstance(value, dict | list)
            }
