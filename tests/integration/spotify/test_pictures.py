"""Covers come from public hosts over https, or from where the API is asked; an address never leads anywhere else."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from playwarden.kit.errors import SpotifyRefused, SpotifyUnavailable
from playwarden.spotify.pictures import MOST, fetch, make_picture_client

PUBLIC = "https://1.1.1.1"
SPOTIFY = "https://api.spotify.com/v1"


@dataclass
class Host:
    """A host on this machine: `/to/ADDRESS` leads to ADDRESS, `/large` is too large, all else is a picture."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            leads = self.path.startswith("/to/")
            body = b"x" * (MOST + 1) if self.path == "/large" else b"picture"
            self.send_response(302 if leads else 200)
            if leads:
                self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def test_the_host_of_the_api_is_asked_as_the_api_is(host: Host) -> None:
    with make_picture_client(f"{host.url}/v1") as client:
        assert fetch(client, f"{host.url}/image") == b"picture"
        assert fetch(client, f"{host.url}/to//image") == b"picture"


def test_a_host_beside_the_api_is_not_asked(host: Host) -> None:
    with make_picture_client(f"{host.url}/v1") as client:
        for address in (f"http://localhost:{host.port}/image", f"https://localhost:{host.port}/image"):
            with pytest.raises(SpotifyRefused, match="no address of a picture"):
                fetch(client, address)
            with pytest.raises(SpotifyRefused, match="no address of a picture"):
                fetch(client, f"{host.url}/to/{address}")
    assert host.asked == [f"/to/http://localhost:{host.port}/image", f"/to/https://localhost:{host.port}/image"]


def test_redirects_without_end_are_given_up(host: Host) -> None:
    with make_picture_client(host.url) as client, pytest.raises(SpotifyUnavailable, match="without end"):
        fetch(client, f"{host.url}/to//to//to//to//to//image")


def test_a_picture_that_is_too_big_is_refused(host: Host) -> None:
    with make_picture_client(host.url) as client, pytest.raises(SpotifyRefused, match="too big"):
        fetch(client, f"{host.url}/large")


@pytest.mark.parametrize(
    "address",
    [
        "http://1.1.1.1/image",
        "http://api.spotify.com/image",
        "https://127.0.0.1/image",
        "https://localhost/image",
        "https://10.0.0.1/image",
        "https://192.168.1.1/image",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/image",
        "https://[::ffff:127.0.0.1]/image",
        "https://[64:ff9b::7f00:1]/image",
        "https://[64:ff9b:1::a00:1]/image",
        "https://0.0.0.0/image",
        "https://2130706433/image",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_with_spotify_itself_only_public_hosts_are_asked_over_https(address: str) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(302, headers={"Location": address})

    with make_picture_client(SPOTIFY, httpx2.MockTransport(answer)) as client:
        with pytest.raises(SpotifyRefused, match="no address of a picture"):
            fetch(client, address)
        assert asked == []
        with pytest.raises((SpotifyRefused, SpotifyUnavailable)):
            fetch(client, f"{PUBLIC}/image")
    assert {*asked} == {f"{PUBLIC}/image"}


def test_a_public_host_may_lead_to_another() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "1.1.1.1":
            return httpx2.Response(301, headers={"Location": "https://8.8.8.8/image"})
        return httpx2.Response(200, content=b"picture")

    with make_picture_client(SPOTIFY, httpx2.MockTransport(answer)) as client:
        assert fetch(client, f"{PUBLIC}/image") == b"picture"
