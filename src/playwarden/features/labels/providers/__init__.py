"""Where data sets come from: one file here for each provider, behind one interface. Adding one is adding a file.

A provider is a module with `reads` (whether a file that somebody brings is of its kind, by how it begins) and `opened`
(the file as a table: a header, and rows that tell of tracks). What happens to the rows is the same for all: columns are
mapped, what is left out is counted, names are kept, tracks that are called alike are found.
"""

import importlib
import pkgutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from playwarden.domain.audio_tables import Table
from playwarden.kit.loading import loads

_HEAD = 512
LAST = "tables"
"""Reads whatever nobody else does."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a provider made of a file. `known`: what its columns are is known by heart, nothing need be said."""

    table: Table
    known: bool


class Provider(Protocol):
    """The interface, as a module fulfils it."""

    def reads(self, head: bytes) -> bool:
        """Whether a file that begins so is of its kind."""
        ...

    def opened(self, file: BinaryIO, encoding: str) -> AbstractContextManager[Opened]:
        """The file as a table, to be read in the block. Raises InputError where it is damaged."""
        ...


@loads
def providers() -> tuple[Provider, ...]:
    """All of them, in the order in which they are asked."""
    names = sorted((each.name for each in pkgutil.iter_modules(__path__)), key=lambda name: (name == LAST, name))
    return tuple(cast(Provider, importlib.import_module(f"{__name__}.{name}")) for name in names)


def opened(file: BinaryIO, encoding: str = "") -> AbstractContextManager[Opened]:
    """What the first provider makes of a file that reads it. Raises InputError."""
    file.seek(0)
    head = file.read(_HEAD)
    return next(each for each in providers() if each.reads(head)).opened(file, encoding)
