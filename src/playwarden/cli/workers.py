"""`playwarden worker` and `playwarden beat`: jobs in processes of their own, with PostgreSQL and Redis."""

import json as documents
import os
import sys
from typing import Annotated, Any

import typer

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.domain.calls import Lane
from playwarden.kit.errors import InputError

_FEW_ARENAS = {"MALLOC_ARENA_MAX": "1"}
"""A few threads that mostly wait need no heaps of their own: that saves some megabytes a worker."""


def worker(
    threads: Annotated[
        int | None,
        typer.Option("--threads", metavar="NUMBER", help="Jobs at a time, instead of the setting.", min=1, max=64),
    ] = None,
    lanes: Annotated[
        str | None,
        typer.Option("--lanes", metavar="LANE,LANE", help="Only jobs of these lanes; the others need another worker."),
    ] = None,
    json: Json = False,
) -> None:
    """Carry jobs out, told of by Redis, until SIGTERM or Ctrl-C."""
    _become({"as": "worker", "threads": threads, "lanes": [lane.value for lane in _lanes(lanes)]})


def beat(json: Json = False) -> None:
    """Make jobs of schedules, wake what waited, and tell the workers of it, until SIGTERM or Ctrl-C."""
    _become({"as": "beat", "threads": None})


def _become(asked: dict[str, Any]) -> None:
    """Goes on as the process asked for, in the place of this one: a worker has no use for what a command line loads.

    Raises InputError when the settings are wrong or name no broker.
    """
    settings = opened.this_machine()
    if not settings.broker_url:
        raise InputError(
            "There is no broker: workers and beat are told of jobs over Redis.",
            "Set PLAYWARDEN_BROKER_URL; without one `playwarden up` runs jobs by itself.",
        )
    words = documents.dumps(asked | {"json": screen.json})
    env = _FEW_ARENAS | os.environ | {"PLAYWARDEN_DATA_DIR": str(settings.data_dir)}
    sys.stdout.flush()
    sys.stderr.flush()
    # -P: the folder in which it was started is no place to import from. -OO: without docstrings, which nobody asks a
    # worker for, it weighs six megabytes less; our assertions only tell the type checker what it cannot see.
    os.execve(sys.executable, [sys.executable, "-P", "-OO", "-m", "playwarden.worker", words], env)  # noqa: S606 - ourselves


def _lanes(words: str | None) -> list[Lane]:
    """The lanes named, highest first. Raises InputError."""
    if words is None:
        return list(Lane)
    named = {word.strip() for word in words.split(",") if word.strip()}
    unknown = sorted(named - {lane.value for lane in Lane})
    if unknown or not named:
        wrong = f"There is no lane '{unknown[0]}'." if unknown else "No lane is named."
        raise InputError(wrong, f"The lanes are {', '.join(lane.value for lane in Lane)}.")
    return [lane for lane in Lane if lane.value in named]
