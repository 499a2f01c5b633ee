"""What happens to jobs as a live stream: server-sent events, resumed where the connection broke off."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from playwarden.bootstrap import Container
from playwarden.domain.access import Caller, Right
from playwarden.domain.jobs.job import JobEvent
from playwarden.kit.ids import JobId
from playwarden.web.feed import Feed, Stream
from playwarden.web.gate import again
from playwarden.web.policy import JOB, requires
from playwarden.web.routes.asked import LARGEST, Opened, Text, Who
from playwarden.web.schemas.jobs import EventDocument

router = APIRouter()
RETRY_MS = 2_000
"""After how long a browser takes a lost stream up again."""
ASKED_EVERY = 5.0
"""Real seconds after which it is asked again whether the reader is still let in, and what may be seen: rights change,
and tags are given and taken.
"""
MOST_KNOWN = 10_000


class Sight:
    """Which events of a stream its reader may see; what was found out holds for `ASKED_EVERY` seconds."""

    def __init__(self, opened: Container, caller: Caller, again: Callable[[], Caller | None]) -> None:
        self._opened = opened
        self._caller: Caller | None = caller
        self._again = again
        self._asked_at = time.monotonic()
        self._known: dict[JobId, bool] = {}

    def of(self, events: Sequence[JobEvent]) -> list[JobEvent] | None:
        """Those of `events` that may be seen; None: whoever reads is not let in any more."""
        if time.monotonic() - self._asked_at >= ASKED_EVERY:
            self._caller, self._asked_at = self._again(), time.monotonic()
            self._known.clear()
        caller = self._caller
        if caller is None or Right.VIEW not in caller.rights:
            return None
        if caller.everywhere:
            return list(events)
        new = {event.job_id for event in events} - self._known.keys()
        if new:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
                new = {event.job_id for event in events}
            touches = self._opened.reach.jobs_by_id(new)
            self._known |= {job: caller.sees(touch) for job, touch in touches.items()}
        return [event for event in events if self._known[event.job_id]]


def _sight(opened: Opened, who: Who, request: Request) -> Sight:
    return Sight(opened, who, again(request.scope))


def _stream(
    request: Request,
    opened: Opened,
    who: Who,
    job: Text = None,
    after: Annotated[int | None, Query(ge=0, le=LARGEST, description="Continue after this event.")] = None,
    last_event_id: Annotated[str | None, Header(description="The same, as browsers send it.")] = None,
) -> Iterator[Stream]:
    feed: Feed = request.app.state.feed
    if job is not None and not who.everywhere and not who.sees(opened.reach.job(JobId(job))):
        raise JOB.missing(job)
    given = last_event_id.strip() if last_event_id is not None else ""
    if given.isascii() and given.isdigit() and len(given) <= len(str(LARGEST)) and int(given) <= LARGEST:
        after = int(given)
    reader = who.member.id if who.member is not None else who.actor
    stream = feed.open(after, JobId(job) if job is not None else None, reader)
    try:
        yield stream
    finally:
        feed.leave(stream)


@router.get(
    "/events",
    response_class=EventSourceResponse,
    dependencies=[requires(Right.VIEW, inside="the jobs that events are about")],
)
async def events(
    stream: Annotated[Stream, Depends(_stream)], sight: Annotated[Sight, Depends(_sight)]
) -> AsyncIterator[ServerSentEvent]:
    """States, progress and log lines of all jobs that you may see as they happen, or with `job` of that one and its
    children. The stream ends when your session does.

    Each event has its number as id; sent back as `Last-Event-ID` (or `after`) the stream goes on there, with nothing
    lost or doubled. `reset` instead means that what was asked for is not kept any more: read the present state, and go
    on from the id that comes with it. Without a number it begins now, for one job at its beginning. Comments tell that
    the connection lives.
    """
    begin = stream.position
    if begin.reset:
        yield ServerSentEvent(event="reset", id=str(begin.number), retry=RETRY_MS, data={"last": begin.number})
    else:
        yield ServerSentEvent(id=str(begin.number), retry=RETRY_MS, comment="listening")
    while True:
        found: list[JobEvent] = []
        with anyio.move_on_after(ASKED_EVERY) as waiting:
            found = await stream.next()
        if not found and not waiting.cancelled_caught:
            return
        seen = await anyio.to_thread.run_sync(sight.of, found)
        if seen is None:
            return
        for event in seen:
            yield ServerSentEvent(event=event.kind, id=str(event.number), data=EventDocument.of(event))
