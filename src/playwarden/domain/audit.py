"""The audit chain as values: who did what when, each link vouching for all before it, and where a chain is broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from playwarden.kit.canonical import digest

START = "0" * 64
"""What the first link names as the one before it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that was done. `before_sha256` and `after_sha256` name documents that lie apart from the chain.

    `hash` is the SHA-256 of the canonical JSON of all other columns, `previous` (the hash of the link before) included.
    """

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    run_id: str | None
    before_sha256: str | None
    after_sha256: str | None
    previous: str
    hash: str = ""

    def sealed(self) -> "Link":
        """This link with the hash that its columns call for."""
        return replace(self, hash=self.called_for())

    def called_for(self) -> str:
        """The hash that the other columns call for: 64 hexadecimal digits."""
        return digest(
            {
                "number": self.number,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "actor": self.actor,
                "action": self.action,
                "subject": self.subject,
                "run_id": self.run_id,
                "before_sha256": self.before_sha256,
                "after_sha256": self.after_sha256,
                "previous": self.previous,
            }
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: its number and hash stand for everything up to it. Number 0: an empty chain."""

    number: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class KnownHead:
    """A head that was written down elsewhere; `source` says where, in words: 'the backup of 2 November 2026'."""

    head: Head
    source: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that is not as it was written, or is gone; `why` is a sentence."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the whole chain found: `count` whole links, of which `head` is the last.

    `documents` were there and matched their hash, `erased` were taken out by an erasure that the chain records.
    """

    count: int
    head: Head
    first_broken: Broken | None = None
    documents: int = 0
    erased: int = 0


def follow(links: Iterable[Link], known: Sequence[KnownHead] = ()) -> tuple[Head, Broken | None]:
    """The last whole link of `links` (ordered by number) and the first broken one, if any.

    Finds altered columns, missing and additional links, and, by the `known` heads, a cut tail and a chain that was
    written anew with fitting hashes. `links` may raise UnreadableLink.
    """
    head = Head()
    try:
        for link in links:
            why = _fault(link, head, known)
            if why:
                return head, Broken(head.number + 1, why)
            head = Head(link.number, link.hash)
    except UnreadableLink as unreadable:
        return head, Broken(head.number + 1, str(unreadable))
    for other in known:
        if other.head.number > head.number:
            gone = _numbers(head.number + 1, other.head.number)
            return head, Broken(head.number + 1, f"{gone} missing from the end: {other.source} still knew them.")
    return head, None


class UnreadableLink(Exception):
    """A row of the chain holds something that cannot be such a column's value."""


def _fault(link: Link, head: Head, known: Sequence[KnownHead]) -> str:
    """Why `link` does not follow `head`; '' when it does."""
    if link.number > head.number + 1:
        return f"{_numbers(head.number + 1, link.number - 1)} missing."
    if link.number != head.number + 1:
        return f"Its number is {link.number}, {head.number + 1} was expected."
    if link.hash != link.called_for():
        return "Its columns do not give its hash: it was altered."
    if link.previous != head.hash:
        return "It does not follow the link before it: one of them was replaced."
    for other in known:
        if other.head.number == link.number and other.head.hash != link.hash:
            return f"It differs from what {other.source} vouches for: the chain was written anew."
    return ""


def _numbers(first: int, last: int) -> str:
    return f"Link {first} is" if first == last else f"Links {first} to {last} are"
