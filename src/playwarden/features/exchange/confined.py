"""Reads a file by a child process with bounds on memory, time and what it may say: the parent never opens it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from playwarden.domain.sheets.cells import Value
from playwarden.domain.sheets.tables import Form, Table
from playwarden.features.exchange.bounds import MOST_BYTES, MOST_SAID, REFUSED, WALL_SECONDS
from playwarden.kit.errors import UnreadableFile

_CHILD = "playwarden.features.exchange.child"
_SMALLER = "Take playlists out of it, or delete empty rows and columns."
_TOO_LARGE = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGBUS}
"""How a process ends that was refused memory."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""So many children at a time: what they may take together is bounded as well."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was read, and what has to be said of it as a whole."""

    form: Form
    tables: tuple[Table, ...]
    told: tuple[str, ...]


def read_file(path: Path, name: str, *, seconds: float = WALL_SECONDS) -> Opened:
    """What stands in the file at `path`, which people call `name`. Raises UnreadableFile, and reads nothing of what is
    too large.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableFile(f"{name}: It is larger than {MOST_BYTES // 2**20} MB.", "Export fewer playlists at once.")
    collected = _Collected()
    try:
        with _AT_ONCE, _child(path, seconds) as child:
            assert child.stdout is not None
            for piece in _pieces(child.stdout):
                collected.take(piece)
            code = child.wait()
    except _Stopped as error:
        raise UnreadableFile(f"{name}: {error}", _SMALLER) from None
    if code == REFUSED and collected.refused is not None:
        raise UnreadableFile(f"{name}: {collected.refused[0]}", collected.refused[1])
    if code in _TOO_LARGE:
        raise UnreadableFile(f"{name}: It takes more memory than such a file may.", _SMALLER)
    if code == -signal.SIGXCPU:
        raise UnreadableFile(f"{name}: Reading it takes too long.", _SMALLER)
    if code != 0 or not collected.ended or collected.form is None:
        raise UnreadableFile(f"{name}: It cannot be read: it is damaged, or no spreadsheet.", "Save it again as .xlsx.")
    return Opened(collected.form, tuple(collected.tables), tuple(collected.told))


class _Stopped(Exception):
    """The child was stopped; the words say why."""


class _Collected:
    """What a child said, put together."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self.told: list[str] = []
        self.refused: tuple[str, str] | None = None
        self.ended = False
        self.tables: list[Table] = []
        self._rows: list[tuple[int, tuple[Value, ...]]] = []
        self._head: dict[str, Any] | None = None

    def take(self, piece: dict[str, Any]) -> None:
        if "row" in piece:
            self._rows.append((int(piece["row"]), tuple(map(_value, piece["cells"]))))
            return
        self._close()
        if "table" in piece:
            self._head = piece
        elif "form" in piece:
            self.form = Form(piece["form"])
        elif "told" in piece:
            self.told.append(str(piece["told"]))
        elif "refused" in piece:
            self.refused = str(piece["refused"]), str(piece["remedy"])
        self.ended = "end" in piece

    def _close(self) -> None:
        if self._head is not None:
            formulas, errors = frozenset(self._head["formulas"]), frozenset(self._head["errors"])
            self.tables.append(Table(str(self._head["table"]), tuple(self._rows), formulas, errors))
        self._head, self._rows = None, []


def _value(cell: object) -> Value:
    if isinstance(cell, dict):
        return datetime.fromisoformat(str(cell["t"]))
    return cell if isinstance(cell, str | float | bool) else None


def _pieces(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    said = 0
    for line in stream:
        said += len(line)
        if said > MOST_SAID:
            raise _Stopped("It holds more text than playlists could.")
        with suppress(ValueError):  # the last line of a child that was stopped may be half a line
            piece = json.loads(line)
            yield piece


@contextmanager
def _child(path: Path, seconds: float) -> Iterator["subprocess.Popen[bytes]"]:
    """The child while the block runs; it does not outlive it, nor its time. Raises _Stopped where that was over."""
    late = threading.Event()
    # Isolated: neither the folder it is started in nor variables say what is imported; nothing secret is handed on.
    command = [sys.executable, "-P", "-m", _CHILD, str(path.resolve())]
    child = subprocess.Popen(  # noqa: S603 - this interpreter, a module of ours, a path of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ},
        cwd=path.parent,
    )

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield child
        if late.is_set():
            raise _Stopped("Reading it takes too long.")
    finally:
        timer.cancel()
        if child.poll() is None:
            child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
