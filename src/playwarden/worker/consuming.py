"""Celery's worker as we need it: threads, our log, our signals, and a way back to Redis that tells itself once."""

import logging
import os
import signal
import warnings
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from celery import Celery
from celery.apps.worker import Worker
from celery.platforms import EX_OK
from celery.worker import state
from celery.worker.consumer import Consumer

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 1
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class PatientConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """Tries Redis every second while it is away, and tells so in one line instead of one a try."""

    _is_lost = False

    def ensure_connected(self, conn: Any) -> Any:
        away = False

        def waiting(error: Exception, _interval: float) -> None:
            nonlocal away
            if not away and not self.first_connection_attempt:
                # Losing it has been told already.
                away = True
            elif not away:
                away = True
                log.warning("Redis does not answer; the worker waits for it: %s", error)

        conn = conn.ensure_connection(
            waiting,
            interval_start=_AGAIN_SECONDS,
            interval_step=0,
            interval_max=_AGAIN_SECONDS,
            callback=state.maybe_shutdown,
        )
        if away:
            log.info("Redis is back: the worker takes messages again")
        self.first_connection_attempt = False
        self._is_lost = False
        return conn

    def call_soon_ack(self, p: Callable[..., None], *args: Any, **kwargs: Any) -> Any:
        return super().call_soon_ack(partial(self._settled, p), *args, **kwargs)

    def _settled(self, settle: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        """Acknowledges a message. What Redis did not take stays counted as under way: once it is all that a worker may
        have at a time, Celery asks for no further message and so never finds out that the connection is gone.
        """
        settle(*args, **kwargs)
        message: Any = settle.__self__  # type: ignore[attr-defined]  # a bound method of the message
        if not message.acknowledged and not self._is_lost:
            self._is_lost = True
            raise ConnectionResetError("a message could not be acknowledged")

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        log.warning("Redis was lost; jobs under way go on, and the worker waits for it: %s", exc)
        super().on_connection_error_after_connected(exc)


class ThreadedWorker(Worker):  # type: ignore[misc]  # Celery has no types
    """Ends on SIGTERM and SIGINT: takes no message any more, calls `stopping`, and waits for its threads."""

    def __init__(self, *, stopping: Callable[[], None], **options: Any) -> None:
        self._stopping = stopping
        super().__init__(**options)

    def setup_logging(self, colorize: bool | None = None) -> bool:
        """The log has been set up already."""
        return True

    def install_platform_tweaks(self, worker: object) -> None:
        def leave(number: int, _frame: FrameType | None) -> None:
            state.should_stop = EX_OK
            # A second one ends it at once: its jobs are taken up by others.
            signal.signal(number, signal.SIG_DFL)
            self._stopping()

        for number in _SIGNALS:
            signal.signal(number, leave)


def make_worker(app: Celery, *, threads: int, stopping: Callable[[], None]) -> ThreadedWorker:
    """A worker of `app` that has not begun. `stopping` is called once, in a signal handler."""
    # Of superusers (a container's usual one; nothing but JSON is read) and of settings that Celery 6 will change.
    warnings.filterwarnings("ignore", module="celery")
    quiet = {"celery": logging.WARNING, "kombu": logging.WARNING, "celery.worker.consumer.consumer": logging.ERROR}
    # It tells, with a traceback, of what Redis would not let it acknowledge: that message comes again, and is dropped.
    quiet |= {"celery.worker.request": logging.CRITICAL + 1}
    for name, level in quiet.items():
        logging.getLogger(name).setLevel(level)
    app.conf.worker_consumer = f"{__name__}:{PatientConsumer.__name__}"
    return ThreadedWorker(
        app=app,
        pool="threads",
        concurrency=threads,
        hostname=f"playwarden-{os.getpid()}",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        stopping=stopping,
    )
