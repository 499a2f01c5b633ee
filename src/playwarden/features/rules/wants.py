"""What a rule set needs to know before it is worked out, how well that is known, and what reading it takes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from playwarden.domain.rules.given import Need
from playwarden.domain.rules.pricing import Extent


class Knowing(StrEnum):
    """How well something is known."""

    KNOWN = "known"
    OLD = "old"
    """It was read before, and is read again when the rule set is refreshed."""
    UNREAD = "unread"
    REFUSED = "refused"
    """It cannot be had: the rule set does not run."""


@dataclass(frozen=True, slots=True)
class Want:
    """One need. `words` name it for people; `calls` is what reading it takes now, `why` what is to be said about it."""

    need: Need
    words: str
    state: Knowing
    calls: int = 0
    read_at: datetime | None = None
    why: str = ""
    remedy: str = ""
    extent: Extent | None = None
    """How large the list is; None: not known."""

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "words": self.words,
            "state": self.state.value,
            "calls": self.calls,
            "read_at": self.read_at.isoformat() if self.read_at else None,
            "why": self.why,
            "remedy": self.remedy,
        }
