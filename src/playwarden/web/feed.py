"""What happens to jobs, as it happens: one thread looks for new events, however many streams wait for them."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import anyio.to_thread

from playwarden.domain.jobs.job import JobEvent
from playwarden.engine.ports.jobs import JobBook
from playwarden.kit.errors import Busy, PlaywardenError, Stopping
from playwarden.kit.ids import JobId

log = logging.getLogger(__name__)

MOST_STREAMS = 100
MOST_OF_ONE = 20
"""Of one member, or whoever else reads: nobody takes all of them."""
EVERY = 0.5
"""Real seconds between two looks for what other processes wrote; this process's own commits wake it at once."""
AT_MOST_EVERY = 0.05
"""Real seconds between two looks however much is written."""
AFTER_FAILURE = 3.0
PAGE = 500
KEPT = 2_000
"""Events kept in memory, so that streams that are up to date do not each ask the database."""

Listen = Callable[[Callable[[], None]], Callable[[], None]]
"""Calls back whenever this process has committed an event; answers what ends that."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stream begins: after the event `number`. `reset`: what was asked for is not kept any more."""

    number: int
    reset: bool = False


class Stream:
    """One reader. Used by the loop that it is read in; woken by the feed's thread."""

    def __init__(self, feed: "Feed", position: Position, job_id: JobId | None, reader: str) -> None:
        self.position = position
        self.reader = reader
        self._feed = feed
        self._job_id = job_id
        self._number = position.number
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()

    async def next(self) -> list[JobEvent]:
        """The events that come next, at least one; none once the feed is closed."""
        self._loop = asyncio.get_running_loop()
        while not self._feed.closed:
            self._news.clear()
            events = self._feed.held(self._number) if self._job_id is None else None
            if events is None:
                events = await anyio.to_thread.run_sync(self._read)
            if events is None:
                await anyio.sleep(AFTER_FAILURE)
                continue
            if events:
                self._number = events[-1].number
                return events
            await self._news.wait()
        return []

    def wake(self) -> None:
        """There may be something new. From any thread."""
        if self._loop is not None:
            try:
                self._loop.call_soon_threadsafe(self._news.set)
            except RuntimeError:
                return  # Its loop has ended: nobody reads any more.

    def _read(self) -> list[JobEvent] | None:
        return self._feed.read(self._number, self._job_id)


class Feed:
    """Gives out streams. Its thread lives while there is one."""

    def __init__(self, book: JobBook, listen: Listen, *, most: int = MOST_STREAMS) -> None:
        self._book = book
        self._listen = listen
        self._most = most
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._kept: deque[JobEvent] = deque(maxlen=KEPT)
        self._from = 0
        self._closed = threading.Event()

    @property
    def closed(self) -> bool:
        return self._closed.is_set()

    def open(self, after: int | None, job_id: JobId | None, reader: str) -> Stream:
        """A stream of the events after number `after`; None: from now on, for one job from its beginning.

        Raises NotFound for a job that is not there, Busy when too many streams are open (of `reader`, or of all),
        Stopping.
        """
        if job_id is not None:
            self._book.job(job_id)
        stream = Stream(self, self._position(after, job_id), job_id, reader)
        with self._lock:
            if self.closed:
                raise Stopping("Playwarden is going down.", "Ask again when it is up.")
            mine = sum(each.reader == reader for each in self._streams)
            if len(self._streams) >= self._most or mine >= MOST_OF_ONE:
                yours = f"{mine} of them yours, " if mine else ""
                raise Busy(
                    f"{len(self._streams)} streams are open already, {yours}and no more are given out.",
                    "Close one: a browser needs one for all its tabs.",
                )
            self._streams.add(stream)
            if self._thread is None:
                self._from = self._book.last_event()
                self._kept.clear()
                self._thread = threading.Thread(target=self._watch, name="events", daemon=True)
                self._thread.start()
        return stream

    def leave(self, stream: Stream) -> None:
        """Its reader went away."""
        with self._lock:
            self._streams.discard(stream)
        self._woken.set()

    def close(self) -> None:
        """Ends every stream: the process is going down."""
        self._closed.set()
        self._woken.set()
        with self._lock:
            streams = tuple(self._streams)
        for stream in streams:
            stream.wake()

    def held(self, after: int) -> list[JobEvent] | None:
        """What is kept in memory of the events after that number; None when that does not reach back so far."""
        with self._lock:
            if after < self._from:
                return None
            return [event for event in self._kept if event.number > after]

    def read(self, after: int, job_id: JobId | None) -> list[JobEvent] | None:
        """The events after that number from the database; None while it does not answer."""
        try:
            return self._book.events(after, job_id=job_id, limit=PAGE)
        except PlaywardenError as error:
            log.warning("events could not be read: %s", error)
            return None

    def _position(self, after: int | None, job_id: JobId | None) -> Position:
        if after is None:
            return Position(0 if job_id is not None else self._book.last_event())
        first, last = self._book.first_event(), self._book.last_event()
        if after > last or (after + 1 < first and job_id is None):
            return Position(last, reset=True)
        return Position(after)

    def _watch(self) -> None:
        """Looks for news until the last stream has left."""
        unlisten = self._listen(self._woken.set)
        try:
            while True:
                self._woken.wait(EVERY)
                self._woken.clear()
                with self._lock:
                    if not self._streams or self.closed:
                        self._thread = None
                        return
                    last = self._kept[-1].number if self._kept else self._from
                try:
                    events = self._book.events(last, limit=PAGE)
                except PlaywardenError as error:
                    log.warning("events could not be read: %s", error)
                    self._closed.wait(AFTER_FAILURE)
                    continue
                if events:
                    self._keep(events)
                    if len(events) == PAGE:
                        self._woken.set()
                    self._closed.wait(AT_MOST_EVERY)
        finally:
            unlisten()

    def _keep(self, events: list[JobEvent]) -> None:
        with self._lock:
            for event in events:
                if len(self._kept) == KEPT:
                    self._from = self._kept[0].number
                self._kept.append(event)
            streams = tuple(self._streams)
        for stream in streams:
            stream.wake()
