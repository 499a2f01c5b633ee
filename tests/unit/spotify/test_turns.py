"""Threads that come together share a transaction; one that fails is nobody else's failure."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from playwarden.kit.errors import DiskFull
from playwarden.spotify.quota.book import Book, Page
from playwarden.spotify.quota.turns import Turns


class SlowBook:
    """Counts transactions, each of which takes a moment; the first `failing` commits fail."""

    def __init__(self, failing: int = 0) -> None:
        self.committed = 0
        self._failing = failing

    @contextmanager
    def writing(self, group: str) -> Iterator[Page]:
        yield cast(Page, group)
        time.sleep(0.02)
        if self._failing:
            self._failing -= 1
            raise DiskFull("No room.")
        self.committed += 1


def run_all(turns: Turns, number: int) -> list[Any]:
    outcomes: list[Any] = [None] * number

    def work(index: int) -> None:
        try:
            outcomes[index] = turns.run("main", lambda _page: index)
        except DiskFull as full:
            outcomes[index] = full

    threads = [threading.Thread(target=work, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_each_gets_its_own_result_and_waits_are_shared() -> None:
    book = SlowBook()
    assert run_all(Turns(cast(Book, book)), 20) == list(range(20))
    assert book.committed < 20


def test_only_the_leader_of_a_failed_transaction_is_told() -> None:
    outcomes = run_all(Turns(cast(Book, SlowBook(failing=1))), 10)
    assert sum(isinstance(outcome, DiskFull) for outcome in outcomes) == 1
    assert all(outcome == index for index, outcome in enumerate(outcomes) if not isinstance(outcome, DiskFull))


def test_a_failure_leaves_the_turn_to_the_next() -> None:
    turns = Turns(cast(Book, SlowBook(failing=1)))
    with pytest.raises(DiskFull):
        turns.run("main", lambda _page: 1)
    assert turns.run("main", lambda _page: 2) == 2
