"""What a rule set remembers of its playlist: what stands there since when, and what left when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Came:
    """A track that stands in the playlist by the rules: since when, and from which part of a mix (0: none)."""

    uri: str
    on: date
    part: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """`standing` is what the last refresh put there, without pins, in order; `left` the day on which others left.

    `period` is the last refresh's; '' before the first. In the mode append `left` is not used: what was added once is
    in `standing` for good.
    """

    standing: tuple[Came, ...] = ()
    left: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    period: str = ""

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "period": self.period,
            "standing": [[came.uri, came.on.isoformat(), came.part] for came in self.standing],
            "left": {uri: day.isoformat() for uri, day in sorted(self.left.items())},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Memory":
        """The memory that `to_document` wrote."""
        return cls(
            tuple(Came(uri, date.fromisoformat(day), part) for uri, day, part in document["standing"]),
            {uri: date.fromisoformat(day) for uri, day in document["left"].items()},
            document["period"],
        )


NOTHING = Memory()
