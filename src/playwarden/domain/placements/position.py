"""Where in a list a placed track goes: top, bottom, a number, after a named entry, or instead of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwarden.domain.playlist import MAX_ENTRIES

_NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Position:
    """Exactly one of these: `number` counts from 1 (1 is the top), `after` and `instead` are URIs; none: the bottom.

    It is where the track enters; what is inserted above it later pushes it down like any other entry.
    """

    number: int | None = None
    after: str | None = None
    instead: str | None = None

    def __post_init__(self) -> None:
        given = [one for one in (self.number, self.after, self.instead) if one is not None]
        if len(given) > 1 or (self.number is not None and not 1 <= self.number <= MAX_ENTRIES):
            raise ValueError("a position is one of a number from 1, an anchor, or an entry to stand in for")

    @property
    def text(self) -> str:
        """`top`, `bottom`, `5`, `after spotify:track:…`, `instead of spotify:track:…`: what `position` reads."""
        if self.after is not None:
            return f"after {self.after}"
        if self.instead is not None:
            return f"instead of {self.instead}"
        return "bottom" if self.number is None else "top" if self.number == 1 else str(self.number)

    def index(self, uris: Sequence[str | None]) -> int:
        """Before which index of a list it inserts; what is not there, or lies beyond the end, means the bottom."""
        if self.number is not None:
            return min(self.number - 1, len(uris))
        anchor = self.after or self.instead
        if anchor is None or anchor not in uris:
            return len(uris)
        return uris.index(anchor) + (self.after is not None)


TOP = Position(number=1)
BOTTOM = Position()


def position(text: str) -> Position:
    """The position that `text` names; an anchor is taken as it stands. Raises ValueError with a sentence."""
    words = text.strip()
    lowered = words.lower()
    if lowered == "top":
        return TOP
    if lowered in ("bottom", ""):
        return BOTTOM
    for prefix in ("after ", "instead of "):
        if lowered.startswith(prefix) and (anchor := words[len(prefix) :].strip()):
            return Position(after=anchor) if prefix == "after " else Position(instead=anchor)
    if _NUMBER.fullmatch(words) and 1 <= int(words) <= MAX_ENTRIES:
        return Position(number=int(words))
    raise ValueError(
        f"'{words[:60]}' is no position: expected top, bottom, a number from 1 to {MAX_ENTRIES:,}, or 'after' and a "
        "track's URI."
    )
