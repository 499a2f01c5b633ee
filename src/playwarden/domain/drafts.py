"""Drafts: edits of one playlist by one member that were not applied yet, and how much they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwarden.domain.sequence.backbone import longest_increasing
from playwarden.kit.errors import InputError
from playwarden.kit.ids import MemberId, PlaylistId

Piece = int | Sequence[int] | Mapping[str, Any]
"""A place in the base from 1, a stretch of places (first, last), or an entry that was put in."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a draft differs from its base, in entries."""

    added: int
    removed: int
    moved: int

    @property
    def total(self) -> int:
        return self.added + self.removed + self.moved


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft holds: the URIs that the playlist had when it began, and its rows in pieces.

    `version` is the playlist's version at that time; None: it had none.
    """

    version: int | None
    base: tuple[str | None, ...]
    rows: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept draft. `tag` changes with every save, `device` is the browser that saved it last."""

    member: MemberId
    playlist: PlaylistId
    content: Content
    changes: Changes
    tag: str
    device: str
    started_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """That a member has a draft open, as others are told."""

    member: MemberId
    name: str
    changes: Changes
    started_at: datetime
    saved_at: datetime


def counted(length: int, rows: Sequence[Piece]) -> Changes:
    """What `rows` change of a base of `length` entries. Raises InputError for places that are none or stand twice."""
    places: list[int] = []
    added = 0
    for piece in rows:
        if isinstance(piece, Mapping):
            added += 1
            continue
        first, last = (piece, piece) if isinstance(piece, int) else (piece[0], piece[-1])
        if not 1 <= first <= last <= length:
            raise InputError(f"The base has no places {first} to {last}: it holds {length}.")
        places.extend(range(first, last + 1))
        if len(places) > length:
            break
    if len(set(places)) != len(places):
        raise InputError("A place of the base stands twice in the rows.")
    return Changes(added, length - len(places), len(places) - len(longest_increasing(places)))
