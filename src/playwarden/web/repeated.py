"""`Idempotency-Key`: a write that is sent again with the same key is answered as before and not done again."""

from hashlib import sha256

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playwarden.domain.access import Caller
from playwarden.features.access.replies import Kept, Replies
from playwarden.kit.errors import OtherRequest, PlaywardenError
from playwarden.web.policy import CALLER
from playwarden.web.problems import problem, status_of

HEADER = "idempotency-key"
LONGEST = 200
MOST_KEPT = 1_000_000
"""Bytes of an answer that is kept; no write answers more but a look at very many playlists, which may be asked anew."""
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_PASSING = (401, 403, 429)
"""Answers that depend on who asks when: they are not what the request came to."""


class Repeated:
    """For those who are signed in; keys of different members do not meet, nor do those of a member's API tokens: what
    one of them was answered may be more than another one may see.
    """

    def __init__(self, app: ASGIApp, replies: Replies) -> None:
        self._app = app
        self._replies = replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        caller: Caller | None = scope.get(CALLER)
        if key is None or caller is None or scope["method"] not in _WRITES:
            await self._app(scope, receive, send)
            return
        if not key or len(key) > LONGEST or not (key.isascii() and key.isprintable()):
            answer = problem(422, OtherRequest.code, f"An Idempotency-Key has 1 to {LONGEST} ASCII characters.")
            await answer(scope, receive, send)
            return
        who = caller.token_id or (caller.member.id if caller.member else caller.actor)
        body = await _body(receive)
        if body is None:
            return  # Cut off on its way: nobody hears an answer, and the whole of it may come again under this key.
        asked = sha256(f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\n" + body)
        try:
            kept = await anyio.to_thread.run_sync(self._replies.begin, who, key, asked.hexdigest())
        except PlaywardenError as error:
            await problem(status_of(error), error.code, error.what, error.remedy)(scope, receive, send)
            return
        if kept is not None:
            headers = {"Idempotency-Replayed": "true"} | ({"Content-Type": kept.content_type} if kept.body else {})
            await Response(kept.body, kept.status, headers)(scope, receive, send)
            return
        await self._first(scope, _given(body, receive), send, (who, key))

    async def _first(self, scope: Scope, receive: Receive, send: Send, name: tuple[str, str]) -> None:
        status, kind, parts = 0, "", list[bytes]()

        async def sending(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = Headers(raw=message["headers"]).get("content-type", "")
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._keep(name, Kept(status, kind, b"".join(parts)))
                    status = 0
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._replies.drop, *name)
            raise
        if status:
            await anyio.to_thread.run_sync(self._replies.drop, *name)

    async def _keep(self, name: tuple[str, str], kept: Kept) -> None:
        """Before the answer leaves: whoever has seen it can count on getting it again."""
        if kept.status >= 500 or kept.status in _PASSING or len(kept.body) > MOST_KEPT:
            await anyio.to_thread.run_sync(self._replies.drop, *name)
        else:
            await anyio.to_thread.run_sync(self._replies.end, *name, kept)


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when the connection broke off before its end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _given(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, then what comes."""
    asked = False

    async def again() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again
