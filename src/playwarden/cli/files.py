"""Files that a command sends along as they are: pictures and tables."""

from base64 import b64encode
from pathlib import Path

from playwarden.kit.files import read_bounded

MOST_BYTES = 20 * 2**20
"""More than any picture or table that is taken; what is larger is not even read."""


def base64(path: Path) -> str:
    """The file at `path` in base64. Raises NotFound, and InputError for what is no regular file, too large or shut."""
    return b64encode(read_bounded(path, MOST_BYTES, too_large="Give a smaller one.")).decode()
