"""`Idempotency-Key`: a write that is sent again with the same key is answered as before and not done again."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from hashlib import sha256

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playwarden.domain.access import Caller
from playwarden.features.access.replies import RENEWED_EVERY, Attempt, Kept, Replies
from playwarden.kit.errors import OtherRequest, PlaywardenError
from playwarden.kit.problems import facts
from playwarden.web.policy import CALLER
from playwarden.web.problems import problem, status_of

log = logging.getLogger(__name__)

HEADER = "idempotency-key"
LONGEST = 200
MOST_KEPT = 1_000_000
"""Bytes of an answer that is kept; only a look at very many playlists answers more, and may be asked anew."""
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
            answer = problem(status_of(error), error.code, error.what, error.remedy, **facts(error))
            await answer(scope, receive, send)
            return
        if isinstance(kept, Kept):
            headers = {"Idempotency-Replayed": "true"} | ({"Content-Type": kept.content_type} if kept.body else {})
            await Response(kept.body, kept.status, headers)(scope, receive, send)
            return
        await self._first(scope, _given(body, receive), send, kept)

    async def _first(self, scope: Scope, receive: Receive, send: Send, attempt: Attempt) -> None:
        status, kind, parts = 0, "", list[bytes]()

        async def sending(message: Message) -> None:
            nonlocal status, kind
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = Headers(raw=message["headers"]).get("content-type", "")
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._keep(attempt, Kept(status, kind, b"".join(parts)))
                    status = 0
            await send(message)

        try:
            async with self._renewed(attempt):
                with self._replies.watching(attempt):
                    await self._app(scope, receive, sending)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._replies.give_up, attempt)
            raise
        if status:
            await anyio.to_thread.run_sync(self._replies.give_up, attempt)

    @contextlib.asynccontextmanager
    async def _renewed(self, attempt: Attempt) -> AsyncIterator[None]:
        """Says now and then that the attempt is still under way."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(RENEWED_EVERY)
                try:
                    await anyio.to_thread.run_sync(self._replies.renew, attempt)
                except PlaywardenError as error:
                    log.warning("an attempt could not be renewed: %s", error)

        task = asyncio.get_running_loop().create_task(renewing())
        try:
            yield
        finally:
            task.cancel()

    async def _keep(self, attempt: Attempt, kept: Kept) -> None:
        """Before the answer leaves: whoever has seen it can count on getting it again."""
        if kept.status in _PASSING:
            await anyio.to_thread.run_sync(self._replies.forget, attempt)
        elif kept.status >= 500 or len(kept.body) > MOST_KEPT:
            await anyio.to_thread.run_sync(self._replies.give_up, attempt)
        else:
            await anyio.to_thread.run_sync(self._replies.end, attempt, kept)


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
