"""Looks at list pages that whoever needs them shares, across processes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from playwarden.domain.library import Head
from playwarden.engine.ports.library import Mirrored
from playwarden.kit.ids import AccountId, PlaylistId


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mirrored playlist that somebody is about to change: how far down the account's list, and how long it is."""

    id: PlaylistId
    position: int
    total: int


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the mirror holds of playlists that a look of the last minute showed, when that began, and how many playlists
    from the top of the list it reached (0: there was none).
    """

    mirrored: Mapping[PlaylistId, Mirrored] = field(default_factory=dict)
    looked_at: datetime | None = None
    depth: int = 0


class Looks(Protocol):
    """Each method is one transaction."""

    def vouched(self, account_id: AccountId, ids: Collection[PlaylistId]) -> Vouched:
        """Those of `ids` that a look at the account's list within FRESH showed with the snapshot id that is mirrored,
        where the page was believed about them and we wrote nothing to them for OWN_WRITES. Their entries may belong to
        another snapshot id (see `Mirrored.current`).
        """
        ...

    def wanted(self, account_id: AccountId, ids: Collection[PlaylistId]) -> list[Wanted]:
        """Playlists of the account that a look could vouch for: those of `ids`, and those with jobs that are due. Empty
        when none of `ids` is among them: their items were never read, or we wrote to them lately.
        """
        ...

    def writing(self, account_id: AccountId) -> list[Wanted]:
        """Playlists of the account that are refreshed or written to about now, or whose proof comes due about now."""
        ...

    def take(self, account_id: AccountId, heads: Sequence[Head], looked_at: datetime) -> None:
        """Keeps what the first pages of an account's list showed: for the mirror, and to vouch."""
        ...
