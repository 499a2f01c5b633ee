"""Beat: a loop that wakes what is due and tells the workers of it, and carries nothing out itself."""

import logging
import signal
import threading
import time
from collections.abc import Callable

from playwarden.bootstrap import Container
from playwarden.engine.ports.jobs import Runners
from playwarden.kit.errors import PlaywardenError
from playwarden.store.process import uptime

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
"""Real seconds from one tick to the next; what a tick finds undone is done by the next one."""
PATIENCE_SECONDS = 10.0
"""How long a tick under way may take once it is told to end."""
RECLAIM_SECONDS = 4.0
"""Between two looks for what dead runners left."""
SLEPT_SECONDS = 12.0
"""After such a pause between two looks the machine slept, and the runners on it need time to say that they live."""
_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})


def beat(container: Container, *, ready: Callable[[], None]) -> None:
    """Ticks for `container` until SIGTERM or SIGINT. Two at once do no harm."""
    keep_ticking(
        (container.ticker.tick, Reclaiming(container.runners), container.dispatcher.tick),
        ready=ready,
    )
    container.ticker.finish(PATIENCE_SECONDS)


def keep_ticking(ticks: tuple[Callable[[], object], ...], *, ready: Callable[[], None]) -> None:
    """Blocks until SIGTERM or SIGINT, calling `ticks` in turn; one that fails is told once, until it is well again.

    The main thread does nothing but wait for the signal, so that a tick that hangs keeps nobody from ending this.
    """
    stopped = threading.Event()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    beating = threading.Thread(target=_beat, args=(ticks, stopped), name="beat", daemon=True)
    beating.start()
    try:
        ready()
        signal.sigwait(_SIGNALS)
    finally:
        stopped.set()
        beating.join(timeout=PATIENCE_SECONDS)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Reclaiming:
    """A tick that takes up what dead runners left, unless this machine has slept itself."""

    def __init__(self, runners: Runners) -> None:
        self._runners = runners
        self._looked_at = uptime()

    def __call__(self) -> None:
        """Raises what the database raises."""
        passed = uptime() - self._looked_at
        if passed < RECLAIM_SECONDS:
            return
        self._looked_at = uptime()
        if passed < SLEPT_SECONDS:
            self._runners.reclaim()


def _beat(ticks: tuple[Callable[[], object], ...], stopped: threading.Event) -> None:
    failing: set[Callable[[], object]] = set()
    while not stopped.is_set():
        began = time.monotonic()
        for tick in ticks:
            try:
                tick()
            except PlaywardenError as error:
                if tick not in failing:
                    failing.add(tick)
                    log.warning("a tick failed, and is tried again every second: %s", error)
            except Exception:
                log.exception("a tick failed unexpectedly")
            else:
                if tick in failing:
                    failing.discard(tick)
                    log.info("ticks are well again")
        stopped.wait(max(0.05, EVERY_SECONDS - (time.monotonic() - began)))
