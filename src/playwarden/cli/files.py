"""Files that a command sends along as they are: pictures and tables."""

import gzip
import shutil
import tempfile
from base64 import b64encode
from pathlib import Path

from playwarden.kit.errors import InputError
from playwarden.kit.files import read_bounded

MOST_BYTES = 20 * 2**20
"""More than any picture or table that is taken; what is larger is not even read."""


def base64(path: Path) -> str:
    """The file at `path` in base64. Raises NotFound, and InputError for what is no regular file, too large or shut."""
    return b64encode(read_bounded(path, MOST_BYTES, too_large="Give a smaller one.")).decode()


MOST_SENT = 48 * 2**20
"""What a server takes at once."""
MOST_HERE = 256 * 2**20
"""What is handed over within one process."""
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
_PLAIN = 32 * 2**20
"""Up to here a table is sent as it is; a larger one is packed on the way."""


def packed(path: Path, most: int = MOST_SENT) -> bytes:
    """The file at `path` for sending, at most `most` bytes: packed by gzip where it is large, and never whole in memory
    before. Raises NotFound, and InputError for what is no regular file, shut, or too large even so.
    """
    size = path.stat().st_size if path.is_file() else 0
    if size <= _PLAIN:
        return read_bounded(path, _PLAIN, too_large="Part it.")
    with tempfile.TemporaryFile() as aside:
        try:
            with path.open("rb") as file:
                is_packed = file.read(4).startswith(_PACKED)
                file.seek(0)
                if is_packed:
                    shutil.copyfileobj(file, aside, 1 << 20)
                else:
                    with gzip.GzipFile(fileobj=aside, mode="wb", compresslevel=6) as into:
                        shutil.copyfileobj(file, into, 1 << 20)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path and its rights.") from None
        aside.seek(0)
        sent = aside.read(most + 1)
    if len(sent) > most:
        raise InputError(f"{path} is larger than {most // 2**20} MB when it is packed.", "Part it.")
    return sent
