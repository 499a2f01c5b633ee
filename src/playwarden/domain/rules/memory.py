"""What a rule set remembers of its playlist: what stands there since when, and what left when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Came:
    """A track that stands in the playlist by the rules: since when, and from which part of a mix (0: none).

    `added` is when it came into its source, which may not hold it any more.
    """

    uri: str
    on: date
    part: int = 0
    added: datetime | None = None

    def to_document(self) -> list[Any]:
        """JSON: as short as it can be, since there are many."""
        return [self.uri, self.on.isoformat(), self.part, self.added.isoformat() if self.added else None]

    @classmethod
    def from_document(cls, document: Sequence[Any]) -> "Came":
        """The one that `to_document` wrote."""
        uri, day, part, added = document
        return cls(uri, date.fromisoformat(day), part, datetime.fromisoformat(added) if added else None)


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
            "standing": [came.to_document() for came in self.standing],
            "left": {uri: day.isoformat() for uri, day in sorted(self.left.items())},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Memory":
        """The memory that `to_document` wrote."""
        return cls(
            tuple(Came.from_document(each) for each in document["standing"]),
            {uri: date.fromisoformat(day) for uri, day in document["left"].items()},
            document["period"],
        )


NOTHING = Memory()
