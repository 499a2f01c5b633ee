"""Answers to reads bear an ETag, and who has that answer already is told so instead of getting it again.

A route that has a tag of its own, by which its thing is written, sets it; of all others the answer is hashed. Where a
route says that its answer is settled, the tag is remembered: until something is committed, whoever shows it is told at
once, and nothing is looked up, written out and hashed only to be thrown away.
"""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playwarden.domain.access import Caller
from playwarden.store.commits import Mark
from playwarden.web.policy import CALLER, MARK, SETTLED

MOST_REMEMBERED = 10_000
Asked = tuple[str | None, str | None, str | None, str, bytes]
"""Who asked, by what they showed, and what for. What they may do stands in the database, and so is behind its mark."""


class Tagged:
    """Hashes documents that are read. What is streamed, and what is no document, passes as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._mark: Mark | None = None
        self._tags: dict[Asked, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        tag = self._remembered(scope) if known else None
        if tag is not None and _has(known, tag):
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", tag.encode())]})
            await send({"type": "http.response.body", "body": b""})
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if message["status"] == 200 and kind.startswith("application/json"):
                    start = message
                    return
            elif start is not None:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    self._remember(scope, await _answer(send, start, b"".join(parts), known))
                return
            await send(message)

        await self._app(scope, receive, sending)

    def _remembered(self, scope: Scope) -> str | None:
        mark, asked = scope.get(MARK), _asked(scope)
        return self._tags.get(asked) if mark is not None and mark == self._mark and asked is not None else None

    def _remember(self, scope: Scope, tag: str) -> None:
        """The mark is the one from before anything was looked at. Only ever called by the loop."""
        mark, asked = scope.get(MARK), _asked(scope)
        if mark is None or asked is None or not scope.get(SETTLED, False):
            return
        if self._mark != mark or len(self._tags) >= MOST_REMEMBERED:
            self._mark, self._tags = mark, {}
        self._tags[asked] = tag


async def _answer(send: Send, start: Message, body: bytes, known: str) -> str:
    """Sends the answer, or that it is known already; its tag."""
    headers = MutableHeaders(raw=start["headers"])
    tag = headers.get("etag") or f'"{sha256(body).hexdigest()[:32]}"'
    headers["etag"] = tag
    if _has(known, tag):
        del headers["content-length"]
        del headers["content-type"]
        start["status"], body = 304, b""
    start["headers"] = headers.raw
    await send(start)
    await send({"type": "http.response.body", "body": body})
    return tag


def _asked(scope: Scope) -> Asked | None:
    caller: Caller | None = scope.get(CALLER)
    if caller is None:
        return None
    return caller.actor, caller.session_id, caller.token_id, scope["path"], scope["query_string"]


def _has(known: str, tag: str) -> bool:
    """Whether If-None-Match names `tag`, weakly or not."""
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == tag for each in known.split(","))
