"""An HTTP/1.1 server on asyncio and h11, able to cut a connection at an exact moment."""

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from http import HTTPStatus

import h11

from playwarden.sandbox.exchange import Answer, Dropped, Request, split_target

Handler = Callable[[Request], Awaitable[Answer]]

_MOST_HEAD = 64 * 1024
_MOST_BODY = 4 * 1024 * 1024
_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


class Connection(asyncio.Protocol):
    """One client's connection: requests are answered one after the other, kept alive until the client closes.

    h11 holds the state of the protocol; this class moves its events and bounds what it takes: a head of 64 KiB (431)
    and a body of 4 MiB (413).
    """

    _transport: asyncio.Transport

    def __init__(self, handler: Handler, connections: "set[Connection]") -> None:
        self._handler = handler
        self._connections = connections
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_MOST_HEAD)
        self._asked: h11.Request | None = None
        self._body = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)

    def close(self) -> None:
        """Ends the connection at once."""
        if self._task is not None:
            self._task.cancel()
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._http.receive_data(data)
        if self._task is None:
            self._read()
        else:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """A client that only stopped sending still gets its answer: the return value keeps the connection open."""
        if self._refused:
            return False
        self._http.receive_data(b"")
        if self._task is None:
            self._read()
        return self._task is not None

    def _read(self) -> None:
        """Takes events until a whole request is there, and starts answering it."""
        while self._task is None and not self._refused:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as wrong:
                self._refuse(wrong.error_status_hint)
                return
            match event:
                case h11.Request():
                    self._asked = event
                    if int(dict(event.headers).get(b"content-length", 0)) > _MOST_BODY:
                        self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                case h11.Data():
                    self._body += event.data
                    if len(self._body) > _MOST_BODY:
                        self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                case h11.EndOfMessage():
                    self._task = asyncio.get_running_loop().create_task(self._answer(self._request()))
                case h11.ConnectionClosed():
                    self._transport.close()
                    return
                case _:
                    if self._http.they_are_waiting_for_100_continue:
                        go_on = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                        self._transport.write(self._http.send(go_on))
                    return

    def _request(self) -> Request:
        """The request that has arrived, its parts forgotten here."""
        assert self._asked is not None
        asked, body = self._asked, bytes(self._body)
        self._asked, self._body = None, bytearray()
        path, query = split_target(asked.target.decode("ascii"))
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in asked.headers}
        return Request(asked.method.decode("ascii"), path, query, headers, body)

    async def _answer(self, request: Request) -> None:
        try:
            answer = await self._handler(request)
        except Dropped:
            self._transport.abort()
            return
        if self._transport.is_closing():
            return
        self._write(answer, head_only=request.method == "HEAD")
        self._task = None
        if self._http.our_state is h11.MUST_CLOSE:
            self._transport.close()
            return
        self._http.start_next_cycle()
        self._transport.resume_reading()
        self._read()

    def _refuse(self, status: int) -> None:
        """Answers what is no request, or too large a one.

        The client may still be sending: to close now could take the answer from it, so what it sends is thrown away
        until it closes.
        """
        self._refused = True
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            phrase = _REASONS[status]
            self._write(Answer(status, phrase, "text/plain", (("connection", "close"),)), head_only=False)
            self._transport.write_eof()
        else:
            self._transport.close()

    def _write(self, answer: Answer, *, head_only: bool) -> None:
        headers = [("date", formatdate(usegmt=True)), *answer.headers]
        if answer.content_type:
            headers.append(("content-type", answer.content_type))
        if answer.status != HTTPStatus.NO_CONTENT:
            headers.append(("content-length", str(len(answer.body))))
        head = h11.Response(status_code=answer.status, headers=headers, reason=_REASONS.get(answer.status, b""))
        sent = self._http.send(head)
        if answer.body and not head_only:
            sent += self._http.send(h11.Data(data=answer.body))
        self._transport.write(sent + self._http.send(h11.EndOfMessage()))


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
