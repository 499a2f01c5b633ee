"""Edits: each file holds one thing to do to each of many playlists; adding one is adding its file.

A kind is a module here with `EDIT`, a frozen dataclass that follows `edit.Edit`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwarden.domain.edits.edit import Edit, Facts, Pair, Paired, Pairing, StandIn
from playwarden.kit.errors import InputError
from playwarden.kit.loading import loads

__all__ = [
    "Edit",
    "EditKind",
    "Facts",
    "Pair",
    "Paired",
    "Pairing",
    "StandIn",
    "edit_from_document",
    "kinds",
]


@dataclass(frozen=True, slots=True)
class EditKind:
    """One kind of edit; `text` is its file's docstring, for the reference and the pages."""

    name: str
    text: str
    made_of: type[Edit]


@cache
@loads
def kinds() -> Mapping[str, EditKind]:
    """Every kind found in this folder, by name."""
    found: dict[str, EditKind] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        if (made_of := getattr(module, "EDIT", None)) is not None:
            found[made_of.kind] = EditKind(made_of.kind, (module.__doc__ or "").strip(), made_of)
    return dict(sorted(found.items()))


def edit_from_document(document: Mapping[str, Any]) -> Edit:
    """The edit that `to_document` wrote, or that somebody typed. Raises InputError."""
    kind = kinds().get(str(document.get("kind")))
    if kind is None:
        raise InputError(
            f"There is no edit '{str(document.get('kind'))[:80]}'.", f"The edits are {', '.join(kinds())}."
        )
    return kind.made_of.from_document(document)
