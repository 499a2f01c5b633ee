"""How much may be sent: a body is refused as soon as it is too large, before anything reads it."""

from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playwarden.web.problems import problem

MOST_BYTES = 48 * 2**20
"""A file of wishes at its largest and the covers of some hundred playlists."""


class Bounded:
    """Answers 413 to a body of more than `MOST_BYTES`, declared or sent."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or len(declared) > 18 or int(declared) > self._most:
            await self._refused(scope, receive, send)
            return
        came = 0
        begun = False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most and not begun:
                raise _TooMuch
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            # Whoever parses a body makes an answer of his own out of what stops him: ours is the one that goes out.
            if came <= self._most or begun:
                begun = True
                await send(message)

        with suppress(_TooMuch):
            await self._app(scope, counted, sending)
        if came > self._most and not begun:
            await self._refused(scope, receive, send)

    async def _refused(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = f"{self._most // 2**20} MB"
        answer = problem(413, "too_large", f"What was sent is larger than {most}.", "Send it in several parts.")
        await answer(scope, receive, send)


class _TooMuch(Exception):
    """More than is taken; never seen outside."""
