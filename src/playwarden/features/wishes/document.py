"""What a FILE says, as values: every wish with the place in the file where it stands."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from playwarden.domain.plan import KeepDates

KEEP_DATES: tuple[KeepDates, ...] = get_args(KeepDates)
VERSION = 1
"""The only version of the FILE so far."""
MAX_BYTES = 16 * 1024 * 1024
"""A FILE larger than this is not read."""
MAX_PLAYLISTS = 1_000
"""Playlists that one FILE may name."""
MAX_ITEMS = 20_000
"""Items that one playlist of a FILE may name; what Spotify holds is a matter of the plan's safety rules."""
MAX_ITEMS_IN_ALL = 500_000
"""Items of a whole FILE, aliases counted each time they are used."""
MAX_TEXT = 10_000
"""Characters of one text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Item:
    """One wished item as it was written."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class PolicyWish:
    """The policy as far as it is stated. None: the default."""

    keep_dates: KeepDates | None = None
    max_calls: int | None = None


@dataclass(frozen=True, slots=True)
class PlaylistWish:
    """One playlist of the file: named by `id` (as written), or made once under the key `create`. None: stays as is."""

    mark: Mark
    id: str | None = None
    create: str | None = None
    name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool | None = None
    cover: str | None = None
    items: tuple[Item, ...] | None = None
    policy: PolicyWish = PolicyWish()
    marks: dict[str, Mark] = field(default_factory=dict, compare=False, hash=False)
    """Where each key's value stands."""

    def mark_of(self, key: str) -> Mark:
        """Where the value of `key` stands, or the playlist itself."""
        return self.marks.get(key, self.mark)


@dataclass(frozen=True, slots=True)
class WishFile:
    """A whole FILE. `path` is as it was given, for messages and for covers beside it."""

    path: Path
    account: str
    account_mark: Mark
    playlists: tuple[PlaylistWish, ...]
