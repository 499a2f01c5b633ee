"""Tells workers in other processes of due jobs, after each commit that makes one due and again where that led nowhere.

Nothing depends on a message: when the broker is away, or forgets, the tick of a beat sends another one, and a message
that comes twice, late or for nothing is dropped by whoever gets it.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from typing import Protocol

from playwarden.domain.calls import Lane
from playwarden.engine.ports.outbox import Message, Outbox
from playwarden.kit.errors import PlaywardenError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
"""After the broker was away it is left alone for so long: what commands and requests leave undone, a tick does."""
FLUSH_SECONDS = 5.0
"""How long a process that ends waits for what is still to be sent."""


class Courier(Protocol):
    """Carries messages to the workers' queues. Each method makes one try, of a few seconds at most, and raises
    ConnectionError when the broker is away."""

    def idle_lanes(self) -> Collection[Lane]:
        """The lanes where a message that led to nothing was lost: no worker is merely too busy to fetch it."""
        ...

    def send(self, message: Message) -> None: ...

    def close(self) -> None: ...


class Dispatcher:
    """Sends what the outbox holds, from a thread of its own: whoever commits a job waits for nobody.

    `open_courier` is called when the first message is to be sent: what it loads is no burden before. The broker being
    away is told once in the log, and once that it is back.
    """

    def __init__(self, outbox: Outbox, open_courier: Callable[[], Courier]) -> None:
        self._outbox = outbox
        self._open_courier = open_courier
        self._courier: Courier | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._sending = threading.Lock()
        self._due = threading.Event()
        self._woken = threading.Event()
        self._closed = threading.Event()
        self._alone_until = 0.0
        self._away = False

    def wake(self) -> None:
        """Something is due: it is sent soon. Returns at once."""
        self._due.set()
        self._woken.set()
        with self._starting:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
                self._thread.start()

    def tick(self) -> None:
        """Sends what was not sent or was lost, also when the broker was away a moment ago. Raises nothing."""
        self._dispatch(repeat=True)

    def put_back(self, message: Message) -> None:
        """This one came to nothing: it is sent again, at the next occasion. Raises what the database raises."""
        self._outbox.put_back([message.job_id])

    def close(self) -> None:
        """Sends what is still to be sent, for a few seconds at most, and ends."""
        self._closed.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout=FLUSH_SECONDS)
        if self._courier is not None:
            self._courier.close()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            last = self._closed.is_set()
            self._woken.clear()
            if self._due.is_set():
                self._due.clear()
                if time.monotonic() >= self._alone_until:
                    self._dispatch(repeat=False)
            if last:
                return

    def _dispatch(self, *, repeat: bool) -> None:
        with self._sending:
            try:
                courier = self._courier = self._courier or self._open_courier()
                # Asked first: while it is away no job is marked as told of.
                idle = courier.idle_lanes()
                self._tell(away=False)
                self._send(courier, self._outbox.take(idle if repeat else ()))
            except ConnectionError as error:
                self._alone_until = time.monotonic() + PAUSE_SECONDS
                self._tell(away=True, why=str(error))
            except PlaywardenError as error:
                log.warning("workers are not told of due jobs for now: %s", error)
            except Exception:  # nobody would begin the thread anew
                log.exception("workers are not told of due jobs for now")

    def _send(self, courier: Courier, messages: Collection[Message]) -> None:
        left = list(messages)
        try:
            while left:
                courier.send(left[0])
                del left[0]
        finally:
            if left:
                self._outbox.put_back([message.job_id for message in left])

    def _tell(self, *, away: bool, why: str = "") -> None:
        if away and not self._away:
            log.warning("Redis does not answer; due jobs stay in the database until it does: %s", why)
        if self._away and not away:
            log.info("Redis is back: workers are told of due jobs again")
        self._away = away
