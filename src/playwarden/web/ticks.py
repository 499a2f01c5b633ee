"""What happens by itself while `up` runs: looks at the playlists, reading on, the nightly backup."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwarden.bootstrap import Container
from playwarden.domain.calls import Lane
from playwarden.kit.errors import PlaywardenError, RateLimited

log = logging.getLogger(__name__)

EVERY = 20.0
"""Real seconds between two looks at what is due; product time decides whether it is."""
READING = timedelta(minutes=10)
BACKUP = timedelta(minutes=10)
"""How often it is asked whether the nightly backup is due."""
AFTER_FAILURE = timedelta(minutes=5)


@dataclass(slots=True)
class _Duty:
    """Something that is done again and again. `do` answers when it is due next."""

    name: str
    do: Callable[[datetime], datetime]
    due: datetime


class Ticks:
    """One thread that does what is due, one thing at a time. What was missed is done at the next tick."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticks", daemon=True)
        now = container.clock.now()
        self._duties = [_Duty("backup", self._back_up, now)]
        if container.settings.sync_minutes:
            # The first look waits a little: the first answer of the server comes before.
            soon = now + timedelta(seconds=EVERY)
            self._duties += [_Duty("sync", self._sync, soon), _Duty("reading", self._read_on, soon)]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after what is being done now; what is cut off is journaled or repeated."""
        self._stopped.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopped.wait(EVERY if self._container.settings.clock_url == "" else 1.0):
            self.tick()

    def tick(self) -> None:
        """Does everything that is due now. A failure is logged and tried again later; it stops nothing else."""
        for duty in self._duties:
            now = self._container.clock.now()
            if now < duty.due or self._stopped.is_set():
                continue
            try:
                duty.due = duty.do(now)
            except RateLimited as error:
                duty.due = error.until
                log.info("%s waits: %s", duty.name, error.what)
            except PlaywardenError as error:
                duty.due = now + AFTER_FAILURE
                log.warning("%s failed: %s", duty.name, error)
            except Exception:
                duty.due = now + AFTER_FAILURE
                log.exception("%s failed unexpectedly", duty.name)

    def _sync(self, now: datetime) -> datetime:
        report = self._container.library.sync(lane=Lane.SCHEDULED, read=False)
        for problem in report.problems:
            log.warning("sync of %s: %s", problem.account_name, problem.error)
        log.info(
            "sync: %d playlists seen, %d new, %d changed, %d calls",
            report.seen,
            report.new,
            report.changed,
            report.calls,
        )
        return now + timedelta(minutes=self._container.settings.sync_minutes)

    def _read_on(self, now: datetime) -> datetime:
        report = self._container.library.continue_reading()
        if report.read:
            log.info("read the items of %d playlists in %d calls", len(report.read), report.calls)
        return max(now + READING, report.until or now)

    def _back_up(self, now: datetime) -> datetime:
        made = self._container.backups.tick()
        if made is not None:
            log.info("made the nightly backup %s", made.name)
        return now + BACKUP
