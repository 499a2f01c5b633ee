"""Serves the application until it is told to stop: one process a data folder, one port, a runner of jobs beside."""

import contextlib
import errno
import fcntl
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import uvicorn

from playwarden.bootstrap import Container
from playwarden.kit.errors import Busy, Conflict, InputError, StoreError
from playwarden.web.application import create_app
from playwarden.web.arrival import LOOPBACK
from playwarden.web.feed import Feed
from playwarden.web.gate import operator_token

GRACE_SECONDS = 5
"""How long requests under way may take once it is told to stop."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(container: Container, *, ready: Callable[[str], None], runner: bool = True) -> None:
    """Blocks until SIGINT or SIGTERM; `ready` is called with the address once connections are taken. Without `runner`
    jobs are left to others.

    Raises Busy when another process serves this data folder or has the port, InputError for a host that is not here.
    """
    settings = container.settings
    with only_one(settings.data_dir / "up.lock"), bound(settings.host, settings.port) as listening:
        token = operator_token(settings.token_file)
        app = create_app(container, token=token, hosts=(*settings.allowed_hosts, *_own_name(settings.host)))
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        feed: Feed = app.state.feed
        server = _Server(config, lambda: ready(_address(listening)), feed.close)
        if runner:
            container.runner.start()
        try:
            server.run(sockets=[listening])
        finally:
            if runner:
                container.runner.stop()


class _Server(uvicorn.Server):
    """Tells when it takes connections, and ends by itself on a signal instead of being killed by it afterwards."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        """`ending` is called when it was told to stop, before it waits for the requests under way."""
        super().__init__(config)
        self._ready = ready
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What was loaded stays: looking for garbage in it would hold everybody up for a tenth of a second now and then.
        gc.freeze()
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        def leave(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, leave) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock file while the block runs; the kernel frees it however the process ends. Raises Busy."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be opened: {error.strerror}.", "Check the rights of the data folder."
        ) from None
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = file.read().strip() or "unknown"
            raise Busy(
                f"Playwarden is already up on this data folder (process {holder}).",
                "Use that one, stop it first, or choose another folder with PLAYWARDEN_DATA_DIR.",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to host and port. Raises Conflict and InputError with a sentence.

    It names its protocol: asyncio sends small pieces at once (TCP_NODELAY) only where it reads TCP there, and without
    that the body of every answer waits 40 ms for the browser's word that it has the headers.
    """
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror:
        raise InputError(f"{host} is no address to listen on.", "Set PLAYWARDEN_HOST, usually to 127.0.0.1.") from None
    with socket.socket(*found[:3]) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(found[4])
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Conflict(
                    f"The port {port} is taken by another program.",
                    "Give another one with `--port` or PLAYWARDEN_PORT.",
                ) from None
            raise InputError(
                f"{host}:{port} cannot be listened on: {error.strerror}.", "Set PLAYWARDEN_HOST and PLAYWARDEN_PORT."
            ) from None
        yield listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _own_name(host: str) -> tuple[str, ...]:
    """The host it listens on is a name to be called by, unless it stands for all of them."""
    return () if host in (*LOOPBACK, "0.0.0.0", "::") else (host,)  # noqa: S104 - compared, not bound
