"""The runner of a worker: carries out the jobs that its process is told of, each in the thread that was told."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from playwarden.domain.calls import Lane
from playwarden.engine.ports.jobs import JobBook, Runner, Runners
from playwarden.engine.ports.outbox import Message
from playwarden.jobs.runner import Carrier
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import JobId

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
"""Real seconds between two heartbeats, and between two looks for jobs that nobody carries any more."""


class ToldRunner:
    """A runner of the kind `worker`. `put_back` is called with a message that cannot be followed now."""

    def __init__(
        self,
        book: JobBook,
        carrier: Carrier,
        runners: Runners,
        put_back: Callable[[Message], None],
        *,
        lanes: Sequence[Lane],
        threads: int,
    ) -> None:
        self._book = book
        self._carrier = carrier
        self._runners = runners
        self._put_back = put_back
        self._lanes = lanes
        self._threads = threads
        self._runner: Runner | None = None
        self._stopping = threading.Event()
        self._gone = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._lock = threading.Lock()
        self._carried: set[JobId] = set()

    def enter(self) -> Runner:
        """Signs on: from now on commands know that somebody carries jobs out. Raises what the database raises."""
        self._runner = self._runners.enter("worker", self._threads)
        self._beating.start()
        return self._runner

    def follow(self, message: Message) -> None:
        """Carries the job of a message out when it is due still and its key is free. Raises nothing."""
        assert self._runner is not None, "nothing is followed before enter"
        with self._lock:
            ours = message.job_id in self._carried
            # Known before the claim: else a look for lost jobs could take it from us between claim and carrying.
            self._carried.add(message.job_id)
        if ours:
            self._drop(message)
            return
        try:
            job = None
            if not self._stopping.is_set():
                job = self._book.claim(self._runner.id, self._lanes, job_id=message.job_id)
            if job is None:
                self._put_back(message)
            else:
                self._carrier.carry(job, self._stopping)
        except PlaywardenError as error:
            log.warning("the job %s is left to a later message: %s", message.job_id, error)
        except Exception:
            log.exception("the job %s was dropped; it is taken up again", message.job_id)
        finally:
            with self._lock:
                self._carried.discard(message.job_id)

    def _drop(self, message: Message) -> None:
        """One of a job that another thread here has in its hands. That thread may just have ended it, queued again: the
        message is then the only one of it that is under way.
        """
        try:
            self._put_back(message)
        except PlaywardenError as error:
            log.warning("the job %s is left to a later message: %s", message.job_id, error)

    def stop(self) -> None:
        """From now on jobs stop at their next check and are queued again. May be called in a signal handler."""
        self._stopping.set()

    def leave(self) -> None:
        """Signs off. What it still carries is taken up by others."""
        self._gone.set()
        if self._runner is None:
            return
        self._beating.join(timeout=BEAT_SECONDS)
        with suppress(PlaywardenError):  # the heartbeat runs out
            self._runners.leave(self._runner)
            self._runners.reclaim()

    def _beat(self) -> None:
        assert self._runner is not None
        failing = False
        while not self._gone.wait(BEAT_SECONDS):
            try:
                in_time = self._runners.beat(self._runner)
                if in_time:  # else the machine slept: the others are given the time to say that they live
                    # Live, not a copy: a job that is claimed while the look is under way is carried.
                    self._runners.reclaim(self._runner.id, self._carried)
            except PlaywardenError as error:
                if not failing:
                    log.warning("the heartbeat could not be written: %s", error)
                failing = True
            except Exception:
                log.exception("the heartbeat failed unexpectedly")
            else:
                failing = False
