"""What reads a file that somebody sent, in a process of its own with bounds: cells as lines of JSON, or why not.

`python -m playwarden.features.exchange.child FILE` writes to its standard output: first the form, then each table with
its rows. It imports nothing that it does not need. Formulas are never worked out, macros never opened.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from playwarden.features.exchange.bounds import CPU_SECONDS, MOST_MEMORY, MOST_ROWS, REFUSED, Piece, Unreadable


def main(arguments: list[str]) -> int:
    """Reads the file; the exit code is REFUSED with a document of what is wrong where it cannot be read."""
    _bound()
    try:
        for piece in _counted(pieces(Path(arguments[0]))):
            _write(piece)
    except Unreadable as error:
        _write({"refused": error.what, "remedy": error.remedy})
        return REFUSED
    except MemoryError:
        _write({"refused": "It takes more memory than such a file may.", "remedy": "Take playlists out of it."})
        return REFUSED
    _write({"end": True})
    sys.stdout.flush()
    return 0


def pieces(path: Path) -> Iterator[Piece]:
    """Everything that the parent is told of a file, by what it is and not by what it is called. Raises Unreadable."""
    from playwarden.features.exchange import archives, texts

    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unreadable("The file is empty.", "Save it again, and send that.")
    if head.startswith(b"PK"):
        yield from archives.pieces(path)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise archives.old_container(path)
    else:
        yield from texts.pieces(path)


def _counted(found: Iterator[Piece]) -> Iterator[Piece]:
    """The same. Raises Unreadable for too many rows."""
    rows = 0
    for piece in found:
        rows += "row" in piece
        if rows > MOST_ROWS:
            raise Unreadable(f"It holds more than {MOST_ROWS:,} rows.", "Take playlists out of it.")
        yield piece


def _bound() -> None:
    """Bounds on this process itself, before it looks at anything."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # fewer are allowed already
        resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _write(piece: Piece) -> None:
    sys.stdout.write(json.dumps(piece, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
