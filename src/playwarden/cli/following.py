"""Follows a job to its end: what a runner does with it, or, where there is none, by carrying it out in this process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from playwarden.cli import opened
from playwarden.cli.door import Door, door, named
from playwarden.cli.screen import Advance, screen, when
from playwarden.kit.errors import (
    Busy,
    Cancelled,
    Conflict,
    Interrupted,
    NeedsReconnecting,
    PlaywardenError,
    RateLimited,
    SpotifyUnavailable,
)
from playwarden.kit.ids import JobId
from playwarden.kit.problems import raised

PATIENCE = timedelta(seconds=30)
"""What goes on sooner is waited for."""
LOOK_SECONDS = 0.25
"""Between two looks at what a runner on this machine does."""
CHECK_SECONDS = 5.0
"""Between two looks at whether the runner is there still."""

OPEN = ("scheduled", "queued", "waiting", "running")

Document = dict[str, Any]


def follow(job: str, *, doing: str = "working", again: str = "", results: bool = False) -> Document:
    """The document of `job` once it has ended in any way but failure; with `results` also of one that failed and
    nevertheless tells what went well and what did not.

    Raises the error that it failed with; what holds it for longer than a moment (RateLimited with its time, and the
    like); Interrupted after Ctrl-C. `again` is the command that takes it up, for these sentences.
    """
    again = again or f"`playwarden jobs run {job}`"
    whole = {"runner": True}
    try:
        with screen.progress(doing) as advance:
            found = _streamed(job, advance) if door().remote else _here(job, advance, whole)
    except KeyboardInterrupt:
        raise _left(job, again, runner=whole["runner"]) from None
    if found["state"] == "failed" and not (results and found["result"]):
        failure = found["failure"]
        raise raised(failure["code"], failure["what"], failure["remedy"], failure)
    if found["state"] in OPEN:
        raise holding(found, again)
    return found


def not_done(found: Document) -> PlaywardenError:
    """The error for a job that ended without a result: somebody cancelled it, or its time passed."""
    return Cancelled(f"The job {found['id']} was {found['state']}.", found["note"] or "Nothing was done.")


def ended(found: Document) -> bool:
    """Whether there is nothing more to wait for: it has ended, or all of it is held for longer than a moment."""
    if found["state"] not in OPEN:
        return True
    held = found["held"]
    if found["all_held"] and not found["children"].get("running") and found["state"] != "running":
        return True
    return held is not None and datetime.fromisoformat(held["until"]) - _now(found) > PATIENCE


def _streamed(job: str, advance: Advance) -> Document:
    """On a server: by its stream of events."""
    look = _look(door(), job)
    found = look()
    if ended(found):
        return found
    for _, kind, event in door().events("/events", job=job):
        if kind == "reset":
            found = look()
        elif isinstance(event, dict):
            _show(event, job, advance)
            if event["kind"] == "state":
                found = look()
        if ended(found):
            return found
    return look()


def _here(job: str, advance: Advance, whole: dict[str, bool]) -> Document:
    """In this data folder: watches the runner while one is there, and is one where there is none."""
    look = _look(door(), job)
    while True:
        found = look()
        if ended(found):
            return found
        whole["runner"] = found["runner"]
        with _shown(job, advance):
            if found["runner"]:
                _watch(look)
            else:
                opened.container().runner.run_until_ended(JobId(job), patience=PATIENCE)


def _watch(look: Callable[[], Document]) -> None:
    """Until there is nothing to wait for, or the runner has gone."""
    while True:
        found = look()
        if ended(found) or not found["runner"]:
            return
        time.sleep(LOOK_SECONDS)


@contextmanager
def _shown(job: str, advance: Advance) -> Iterator[None]:
    """Draws what happens to the job while the block runs."""
    if not screen.draws:
        yield
        return
    done = threading.Event()

    def draw() -> None:
        after = 0
        while not done.wait(LOOK_SECONDS):
            try:
                after = _drawn(job, after, advance)
            except PlaywardenError:
                continue  # Whoever waits for the job meets it as well, and tells.

    drawing = threading.Thread(target=draw, name="drawing", daemon=True)
    drawing.start()
    try:
        yield
    finally:
        done.set()
        drawing.join(timeout=2 * LOOK_SECONDS)


def _drawn(job: str, after: int, advance: Advance) -> int:
    events = opened.container().jobs.events(after, job_id=JobId(job))
    for event in events:
        _show({"job": event.job_id, "kind": event.kind, "data": event.data}, job, advance)
    return events[-1].number if events else after


def _show(event: Document, job: str, advance: Advance) -> None:
    """One event on the progress bar: figures are the job's own, words also its children's."""
    data = event["data"]
    if event["kind"] == "progress" and event["job"] == job:
        advance(data["done"], data["total"] or 0, data["words"])
    elif event["kind"] == "state" and event["job"] == job and data.get("note"):
        advance(0, 0, data["note"])


def _look(through: Door, job: str) -> Callable[[], Document]:
    def look() -> Document:
        found: Document = through.get(named("jobs", job))
        return found

    return look


def _now(found: Document) -> datetime:
    return datetime.fromisoformat(found["now"])


def holding(found: Document, again: str) -> PlaywardenError:
    """The error for a job that waits: of the kind of what it waits for."""
    job = found["id"]
    if found["all_held"]:
        return Conflict(f"The job {job} is made; all jobs are held.", "`playwarden jobs release` lets them go on.")
    held = found["held"] or {"until": found["due_at"], "waits_for": found["waits_for"], "note": found["note"]}
    until = datetime.fromisoformat(held["until"])
    note = held["note"] or f"The job {job} waits until {when(until)}."
    by_itself = f"It goes on by itself at {when(until)}; `playwarden jobs watch {job}` follows it."
    remedy = by_itself if found["runner"] else f"Go on then with {again}, or let `playwarden up` do it by itself."
    match held["waits_for"]:
        case "quota":
            return RateLimited(note, f"What was done is recorded. {remedy}", until=until)
        case "connection":
            return NeedsReconnecting(note, f"What was done is recorded. Go on with {again} when that is done.")
        case "retry":
            return SpotifyUnavailable(note, remedy)
        case "playlist" | "proof":
            return Busy(note, remedy)
    return Conflict(note, remedy)


def _left(job: str, again: str, *, runner: bool) -> Interrupted:
    """What to say after Ctrl-C."""
    if runner:
        return Interrupted(
            f"You left; the job {job} goes on.",
            f"`playwarden jobs cancel {job}` stops it, `playwarden jobs watch {job}` follows it again.",
        )
    return Interrupted(
        f"Stopped between two calls; what was done is recorded in the job {job}.",
        f"Go on with {again}; `playwarden jobs cancel {job}` ends it.",
    )
