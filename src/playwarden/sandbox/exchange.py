"""One HTTP request and its answer, as plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

JSON_TYPE = "application/json; charset=utf-8"


class Refusal(Exception):
    """A call answered with an error in the Web API's shape."""

    def __init__(
        self, status: int, message: str, *, headers: tuple[tuple[str, str], ...] = (), reason: str = ""
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.headers, self.reason = status, message, headers, reason

    def answer(self) -> "Answer":
        """`{"error": {"status": n, "message": "…"}}`, with `reason` where there is one."""
        error: dict[str, Any] = {"status": self.status, "message": self.message}
        if self.reason:
            error["reason"] = self.reason
        return json_answer({"error": error}, self.status, self.headers)


@dataclass(frozen=True, slots=True)
class Request:
    """A request: names of headers in lower case, the path decoded, the last value of each name in the query."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def origin(self) -> str:
        """Where the caller believes this server to be: the base of every address in an answer."""
        return "http://" + self.headers.get("host", "127.0.0.1")

    def json(self) -> Any:
        """The body as JSON; an empty body is an empty object. Raises Refusal 400."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal(400, "Error parsing JSON.") from None

    def form(self) -> dict[str, str]:
        """The body as an HTML form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())


class Dropped(Exception):
    """The connection is to be cut without a word."""


def json_answer(document: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A document as an answer."""
    return Answer(status, dumped(document), JSON_TYPE, headers)


def dumped(document: Any) -> bytes:
    """JSON as bytes, compact."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def split_target(target: str) -> tuple[str, dict[str, str]]:
    """A request target as path and query."""
    path, _, query = target.partition("?")
    return unquote(path) if "%" in path else path, dict(parse_qsl(query, keep_blank_values=True)) if query else {}
