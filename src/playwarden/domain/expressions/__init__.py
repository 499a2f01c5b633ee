"""Regular expressions that a person typed, matched in linear time: no pattern can hang.

Matched by walking all ways at once (R. Cox, 'Regular Expression Matching: the Virtual Machine Approach'), so that the
time is at most the length of the program times that of the text. What cannot be matched so (lookaround, references
back, named groups, options) is refused with its reason. What is matched is what Python's `re` would match.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from playwarden.domain.expressions.program import Program, Step
from playwarden.domain.expressions.reading import MOST_PATTERN, read
from playwarden.kit.errors import InputError

__all__ = ["MOST_PATTERN", "Expression", "Found"]


_FEW_WAYS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A match: `spans` of the whole (0) and of each group, None for a group that took no part."""

    text: str
    spans: tuple[tuple[int, int] | None, ...]

    @property
    def start(self) -> int:
        return self._whole[0]

    @property
    def end(self) -> int:
        return self._whole[1]

    @property
    def _whole(self) -> tuple[int, int]:
        whole = self.spans[0]
        assert whole is not None, "a match has taken part in itself"
        return whole

    def group(self, number: int) -> str:
        """What a group took, '' where it took no part."""
        span = self.spans[number]
        return "" if span is None else self.text[span[0] : span[1]]


@dataclass(frozen=True)
class Expression:
    """A pattern ready to be matched. Raises InputError for one that is wrong or that cannot be matched safely."""

    pattern: str
    ignore_case: bool = False

    def __post_init__(self) -> None:
        self._program  # noqa: B018 - a wrong pattern is told at once

    @cached_property
    def _program(self) -> Program:
        return read(self.pattern, ignore_case=self.ignore_case)

    @property
    def groups(self) -> int:
        """How many groups there are in brackets."""
        return self._program.groups

    @cached_property
    def _quick(self) -> "re.Pattern[str] | None":
        """Python's own matcher, for patterns on which its walking back and forth stays small.

        These have few ways, and at most one loop, that holds no ways of its own.
        """
        steps = self._program.steps
        loops = [(step.to, at) for at, step in enumerate(steps) if step.op == "jump" and step.to < at]
        within = sum(step.op == "split" for begin, end in loops for step in steps[begin:end])
        ways = sum(step.op == "split" for step in steps)
        if len(loops) > 1 or within > 1 or ways > _FEW_WAYS:
            return None
        return re.compile(self.pattern, re.IGNORECASE if self.ignore_case else re.NOFLAG)

    def found_in(self, text: str) -> bool:
        """Whether there is a match: for many texts, much quicker than `search`, with the same answer."""
        quick = self._quick
        return self.search(text) is not None if quick is None else quick.search(text) is not None

    def search(self, text: str) -> Found | None:
        """The first match, or None."""
        return self._match(text, 0, advance=False)

    def substitute(self, replacement: str, text: str) -> str:
        """`text` with `replacement` for every match; `\\0` (all of it) to `\\9` stand for groups, `\\\\` for a `\\`.

        Raises InputError for a group that the pattern does not have.
        """
        parts = self.replacement(replacement)
        made: list[str] = []
        last = 0
        for found in self._each(text):
            made += [text[last : found.start], *(found.group(p) if isinstance(p, int) else p for p in parts)]
            last = found.end
        return "".join(made) + text[last:]

    def replacement(self, text: str) -> list[str | int]:
        """A replacement as texts and numbers of groups. Raises InputError."""
        parts: list[str | int] = []
        for piece in re.split(r"(\\.)", text, flags=re.DOTALL):
            escaped = len(piece) == 2 and piece[0] == "\\"
            if escaped and piece[1] in "0123456789":
                if int(piece[1]) > self.groups:
                    raise InputError(f"The pattern has no group {piece[1]}.", "Count its opening brackets.")
                parts.append(int(piece[1]))
            else:
                parts.append(piece[1] if escaped else piece)
        return parts

    def _each(self, text: str) -> Iterator[Found]:
        place, advance = 0, False
        while (found := self._match(text, place, advance=advance)) is not None:
            yield found
            place, advance = found.end, found.end == found.start

    def _match(self, text: str, begin: int, *, advance: bool) -> Found | None:
        """The leftmost match from `begin` on; with `advance` it may not be empty there."""
        program, best = self._program, None
        now = _Ways(program.steps)
        for place in range(begin, len(text) + 1):
            if best is None:
                now.follow(0, text, place, (-1,) * (2 * program.groups + 2))
            elif not now.taken:
                break
            following = _Ways(program.steps)
            for at, slots in now.taken.items():
                step = program.steps[at]
                if step.op == "match":
                    if not (advance and slots[0] == begin == place):
                        best = slots
                        break
                elif place < len(text) and step.takes(text[place]):
                    following.follow(at + 1, text, place + 1, slots)
            now = following
        if best is None:
            return None
        spans = ((best[2 * number], best[2 * number + 1]) for number in range(program.groups + 1))
        return Found(text, tuple(None if -1 in span else span for span in spans))


Slots = tuple[int, ...]


@dataclass(slots=True)
class _Ways:
    """Where a match may stand at one place of the text, the preferred first: `taken` instructions wait for a sign."""

    steps: tuple[Step, ...]
    taken: dict[int, Slots] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def follow(self, at: int, text: str, place: int, slots: Slots) -> None:
        """Adds what can be reached from `at` without taking a sign. Each instruction is come to once: hence linear."""
        todo = [(at, slots)]
        while todo:
            at, slots = todo.pop()
            if at in self.seen:
                continue
            self.seen.add(at)
            step = self.steps[at]
            match step.op:
                case "jump":
                    todo.append((step.to, slots))
                case "split":
                    todo += [(step.other, slots), (step.to, slots)]
                case "save":
                    todo.append((at + 1, (*slots[: step.to], place, *slots[step.to + 1 :])))
                case "assert":
                    if step.holds(text, place):
                        todo.append((at + 1, slots))
                case _:
                    self.taken[at] = slots
