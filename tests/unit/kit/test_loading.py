"""What is imported while the program runs is imported by one thread at a time, so that none meets half a module."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any, cast

import pytest

from playwarden.jobs.registry import Kind, Registry
from playwarden.kit.loading import LOADING, loads, made_once

CIRCLE = {
    "__init__.py": "from halves.judging import judged\n",
    "judging.py": "from time import sleep\nsleep(0.2)\nfrom halves.reading import NOTHING\njudged = NOTHING\n",
    "reading.py": "from halves import words\nNOTHING = 1\n",
    "words.py": "",
}
"""A package that names what its modules hold, and a module that asks the package for another."""


@pytest.fixture
def circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package `halves`, not imported yet."""
    folder = tmp_path / "halves"
    folder.mkdir()
    for name, text in CIRCLE.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "halves"]:
        del sys.modules[name]


def together(*doings: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(doings)) as threads:
        return [each.result() for each in [threads.submit(doing) for doing in doings]]


def late() -> str:
    """Comes from the other side, once the first is on its way."""
    sleep(0.05)
    return import_module("halves.reading").__name__


@pytest.mark.usefixtures("circle")
def test_python_alone_gives_one_of_two_threads_half_a_module() -> None:
    with pytest.raises(ImportError, match="partially initialized"):
        together(lambda: import_module("halves"), late)


@pytest.mark.usefixtures("circle")
def test_kinds_of_jobs_that_several_threads_want_at_once_are_loaded_whole() -> None:
    makers = {"whole": lambda: import_module("halves").__name__, "part": late}
    registry = Registry.made_when_asked_for(cast("dict[str, Callable[[], Kind]]", makers))
    assert together(lambda: registry.kind("whole"), lambda: registry.kind("part")) == ["halves", "halves.reading"]


class House:
    """Has a piece that takes a while to make."""

    def __init__(self) -> None:
        self.made = 0

    @made_once
    def piece(self) -> object:
        """A piece."""
        self.made += 1
        sleep(0.05)
        return object()


def test_a_piece_that_several_threads_want_at_once_is_made_once() -> None:
    house, start = House(), Barrier(4)

    def wanted() -> object:
        start.wait()
        return house.piece

    assert len(set(together(*[wanted] * 4))) == 1
    assert house.made == 1


def test_every_object_has_a_piece_of_its_own() -> None:
    assert House().piece is not House().piece


def test_a_function_that_loads_holds_the_lock_while_it_runs() -> None:
    @loads
    def free_for_others() -> bool:
        return bool(together(lambda: LOADING.acquire(blocking=False))[0])

    assert free_for_others() is False
