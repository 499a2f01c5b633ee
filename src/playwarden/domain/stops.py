"""Where a plan may be left half done: no entry that is to stay is missing, and nothing waits to be put back."""

from collections import Counter
from collections.abc import Iterable, Sequence

from playwarden.domain.operations import (
    Create,
    Follow,
    Insert,
    Move,
    Operation,
    Remove,
    Replace,
    SetCover,
    SetDetails,
    Unfollow,
    entries_after,
)
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import Entry, Key
from playwarden.domain.runs import Outcome, Step
from playwarden.kit.text import counted, listed


def staying(approved: Plan, current: Plan) -> Counter[Key]:
    """The entries that were there when the run was approved and are still wished for, duplicates counted."""
    return _keys(approved.observed_entries) & _keys(current.desired.entries)


def complete(entries: Iterable[Entry], stay: Counter[Key]) -> bool:
    """Whether none of `stay` is missing."""
    return not stay - _keys(entries)


def stops(approved: Plan, current: Plan) -> tuple[int, ...]:
    """After how many operations of `current` it may be left, in rising order. Its end is always one.

    `approved` is what the part began with, `current` what is being carried out (the same unless it was planned anew). A
    removal that takes every occurrence of what is added back afterwards, and a replacement that is filled up
    afterwards, are not left before that is done. Moves, insertions of what is new, and details may be left at any time.
    """
    stay = staying(approved, current)
    entries = current.observed_entries
    found = [0] if complete(entries, stay) else []
    for count, operation in enumerate(current.operations, start=1):
        entries = entries_after(entries, operation)
        if count == len(current.operations) or complete(entries, stay):
            found.append(count)
    return tuple(found) or (0,)


def next_stop(approved: Plan, current: Plan, done: int) -> int:
    """The first stop that is not before `done` operations."""
    return next((stop for stop in stops(approved, current) if stop >= done), len(current.operations))


def told(steps: Sequence[Step]) -> str:
    """`3 of 12 calls were made: 5 entries removed; not done: 10 entries inserted, new details.`"""
    done = [step.operation for step in steps if step.outcome is Outcome.DONE]
    left = [step.operation for step in steps if step.outcome is not Outcome.DONE]
    made = f"{len(done)} of {counted(len(steps), 'call')} {'was' if len(done) == 1 else 'were'} made"
    return f"{made}: {_words(done)}; not done: {_words(left)}." if done and left else f"{made}."


def _words(operations: Iterable[Operation]) -> str:
    counts: Counter[str] = Counter()
    said: list[str] = []
    for operation in operations:
        match operation:
            case Insert(_, uris):
                counts["inserted"] += len(uris)
            case Remove(uris):
                counts["removed"] += len(uris)
            case Move(_, length, _):
                counts["moved"] += length
            case Replace():
                said.append("all entries replaced")
            case SetDetails():
                said.append("details set")
            case SetCover():
                said.append("cover set")
            case Create():
                said.append("playlist made")
            case Follow():
                said.append("put into the library")
            case Unfollow():
                said.append("taken out of the library")
    entries = [f"{counted(number, 'entry', 'entries')} {what}" for what, number in counts.items()]
    return listed([*said, *entries], most=10)


def _keys(entries: Iterable[Entry]) -> Counter[Key]:
    return Counter(entry.key for entry in entries)
