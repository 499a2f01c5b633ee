"""Reads a pattern and compiles it; what cannot be matched in linear time is refused with its reason."""

import re
from dataclasses import dataclass

from playwarden.domain.expressions.program import Program, Step
from playwarden.kit.errors import InputError

MOST_PATTERN = 300
"""Characters of a pattern."""
MOST_STEPS = 2_000
"""Instructions: what is repeated a counted number of times is written out."""
_DEEPEST = 20
_SETS = frozenset("dDwWsS")
_EDGES = frozenset("bB")
_TWO_MEANINGS = re.compile(r"--|&&|\|\||~~")
_COUNTED = re.compile(r"\{(\d{1,4})?(,)?(\d{1,4})?\}")


@dataclass(frozen=True, slots=True)
class _One:
    test: "re.Pattern[str]"


@dataclass(frozen=True, slots=True)
class _Edge:
    edge: str


@dataclass(frozen=True, slots=True)
class _Group:
    number: int | None
    inside: "_Node"


@dataclass(frozen=True, slots=True)
class _Row:
    nodes: "tuple[_Node, ...]"


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: "tuple[_Node, ...]"


@dataclass(frozen=True, slots=True)
class _Repeat:
    inside: "_Node"
    least: int
    most: int | None
    greedy: bool


_Node = _One | _Edge | _Group | _Row | _Choice | _Repeat


def read(pattern: str, *, ignore_case: bool = False) -> Program:
    """The program of `pattern`. Raises InputError."""
    if len(pattern) > MOST_PATTERN:
        raise InputError(f"The pattern is longer than {MOST_PATTERN} characters.", "Shorten it.")
    reader = _Reader(pattern, re.IGNORECASE if ignore_case else re.NOFLAG)
    node = reader.choice(0)
    if reader.place < len(pattern):
        raise reader.wrong("a closing bracket without an opening one")
    steps: list[Step] = []
    _emit(_Group(0, node), steps)
    steps.append(Step("match"))
    return Program(tuple(steps), reader.groups)


