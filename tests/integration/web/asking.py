"""Asks the application as it is served, gate and bounds included, without a server between."""

import asyncio
import atexit
import json
import threading
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

from fastapi import FastAPI
from starlette.types import Message

from playwarden.bootstrap import Container
from playwarden.web.application import create_app

TOKEN = "the-operators-token-of-this-test"


@dataclass(frozen=True)
class Api:
    """Requests to one application; every answer is (status, document or text)."""

    app: FastAPI

    @classmethod
    def over(cls, container: Container) -> "Api":
        """The application over `container`."""
        return cls(create_app(container, token=TOKEN))

    def get(self, path: str, **query: object) -> tuple[int, Any]:
        return self.ask("GET", path, query=query)

    def post(self, path: str, document: object = None, **query: object) -> tuple[int, Any]:
        body = b"" if document is None else json.dumps(document).encode()
        return self.ask("POST", path, body, query=query)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        query: Mapping[str, object] | str = "",
        headers: Mapping[str, str] | None = None,
        token: str = TOKEN,
    ) -> tuple[int, Any]:
        """One request. `path` is below /api/v1 unless it starts with that; it may hold %-escapes."""
        status, _, document = self.whole(method, path, body, query=query, headers=headers, token=token)
        return status, document

    def whole(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        query: Mapping[str, object] | str = "",
        headers: Mapping[str, str] | None = None,
        token: str = TOKEN,
        client: str = "127.0.0.1",
        below: str = "/api/v1",
        lost_after: int | None = None,
    ) -> tuple[int, dict[str, str], Any]:
        """The same with the answer's headers; `client` is the address it comes from. No `token`: none is shown.
        `lost_after`: the connection breaks off behind so many bytes of the body; status 0 when nothing was answered.
        """
        whole = path if path.startswith("/api/") else f"{below}{path}"
        given = {"host": "127.0.0.1", "content-length": str(len(body))}
        given |= {"authorization": f"Bearer {token}"} if token else {}
        given |= {"content-type": "application/json"} if body else {}
        given |= dict(headers or {})
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(whole, errors="replace"),
            "raw_path": whole.encode(errors="replace"),
            "root_path": "",
            "client": (client, 40_000),
            "query_string": (query if isinstance(query, str) else urlencode(query, doseq=True)).encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        }
        sent: list[Message] = []
        coming = _pieces(body) if lost_after is None else _lost(body[:lost_after])

        async def receive() -> Message:
            async for message in coming:
                return message
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        answered(self.app(scope, receive, send))
        if not sent:
            return 0, {}, ""
        answer = b"".join(message.get("body", b"") for message in sent)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        kind = told.get("content-type", "")
        return (
            sent[0]["status"],
            told,
            json.loads(answer) if "json" in kind and answer else answer.decode(errors="replace"),
        )


def answered(asked: Coroutine[Any, Any, None]) -> None:
    """Carries out what answers one request, on a loop that goes on from one request to the next as a server's does: a
    loop and threads of its own for each of them were a third of what a request cost.
    """
    asyncio.run_coroutine_threadsafe(asked, _loop()).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    end = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(end.wait()), name="answering", daemon=True)
    thread.start()

    @atexit.register
    def ended() -> None:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()

    return loop


async def _pieces(body: bytes) -> AsyncIterator[Message]:
    for start in range(0, max(len(body), 1), 2**20):
        more = start + 2**20 < len(body)
        yield {"type": "http.request", "body": body[start : start + 2**20], "more_body": more}


async def _lost(body: bytes) -> AsyncIterator[Message]:
    yield {"type": "http.request", "body": body, "more_body": True}
    yield {"type": "http.disconnect"}
