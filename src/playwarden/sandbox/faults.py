"""What goes wrong on purpose: scripted faults, each for the n-th call that matches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, TypeAdapter

from playwarden.sandbox.documents import NOTHING_ELSE, read
from playwarden.sandbox.drawing import chance
from playwarden.sandbox.exchange import Answer, Refusal

Kind = Literal[
    "status", "drop_before", "drop_after", "latency", "ban_window", "ban_quota", "forbidden", "revoke", "edit"
]
_HTML = (
    b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
_STOPPED = (
    b"Active premium subscription required for the owner of the app. When the subscription status changes, it can take "
    b"a few hours before requests are allowed again."
)
_FORBIDDEN = b"Check settings on developer.spotify.com/dashboard, the user may not be registered."


@dataclass(slots=True)
class Fault:
    """One scripted fault.

    It fires on the `nth` call (from 1) that matches since it was set, and goes on for `times` matching calls (0: for
    ever), each with `probability`. Matching: `method` ("" any, "write" any but GET), `path` ("" any call below /v1;
    else a template such as `/playlists/{id}/items`, or a pattern with * on the real path, both without /v1;
    `/api/token` is the token endpoint), `account` ("" any).

    Kinds: `status` answers `status` without doing anything (`after`: having done it), with `body` json, html, text or
    empty; `drop_before` and `drop_after` cut the connection before or after the call took effect; `latency` waits
    `seconds` of real time, or until it is lifted; `ban_window` and `ban_quota` ban for `seconds`; `forbidden` is the
    plain-text 403; `revoke` takes back the account's tokens; `edit` changes `playlist` by `edit` behind the caller's
    back, once the call is answered (`after` false: before).
    """

    kind: Kind
    method: str = ""
    path: str = ""
    account: str = ""
    nth: NonNegativeInt = 1
    times: NonNegativeInt = 1
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    status: Annotated[int, Field(ge=200, le=599)] = 503
    body: Literal["json", "html", "text", "empty"] = "json"
    seconds: NonNegativeFloat = 0.0
    after: bool = False
    playlist: str = ""
    edit: dict[str, Any] = field(default_factory=dict)
    number: int = field(default=0, init=False)
    seen: int = field(default=0, init=False)
    fired: int = field(default=0, init=False)

    __pydantic_config__ = NOTHING_ELSE

    def matches(self, method: str, template: str, path: str, account: str) -> bool:
        """Whether a call is one of those meant."""
        if self.method and self.method != method and not (self.method == "write" and method != "GET"):
            return False
        if self.account and self.account != account:
            return False
        if not self.path:
            return not path.startswith(("/api/", "/authorize"))
        return self.path in (template, path) or fnmatchcase(path, self.path)

    def answer(self) -> Answer:
        """What a `status` or `forbidden` fault answers."""
        if self.kind == "forbidden":
            return forbidden()
        match self.body:
            case "html":
                return Answer(self.status, _HTML, "text/html")
            case "text":
                return Answer(self.status, b"upstream connect error", "text/plain")
            case "empty":
                return Answer(self.status)
        return Refusal(self.status, "Service unavailable" if self.status == 503 else "Server error").answer()


_FAULT = TypeAdapter(Fault)


def forbidden() -> Answer:
    """What a user gets who is not on the app's allowlist: plain text, no JSON."""
    return Answer(403, _FORBIDDEN, "text/plain; charset=utf-8")


def stopped() -> Answer:
    """What an app in development mode gets whose owner has no Premium: plain text, no JSON."""
    return Answer(403, _STOPPED, "text/plain; charset=utf-8")


class Faults:
    """The faults in force."""

    def __init__(self, seed: int) -> None:
        self._dice = chance(seed, "faults")
        self._made = 0
        self.all: list[Fault] = []

    def add(self, document: dict[str, Any]) -> Fault:
        """Sets a fault; `{"after_call": n, "playlist": id, "edit": {…}}` edits between the n-th call from now and the
        next.

        Raises ValueError for what is no fault.
        """
        document = dict(document)
        if "after_call" in document:
            document |= {"kind": "edit", "nth": document.pop("after_call"), "after": True}
        if document.get("kind") == "edit":
            document.setdefault("after", True)
        fault = read(_FAULT, document)
        self._made += 1
        fault.number = self._made
        self.all.append(fault)
        return fault

    def remove(self, number: int | None = None) -> None:
        """Lifts one fault, or all."""
        self.all = [fault for fault in self.all if number is not None and fault.number != number]

    def in_force(self, fault: Fault) -> bool:
        """Whether it was not lifted."""
        return any(fault is one for one in self.all)

    def due(self, method: str, template: str, path: str, account: str) -> list[Fault]:
        """The faults that hit this call; counts it."""
        hit = []
        for fault in self.all:
            if not fault.matches(method, template, path, account):
                continue
            fault.seen += 1
            if fault.seen < fault.nth or (fault.times and fault.fired >= fault.times):
                continue
            if fault.probability < 1.0 and self._dice.random() >= fault.probability:
                continue
            fault.fired += 1
            hit.append(fault)
        return hit


def of_kind(faults: Iterable[Fault], *kinds: str) -> list[Fault]:
    """Those faults of some kinds."""
    return [fault for fault in faults if fault.kind in kinds]
