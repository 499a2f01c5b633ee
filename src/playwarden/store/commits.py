"""Whether anything was committed since, by whatever process, and answers that are kept until something is."""

import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Mark = tuple[int, int]
"""Two that are equal were taken with no commit between them. They say nothing else, and mean nothing elsewhere."""


class Commits:
    """Asks SQLite, on a connection that does nothing else, for the number that every commit of others changes.

    On PostgreSQL there is no mark: asking takes a way to the server and back, as long as most of what it would spare.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def mark(self) -> Mark | None:
        """As the database stands. None where that cannot be told: then nothing that was kept is to be relied on.

        Whoever keeps an answer takes the mark before looking: what is committed meanwhile makes it a mark of the past.
        """
        if self._path is None:
            return None
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open(self._path)
                    self._opened += 1
                (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error:
                self._end()
                return None
            return self._opened, version

    def close(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        # `rw`: it is never made here. It waits for nobody, for event loops ask as well.
        address = f"{path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=0.0, isolation_level=None, check_same_thread=False)


class Remembered(Generic[K, V]):
    """Answers by what was asked, until something is committed; at most so many, which nobody changes."""

    def __init__(self, commits: Commits, most: int) -> None:
        self._commits = commits
        self._most = most
        self._lock = threading.Lock()
        self._mark: Mark | None = None
        self._kept: dict[K, V] = {}

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The answer that is kept, else what `make` answers. What `make` raises is not kept."""
        mark = self._commits.mark()
        if mark is None:
            return make()
        with self._lock:
            if self._mark == mark and key in self._kept:
                return self._kept[key]
        made = make()
        with self._lock:
            if self._mark != mark or len(self._kept) >= self._most:
                self._mark, self._kept = mark, {}
            self._kept[key] = made
        return made
