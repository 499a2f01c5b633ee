"""The embedded runner: carries jobs out in threads of this process, with the database alone."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwarden.domain.jobs.job import Job
from playwarden.engine.ports.jobs import Runner, Runners
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.crew import GRACE, Crew, Listen
from playwarden.jobs.runner import Carrier
from playwarden.jobs.tick import Ticker
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.ids import JobId

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Real seconds between two looks for what other processes made; this process's own jobs wake it at once."""
SWEEP_EVERY = 6.0
"""Real seconds between two heartbeats, each with a look for jobs that nobody carries any more."""
AFTER_FAILURE = 3.0
"""Real seconds after which the database is asked again that did not answer."""
PATIENCE = timedelta(seconds=30)


class _Sweep:
    """The heartbeat of a runner, and with it the taking up of jobs whose runner died."""

    def __init__(self, runners: Runners, runner: Runner) -> None:
        self._runners = runners
        self._runner = runner
        self._at = float("-inf")  # at its start it takes up at once what was left behind

    def when_due(self, carried: Collection[JobId]) -> None:
        """Does it, when it is time. Raises what the database raises."""
        if time.monotonic() - self._at < SWEEP_EVERY:
            return
        self._at = time.monotonic()
        if self._runners.beat(self._runner):  # else the machine slept: the others are given the time to say they live
            self._runners.reclaim(self._runner.id, carried)


class InlineRunner:
    """Carries jobs out in this process: all of them between `start` and `stop`, or one family while a command waits."""

    def __init__(self, carrier: Carrier, runners: Runners, ticker: Ticker, listen: Listen, *, threads: int) -> None:
        self._carrier = carrier
        self._tools = carrier.tools
        self._runners = runners
        self._ticker = ticker
        self._listen = listen
        self._size = threads
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins to carry jobs out. Raises what the database raises."""
        runner = self._runners.enter("embedded", self._size)
        self._stopping.clear()
        self._threads = [
            threading.Thread(target=self._run, args=(runner,), name="runner", daemon=True),
            threading.Thread(target=self._tick, name="ticks", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends: running jobs stop at their next check and are queued again."""
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(timeout=GRACE + 2)
        self._threads = []

    def run_until_ended(self, job_id: JobId, *, patience: timedelta = PATIENCE) -> Job:
        """Carries a job and what descends from it out in this process, until it has ended, or everything of it waits
        for longer than `patience` or is held: the job as it stands then. Others may help.

        Raises NotFound, and what the database raises; when it is interrupted, running jobs go back to QUEUED.
        """
        book = self._tools.book
        woken = threading.Event()
        with (
            self._entered("command") as runner,
            self._hearing(woken),
            Crew(book, self._carrier, runner, woken, job_id) as crew,
        ):
            sweep = _Sweep(self._runners, runner)
            while True:
                woken.clear()
                sweep.when_due(crew.carried)
                crew.fill()
                job = book.job(job_id)
                if not crew.carried and (job.state.ended or self._waits_long(job_id, patience)):
                    settle_cancelled(book, self._tools.registry, job_id)
                    return book.job(job_id)
                woken.wait(LOOK_EVERY / 4)

    def _waits_long(self, job_id: JobId, patience: timedelta) -> bool:
        waiting = self._tools.book.waiting(job_id)
        if self._tools.book.held():
            return True
        return waiting is not None and waiting.due_at - self._tools.clock.now() > patience

    def _run(self, runner: Runner) -> None:
        """Claims and hands out, until it is stopped."""
        sweep = _Sweep(self._runners, runner)
        with self._hearing(self._woken), Crew(self._tools.book, self._carrier, runner, self._woken) as crew:
            while not self._stopping.is_set():
                self._woken.clear()
                try:
                    sweep.when_due(crew.carried)
                    crew.fill()
                except PlaywardenError as error:
                    log.warning("jobs could not be claimed: %s", error)
                    self._stopping.wait(AFTER_FAILURE)
                except Exception:
                    log.exception("jobs could not be claimed")
                    self._stopping.wait(AFTER_FAILURE)
                self._woken.wait(LOOK_EVERY)
        self._leave(runner)

    def _tick(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            self._ticker.tick()
        self._ticker.finish(GRACE)

    @contextmanager
    def _entered(self, kind: str) -> Iterator[Runner]:
        runner = self._runners.enter(kind, self._size)
        try:
            yield runner
        finally:
            self._leave(runner)

    @contextmanager
    def _hearing(self, woken: threading.Event) -> Iterator[None]:
        end: Callable[[], None] = self._listen(woken.set)
        try:
            yield
        finally:
            end()

    def _leave(self, runner: Runner) -> None:
        try:
            self._runners.leave(runner)
            self._runners.reclaim()
        except PlaywardenError as error:
            log.warning("the runner could not be signed off; its heartbeat runs out: %s", error)
