"""The API in this process: the same application that is served, called without port, token or HTTP.

A loop on a thread of its own runs it, so that the main thread is free to hear Ctrl-C.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from playwarden.bootstrap import Container
from playwarden.cli.door import API

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE_SECONDS = 5.0
"""How long a request under way may take to notice that nobody waits for it any more."""

_Message = MutableMapping[str, Any]


@dataclass(slots=True)
class Answered:
    """What the application sent."""

    status: int = 0
    body: bytes = b""


class Inside:
    """Calls the application over one container."""

    remote = False

    def __init__(self, container: Container) -> None:
        self._container = container
        self._apps: dict[tuple[str, ...], FastAPI] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="door", daemon=True)
        self._thread.start()

    def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], tell: Callable[[str], None]
    ) -> Answered:
        """One request. After Ctrl-C whoever works on it is told that nobody waits, and given a moment to stop."""
        gone = threading.Event()
        call = asyncio.run_coroutine_threadsafe(self._called(method, target, body, headers, tell, gone), self._loop)
        try:
            return call.result()
        except KeyboardInterrupt:
            gone.set()
            self._let_end(call)
            raise

    def events(self, target: str, after: int | None) -> Iterator[tuple[str, str, Any]]:
        """Not this way: who is in the process reads the events in pages."""
        _no_stream(target, after)

    def close(self) -> None:
        """Ends the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=GRACE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    async def _called(
        self,
        method: str,
        target: str,
        body: bytes | None,
        headers: Mapping[str, str],
        tell: Callable[[str], None],
        gone: threading.Event,
    ) -> Answered:
        path, _, query = target.partition("?")
        from urllib.parse import unquote

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": None,
            "server": None,
            "playwarden.tell": tell,
        }
        answered = Answered()
        asked = False

        async def receive() -> _Message:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": body or b"", "more_body": False}
            while not gone.is_set():
                await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}

        async def send(message: _Message) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
            else:
                answered.body += message.get("body", b"")

        await self._app(method, path)(scope, receive, send)
        return answered

    def _app(self, method: str, path: str) -> "FastAPI":
        """The application as far as this needs it: loading all of it would take longer than most commands do."""
        from playwarden.web.api import api
        from playwarden.web.routes import answering

        slices = answering(method, path.removeprefix(API).split("/")[1])
        if slices not in self._apps:
            self._apps[slices] = api(self._container, slices)
        return self._apps[slices]

    def _let_end(self, call: "Future[Answered]") -> None:
        with suppress(Exception, KeyboardInterrupt):
            call.result(timeout=GRACE_SECONDS)


def _no_stream(_target: str, _after: int | None) -> NoReturn:
    raise NotImplementedError
