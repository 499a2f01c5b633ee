"""Tables as CSV files, whatever their signs and delimiter are: the form with 114,000 rows, and any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from playwarden.domain import audio_tables
from playwarden.features.labels.providers import Opened


def reads(head: bytes) -> bool:
    """Everything: what is no table is refused when it is opened."""
    return True


@contextmanager
def opened(file: BinaryIO, encoding: str) -> Iterator[Opened]:
    """Finds out how the table is written. Raises InputError where it is none."""
    table = audio_tables.opened(file, encoding)
    yield Opened(table, audio_tables.recognised(table.header))
