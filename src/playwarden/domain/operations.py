"""Operations: what one Web API call can do to a playlist, as data, and its effect on a list of entries."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from playwarden.domain.playlist import Details, Entry

CHUNK = 100
"""Entries that one call may insert, remove or replace with."""


@dataclass(frozen=True, slots=True)
class Insert:
    """Adds a contiguous block of at most 100 URIs before `position` (0 is the top)."""

    kind: ClassVar[str] = "insert"
    position: int
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Moves the block of `length` entries at `start` before the entry at `before`, counted before the move."""

    kind: ClassVar[str] = "move"
    start: int
    length: int
    before: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Removes every occurrence of each of at most 100 URIs."""

    kind: ClassVar[str] = "remove"
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replace:
    """Replaces everything with at most 100 URIs; every `added_at`, local file and unavailable entry is lost."""

    kind: ClassVar[str] = "replace"
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDetails:
    """Changes the details that are not None."""

    kind: ClassVar[str] = "details"
    name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool | None = None


@dataclass(frozen=True, slots=True)
class SetCover:
    """Uploads the picture held under `sha256` (JPEG, at most 256 KB as base64)."""

    kind: ClassVar[str] = "cover"
    sha256: str


@dataclass(frozen=True, slots=True)
class Create:
    """Makes a new, empty playlist of the account."""

    kind: ClassVar[str] = "create"
    name: str
    description: str | None = None
    public: bool = False
    collaborative: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """Saves the playlist to the account's library (an unfollowed own playlist comes back this way)."""

    kind: ClassVar[str] = "follow"


@dataclass(frozen=True, slots=True)
class Unfollow:
    """Takes the playlist out of the account's library; for an own playlist this is its deletion."""

    kind: ClassVar[str] = "unfollow"


ItemOperation = Insert | Move | Remove | Replace
Operation = ItemOperation | SetDetails | SetCover | Create | Follow | Unfollow

_KINDS: dict[str, Callable[..., Operation]] = {
    kind.kind: kind for kind in (Insert, Move, Remove, Replace, SetDetails, SetCover, Create, Follow, Unfollow)
}


def operation_document(operation: Operation) -> dict[str, Any]:
    """JSON of one operation: its `kind` and its fields that are not None, for journals and fingerprints."""
    fields = {name: value for name, value in asdict(operation).items() if value is not None}
    return {"kind": operation.kind} | {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()
    }


def operation_from_document(document: dict[str, Any]) -> Operation:
    """The operation that `operation_document` wrote. Raises KeyError for a kind that this version does not know."""
    kind = _KINDS[document["kind"]]
    fields = {name: tuple(value) if name == "uris" else value for name, value in document.items() if name != "kind"}
    return kind(**fields)


def entries_after(
    entries: tuple[Entry, ...], operation: Operation, *, at: datetime | None = None, by: str | None = None
) -> tuple[Entry, ...]:
    """The entries as Spotify leaves them after `operation`; new ones carry `at` and `by`.

    The model of the API that plans are proved against. Raises ValueError for what the API refuses.
    """
    match operation:
        case Insert(position, uris):
            _chunk(uris)
            _addable(uris)
            if not 0 <= position <= len(entries):
                raise ValueError(f"position {position} is outside a list of {len(entries)}")
            return (*entries[:position], *(Entry(uri, at, by) for uri in uris), *entries[position:])
        case Move(start, length, before):
            if length < 1 or start < 0 or start + length > len(entries) or not 0 <= before <= len(entries):
                raise ValueError(f"move {start}+{length} before {before} is outside a list of {len(entries)}")
            block = entries[start : start + length]
            if start <= before <= start + length:
                return entries
            rest = (*entries[:start], *entries[start + length :])
            target = before if before < start else before - length
            return (*rest[:target], *block, *rest[target:])
        case Remove(uris):
            _chunk(uris)
            if any(uri.startswith("spotify:local:") for uri in uris):
                raise ValueError("a removal that names a local file is refused as a whole")
            gone = set(uris)
            return tuple(entry for entry in entries if entry.uri not in gone)
        case Replace(uris):
            _chunk(uris, empty=True)
            _addable(uris)
            return tuple(Entry(uri, at, by) for uri in uris)
        case Unfollow() | Follow() | SetDetails() | SetCover() | Create():
            return entries


def details_after(details: Details, operation: Operation) -> Details:
    """The details after `operation`, as far as they are certain (a new cover's URL is not)."""
    match operation:
        case SetDetails(name, description, public, collaborative):
            return replace(
                details,
                name=details.name if name is None else name,
                description=details.description if description is None else description,
                public=details.public if public is None else public,
                collaborative=details.collaborative if collaborative is None else collaborative,
            )
        case _:
            return details


def _chunk(uris: tuple[str, ...], *, empty: bool = False) -> None:
    if len(uris) > CHUNK or not (uris or empty):
        raise ValueError(f"a call takes 1 to {CHUNK} URIs, not {len(uris)}")


def _addable(uris: tuple[str, ...]) -> None:
    if any(uri.startswith("spotify:local:") for uri in uris):
        raise ValueError("a local file cannot be added by the API")
