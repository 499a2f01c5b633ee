"""The audit trail: what was done, by whom, when, with the documents before and after; it only grows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from playwarden.domain.audit import KnownHead, Link, Verified
from playwarden.kit.ids import AccountId


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links to list; what is None or empty does not matter. All that is given must hold.

    `actor` is whole, or a member's name: that finds what was done with the member's tokens too. `action` and `subject`
    match from their beginning: `playlist.` finds `playlist.apply`. `before_number` continues an earlier listing.
    `account` finds links that hold a document of that account.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    run_id: str | None = None
    account: AccountId | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_number: int | None = None
    limit: int = 50


class Trail(Protocol):
    """Each method is a transaction of its own. The journal adds its links inside of its own transactions."""

    def note(
        self,
        *,
        actor: str,
        action: str,
        subject: str,
        run_id: str | None = None,
        before: object = None,
        after: object = None,
        account: str | None = None,
    ) -> Link:
        """Append a link, now. `before` and `after` are JSON documents, erased when `account` is."""
        ...

    def links(self, wanted: LinkFilter) -> Sequence[Link]:
        """The newest first, at most `wanted.limit`."""
        ...

    def verify(self, known: Sequence[KnownHead] = ()) -> Verified:
        """Recompute the chain and every document's hash, against the `known` heads beside those in the database."""
        ...

    def lines(self) -> Iterator[str]:
        """Every link, the oldest first, as one line of JSON each, with the documents that are still there."""
        ...

    def erase(self, account: str, *, actor: str, reason: str) -> int:
        """Take out every document of `account`, and say so in the chain. Answers how many."""
        ...
