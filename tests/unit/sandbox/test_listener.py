"""The small HTTP server: bodies in either form, kept connections, and requests in a row."""

import socket
from collections.abc import Iterator

import pytest

from playwarden.sandbox.running import Running
from tests.sandboxes import started


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with started() as sandbox:
        yield sandbox


def talk(server: Running, *sent: bytes, answers: int = 1) -> bytes:
    """Sends pieces over one connection and reads so many answers."""
    host, port = server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        for piece in sent:
            connection.sendall(piece)
        got = b""
        while got.count(b"HTTP/1.1 ") < answers or not _whole(got):
            more = connection.recv(65536)
            if not more:
                break
            got += more
        return got


def _whole(got: bytes) -> bool:
    head, _, body = got.rpartition(b"HTTP/1.1 ")[2].partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return bool(lengths) and len(body) >= int(lengths[0].split(b":")[1])


CLOCK = b"GET /_sandbox/clock HTTP/1.1\r\nHost: x\r\n\r\n"


def test_a_request_in_pieces(server: Running) -> None:
    assert b'"rate":1.0' in talk(server, CLOCK[:9], CLOCK[9:30], CLOCK[30:])


def test_requests_in_a_row_are_answered_in_order(server: Running) -> None:
    latency = b"GET /_sandbox/latency HTTP/1.1\r\nHost: x\r\n\r\n"
    got = talk(server, CLOCK + latency + CLOCK, answers=3)
    assert got.count(b"200 OK") == 3
    assert got.index(b'"rate"') < got.index(b"jitter_ms") < got.rindex(b'"rate"')


def test_a_chunked_body(server: Running) -> None:
    head = b"PUT /_sandbox/latency HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b'"jitter_ms":0.0' in talk(server, head, b'5\r\n{"ms"\r\n', b"5\r\n:0.0}\r\n0\r\n", b"\r\n")


def test_a_client_that_asks_before_it_sends(server: Running) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"PUT /_sandbox/latency HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b'{"ms"')
        connection.sendall(b": 0}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_client_that_wants_to_close(server: Running) -> None:
    got = talk(server, b"GET /_sandbox/clock HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answers=2)
    assert b"connection: close" in got


@pytest.mark.parametrize(
    "sent", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"GET /" + b"x" * 70_000]
)
def test_nonsense_is_refused(server: Running, sent: bytes) -> None:
    assert talk(server, sent).startswith(b"HTTP/1.1 400 ")


def test_head_has_no_body(server: Running) -> None:
    got = talk(server, b"HEAD /image/ab67616d00004851abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answers=2)
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"image/jpeg" in head
    assert body == b""
