"""Somebody who is told: an HTTP server that keeps what it gets and answers as a test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """`status` is what it answers; `got` are headers (in lower case) and bodies, in order; `asked`, paths of GETs."""

    url: str = ""
    status: int = 204
    answer: bytes = b""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of this machine while the block runs."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self._answer()

        def do_GET(self) -> None:
            receiver.asked.append(self.path)
            self._answer()

        def _answer(self) -> None:
            self.send_response(receiver.status)
            if receiver.status == 302:
                self.send_header("Location", receiver.url + "/elsewhere")
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def trickling() -> Iterator[tuple[str, Callable[[], bool]]]:
    """A receiver that begins an answer and comes to no end of it, some letters a moment, for 20 s: its address, and
    whether it goes on still.
    """
    done = threading.Event()

    def answer(listening: socket.socket) -> None:
        with suppress(OSError), listening.accept()[0] as asked:
            asked.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(200):
                if done.wait(0.1):
                    return
                asked.sendall(b"and on ")
        done.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/", lambda: not done.is_set()
        finally:
            done.set()
            thread.join(timeout=10)
