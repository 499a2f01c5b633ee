"""The wire: one HTTP exchange, told apart into an answer, 'never left' and 'left, no answer'."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from playwarden import __version__
from playwarden.kit.certificates import believed
from playwarden.spotify.request import Request

_TIMEOUT = httpx2.Timeout(20.0, connect=5.0, pool=30.0)
_POOL = httpx2.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30.0)
_NEVER_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)


class NotSent(Exception):
    """Nothing reached the other side: it certainly had no effect."""


class NoAnswer(Exception):
    """Something left and no whole answer came: it may have had its effect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `document` is the parsed JSON; `text` the body where it is not JSON, cut short."""

    status: int
    document: Any = None
    text: str = ""
    retry_after: float | None = None

    @property
    def unreadable(self) -> bool:
        """Whether a proxy or an error page stands where JSON should be."""
        return self.text.lstrip().startswith("<")


def make_client(
    transport: httpx2.BaseTransport | None = None, *, urls: tuple[str, ...] = ("https://",)
) -> httpx2.Client:
    """The pool that all threads of a process share, for what lies below `urls`. It follows no redirect: a bearer token
    goes to one host.
    """
    headers = {"User-Agent": f"playwarden/{__version__}", "Accept": "application/json"}
    return httpx2.Client(
        verify=believed(*urls),
        timeout=_TIMEOUT,
        limits=_POOL,
        headers=headers,
        transport=transport,
        follow_redirects=False,
    )


class Http:
    """Sends requests to one base URL."""

    def __init__(self, client: httpx2.Client, base_url: str) -> None:
        self._client = client
        self._base = base_url.rstrip("/")

    def send(self, request: Request, *, bearer: str) -> Answer:
        """Raises NotSent and NoAnswer."""
        headers = {"Authorization": f"Bearer {bearer}"}
        content: bytes | None = None
        if request.picture is not None:
            headers["Content-Type"], content = "image/jpeg", request.picture
        elif request.body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(request.body).encode()
        return exchange(
            self._client,
            request.method,
            self._base + request.path,
            params=dict(request.query) or None,
            headers=headers,
            content=content,
        )


def exchange(client: httpx2.Client, method: str, url: str, **options: Any) -> Answer:
    """One HTTP exchange. Raises NotSent and NoAnswer, whose sentences hold neither query nor headers."""
    try:
        response = client.request(method, url, **options)
    except _NEVER_LEFT as error:
        raise NotSent(f"{client_host(url)} cannot be reached ({_told(error)}).") from error
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise NoAnswer(f"{client_host(url)} did not answer ({_told(error)}).") from error
    document, text = None, ""
    if response.content:
        try:
            document = json.loads(response.content)
        except ValueError:
            text = response.text[:500]
    return Answer(response.status_code, document, text, _retry_after(response.headers.get("Retry-After")))


def client_host(url: str) -> str:
    """The host of an address, for a sentence."""
    return httpx2.URL(url).host


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def _retry_after(value: str | None) -> float | None:
    """Seconds; an HTTP date is compared with the machine's clock, as its sender did."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
