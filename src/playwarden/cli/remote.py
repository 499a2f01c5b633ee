"""The API of a server elsewhere: reached over HTTP with a token, its failures told in plain words."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from playwarden import __version__
from playwarden.cli.door import Answer
from playwarden.config import Settings
from playwarden.kit.certificates import believed
from playwarden.kit.errors import InputError, Refused, ServerUnreachable

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 900.0
"""Looking at hundreds of playlists for a plan takes its time; the server ends it when nobody listens any more."""
_SILENCE_SECONDS = 45.0
"""A stream says at least every 15 seconds that it is there."""
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds between tries to take a lost stream up again; beyond the last one it is given up."""


class Remote:
    """One server."""

    remote = True

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        # No proxy of the environment for this machine itself, and no redirect: the token goes to one place.
        self._client = httpx2.Client(
            verify=believed(url),
            timeout=httpx2.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            headers={"User-Agent": f"playwarden/{__version__}"},
            follow_redirects=False,
            trust_env=_host(url) not in LOOPBACK,
        )
        self._token = token
        self._known = False

    @classmethod
    def of(cls, settings: Settings) -> "Remote":
        """The server that the settings name. Raises InputError without a token, or where it would go in the clear."""
        token = settings.token.get_secret_value().strip()
        if not token:
            raise InputError(
                "PLAYWARDEN_URL names a server, and PLAYWARDEN_TOKEN is not set.",
                "It is an API token (Settings there makes one), or the content of `operator.token` in its data folder.",
            )
        if not token.isascii() or not token.isprintable():
            raise InputError("PLAYWARDEN_TOKEN holds what no token holds.", "Set it anew.")
        in_the_clear = settings.url.startswith("http://") and _host(settings.url) not in LOOPBACK
        if in_the_clear and not settings.plain_http:
            raise InputError(
                "PLAYWARDEN_URL starts with http:// and names another machine: the token could be read on the way.",
                "Use https://, or a tunnel to 127.0.0.1; PLAYWARDEN_PLAIN_HTTP=true sends it all the same.",
            )
        return cls(settings.url, token)

    def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], tell: Callable[[str], None]
    ) -> Answer:
        """One request. Raises ServerUnreachable, and Refused for the token or the name it was called by."""
        self._meet()
        try:
            answer = self._client.request(
                method, self._url + target, content=body, headers={**headers, **self._authorization()}
            )
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from None
        return self._checked(answer.status_code, answer.content)

    def events(self, target: str, after: int | None) -> Iterator[tuple[str, str, Any]]:
        """Events as they come; a lost connection is taken up where it was, a few times in a row."""
        self._meet()
        failed = 0
        while True:
            headers = {"Accept": "text/event-stream", **self._authorization()}
            if after is not None:
                headers["Last-Event-ID"] = str(after)
            why: httpx2.HTTPError | None = None
            try:
                timeout = httpx2.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS)
                with self._client.stream("GET", self._url + target, headers=headers, timeout=timeout) as answer:
                    if answer.status_code >= 400:
                        from playwarden.cli.door import understood

                        understood(self._checked(answer.status_code, answer.read()))
                    for identity, kind, data in parsed(answer.iter_lines()):
                        failed = 0
                        if identity.isdecimal():
                            after = int(identity)
                        yield identity, kind, data
            except httpx2.HTTPError as error:
                why = error
            if failed == len(_PAUSES):
                raise self._unreachable(why)
            time.sleep(_PAUSES[failed])
            failed += 1

    def close(self) -> None:
        """Ends the connections."""
        self._client.close()

    def _meet(self) -> None:
        """Asks who is there before the token is shown to it."""
        if self._known:
            return
        try:
            answer = self._client.get(self._url + "/health")
            told = answer.json() if answer.status_code in (200, 421) else None
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from None
        except ValueError:
            told = None
        if isinstance(told, dict) and told.get("code") == "foreign_host":
            raise self._foreign()
        version = told.get("version") if isinstance(told, dict) and told.get("status") == "ok" else None
        if not isinstance(version, str):
            raise ServerUnreachable(
                f"What answers at {self._url} is no Playwarden.", "Check PLAYWARDEN_URL, its port and its path."
            )
        if age(version) != age(__version__):
            raise ServerUnreachable(
                f"The server is Playwarden {version[:40]}, this command is {__version__}: they do not understand "
                "each other.",
                "Install the same version here, or run the command on the server's machine.",
            )
        self._known = True

    def _checked(self, status: int, body: bytes) -> Answer:
        answer = _Answered(status, body)
        if status == 421:
            raise self._foreign()
        if status == 401:
            raise Refused(
                f"{self._url} does not take this token.",
                "PLAYWARDEN_TOKEN has to be an API token that has not expired, or the content of `operator.token` in "
                "the server's data folder.",
            )
        if 300 <= status < 400 or (status >= 400 and not body.startswith(b"{")):
            raise ServerUnreachable(
                f"What answers at {self._url} is no Playwarden (status {status}).",
                "If a proxy stands before it, look at what the proxy does with /api/v1.",
            )
        return answer

    def _foreign(self) -> Refused:
        host = _host(self._url)
        return Refused(
            f"The server at {self._url} does not answer to the name {host}.",
            f"Set PLAYWARDEN_ALLOWED_HOSTS={host} where it runs, or call it by a name that it knows.",
        )

    def _unreachable(self, error: httpx2.HTTPError | None) -> ServerUnreachable:
        remedy = "Is `playwarden up` running there? Check PLAYWARDEN_URL and the network between."
        match error:
            case httpx2.ConnectTimeout():
                what = f"{self._url} does not answer within {_CONNECT_SECONDS:.0f} seconds."
            case httpx2.TimeoutException():
                what = f"{self._url} took the request and did not answer in time."
                remedy = "Look at what became of it (`playwarden jobs list`) before you ask again."
            case httpx2.ConnectError():
                what = f"{self._url} cannot be reached: {_reason(error)}."
            case _:
                what = f"The connection to {self._url} broke off before the answer."
                remedy = "Look at what became of it (`playwarden jobs list`) before you ask again."
        return ServerUnreachable(what, remedy)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


class _Answered:
    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body


def parsed(lines: Iterator[str]) -> Iterator[tuple[str, str, Any]]:
    """Server-sent events out of the lines of a stream, as the WHATWG standard reads them; comments are left out."""
    identity, kind, data = "", "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield identity, kind, _document("\n".join(data))
            kind, data = "message", []
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "id":
                identity = value
            case "event":
                kind = value
            case "data":
                data.append(value)


def age(version: str) -> tuple[str, ...]:
    """The part of a version that has to be equal on both sides: `0.1` of 0.1.7."""
    return tuple(version.split(".")[:2])


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _reason(error: Exception) -> str:
    """What the operating system says: `Connection refused`."""
    cause: BaseException | None = error
    words = str(error)
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            words = cause.strerror
        cause = cause.__cause__ or cause.__context__
    return words.rstrip(".") or "no connection"
