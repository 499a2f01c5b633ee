"""What a tick does, wherever it comes from: queues what is due, asks schedules, tells the cancelled, keeps house."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from playwarden.engine.ports.jobs import JobBook
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.registry import Registry
from playwarden.kit.clock import Clock
from playwarden.kit.errors import PlaywardenError

log = logging.getLogger(__name__)

PRUNE_EVERY = 3600.0
FIRST_PRUNE = 120.0
"""Real seconds; a start has better things to do first."""
SELDOM = 10.0
"""Real seconds between two looks for what a crash may have left undone."""
AFTER_FAILURE = (3.0, 10.0, 30.0)
"""Real seconds for which a duty is left alone that failed for the first time, the second, and each further one in a
row: a connection that dropped is soon back, a full disk is not, and every failure is a line in the log."""


@dataclass(slots=True)
class _Duty:
    name: str
    do: Callable[[], object]
    every: float = 0.0
    due: float = 0.0
    aside: bool = False
    """It may call others, such as Spotify: done in a thread of its own, one at a time, and ticks do not wait for it."""
    thread: threading.Thread | None = None
    failures: int = 0
    """In a row, the last one included."""

    def rest(self, now: float) -> None:
        """It failed: it is left alone for a while."""
        self.due = now + AFTER_FAILURE[min(self.failures, len(AFTER_FAILURE) - 1)]
        self.failures += 1


class Ticker:
    """A tick a second. Two tickers at once do no harm: each duty looks at what is there, and the database decides."""

    def __init__(
        self,
        book: JobBook,
        registry: Registry,
        clock: Clock,
        *,
        keep: timedelta,
        more: Sequence[tuple[str, Callable[[], object]]] = (),
        seldom: Sequence[tuple[str, Callable[[], object]]] = (),
        aside: Sequence[tuple[str, Callable[[], object]]] = (),
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keep`: how long ended jobs stay. `more`: what else a tick does, each with its name in the log: schedules.
        `seldom`: what only finds something to do after a crash, or on a few days of a year. `aside`: what waits for
        others, in a thread of its own. `real` tells real seconds.
        """
        self._real = real
        self._duties = [
            *(_Duty(name, do) for name, do in more),
            _Duty("queueing what is due", book.queue_due),
            *(_Duty(name, do, SELDOM) for name, do in seldom),
            *(_Duty(name, do, aside=True) for name, do in aside),
            _Duty("telling of what was cancelled", lambda: settle_cancelled(book, registry), SELDOM, aside=True),
            _Duty("pruning", lambda: book.prune(clock.now() - keep), PRUNE_EVERY, real() + FIRST_PRUNE),
        ]

    def tick(self) -> None:
        """Does what is due, or begins it where it may take long. What fails is logged, and stops nothing else."""
        for duty in self._duties:
            if self._real() < duty.due or (duty.thread is not None and duty.thread.is_alive()):
                continue
            duty.due = self._real() + duty.every
            if duty.aside:
                duty.thread = threading.Thread(target=self._do, args=(duty,), name="beside ticks", daemon=True)
                duty.thread.start()
            else:
                self._do(duty)

    def finish(self, seconds: float) -> None:
        """Waits for what is done beside the ticks, so many real seconds at most: what is cut off is done by a later
        tick, here or elsewhere.
        """
        until = time.monotonic() + seconds
        for duty in self._duties:
            if duty.thread is not None:
                duty.thread.join(max(0.0, until - time.monotonic()))

    def _do(self, duty: _Duty) -> None:
        try:
            duty.do()
            duty.failures = 0
        except PlaywardenError as error:
            duty.rest(self._real())
            log.warning("%s failed: %s", duty.name, error)
        except Exception:
            duty.rest(self._real())
            log.exception("%s failed unexpectedly", duty.name)
