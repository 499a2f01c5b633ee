"""Runs a sandbox until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import replace

from playwarden.sandbox.application import Application
from playwarden.sandbox.keeping import Kept
from playwarden.sandbox.listener import Listener
from playwarden.sandbox.settings import SandboxSettings

__all__ = ["SandboxSettings", "serve"]

WRITTEN_EVERY = 2.0
"""Real seconds between two looks for something that is to be kept: what a kill loses at most."""


def serve(settings: SandboxSettings, *, ready: Callable[[int], None] | None = None, kept: Kept | None = None) -> None:
    """Serves on `settings.host` until SIGTERM or SIGINT; `ready` is called with the port once connections are taken.
    With `kept` it goes on from there, and keeps there what changes.

    Blocks the main thread. Raises OSError when the port is taken or the catalogue cannot be read, ValueError when it
    or what was kept makes no sense.
    """
    asyncio.run(_serve(settings, ready, kept))


async def _serve(settings: SandboxSettings, ready: Callable[[int], None] | None, kept: Kept | None) -> None:
    app = Application(settings if kept is None or kept.born is None else replace(settings, born=kept.born))
    if kept is not None:
        kept.put_back(app)
    listener = Listener(app.handle)
    port = await listener.open(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if ready is not None:
        ready(port)
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), WRITTEN_EVERY if kept is not None else None)
        if kept is not None:
            kept.write(app)
    listener.close()
