"""Assembling: kept blocks and new runs brought into order by as few moves and insertions as can be found.

Between two neighbours that do not belong together lies a breakpoint. A move mends at most three of them, an insertion
two, so the search prefers what mends most for its calls and, among equals, what leaves something good for the next
step. Several new runs can be inserted as one block, when what belongs between them is moved there afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from playwarden.domain.sequence.emit import Put, Shift, Step

Block = tuple[int, int]
"""First and last token of a run that is in order already."""
Line = tuple[Block, ...]
"""Blocks as they stand, with one for each end; finished when a single block is left."""
Cut = tuple[int, int, int]
"""The blocks i..j-1 and j..k-1 change places."""
Insertion = tuple[int, tuple[int, ...]]
"""These absent tokens are put before block i."""
Choice = tuple[float, int, Cut | Insertion]
"""Breakpoints mended per call, calls, and what is done."""

LOOKAHEAD_TOKENS = 64
"""Up to so many tokens each choice is weighed by what it leaves for the next one."""
EXACT_TOKENS = 8
"""Up to so many tokens every sequence is searched for a shorter one."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Kept blocks and new runs, numbered 1..`count` in desired order.

    `line`: the kept ones in their present order. `spans`: first and last label of each. `calls_of`: how many entries a
    new run holds, 0 for a kept block.
    """

    line: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    new: tuple[int, ...]
    chunk: int
    short: bool
    """Whether one call could insert everything that is new."""

    @property
    def count(self) -> int:
        return len(self.new) - 1

    def insert_calls(self, tokens: Sequence[int]) -> int:
        """The calls that insert these new runs as one block."""
        if self.short:
            return 1
        return -(-sum(self.new[token] for token in tokens) // self.chunk)


def tokens_of(line: Sequence[int], size: int, chunk: int) -> Tokens:
    """The tokens of a list whose labels `line` stay while all of 0..size-1 are wished for."""
    strips: list[tuple[int, int]] = []
    for label in line:
        if strips and strips[-1][1] == label - 1:
            strips[-1] = (strips[-1][0], label)
        else:
            strips.append((label, label))
    number: dict[int, int] = {}
    spans: list[tuple[int, int]] = [(-1, -1)]
    new = [0]
    reached = 0
    for first, last in sorted(strips):
        if first > reached:
            spans.append((reached, first - 1))
            new.append(first - reached)
        number[first] = len(spans)
        spans.append((first, last))
        new.append(0)
        reached = last + 1
    if reached < size:
        spans.append((reached, size - 1))
        new.append(size - reached)
    return Tokens(tuple(number[first] for first, _ in strips), tuple(spans), tuple(new), chunk, sum(new) <= chunk)


@dataclass(frozen=True, slots=True)
class Assembly:
    """Choices in order, with the line that each was made on."""

    calls: int
    made: tuple[tuple[Line, Cut | Insertion], ...]

    def steps(self, tokens: Tokens) -> list[Step]:
        """The choices by label."""
        spans = tokens.spans
        steps: list[Step] = []
        for line, choice in self.made:
            if len(choice) == 3:
                i, j, k = choice
                after = spans[line[k - 1][1]][1]
                steps.append(Shift(spans[line[i][0]][0], spans[line[j - 1][1]][1], after))
            else:
                i, put = choice
                labels = tuple(label for token in put for label in range(spans[token][0], spans[token][1] + 1))
                steps.append(Put(labels, spans[line[i - 1][1]][1]))
        return steps


def assembled(tokens: Tokens, *, most: int | None = None, careful: bool = True) -> Assembly | None:
    """A short assembly; None when it takes more than `most` calls. Exact for up to EXACT_TOKENS tokens.

    Without `careful` the first of the best choices is taken each time: quicker, and a little longer.
    """
    end = tokens.count + 1
    line = contracted([(0, 0), *((token, token) for token in tokens.line), (end, end)])
    absent = frozenset(token for token, entries in enumerate(tokens.new) if entries)
    look = careful and tokens.count <= LOOKAHEAD_TOKENS
    found = _greedy(tokens, line, absent, most, look=look)
    if look and tokens.count <= EXACT_TOKENS:
        shorter = _shortest(tokens, line, absent, most if found is None else min(found.calls - 1, most or found.calls))
        return shorter or found
    return found


def contracted(blocks: Sequence[Block]) -> Line:
    """Neighbours that belong together made one block."""
    line = [blocks[0]]
    first, last = blocks[0]
    for block in blocks[1:]:
        if last + 1 == block[0]:
            last = block[1]
            line[-1] = (first, last)
        else:
            first, last = block
            line.append(block)
    return tuple(line)


def after(line: Line, choice: Cut | Insertion) -> Line:
    """The line after one choice."""
    if len(choice) == 3:
        i, j, k = choice
        return contracted(line[:i] + line[j:k] + line[i:j] + line[k:])
    i, put = choice
    return contracted(line[:i] + tuple((token, token) for token in put) + line[i:])


def _greedy(tokens: Tokens, line: Line, absent: frozenset[int], most: int | None, *, look: bool) -> Assembly | None:
    calls = 0
    made: list[tuple[Line, Cut | Insertion]] = []
    while len(line) > 1:
        if most is not None and calls + (len(line) - 1 + len(absent) + 1) // 2 > most + SLACK:
            return None
        choices = doubles(tokens, line, absent, first=not look) or singles(tokens, line, absent)
        best = max(choice[0] for choice in choices)
        choices = [choice for choice in choices if choice[0] == best]
        chosen = choices[0] if len(choices) == 1 or not look else _promising(tokens, line, absent, choices)
        made.append((line, chosen[2]))
        calls += chosen[1]
        if most is not None and calls > most:
            return None
        line = after(line, chosen[2])
        if len(chosen[2]) == 2:
            absent = absent.difference(chosen[2][1])
    return Assembly(calls, tuple(made))


def _promising(tokens: Tokens, line: Line, absent: frozenset[int], choices: list[Choice]) -> Choice:
    """The choice after which most can be mended at once, of the first two dozen."""
    best, chosen = -1.0, choices[0]
    for choice in choices[:24]:
        following = after(line, choice[2])
        if len(following) == 1:
            return choice
        left = absent if len(choice[2]) == 3 else absent.difference(choice[2][1])
        rates = [rate for rate, _, _ in doubles(tokens, following, left)]
        promise = 30.0 * (3.0 in rates) + 100.0 * bool(rates) + len(rates)
        if promise > best:
            best, chosen = promise, choice
    return chosen


def doubles(tokens: Tokens, line: Line, absent: frozenset[int], *, first: bool = False) -> list[Choice]:
    """Choices that mend two or three breakpoints; with `first` only one, the first that mends three if any does."""
    end = len(line) - 1
    starts = {block[0]: index for index, block in enumerate(line)}
    ends = {block[1]: index for index, block in enumerate(line)}
    cuts: set[Cut] = set()
    found: list[Choice] = []
    before = line[0][1]
    for i in range(1, end + 1):
        head, tail = line[i]
        j, k = starts.get(before + 1), ends.get(head - 1)
        if j is None:
            if k is None and before + 1 in absent and head - 1 in absent:
                put = _linking(before + 1, head - 1, absent)
                calls = tokens.insert_calls(put)
                found.append((2 / calls, calls, (i, put)))
        elif i < j:
            closing = starts.get(line[j - 1][1] + 1, 0)
            if k is not None and j <= k < end:
                if first and closing == k + 1:
                    return [(3.0, 1, (i, j, k + 1))]
                cuts.add((i, j, k + 1))
            if j < closing:
                cuts.add((i, j, closing))
        if k is not None and i <= k < end:
            joint = ends.get(line[k + 1][0] - 1, -1)
            if i <= joint < k:
                cuts.add((i, joint + 1, k + 1))
        before = tail
    if first:
        return [(2.0, 1, min(cuts)), *found] if cuts else found
    for i, j, k in cuts:
        mended = (line[i - 1][1] + 1 == line[j][0]) + (line[k - 1][1] + 1 == line[i][0])
        mended += line[j - 1][1] + 1 == line[k][0]
        found.append((float(mended), 1, (i, j, k)))
    return found


SLACK = 2


def _linking(first: int, last: int, absent: frozenset[int]) -> tuple[int, ...]:
    if first == last:
        return (first,)
    if first > last:
        return (first, last)
    return tuple(token for token in range(first, last + 1) if token in absent)


def singles(tokens: Tokens, line: Line, absent: frozenset[int]) -> list[Choice]:
    """Choices that mend one breakpoint; there always is one."""
    count = len(line)
    starts = {block[0]: index for index, block in enumerate(line)}
    found: list[Choice] = []
    for i in range(1, count):
        before, behind = line[i - 1][1], line[i][0]
        j = starts.get(before + 1)
        if j is not None and j > i:
            found.extend((1.0, 1, (i, j, k)) for k in range(j + 1, count))
        elif j is not None:
            found.extend((1.0, 1, (j, k, i)) for k in range(j + 1, i))
        elif before + 1 in absent:
            calls = tokens.insert_calls((before + 1,))
            found.append((1 / calls, calls, (i, (before + 1,))))
        if behind - 1 in absent:
            calls = tokens.insert_calls((behind - 1,))
            found.append((1 / calls, calls, (i, (behind - 1,))))
    return found


def _shortest(tokens: Tokens, line: Line, absent: frozenset[int], most: int | None) -> Assembly | None:
    """An assembly of at most `most` calls by iterative deepening over every choice, or None."""
    least = _least(line, absent)
    for bound in range(least, (most if most is not None else least + 6) + 1):
        made = _deepen(tokens, line, absent, bound, {})
        if made is not None:
            calls = sum(1 if len(choice) == 3 else tokens.insert_calls(choice[1]) for _, choice in made)
            return Assembly(calls, tuple(made))
    return None


def _least(line: Line, absent: frozenset[int]) -> int:
    """No fewer calls can do.

    A call mends at most three of the breakpoints, which are those in the line and two for each absent run, less the
    one that the run will lie in. And seen from the end backwards, a call brings two separate runs of what is absent
    now together, or takes one out, never more.
    """
    return max(len(absent), -(-(len(line) - 1 + len(absent)) // 3))


def _deepen(
    tokens: Tokens, line: Line, absent: frozenset[int], bound: int, failed: dict[tuple[Line, frozenset[int]], int]
) -> list[tuple[Line, Cut | Insertion]] | None:
    if len(line) == 1:
        return []
    if _least(line, absent) > bound or failed.get((line, absent), -1) >= bound:
        return None
    for calls, choice in _every(tokens, line, absent, bound):
        left = absent if len(choice) == 3 else absent.difference(choice[1])
        rest = _deepen(tokens, after(line, choice), left, bound - calls, failed)
        if rest is not None:
            return [(line, choice), *rest]
    failed[(line, absent)] = bound
    return None


def _every(tokens: Tokens, line: Line, absent: frozenset[int], bound: int) -> Iterator[tuple[int, Cut | Insertion]]:
    """Every exchange of neighbouring runs of blocks and every insertion, in any order, that leaves enough calls.

    An insertion that puts new runs in another order than they are wished in is rarely of use, but it is: the moves
    that spread them may turn them round.
    """
    count = len(line)
    breaks = count - 1 + len(absent)
    for i, j, k in combinations(range(1, count), 3):
        mended = (line[i - 1][1] + 1 == line[j][0]) + (line[k - 1][1] + 1 == line[i][0])
        mended += line[j - 1][1] + 1 == line[k][0]
        if breaks - mended <= 3 * (bound - 1) and len(absent) < bound:
            yield 1, (i, j, k)
    for number in range(1, len(absent) + 1):
        for put in permutations(sorted(absent), number):
            calls = tokens.insert_calls(put)
            left = bound - calls
            if len(absent) - number > left:
                continue
            for i in range(1, count):
                mended = (line[i - 1][1] + 1 == put[0]) + (line[i][0] - 1 == put[-1])
                if breaks - mended <= 3 * left:
                    yield calls, (i, put)
