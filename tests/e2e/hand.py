"""A hand that scenarios reach for the server with: to end it, and to start it again at the same address."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from tests.chaos.household import Household
from tests.nursery import Begun


class Server:
    """`playwarden up`, which a scenario may end and start again at the same address."""

    def __init__(self, household: Household) -> None:
        self._household = household
        self._up: Begun | None = None
        self._port = "0"

    def start(self) -> dict[str, Any]:
        """Starts it, and waits until it answers: what it told of itself."""
        self._up = self._household.start("up", "--port", self._port, "--json")
        assert self._up.stdout is not None
        line = self._up.stdout.readline()
        assert line.startswith("{"), (line, self._up.communicate(timeout=10))
        told: dict[str, Any] = json.loads(line)
        self._port = told["address"].rpartition(":")[2]
        return told

    def stop(self) -> None:
        """Ends it as a person does."""
        if self._up is not None:
            self._up.terminate()
            self._up.communicate(timeout=60)
            self._up = None


@contextmanager
def hand(server: Server) -> Iterator[str]:
    """An address by which scenarios reach for the server while the block runs."""

    class Hand(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            {"/stop": server.stop, "/start": server.start}[self.path]()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Nothing: the scenario tells what it does."""

    reached = HTTPServer(("127.0.0.1", 0), Hand)
    thread = threading.Thread(target=reached.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{reached.server_port}"
    finally:
        reached.shutdown()
        reached.server_close()
        thread.join()
