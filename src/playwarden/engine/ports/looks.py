"""Looks at list pages that whoever needs them shares, across processes."""

from collections.abc import Sequence
from dataclasses import dataclass
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


class Looks(Protocol):
    """Each method is one transaction."""

    def vouched(self, account_id: AccountId, playlist_id: PlaylistId) -> Mirrored | None:
        """What is mirrored, where a look at the account's list within FRESH showed the playlist with the snapshot id
        that is mirrored, the page was believed about it, and we wrote nothing to it for OWN_WRITES.
        """
        ...

    def wanted(self, account_id: AccountId, playlist_id: PlaylistId) -> list[Wanted]:
        """Playlists of the account that a look could vouch for: this one, and those whose jobs are due. Empty when
        this one is none of them: its items were never read, or we wrote to it lately.
        """
        ...

    def take(self, account_id: AccountId, heads: Sequence[Head], looked_at: datetime) -> None:
        """Keeps what the first pages of an account's list showed: for the mirror, and to vouch."""
        ...
