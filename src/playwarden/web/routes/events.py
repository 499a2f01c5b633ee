"""What happens to jobs as a live stream: server-sent events, resumed where the connection broke off."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from playwarden.kit.ids import JobId
from playwarden.web.feed import Feed, Stream
from playwarden.web.routes.asked import LARGEST, Text
from playwarden.web.schemas.jobs import EventDocument

router = APIRouter()
RETRY_MS = 2_000
"""After how long a browser takes a lost stream up again."""


def _stream(
    request: Request,
    job: Text = None,
    after: Annotated[int | None, Query(ge=0, le=LARGEST, description="Continue after this event.")] = None,
    last_event_id: Annotated[str | None, Header(description="The same, as browsers send it.")] = None,
) -> Iterator[Stream]:
    feed: Feed = request.app.state.feed
    given = last_event_id.strip() if last_event_id is not None else ""
    if given.isascii() and given.isdigit() and len(given) <= len(str(LARGEST)) and int(given) <= LARGEST:
        after = int(given)
    stream = feed.open(after, JobId(job) if job is not None else None)
    try:
        yield stream
    finally:
        feed.leave(stream)


@router.get("/events", response_class=EventSourceResponse)
async def events(stream: Annotated[Stream, Depends(_stream)]) -> AsyncIterator[ServerSentEvent]:
    """States, progress and log lines of all jobs as they happen, or with `job` of that one and its children.

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
    while found := await stream.next():
        for event in found:
            yield ServerSentEvent(event=event.kind, id=str(event.number), data=EventDocument.of(event))
