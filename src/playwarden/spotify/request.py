"""A call to the Web API as data: what to send, where it is booked, what it needs, and how its answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from playwarden.domain.accounts import Dialect
from playwarden.domain.quota import PLAYER

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `parts` fill the braces of `template` in order; `body` is sent as JSON, `picture` as it is.

    `needs` are the scopes without which a write is not even tried.
    """

    method: str
    template: str
    parts: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    picture: bytes | None = None
    needs: frozenset[str] = frozenset()

    @property
    def writes(self) -> bool:
        """Whether repeating it blindly could do something twice."""
        return self.method != "GET"

    @property
    def bucket(self) -> str:
        """Method and template; all player paths share one."""
        return PLAYER if self.template.startswith("/me/player") else f"{self.method} {self.template}"

    @property
    def path(self) -> str:
        path = self.template
        for part in self.parts:
            start, end = path.index("{"), path.index("}")
            path = path[:start] + quote(part, safe="") + path[end + 1 :]
        return path


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request together with the reader of its answer (parsed JSON; None where there was no body).

    `tells` says what an answer proves about the app that asked; None: nothing.
    """

    request: Request
    read: Callable[[Any], T]
    tells: Callable[[T], Dialect | None] | None = None
