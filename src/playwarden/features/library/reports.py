"""What looking at the library reports: accounts looked at, items read, what is left and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An account whose playlists are mirrored."""

    id: AccountId
    user_id: str
    name: str
    quota_group: str
    connected: bool
    unshown: frozenset[str] = frozenset()
    """Fields of `Head` that `doctor --live` found list pages not to keep up with: they are not believed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What did not work, and for which account; the rest went on."""

    account: AccountId
    account_name: str
    error: PlaywardenError


@dataclass(frozen=True, slots=True)
class ReadingStatus:
    """How far the items are read. `readable` playlists are owned by or shared with an account here; `provided_not` are
    lists of others, whose items Spotify does not provide. `left` playlists need `left_calls`; `by` is when the
    quota will have allowed them: None when nothing is left, or when it cannot be said.
    """

    readable: int
    read: int
    provided_not: int
    left: int
    left_calls: int
    by: datetime | None
    now: datetime

    @property
    def sentence(self) -> str:
        """`items read for 140 of 400, the rest by Thursday`."""
        if self.left == 0 and self.read == self.readable:
            told = f"items read for all {self.readable:,}" if self.readable else "no items to read"
        elif self.left == 0:
            told = f"items read for {self.read:,} of {self.readable:,}; Spotify refused the rest"
        elif self.read == self.readable:
            told = f"items read for all {self.readable:,}, {self.left:,} of them to be read again{self._when}"
        else:
            told = f"items read for {self.read:,} of {self.readable:,}, the rest{self._when}"
        if not self.provided_not:
            return told
        return f"{told}; not provided by Spotify for {counted(self.provided_not, 'list')} of others"

    @property
    def _when(self) -> str:
        if self.by is None:
            return " when the quota allows it"
        days = (self.by.date() - self.now.date()).days
        if days <= 0:
            return " today"
        return f" by {self.by:%A}" if days < 7 else f" by {self.by.day} {self.by:%B %Y}"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """One go at reading items. `until`: nothing more before then, where the quota said so."""

    read: tuple[PlaylistId, ...] = ()
    changed: int = 0
    calls: int = 0
    refused: int = 0
    failed: int = 0
    until: datetime | None = None
    problems: tuple[Problem, ...] = ()

    def plus(self, other: "ReadReport") -> "ReadReport":
        """Both together."""
        untils = [until for until in (self.until, other.until) if until is not None]
        return ReadReport(
            self.read + other.read,
            self.changed + other.changed,
            self.calls + other.calls,
            self.refused + other.refused,
            self.failed + other.failed,
            max(untils, default=None),
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class SyncReport:
    """One look at all playlists of the accounts. `calls` are those of the list pages and of the items that were
    answered, also where a ban or a failure ended them early.
    """

    started_at: datetime
    ended_at: datetime
    accounts: int
    calls: int
    seen: int
    new: int
    changed: int
    """Playlists whose details or items differ from what was known."""
    gone: int
    covers: int
    """Covers that changed."""
    reading: ReadReport
    status: ReadingStatus
    problems: tuple[Problem, ...]

    def to_document(self) -> dict[str, Any]:
        """JSON: what the job that looked came to, and what `sync --json` prints."""
        status = self.status
        return {
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat(),
            "accounts": self.accounts,
            "calls": self.calls,
            "seen": self.seen,
            "new": self.new,
            "changed": self.changed,
            "gone": self.gone,
            "covers": self.covers,
            "read": list(self.reading.read),
            "until": self.reading.until.isoformat() if self.reading.until else None,
            "items": {
                "readable": status.readable,
                "read": status.read,
                "not_provided": status.provided_not,
                "left": status.left,
                "left_calls": status.left_calls,
                "by": status.by.isoformat() if status.by else None,
                "sentence": status.sentence,
            },
            "problems": [
                {
                    "account": problem.account,
                    "name": problem.account_name,
                    "code": problem.error.code,
                    "what": problem.error.what,
                    "remedy": problem.error.remedy,
                }
                for problem in self.problems
            ],
        }
