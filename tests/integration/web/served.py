"""The application behind a real socket in this process, and streams of events that a test breaks off and takes up."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from playwarden.bootstrap import Container
from playwarden.web.application import create_app
from playwarden.web.feed import Feed
from playwarden.web.serving import bound
from tests.integration.web.asking import TOKEN


@dataclass(frozen=True)
class Served:
    """A server on a port of this machine."""

    port: int
    feed: Feed

    @contextmanager
    def stream(self, query: str = "", *, after: int | None = None) -> Iterator["Reader"]:
        """Opens the stream of events; it is broken off when the block ends."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        headers |= {"Last-Event-ID": str(after)} if after is not None else {}
        with closing(connection):
            connection.request("GET", f"/api/v1/events{query}", headers=headers)
            answer = connection.getresponse()
            with closing(answer):
                yield Reader(answer.status, answer)

    def settled(self, streams: int) -> None:
        """Waits until so many streams are open: a server notices late that somebody went away."""
        for _ in range(500):
            if len(self.feed._streams) == streams:
                return
            time.sleep(0.02)
        raise AssertionError(f"{len(self.feed._streams)} streams are open, not {streams}")


@dataclass(frozen=True)
class Reader:
    """The lines of one stream."""

    status: int
    answer: http.client.HTTPResponse

    def begin(self) -> dict[str, Any]:
        """The first thing that is said, as a dictionary of its fields."""
        return self._block()

    def events(self, most: int) -> list[dict[str, Any]]:
        """The next events, as their documents; fewer when the stream ends."""
        found: list[dict[str, Any]] = []
        while len(found) < most:
            block = self._block()
            if not block:
                break
            if "data" in block:
                assert block["id"] == str(block["data"]["number"])
                found.append(block["data"])
        return found

    def _block(self) -> dict[str, Any]:
        block: dict[str, Any] = {}
        while line := self.answer.readline().decode():
            line = line.rstrip("\n")
            if not line:
                return block
            name, _, value = line.partition(": ")
            block[name] = json.loads(value) if name == "data" else value
        return block


@contextmanager
def served(container: Container) -> Iterator[Served]:
    """Serves `container` until the block ends; open streams end by themselves then."""
    app = create_app(container, token=TOKEN)
    feed: Feed = app.state.feed
    with bound("127.0.0.1", 0) as listening:
        listening.listen()  # whoever calls before the loop runs waits a moment
        config = uvicorn.Config(
            app, loop="asyncio", http="h11", ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=5
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Served(listening.getsockname()[1], feed)
        finally:
            feed.close()
            server.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()
