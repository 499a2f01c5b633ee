"""The API as commands call it: in this process, or on the server that PLAYWARDEN_URL names."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from playwarden.cli import opened
from playwarden.kit.errors import InputError, NotFound, PlaywardenError
from playwarden.kit.problems import raised

API = "/api/v1"
PAGE = 500
"""The most that one request of a list may ask for."""

Query = str | int | bool | list[str] | None
"""A parameter of a query: None is left out, a list is repeated."""


class Answer(Protocol):
    """What came back, whichever way it went."""

    status: int
    body: bytes


class Way(Protocol):
    """How a request reaches the API."""

    remote: bool

    def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], tell: Callable[[str], None]
    ) -> Answer: ...

    def events(self, target: str, after: int | None) -> Iterator[tuple[str, str, Any]]:
        """Server-sent events as (id, event, data), going on by itself after a lost connection."""
        ...

    def close(self) -> None: ...


def quiet(_: str) -> None:
    """Tells nobody."""


class Door:
    """Documents in, documents out. What the API refuses is raised as the error that it is, with all its fields."""

    def __init__(self, way: Way) -> None:
        self._way = way

    @property
    def remote(self) -> bool:
        """Whether another process answers; then nothing of its machine is here."""
        return self._way.remote

    def get(self, path: str, **query: Query) -> Any:
        """The document at `path` below /api/v1."""
        return self._asked("GET", path, None, query)

    def text(self, path: str, **query: Query) -> str:
        """The answer at `path` that is no document: a page."""
        answer = self._way.ask("GET", _target(path, query), None, {"Accept": "text/html"}, quiet)
        if answer.status >= 400:
            understood(answer)
        return answer.body.decode()

    def post(self, path: str, body: object = None, *, tell: Callable[[str], None] = quiet, **query: Query) -> Any:
        """`tell` hears what is being done, as far as the way there lets words through."""
        return self._asked("POST", path, body, query, tell)

    def send(self, path: str, content: bytes, *, tell: Callable[[str], None] = quiet, **query: Query) -> Any:
        """Sends a file as it is."""
        headers = {"Accept": "application/json", "Content-Type": "application/octet-stream"}
        return understood(self._way.ask("POST", _target(path, query), content, headers, tell))

    def fetch(self, path: str, body: object = None, *, tell: Callable[[str], None] = quiet) -> bytes:
        """The file at `path`, or the one that is made of what `body` asks for."""
        headers = {"Accept": "*/*"} | ({} if body is None else {"Content-Type": "application/json"})
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer = self._way.ask("GET" if body is None else "POST", _target(path, {}), sent, headers, tell)
        if answer.status >= 400:
            understood(answer)
        return bytes(answer.body)

    def put(self, path: str, body: object = None, **query: Query) -> Any:
        return self._asked("PUT", path, body, query)

    def patch(self, path: str, body: object = None, **query: Query) -> Any:
        return self._asked("PATCH", path, body, query)

    def delete(self, path: str, **query: Query) -> Any:
        return self._asked("DELETE", path, None, query)

    def events(self, path: str, *, after: int | None = None, **query: Query) -> Iterator[tuple[str, str, Any]]:
        """What happens from `after` on, as (id, event, data), until the caller has enough. Only where `remote`."""
        return self._way.events(_target(path, query), after)

    def close(self) -> None:
        self._way.close()

    def _asked(
        self,
        method: str,
        path: str,
        body: object,
        query: Mapping[str, Query],
        tell: Callable[[str], None] = quiet,
    ) -> Any:
        headers = {"Accept": "application/json"}
        sent = None
        if body is not None:
            sent = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        return understood(self._way.ask(method, _target(path, query), sent, headers, tell))


def door() -> Door:
    """The door of this command, opened when it is first wanted. Raises what opening a data folder or a server may."""
    if opened.door is None:
        settings = opened.settings()
        if settings.url:
            from playwarden.cli.remote import Remote

            opened.door = Door(Remote.of(settings))
        else:
            from playwarden.cli.inside import Inside

            opened.door = Door(Inside(opened.container()))
    return opened.door


def named(*words: str) -> str:
    """A path of `words`, each safe whatever it holds: `named("jobs", job, "cancel")`. Raises NotFound for no word."""
    if "" in words:
        raise NotFound("A name is empty: there is nothing of that name.", "Is a variable of your shell empty?")
    return "".join("/" + quote(word, safe="") for word in words)


def pages(path: str, limit: int, *, key: str = "id", **query: Query) -> list[dict[str, Any]]:
    """At most `limit` documents of a list, read page by page, each going on before the last one's `key`."""
    found: list[dict[str, Any]] = []
    while len(found) < limit:
        most = min(PAGE, limit - len(found))
        page = door().get(path, limit=most, before=found[-1][key] if found else None, **query)
        found += page
        if len(page) < most:
            break
    return found


def understood(answer: Answer) -> Any:
    """The document of an answer. Raises the error that a problem document tells."""
    try:
        document = json.loads(answer.body) if answer.body else None
    except ValueError:
        document = None
    if answer.status < 400:
        return document
    told = document if isinstance(document, dict) else {}
    code, what = str(told.get("code", "")), str(told.get("detail", f"The answer was {answer.status}."))
    remedy = str(told.get("remedy", ""))
    if code == "http":
        # No route, or not with this method: this command and that server are not of one age, or an id is odd.
        raise NotFound("There is nothing of this kind there.") if answer.status == 404 else InputError(what, remedy)
    if code == "too_large":
        raise InputError(what, remedy)
    raise raised(code, what, remedy, told) if code else PlaywardenError(what, remedy)


def _target(path: str, query: Mapping[str, Query]) -> str:
    given = {name: _word(value) for name, value in query.items() if value is not None}
    return API + path + ("?" + urlencode(given, doseq=True) if given else "")


def _word(value: Query) -> str | list[str]:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, list) else str(value)
