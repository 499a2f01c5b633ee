"""Answers to reads bear an ETag, and who has that answer already is told so instead of getting it again.

A route that has a tag of its own, by which its thing is written, sets it; of all others the answer is hashed.
"""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Tagged:
    """Hashes documents that are read. What is streamed, and what is no document, passes as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
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
                    await _answer(send, start, b"".join(parts), known)
                return
            await send(message)

        await self._app(scope, receive, sending)


async def _answer(send: Send, start: Message, body: bytes, known: str) -> None:
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


def _has(known: str, tag: str) -> bool:
    """Whether If-None-Match names `tag`, weakly or not."""
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == tag for each in known.split(","))
