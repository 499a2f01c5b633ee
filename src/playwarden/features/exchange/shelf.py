"""The folder that scheduled exports are written to: dated files, of which the newest of each kind are kept."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwarden.kit.errors import NotFound

EXPORTS = "exports"
"""Below the data folder."""
_DATED = re.compile(r"(.+)-\d{4}-\d{2}-\d{2}T\d{6}Z\.[a-z0-9]+")
_NAME = re.compile(r"[^/\\\0]{1,200}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was written, its size in bytes, and when that was."""

    name: str
    size: int
    made_at: datetime


class Shelf:
    """Writes whole files or none; only who runs the server reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, series: str, ending: str, body: bytes, *, at: datetime, keep: int) -> Stored:
        """Writes `SERIES-2026-12-01T060000Z.ENDING`, and takes away the oldest of its series beyond `keep`."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{series}-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.{ending}"
        half = path.with_name(f".{path.name}.part")
        try:
            with half.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            half.chmod(0o600)
            os.utime(half, (at.timestamp(), at.timestamp()))  # by the product's clock, as its name tells
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        mine = sorted(
            each.name for each in self._files() if _series(each.name) == series and each.name.endswith(ending)
        )
        for name in mine[: max(len(mine) - keep, 0)]:
            (self.folder / name).unlink(missing_ok=True)
        return Stored(path.name, len(body), at)

    def all(self) -> list[Stored]:
        """The newest first."""
        found = []
        for path in self._files():
            stat = path.stat()
            found.append(Stored(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)))
        return sorted(found, key=lambda one: (one.made_at, one.name), reverse=True)

    def path(self, name: str) -> Path:
        """The file of that name. Raises NotFound."""
        for each in self._files() if _NAME.fullmatch(name) else ():
            if each.name == name:
                return each
        raise NotFound(f"There is no export '{name[:100]}'.", "Look at the list of exports again.")

    def remove(self, name: str) -> None:
        """Raises NotFound."""
        self.path(name).unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        """Regular files alone, none that is hidden or half written."""
        if self.folder.is_dir():
            for each in self.folder.iterdir():
                if not each.name.startswith(".") and each.is_file() and not each.is_symlink():
                    yield each


def _series(name: str) -> str | None:
    found = _DATED.fullmatch(name)
    return found[1] if found else None