class _Reader:
    """Recursive descent over the pattern."""

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.pattern = pattern
        self.flags = flags
        self.place = 0
        self.groups = 0

    def wrong(self, what: str) -> InputError:
        """What is wrong at the present place."""
        place = min(self.place + 1, len(self.pattern))
        return InputError(
            f"The pattern '{self.pattern}' cannot be used: {what}, at character {place}.",
            "Use letters, sets, groups, | and repeats; put a backslash before a sign that stands for itself.",
        )

    def choice(self, depth: int) -> _Node:
        """Ways divided by `|`, up to a closing bracket or the end."""
        if depth > _DEEPEST:
            raise self.wrong("too many brackets within each other")
        ways = [self._row(depth)]
        while self._next() == "|":
            self.place += 1
            ways.append(self._row(depth))
        return ways[0] if len(ways) == 1 else _Choice(tuple(ways))

    def _row(self, depth: int) -> _Node:
        nodes: list[_Node] = []
        while self._next() not in ("", "|", ")"):
            nodes.append(self._repeated(self._atom(depth)))
        return nodes[0] if len(nodes) == 1 else _Row(tuple(nodes))

    def _next(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _repeated(self, node: _Node) -> _Node:
        counts = self._counts()
        if counts is None:
            return node
        least, most = counts
        if isinstance(node, _Edge):
            raise self.wrong("an edge that is repeated")
        if (most is None or most > 1) and _may_be_empty(node):
            raise self.wrong("a repeat of what may be empty")
        greedy = True
        if self._next() == "?":
            self.place += 1
            greedy = False
        elif self._next() in ("+", "*", "{") and (self._next() != "{" or _COUNTED.match(self.pattern, self.place)):
            raise self.wrong("a repeat of a repeat")
        return _Repeat(node, least, most, greedy)

    def _counts(self) -> tuple[int, int | None] | None:
        """How often at least and at most, where a repeat stands here; a `{` that counts nothing stands for itself."""
        sign = self._next()
        if sign and sign in "*+?":
            self.place += 1
            return (1 if sign == "+" else 0), (1 if sign == "?" else None)
        found = _COUNTED.match(self.pattern, self.place)
        if found is None or found.group() in ("{}",):
            return None
        self.place = found.end()
        low, comma, high = found.groups()
        least = int(low or 0)
        most = (int(high) if high else None) if comma else least
        if most is not None and most < least:
            raise self.wrong("a repeat whose least is more than its most")
        if max(least, most or 0) > MOST_STEPS:
            raise self.wrong("a repeat that counts too far")
        return least, most

    def _atom(self, depth: int) -> _Node:
        sign = self._next()
        self.place += 1
        match sign:
            case "(":
                return self._group(depth)
            case "[":
                return self._set()
            case "\\":
                return self._escaped()
            case "^" | "$":
                return _Edge(sign)
            case "*" | "+" | "?":
                self.place -= 1
                raise self.wrong("a repeat of nothing")
            case ".":
                return self._one(".")
            case _:
                return self._one(re.escape(sign))

    def _one(self, source: str) -> _One:
        try:
            return _One(re.compile(source, self.flags))
        except (re.error, OverflowError) as error:
            raise self.wrong(str(error)) from None

    def _group(self, depth: int) -> _Node:
        number: int | None = None
        if self.pattern.startswith("?:", self.place):
            self.place += 2
        elif self._next() == "?":
            raise self.wrong("a lookaround, a named group or an option")
        else:
            self.groups += 1
            number = self.groups
        inside = self.choice(depth + 1)
        if self._next() != ")":
            raise self.wrong("an opening bracket without a closing one")
        self.place += 1
        return _Group(number, inside)

    def _set(self) -> _Node:
        """`[...]`, handed to `re` as it is: it takes a single sign, which costs the same each time."""
        start = self.place - 1
        if self._next() == "^":
            self.place += 1
        if self._next() == "]":
            self.place += 1
        while (sign := self._next()) != "]":
            if not sign:
                raise self.wrong("a set that is not closed")
            self.place += 2 if sign == "\\" else 1
        self.place += 1
        if _TWO_MEANINGS.search(self.pattern, start, self.place):
            raise self.wrong("two equal signs in a set that may be read in two ways")
        return self._one(self.pattern[start : self.place].replace("[[", "[\\[").replace("[^[", "[^\\["))

    def _escaped(self) -> _Node:
        sign = self._next()
        self.place += 1
        if sign in _SETS and sign:
            return self._one("\\" + sign)
        if sign in _EDGES and sign:
            return _Edge(sign)
        if sign and sign in "ntrfv":
            return self._one("\\" + sign)
        if not sign or sign.isalnum():
            raise self.wrong("a backslash before a sign that has no meaning here")
        return self._one(re.escape(sign))


def _may_be_empty(node: _Node) -> bool:
    match node:
        case _One():
            return False
        case _Edge():
            return True
        case _Group(_, inside):
            return _may_be_empty(inside)
        case _Row(nodes):
            return all(_may_be_empty(one) for one in nodes)
        case _Choice(ways):
            return any(_may_be_empty(one) for one in ways)
        case _Repeat(inside, least, _, _):
            return least == 0 or _may_be_empty(inside)


def _emit(node: _Node, steps: list[Step]) -> None:
    """Appends the instructions of `node`. Raises InputError beyond MOST_STEPS."""
    if len(steps) > MOST_STEPS:
        raise InputError("The pattern repeats too much.", "Repeat fewer times.")
    match node:
        case _One(test):
            steps.append(Step("one", test=test))
        case _Edge(edge):
            steps.append(Step("assert", edge=edge))
        case _Group(None, inside):
            _emit(inside, steps)
        case _Group(int(number), inside):
            steps.append(Step("save", to=2 * number))
            _emit(inside, steps)
            steps.append(Step("save", to=2 * number + 1))
        case _Row(nodes):
            for one in nodes:
                _emit(one, steps)
        case _Choice(ways):
            _emit_choice(ways, steps)
        case _Repeat():
            _emit_repeat(node, steps)


def _emit_choice(ways: tuple[_Node, ...], steps: list[Step]) -> None:
    jumps = []
    for way in ways[:-1]:
        split = _hole(steps)
        _emit(way, steps)
        jumps.append(_hole(steps))
        steps[split] = Step("split", to=split + 1, other=len(steps))
    _emit(ways[-1], steps)
    for jump in jumps:
        steps[jump] = Step("jump", to=len(steps))


def _emit_repeat(node: _Repeat, steps: list[Step]) -> None:
    for _ in range(node.least):
        _emit(node.inside, steps)
    if node.most is None:
        split = _hole(steps)
        _emit(node.inside, steps)
        steps.append(Step("jump", to=split))
        steps[split] = _split(split + 1, len(steps), greedy=node.greedy)
        return
    holes = []
    for _ in range(node.most - node.least):
        holes.append(_hole(steps))
        _emit(node.inside, steps)
    for split in holes:
        steps[split] = _split(split + 1, len(steps), greedy=node.greedy)


def _hole(steps: list[Step]) -> int:
    """A place for an instruction that is known later."""
    steps.append(Step("jump"))
    return len(steps) - 1


def _split(inside: int, outside: int, *, greedy: bool) -> Step:
    return Step("split", to=inside, other=outside) if greedy else Step("split", to=outside, other=inside)
