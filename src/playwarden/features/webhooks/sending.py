"""Sends one signed message: no redirect is followed, and only the beginning of an answer is read."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from playwarden import __version__
from playwarden.domain.webhooks import signature
from playwarden.features.webhooks.addresses import reached
from playwarden.kit.errors import InputError

SECONDS = 10.0
"""For connecting, sending and answering together."""
MOST_READ = 1_000
"""Bytes of an answer."""


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


def send(url: str, secret: str, message_id: str, timestamp: int, body: str, *, private: bool) -> Sent:
    """Posts `body` to `url`. `timestamp` is in seconds since 1970, and part of what is signed."""
    headers = {
        "User-Agent": f"playwarden/{__version__}",
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    parts = urlsplit(url)
    try:
        host = parts.hostname or ""
        address = reached(host, parts.port or (443 if parts.scheme == "https" else 80), private=private)
        with httpx2.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            request = client.build_request("POST", url, content=body.encode(), headers=headers)
            named = request.url
            # What was looked at is what is called: the name stays in Host and in the certificate that is asked for.
            request.url = named.copy_with(host=address)
            request.extensions["sni_hostname"] = host
            return _read(client.send(request, stream=True))
    except InputError as error:
        return Sent(None, error.what)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        return Sent(None, f"No answer: {str(error)[:200] or type(error).__name__}.")


def _read(response: httpx2.Response) -> Sent:
    until = time.monotonic() + SECONDS
    read = b""
    try:
        for piece in response.iter_raw():
            read += piece
            if len(read) >= MOST_READ or time.monotonic() > until:
                break
    except httpx2.HTTPError:
        pass  # The status counts; what follows is only shown.
    finally:
        response.close()
    text = read[:MOST_READ].decode(errors="replace").replace("\x00", "")
    return Sent(response.status_code, "A redirect, which is not followed." if response.is_redirect else text)
