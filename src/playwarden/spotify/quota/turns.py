"""Turns at the book: threads that come at the same time share one transaction, and so one wait for the disk."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from playwarden.spotify.quota.book import Book, Page

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Page], Any]
    result: Any = None
    done: bool = False


class Turns:
    """One thread at a time opens a group's page; it does what all others that wait want as well."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._waiting: dict[str, list[_Job]] = {}
        self._turns: dict[str, threading.Lock] = {}

    def run(self, group: str, work: Callable[[Page], T]) -> T:
        """What `work` returns, committed. It must not raise, and may run again when a commit failed.

        Raises what the database raises. When a shared transaction fails, only the thread that led it is told: the
        others do theirs again by themselves.
        """
        job = _Job(work)
        with self._lock:
            self._waiting.setdefault(group, []).append(job)
            turn = self._turns.setdefault(group, threading.Lock())
        with turn:
            if not job.done:
                self._lead(group, job)
        return cast(T, job.result)

    def _lead(self, group: str, own: _Job) -> None:
        with self._lock:
            jobs = self._waiting.pop(group, [])
        if own not in jobs:
            jobs.append(own)
        with self._book.writing(group) as page:
            for job in jobs:
                job.result = job.work(page)
        for job in jobs:
            job.done = True
