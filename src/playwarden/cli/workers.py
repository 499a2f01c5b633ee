"""`playwarden worker` and `playwarden beat`: jobs in processes of their own, with PostgreSQL and Redis."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.domain.calls import Lane
from playwarden.kit.errors import InputError

if TYPE_CHECKING:
    from playwarden.bootstrap import Container


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
    chosen = _lanes(lanes)
    container = _container(threads)
    from playwarden.worker.serving import work

    def ready(place: str) -> None:
        at_a_time = container.settings.runner_threads
        if screen.json:
            screen.line({"worker": place, "threads": at_a_time, "lanes": chosen, "pid": os.getpid()})
        else:
            screen.say(f"The worker {place} carries out {at_a_time} jobs at a time. Ctrl-C ends it.")

    code = work(
        container, lanes=chosen, threads=container.settings.runner_threads, ready=lambda runner: ready(runner.place)
    )
    if code:
        raise typer.Exit(code)


def beat(json: Json = False) -> None:
    """Make jobs of schedules, wake what waited, and tell the workers of it, until SIGTERM or Ctrl-C."""
    container = _container(None)
    from playwarden.worker.beating import Reclaiming, keep_ticking

    def ready() -> None:
        if screen.json:
            screen.line({"beat": True, "pid": os.getpid()})
        else:
            screen.say("Beating. Ctrl-C ends it.")

    keep_ticking(
        (container.ticker.tick, Reclaiming(container.runners), container.dispatcher.tick),
        ready=ready,
    )


def _container(threads: int | None) -> "Container":
    """The container of a process that has a broker, with its log on stderr."""
    opened.give(runner_threads=threads)
    if not opened.this_machine().broker_url:
        raise InputError(
            "There is no broker: workers and beat are told of jobs over Redis.",
            "Set PLAYWARDEN_BROKER_URL; without one `playwarden up` runs jobs by itself.",
        )
    from playwarden.cli import logs

    container = opened.container()
    logs.begin_on_stderr(container.settings)
    return container


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
