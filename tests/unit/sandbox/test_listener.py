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


def connected(server: Running) -> socket.socket:
    host, port = server.base_url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def until_closed(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def talk(server: Running, *sent: bytes, answers: int = 1) -> bytes:
    """Sends pieces over one connection and reads so many answers."""
    with connected(server) as connection:
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
    with connected(server) as connection:
        connection.sendall(
            b"PUT /_sandbox/latency HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b'{"ms"')
        connection.sendall(b": 0}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_client_that_wants_to_close(server: Running) -> None:
    got = talk(server, b"GET /_sandbox/clock HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answers=2)
    assert b"connection: close" in got.lower()


def test_a_client_of_the_old_protocol_is_closed(server: Running) -> None:
    got = talk(server, b"GET /_sandbox/clock HTTP/1.0\r\n\r\n", answers=2)
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in got.lower()


def test_a_client_that_stopped_sending_still_gets_its_answers(server: Running) -> None:
    with connected(server) as connection:
        connection.sendall(CLOCK + CLOCK)
        connection.shutdown(socket.SHUT_WR)
        assert until_closed(connection).count(b'"rate":1.0') == 2


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, b"nonsense\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\n\r\n"),
        (400, b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nlong\r\n"),
        (413, b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 4194305\r\nExpect: 100-continue\r\n\r\n"),
        (413, b"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n400001\r\n" + b"x" * 4_194_305),
        (431, b"GET /" + b"x" * 200_000),
    ],
    ids=["no HTTP", "no length", "no host", "no chunk", "announced too large", "too large", "head too large"],
)
def test_what_cannot_be_taken_is_refused_and_the_connection_closed(server: Running, status: int, sent: bytes) -> None:
    with connected(server) as connection:
        connection.sendall(sent)
        got = until_closed(connection)
    assert got.startswith(b"HTTP/1.1 %d " % status)
    assert got.count(b"HTTP/1.1 ") == 1


def test_a_body_just_small_enough_is_taken(server: Running) -> None:
    body = b"{" + b" " * (4 * 1024 * 1024 - 2) + b"}"
    head = b"PUT /_sandbox/latency HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert talk(server, head, body).startswith(b"HTTP/1.1 200 ")


def test_a_cut_comes_after_what_was_answered_and_without_a_word(server: Running) -> None:
    server.fault("drop_before", path="/nowhere")
    nowhere = b"GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(server) as connection:
        connection.sendall(CLOCK)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(nowhere + CLOCK)
        assert until_closed(connection) == b""
    assert talk(server, nowhere).startswith(b"HTTP/1.1 401 ")


def test_an_empty_answer_has_no_length(server: Running) -> None:
    server.fault("status", path="/nowhere", status=204, body="empty")
    got = talk(server, b"GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + CLOCK, answers=2)
    empty, _, rest = got.partition(b"\r\n\r\n")
    assert empty.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"content-length" not in empty
    assert rest.startswith(b"HTTP/1.1 200 ")


def test_head_has_no_body(server: Running) -> None:
    got = talk(server, b"HEAD /image/ab67616d00004851abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answers=2)
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"image/jpeg" in head
    assert body == b""
