"""How much a file that is read may be and take, and what its child process tells the parent."""

from typing import Any

Piece = dict[str, Any]
"""A line of what the child says: `form`, `told`, `table`, `row` with `cells`, `formulas`, `refused`, `end`."""
MOST_BYTES = 48 * 2**20
"""Of a file as it is sent."""
MOST_ROWS = 200_000
"""In all tables of a file together."""
MOST_MEMORY = 512 * 2**20
"""Address space of the child; what it takes for itself is about 60 MB of it."""
CPU_SECONDS = 40
WALL_SECONDS = 60
MOST_SAID = 96 * 2**20
"""Bytes that the child may say."""
MOST_PARTS = 4_000
"""Files in a zip."""
MOST_UNPACKED = 256 * 2**20
"""What a zip declares that it becomes."""
MOST_RATIO = 250
"""How many times its own size a zip may become, from SMALL on. A sheet of playlists becomes about ten times."""
SMALL = 24 * 2**20
REFUSED = 3
"""The child's exit code where it said why the file cannot be read."""


class Unreadable(Exception):
    """A file is none of what is read, or too much; both are sentences."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
