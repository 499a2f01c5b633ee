"""What a pattern is compiled to: instructions that are walked sign by sign."""

import re
from dataclasses import dataclass
from typing import Literal

Op = Literal["one", "split", "jump", "save", "assert", "match"]
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction. `one` takes a sign that `test` matches; `split` goes on at `to`, and at `other` if that fails;
    `save` notes the place in slot `to`; `assert` goes on where `edge` (`^`, `$`, `b`, `B`) holds.
    """

    op: Op
    test: "re.Pattern[str] | None" = None
    edge: str = ""
    to: int = 0
    other: int = 0

    def takes(self, sign: str) -> bool:
        """Whether a `one` takes this sign."""
        return self.test is not None and self.test.fullmatch(sign) is not None

    def holds(self, text: str, place: int) -> bool:
        """Whether an `assert` holds before the sign at `place`."""
        match self.edge:
            case "^":
                return place == 0
            case "$":
                return place == len(text) or (place == len(text) - 1 and text[place] == "\n")
        before = place > 0 and _WORD.fullmatch(text[place - 1]) is not None
        after = place < len(text) and _WORD.fullmatch(text[place]) is not None
        return (before != after) == (self.edge == "b")


@dataclass(frozen=True, slots=True)
class Program:
    """The instructions of a pattern and how many groups it has."""

    steps: tuple[Step, ...]
    groups: int
