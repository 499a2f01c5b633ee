"""What a command says: text for people or one JSON document, progress on stderr, questions on a terminal."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

WIDTH_OF_A_PIPE = 200
"""Columns where the output is no terminal: wide enough that a table keeps its words."""

Advance = Callable[[int, int, str], None]
"""Tells progress: done, of how many (0: not known), what just now."""


class Screen:
    """The one terminal of this process. With `json` on, stdout holds one document and nothing else."""

    def __init__(self) -> None:
        self.begin(json_wanted=False)

    def begin(self, *, json_wanted: bool) -> None:
        """Starts anew for one command."""
        self.json = json_wanted
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    def answer(self, document: object, *renderables: RenderableType) -> None:
        """The answer of a command: `document` as JSON, or the renderables for people."""
        if self.json:
            sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n")
            sys.stdout.flush()
            return
        for renderable in renderables:
            self.out.print(renderable, soft_wrap=isinstance(renderable, str | Text))

    def line(self, document: object) -> None:
        """One JSON document on one line at once: for commands that answer in several steps."""
        sys.stdout.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say(self, text: str, style: str = "") -> None:
        """A sentence for people on stdout; silent with JSON."""
        if not self.json:
            self.out.print(Text(text, style), soft_wrap=True)

    def note(self, text: str, style: str = "") -> None:
        """A sentence for people on stderr, also with JSON: it is not part of the answer."""
        self.err.print(Text(text, style), soft_wrap=True)

    def fail(self, code: str, what: str, remedy: str = "", **more: object) -> None:
        """A failure in plain words on stderr, or as the document on stdout."""
        if self.json:
            self.answer({"error": {"code": code, "what": what, "remedy": remedy, **more}})
            return
        self.err.print(Text(what, "red"), soft_wrap=True)
        if remedy:
            self.err.print(Text(remedy), soft_wrap=True)

    @property
    def can_ask(self) -> bool:
        """Whether a person sits there: both ends are a terminal and no program reads the answer."""
        return sys.stdin.isatty() and sys.stdout.isatty() and not self.json

    def ask(self, question: str) -> bool:
        """Yes or no, asked on a terminal; no by default. Only when `can_ask`."""
        return self.out.input(f"{question} [y/N] ", markup=False).strip().lower() in ("y", "yes")

    @property
    def draws(self) -> bool:
        """Whether progress is drawn at all."""
        return not self.json and self.err.is_terminal

    @contextmanager
    def progress(self, doing: str) -> Iterator[Advance]:
        """A progress bar on stderr where that is a terminal; elsewhere nothing is drawn."""
        if not self.draws:
            yield lambda _done, _total, _text: None
            return
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[count]}", markup=False),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(doing, total=None, count="")

            def advance(done: int, total: int, text: str) -> None:
                count = f"{done:,}/{total:,}" if total else ""
                bar.update(task, completed=done, total=total or None, description=text or doing, count=count)

            yield advance


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_PIPE
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


screen = Screen()


def plain(value: object) -> Any:
    """`value` as JSON takes it: dataclasses and models as objects, instants as ISO 8601 in UTC."""
    from pydantic_core import to_jsonable_python

    return to_jsonable_python(value)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> Table:
    """A plain table: no lines but the one under the head; `right` names the columns of figures."""
    from rich import box

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*("" if cell is None else cell if isinstance(cell, Text) else str(cell) for cell in row))
    return drawn


def when(moment: datetime | None) -> str:
    """An instant in the zone of the person who looks, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def moment(text: str | None) -> datetime | None:
    """The instant that a document names in ISO 8601."""
    return datetime.fromisoformat(text) if text else None
