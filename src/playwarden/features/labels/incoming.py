"""The folder in which tables lie that were sent and wait to be imported by a job."""

import re
import shutil
import time
from pathlib import Path
from typing import BinaryIO

from playwarden.kit.errors import NotFound

INCOMING = "incoming"
"""Below the data folder."""
_LASTS = 24 * 3600
"""Seconds after which a table that nobody came for is taken away."""
_NAME = re.compile(r"fst_[0-9A-Za-z_]{1,60}")


class Incoming:
    """One file a data set that is to be, under its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, set_id: str, file: BinaryIO) -> None:
        """Keeps all of `file`, or nothing; takes away what was left behind."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in self._folder.iterdir():
            if time.time() - old.stat().st_mtime > _LASTS:
                old.unlink(missing_ok=True)
        path = self._path(set_id)
        half = path.with_suffix(".part")
        try:
            file.seek(0)
            with half.open("wb") as kept:
                shutil.copyfileobj(file, kept)
            half.chmod(0o600)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def open(self, set_id: str) -> tuple[BinaryIO, int]:
        """The file and its bytes. Raises NotFound."""
        try:
            file = self._path(set_id).open("rb")
        except FileNotFoundError:
            raise NotFound(
                "The table that was sent is not here.",
                "Send it again; where workers run on other machines, give them a shared PLAYWARDEN_DATA_DIR.",
            ) from None
        return file, self._path(set_id).stat().st_size

    def drop(self, set_id: str) -> None:
        """Takes it away, where it is there still."""
        self._path(set_id).unlink(missing_ok=True)

    def _path(self, set_id: str) -> Path:
        if not _NAME.fullmatch(set_id):
            raise NotFound(f"There is no table '{set_id[:60]}'.")
        return self._folder / set_id
