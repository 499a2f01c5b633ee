"""Calls an address, with a signed message or without: no redirect is followed, and little of an answer is read."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from playwarden import __version__
from playwarden.domain.webhooks import signature
from playwarden.features.webhooks.addresses import reached
from playwarden.kit.certificates import nobody
from playwarden.kit.errors import InputError

SECONDS = 10.0
"""For connecting, sending and answering together."""
MOST_READ = 1_000
"""Bytes of an answer."""
AGENT = {"User-Agent": f"playwarden/{__version__}"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a try: the status, None when nobody answered, and how the answer begins or what went wrong."""

    status: int | None
    answer: str

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver says that it wants no more."""
        return self.status == 410


def send(
    url: str, secret: str, message_id: str, timestamp: int, body: str, *, private: bool, seconds: float = SECONDS
) -> Sent:
    """Posts `body` to `url`. `timestamp` is in seconds since 1970, and part of what is signed."""
    headers = {
        **AGENT,
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    return call("POST", url, headers, body.encode(), private=private, seconds=seconds)


def call(
    method: str, url: str, headers: dict[str, str], body: bytes = b"", *, private: bool, seconds: float = SECONDS
) -> Sent:
    """Calls `url`; `private`: also where it is not public. What goes wrong is told in the answer, not raised."""
    parts = urlsplit(url)
    deadline = _Deadline()
    try:
        host = parts.hostname or ""
        address = reached(host, parts.port or (443 if parts.scheme == "https" else 80), private=private)
        with (
            deadline.after(seconds),
            httpx2.Client(
                verify=nobody() if parts.scheme == "http" else True,
                timeout=seconds,
                follow_redirects=False,
                trust_env=False,
            ) as client,
        ):
            request = client.build_request(method, url, content=body, headers=headers)
            named = request.url
            # What was looked at is what is called: the name stays in Host and in the certificate that is asked for.
            request.url = named.copy_with(host=address)
            request.extensions["sni_hostname"] = host
            request.extensions["trace"] = deadline.heard
            return _read(client.send(request, stream=True))
    except InputError as error:
        return Sent(None, error.what)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        if deadline.passed.is_set():
            return Sent(None, f"No answer: it took longer than {seconds:g} seconds.")
        return Sent(None, f"No answer: {str(error)[:200] or type(error).__name__}.")


class _Deadline:
    """Cuts connections off. The client's own time-outs are for one reading each: an answer that trickles would never
    come to an end, and hold up all others.
    """

    def __init__(self) -> None:
        self.passed = threading.Event()
        self._sockets: list[socket.socket] = []

    def heard(self, name: str, info: Mapping[str, Any]) -> None:
        """What the client tells of its connections."""
        if name == "connection.connect_tcp.complete":
            # A second handle of it: encryption takes the first one over.
            self._sockets.append(info["return_value"].get_extra_info("socket").dup())
            if self.passed.is_set():
                self._cut()

    @contextmanager
    def after(self, seconds: float) -> Iterator[None]:
        """Cuts off whatever is connected so many seconds after the block began."""
        timer = threading.Timer(seconds, self._pass)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            for each in self._sockets:
                each.close()

    def _pass(self) -> None:
        self.passed.set()
        self._cut()

    def _cut(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _read(response: httpx2.Response) -> Sent:
    read = b""
    try:
        for piece in response.iter_raw():
            read += piece
            if len(read) >= MOST_READ:
                break
    except httpx2.HTTPError:
        pass  # The status counts; what follows is only shown.
    finally:
        response.close()
    text = read[:MOST_READ].decode(errors="replace").replace("\x00", "")
    return Sent(response.status_code, "A redirect, which is not followed." if response.is_redirect else text)
