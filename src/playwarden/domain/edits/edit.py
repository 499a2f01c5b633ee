"""What every edit is: a value that makes a wish out of the playlist it is asked of, and of what is known about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

from playwarden.domain.catalogue import Track
from playwarden.domain.compose import Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True)
class StandIn:
    """A recording that can be put in the place of one that cannot be played, and why it is the same, for people."""

    uri: str
    why: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What an edit may know beside the playlist itself.

    `tracks` is what the catalogue knows, by URI. The playlist, whose id is `playlist`, is the `number`-th (from 1) of
    the `of` that are edited together. `today` is the day in UTC. `shut` are tracks that are known not to be playable
    where its account is. `instead` are recordings that can stand in for such tracks of it: None where there is none.
    `unasked` is of how many of its tracks it is not known whether they can be played.
    """

    today: date
    tracks: Mapping[str, Track] = field(default_factory=lambda: MappingProxyType({}))
    number: int = 1
    of: int = 1
    playlist: str = ""
    shut: frozenset[str] = frozenset()
    instead: Mapping[str, StandIn | None] = field(default_factory=lambda: MappingProxyType({}))
    unasked: int = 0

    def titles(self, uris: Iterable[str], *, most: int = 3) -> str:
        """Some tracks for people: by title where it is known."""
        return listed([self.tracks[uri].title if uri in self.tracks else uri for uri in uris], most=most)


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry that goes, at its `place` from 1, what there is instead, and why that is the same, for people.

    `other` stays: in the same playlist, or (`elsewhere`) in the one of that number, from 0, of those that are edited
    together; or, where tracks are renewed, it comes in; None: nothing does.
    """

    place: int
    uri: str
    other: str | None
    why: str
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Paired:
    """What is wished of a playlist, and the pairs of which it consists."""

    wish: Wish
    pairs: tuple[Pair, ...]


class Edit(Protocol):
    """One thing to do to each of many playlists. A file in this folder holds one kind of it; its docstring is its text
    in the reference.
    """

    kind: ClassVar[str]
    """Permanent: it is in the database."""
    changes_details: ClassVar[bool]
    """Whether it is about name, description and flags, which the owner alone may change; else it is about entries."""

    @property
    def keep_dates(self) -> KeepDates:
        """What the dates are worth to it, unless whoever orders it says otherwise."""
        ...

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        """What it wants of a playlist that stands like this. What is not known is said in the notes, never guessed."""
        ...

    def words(self) -> str:
        """What it does, for people: `add 3 tracks at the top`."""
        ...

    def to_document(self) -> dict[str, Any]:
        """JSON from which `from_document` makes an equal edit, `kind` included."""
        ...

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The edit of a document. Raises InputError for what is missing, unknown or wrong in it."""
        ...


@runtime_checkable
class Pairing(Edit, Protocol):
    """An edit that can say entry by entry what goes and what there is instead."""

    @property
    def across(self) -> bool:
        """Whether what becomes of one playlist depends on the others that are edited together."""
        ...

    def together(self, playlists: Sequence[tuple[PlaylistState, Facts]]) -> list[Paired]:
        """What it wants of each of several playlists, in the order in which they are edited."""
        ...
