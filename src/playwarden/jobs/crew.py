"""The threads of one runner: claims jobs for them, hands each to a free one, and lets them stop in good order."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job
from playwarden.engine.ports.jobs import JobBook, Runner
from playwarden.jobs.lanes import open_lanes
from playwarden.jobs.runner import Carrier
from playwarden.kit.ids import JobId

log = logging.getLogger(__name__)

GRACE = 8.0
"""Real seconds that a stop waits for jobs to come to their next check. One that does not is taken up again by others;
its fence keeps it from settling."""


class Crew:
    """Used by one thread, which claims; `woken` is set whenever a thread has become free.

    `within`: jobs of that family alone, in as many threads as there are, whatever their lanes.
    """

    def __init__(
        self, book: JobBook, carrier: Carrier, runner: Runner, woken: threading.Event, within: JobId | None = None
    ) -> None:
        self._book = book
        self._carrier = carrier
        self._runner = runner
        self._woken = woken
        self._within = within
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        # By claim: a job that was taken from a thread may come back to another one while the first still has it.
        self._carried: dict[tuple[JobId, int], Lane] = {}
        self._handed: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"job {number}", daemon=True)
            for number in range(1, runner.threads + 1)
        ]

    def __enter__(self) -> "Crew":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop(GRACE)

    @property
    def carried(self) -> frozenset[JobId]:
        """The jobs that its threads have in their hands."""
        with self._lock:
            return frozenset(job_id for job_id, _ in self._carried)

    def fill(self) -> None:
        """Claims for every thread that is free, as far as there is something to claim."""
        while (lanes := self._lanes()) and not self._stopping.is_set():
            job = self._book.claim(self._runner.id, lanes, within=self._within)
            if job is None:
                return
            with self._lock:
                self._carried[job.id, job.fence] = job.lane
            self._handed.put(job)

    def stop(self, seconds: float) -> None:
        """Lets every job stop at its next check; waits for them so long."""
        self._stopping.set()
        for _ in self._threads:
            self._handed.put(None)
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _lanes(self) -> list[Lane]:
        with self._lock:
            running = list(self._carried.values())
        if self._within is not None:
            return list(Lane) if len(running) < self._runner.threads else []
        return open_lanes(running, self._runner.threads)

    def _work(self) -> None:
        while (job := self._handed.get()) is not None:
            try:
                self._carrier.carry(job, self._stopping)
            except Exception:
                log.exception("the job %s (%s) was dropped; it is taken up again", job.id, job.kind)
            finally:
                with self._lock:
                    del self._carried[job.id, job.fence]
                self._woken.set()


Listen = Callable[[Callable[[], None]], Callable[[], None]]
"""Calls back whenever this process has committed a job that may be claimed; answers what ends that."""
