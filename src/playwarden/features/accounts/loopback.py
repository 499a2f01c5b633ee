"""A small server on 127.0.0.1 that waits for the browser to come back from the consent page."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from playwarden.features.accounts.callback import PATH
from playwarden.kit.errors import InputError

_PAGE = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Playwarden</title>"
    b"<p>Thank you. You can close this page and go back to Playwarden.</p>"
)


class Loopback:
    """Listens while its block runs. `redirect_uri` is what to ask for; `wait` gives the address that came."""

    def __init__(self, port: int = 0) -> None:
        """A free port unless told. Raises InputError when the port is taken."""
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise InputError(
                f"Port {port} on 127.0.0.1 cannot be used ({error.strerror}).", "Choose another one, or --paste."
            ) from error

    @property
    def redirect_uri(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def wait(self, seconds: float = 300.0, *, state: str | None = None) -> str:
        """Blocks until the browser came back with `state`. Raises InputError when it did not in time.

        Whatever else calls here, such as another page that guesses the port, is turned away and cannot spoil the
        consent; None takes the first that comes.
        """
        self._server.state = state
        deadline = time.monotonic() + seconds
        while self._server.came is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise InputError(
                    "Nobody came back from the consent page in time.",
                    "Start again; on another machine use --paste and copy the address that did not load.",
                )
            self._server.timeout = min(left, 0.5)
            self._server.handle_request()
        return self._server.came

    def __enter__(self) -> "Loopback":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()


class _Server(HTTPServer):
    came: str | None = None
    state: str | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is none of our business, and a traceback on the screen neither."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        told = parse_qs(parts.query).get("state", [""])[0]
        if parts.path != PATH or not parts.query or self.server.state not in (None, told):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(_PAGE)
        self.server.came = f"http://127.0.0.1:{self.server.server_port}{self.path}"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """The request line holds the code: it is written nowhere."""
