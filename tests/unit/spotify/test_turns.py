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


class HeldBook(SlowBook):
    """Keeps its first transaction open until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.opened, self.let_go = threading.Event(), threading.Event()

    @contextmanager
    def writing(self, group: str) -> Iterator[Page]:
        with super().writing(group) as page:
            yield page
            self.opened.set()
            self.let_go.wait(10)


def test_who_comes_too_late_for_one_transaction_shares_the_next() -> None:
    book = HeldBook()
    turns = Turns(cast(Book, book))
    first = threading.Thread(target=run_all, args=(turns, 1))
    first.start()
    assert book.opened.wait(10)
    others = [threading.Thread(target=run_all, args=(turns, 1)) for _ in range(9)]
    for thread in others:
        thread.start()
    while len(turns._waiting["main"]) < 9:
        time.sleep(0.001)
    book.let_go.set()
    for thread in [first, *others]:
        thread.join()
    assert book.committed == 2


def test_one_that_is_interrupted_while_it_waits_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    book = HeldBook()
    turns = Turns(cast(Book, book))
    outcomes: list[object] = []
    first = threading.Thread(target=lambda: outcomes.append(turns.run("main", lambda _page: 1)))
    first.start()
    assert book.opened.wait(10)

    def interrupted(_event: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            turns.run("main", lambda _page: outcomes.append("never"))
    book.let_go.set()
    first.join()
    assert turns.run("main", lambda _page: 3) == 3
    assert outcomes == [1]
