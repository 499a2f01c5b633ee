"""A small HTTP/1.1 server on asyncio: fast, and able to cut a connection at an exact moment."""

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from http import HTTPStatus

from playwarden.sandbox.exchange import Answer, Dropped, Request, split_target

Handler = Callable[[Request], Awaitable[Answer]]

_MOST_HEAD = 64 * 1024
_MOST_BODY = 4 * 1024 * 1024
_REASONS = {status.value: status.phrase for status in HTTPStatus}


class Connection(asyncio.Protocol):
    """One client's connection: requests are answered one after the other, kept alive until the client closes."""

    def __init__(self, handler: Handler, connections: "set[Connection]") -> None:
        self._handler = handler
        self._connections = connections
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._continued = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self._transport = None

    def close(self) -> None:
        """Ends the connection at once."""
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._task is None:
            self._next()

    def _next(self) -> None:
        """Starts answering when a whole request has arrived."""
        if self._transport is None:
            return
        try:
            request = self._take()
        except ValueError:
            self._write(Answer(400, b"Bad Request", "text/plain"), head_only=False, keep=False)
            return
        if request is not None:
            self._task = asyncio.get_running_loop().create_task(self._answer(request))

    def _take(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > _MOST_HEAD:
                raise ValueError("head too large")
            return None
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        method, target, version = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if version == "HTTP/1.0":
            headers.setdefault("connection", "close")
        start = end + 4
        if headers.get("transfer-encoding", "").lower() == "chunked":
            chunked = _dechunked(self._buffer, start)
            if chunked is None:
                self._continue(headers)
                return None
            body, stop = chunked
        else:
            stop = start + int(headers.get("content-length") or 0)
            if stop - start > _MOST_BODY:
                raise ValueError("body too large")
            if len(self._buffer) < stop:
                self._continue(headers)
                return None
            body = bytes(self._buffer[start:stop])
        del self._buffer[:stop]
        self._continued = False
        path, query = split_target(target)
        return Request(method, path, query, headers, body)

    def _continue(self, headers: dict[str, str]) -> None:
        """Asks once for the body that the client holds back."""
        if headers.get("expect", "").lower() == "100-continue" and not self._continued and self._transport is not None:
            self._continued = True
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    async def _answer(self, request: Request) -> None:
        try:
            answer = await self._handler(request)
        except Dropped:
            self._task = None
            if self._transport is not None:
                self._transport.abort()
            return
        self._task = None
        keep = request.headers.get("connection", "").lower() != "close"
        self._write(answer, head_only=request.method == "HEAD", keep=keep)
        if keep and self._buffer:
            self._next()

    def _write(self, answer: Answer, *, head_only: bool, keep: bool) -> None:
        if self._transport is None:
            return
        lines = [f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, '')}", f"date: {formatdate(usegmt=True)}"]
        if answer.content_type:
            lines.append(f"content-type: {answer.content_type}")
        if answer.status != 204:
            lines.append(f"content-length: {len(answer.body)}")
        lines += [f"{name}: {_one_line(value)}" for name, value in answer.headers]
        if not keep:
            lines.append("connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        self._transport.write(head if head_only else head + answer.body)
        if not keep:
            self._transport.close()


def _one_line(value: str) -> str:
    """A header's value without line ends: it may repeat what a client sent."""
    return value.replace("\r", "").replace("\n", "")


def _dechunked(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """The body behind a chunked encoding and where it ends, or None when more is to come."""
    body = bytearray()
    while True:
        line = buffer.find(b"\r\n", start)
        if line < 0:
            return None
        size = int(buffer[start:line].split(b";")[0], 16)
        start = line + 2
        if len(buffer) < start + size + 2:
            return None
        body += buffer[start : start + size]
        start += size + 2
        if len(body) > _MOST_BODY:
            raise ValueError("body too large")
        if size == 0:
            return bytes(body), start


class Listener:
    """A listening socket and its connections, inside a running event loop."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listens and says on which port; 0 takes a free one. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._handler, self._connections), host, port, backlog=512
        )
        bound = self._server.sockets[0].getsockname()[1]
        return int(bound)

    def close(self) -> None:
        """Stops listening and ends every connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()
