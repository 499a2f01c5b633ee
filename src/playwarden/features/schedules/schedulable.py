"""What can be scheduled: kinds of jobs that say what they need to run without anybody watching."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Document
from playwarden.kit.canonical import canonical
from playwarden.kit.errors import InputError
from playwarden.kit.text import listed

MOST_BYTES = 2**20
"""What a schedule may store for its jobs: each job takes it along."""


@dataclass(frozen=True, slots=True)
class Schedulable:
    """A kind of job that a schedule can make.

    `check` takes what a person gave and answers the payload of the jobs, complete and safe to store; it raises
    InputError in a sentence. It may look at the database, but makes no calls. `key` is what a job with that payload
    has to itself. `title` says in a few words what it does.
    """

    kind: str
    title: str
    check: Callable[[Document], Document]
    key: Callable[[Document], str]
    lane: Lane = Lane.SCHEDULED


class Schedulables:
    """All of them, by their kind."""

    def __init__(self, known: Iterable[Schedulable]) -> None:
        self._known = {each.kind: each for each in sorted(known, key=lambda each: each.kind)}

    def __iter__(self) -> Iterator[Schedulable]:
        return iter(self._known.values())

    def named(self, kind: str) -> Schedulable:
        """Raises InputError for work that cannot be scheduled."""
        if kind in self._known:
            return self._known[kind]
        near = difflib.get_close_matches(kind, self._known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"What can be: {listed(list(self._known), most=20)}."
        raise InputError(f"'{kind[:60]}' cannot be scheduled.", hint)

    def checked(self, kind: str, payload: Document) -> tuple[Schedulable, Document]:
        """The kind, and the payload as it is to be stored. Raises InputError."""
        found = self.named(kind)
        _check_size(payload)
        checked = found.check(payload)
        _check_size(checked)
        return found, checked


def _check_size(payload: Document) -> None:
    try:
        size = len(canonical(dict(payload)))
    except (TypeError, ValueError, RecursionError):
        raise InputError("What the work is to take along is no JSON that can be stored.") from None
    if size > MOST_BYTES:
        raise InputError(
            f"That is more than a schedule may store ({MOST_BYTES // 2**20} MB).", "Split it into several schedules."
        )


def nothing(payload: Document) -> Document:
    """The check of a kind that needs nothing said. Raises InputError when something is."""
    if payload:
        raise InputError(f"This kind of work takes no {listed(sorted(map(str, payload)))}.")
    return {}
