"""Opens a table that somebody sent, as it is or packed: gzip, or a zip with one table in it."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from playwarden.kit.errors import InputError

_TABLES = (".csv", ".tsv", ".txt")


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[BinaryIO]:
    """The table in `file`, to be read from its beginning as often as wanted. Raises InputError, also out of its block
    where what is packed turns out to be damaged.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    try:
        if head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file, mode="rb") as inner:
                yield cast(BinaryIO, inner)
        elif head.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(file) as archive, archive.open(_table_in(archive)) as member:
                yield cast(BinaryIO, member)
        else:
            yield file
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        if head[:2] not in (b"\x1f\x8b", b"PK"):
            raise
        raise InputError("What is packed in the file is damaged, or locked.", "Unpack it, and import that.") from error


def _table_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    tables = [each for each in archive.infolist() if each.filename.lower().endswith(_TABLES)]
    if len(tables) != 1:
        found = "no table" if not tables else f"{len(tables)} tables"
        raise InputError(f"The zip file holds {found}.", "Unpack it, and import one CSV file after the other.")
    return tables[0]
