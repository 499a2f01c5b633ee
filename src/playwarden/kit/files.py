"""Files that somebody names: read whole, and only what is a file of a bearable size."""

import stat
from pathlib import Path

from playwarden.kit.errors import InputError, NotFound


def read_bounded(path: Path, most: int, *, too_large: str) -> bytes:
    """The bytes of `path`, at most `most`; `too_large` says what helps against more.

    Raises NotFound, and InputError for what is no regular file, too large or shut.
    """
    try:
        mode = path.stat().st_mode  # before it is opened: a pipe waits for its writer, and a device may never end
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
            raise InputError(f"{path} cannot be read: it is {what}.", "Name a file.")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Check the path.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path and its rights.") from None
    if len(raw) > most:
        raise InputError(f"{path} is larger than {most // 2**20} MB.", too_large)
    return raw
