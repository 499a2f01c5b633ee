"""Turns at the book: threads that come at the same time share one transaction, and so one wait for the disk."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from playwarden.spotify.quota.book import Book, Page

T = TypeVar("T")

MOST = 32
"""Jobs after which a transaction takes no more."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Page], Any]
    result: Any = None
    done: bool = False
    left: bool = False
    """Nobody asks for it any more: its thread failed, or was interrupted while it waited."""
    leads: bool = False
    shared: list["_Job"] = field(default_factory=list)
    """What it does, being the leader, in its transaction."""
    woken: threading.Event = field(default_factory=threading.Event)


class Turns:
    """One thread at a time opens a group's page; it does what all others that wait want as well.

    Those wake as soon as theirs is committed: behind a lock they would wait for the transaction of the next as well.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._waiting: dict[str, list[_Job]] = {}
        """By group; a group is in it while a thread leads."""

    def run(self, group: str, work: Callable[[Page], T]) -> T:
        """What `work` returns, committed. It must not raise, and may run again when a commit failed.

        Raises what the database raises. When a shared transaction fails, only the thread that led it is told: the
        others do theirs again by themselves.
        """
        job = _Job(work)
        with self._lock:
            job.leads = group not in self._waiting
            self._waiting.setdefault(group, []).append(job)
        try:
            if not job.leads:
                job.woken.wait()
            if not job.done:
                self._lead(group, job)
        finally:
            self._leave(group, job)
        return cast(T, job.result)

    def _lead(self, group: str, own: _Job) -> None:
        with self._book.writing(group) as page:
            while jobs := self._next(group, own):
                for job in jobs:
                    job.result = job.work(page)
                time.sleep(0)  # Whoever is about to ask need not wait for the next transaction.
        for job in own.shared:
            job.done = True

    def _next(self, group: str, own: _Job) -> list[_Job]:
        """Who came since, up to a number that keeps nobody waiting for long."""
        with self._lock:
            came, self._waiting[group] = self._waiting[group], []
            jobs = [job for job in came if not job.left]
            if len(own.shared) >= MOST:
                self._waiting[group], jobs = jobs, []
            own.shared += jobs
        return jobs

    def _leave(self, group: str, own: _Job) -> None:
        """Wakes those whose work is done, and one that leads next: for those whose is not, and who came meanwhile."""
        with self._lock:
            own.left = not own.done
            if not own.leads:
                return
            waiting = [job for job in own.shared + self._waiting[group] if not job.done and not job.left]
            if waiting:
                self._waiting[group] = waiting
                waiting[0].leads = True
                waiting[0].woken.set()
            else:
                del self._waiting[group]
            for job in own.shared:
                if job.done:
                    job.woken.set()
