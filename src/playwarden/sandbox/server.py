"""Runs a sandbox until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable

from playwarden.sandbox.application import Application
from playwarden.sandbox.listener import Listener
from playwarden.sandbox.settings import SandboxSettings

__all__ = ["SandboxSettings", "serve"]


def serve(settings: SandboxSettings, *, ready: Callable[[int], None] | None = None) -> None:
    """Serves on `settings.host` until SIGTERM or SIGINT; `ready` is called with the port once connections are taken.

    Blocks the main thread. Raises OSError when the port is taken or the catalogue cannot be read, ValueError when it
    makes no sense.
    """
    asyncio.run(_serve(settings, ready))


async def _serve(settings: SandboxSettings, ready: Callable[[int], None] | None) -> None:
    listener = Listener(Application(settings).handle)
    port = await listener.open(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if ready is not None:
        ready(port)
    await stop.wait()
    listener.close()
