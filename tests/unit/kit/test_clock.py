"""A clock that is followed: it goes on when the other side falls silent, and never guesses a time it was not told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from playwarden.kit.clock import FollowedClock, waiting_on
from playwarden.kit.errors import InputError
from tests.fakes.clock import FakeClock


@contextmanager
def _answering(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/clock"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/clock", "http://[::1", "http://"])
def test_one_that_never_answered_is_no_clock(url: str) -> None:
    with pytest.raises(InputError, match="does not tell the time"):
        FollowedClock(url).now()


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b'{"now": 7, "rate": 1}', b'{"now": "2027-01-01T00:00:00+00:00"}'])
def test_an_answer_that_holds_no_time_is_none(body: bytes) -> None:
    with _answering(body) as url, pytest.raises(InputError, match="does not tell the time"):
        FollowedClock(url).now()


def test_one_that_falls_silent_goes_on() -> None:
    body = json.dumps({"now": "2027-01-01T00:00:00+00:00", "rate": 3600}).encode()
    with _answering(body) as url:
        clock = FollowedClock(url, reread_after=0.0)
        first = clock.now()
    assert clock.now() > first


@pytest.mark.parametrize(("rate", "slept"), [(0.0, 3.0), (1.0, 3.0), (2.0, 1.5), (20.0, 0.25)])
def test_a_pause_passes_on_the_clock_that_is_followed_and_never_takes_longer_than_in_real_time(
    clock: FakeClock, rate: float, slept: float
) -> None:
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        clock.advance(seconds=seconds * rate)

    waiting_on(clock, sleep)(3.0)
    assert sum(naps) == slept
