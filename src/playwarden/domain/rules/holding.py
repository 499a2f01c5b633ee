"""Holds: somebody keeps a playlist as it stands, whatever its rules say: once, until a moment, or for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

HOLDS = MappingProxyType(
    {
        "once": "the next refresh is left out",
        "until": "nothing is refreshed until a moment",
        "forever": "nothing is refreshed until somebody lifts it",
    }
)


@dataclass(frozen=True, slots=True)
class Hold:
    """A manual override of what rules say. `until` goes with the kind of that name.

    `skips` is the period that `once` leaves out: the first in which a refresh is due; None before that has come.
    """

    kind: str
    actor: str
    at: datetime
    until: datetime | None = None
    skips: str | None = None

    def stands(self, now: datetime, period: str) -> bool:
        """Whether it holds a refresh that is due `now`, in `period`."""
        if self.kind == "until":
            return self.until is not None and now < self.until
        return self.kind == "forever" or self.skips in (None, period)

    def met(self, period: str) -> "Hold":
        """After it held the refresh of `period`."""
        return replace(self, skips=self.skips or period) if self.kind == "once" else self

    def words(self) -> str:
        """What it does, with who wanted it."""
        if self.kind == "until" and self.until is not None:
            return f"{self.actor} keeps it as it stands until {self.until:%Y-%m-%d %H:%M} UTC"
        if self.kind == "once":
            return f"{self.actor} leaves one refresh out"
        return f"{self.actor} keeps it as it stands until that is lifted"

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "kind": self.kind,
            "actor": self.actor,
            "at": self.at.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "skips": self.skips,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Hold":
        """The one that `to_document` wrote."""
        until = document["until"]
        return cls(
            document["kind"],
            document["actor"],
            datetime.fromisoformat(document["at"]),
            datetime.fromisoformat(until) if until else None,
            document["skips"],
        )
