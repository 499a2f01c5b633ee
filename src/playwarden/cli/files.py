"""Files that a command sends along as they are: pictures and tables."""

import stat
from base64 import b64encode
from pathlib import Path

from playwarden.kit.errors import InputError, NotFound

MOST_BYTES = 20 * 2**20
"""More than any picture or table that is taken; what is larger is not even read."""


def base64(path: Path) -> str:
    """The file at `path` in base64. Raises NotFound, and InputError for what is no regular file, too large or shut."""
    try:
        mode = path.stat().st_mode  # before it is opened: a pipe waits for its writer, and a device may never end
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
            raise InputError(f"{path} cannot be read: it is {what}.", "Name a file.")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Give its path from here.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check its name and its rights.") from None
    if len(raw) > MOST_BYTES:
        raise InputError(f"{path} is larger than {MOST_BYTES // 2**20} MB.", "Give a smaller one.")
    return b64encode(raw).decode()
