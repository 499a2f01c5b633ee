"""Fetches the bytes of a cover from where Spotify keeps pictures: no API call, no token, not booked."""

import httpx2

from playwarden import __version__
from playwarden.kit.errors import SpotifyNotFound, SpotifyRefused, SpotifyUnavailable

MOST = 8 * 1024 * 1024
"""Bytes; Spotify's largest covers have far fewer."""
_TRIES = 3


def make_picture_client(transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """A pool for picture hosts; it follows redirects, since they cost nothing and carry nothing."""
    return httpx2.Client(
        timeout=httpx2.Timeout(20.0, connect=5.0),
        headers={"User-Agent": f"playwarden/{__version__}"},
        follow_redirects=True,
        max_redirects=3,
        transport=transport,
    )


def fetch(client: httpx2.Client, url: str) -> bytes:
    """Raises SpotifyNotFound (404), SpotifyRefused (other 4xx, no picture's address, too big), SpotifyUnavailable."""
    if not url.startswith(("https://", "http://")):
        raise SpotifyRefused(f"{url[:80]!r} is no address of a picture.", status=400)
    trouble = ""
    for _ in range(_TRIES):
        try:
            with client.stream("GET", url) as response:
                if response.status_code == 404:
                    raise SpotifyNotFound("The picture is not there any more.", status=404)
                if 400 <= response.status_code < 500:
                    raise SpotifyRefused(
                        f"The picture is not given out (status {response.status_code}).", status=response.status_code
                    )
                if response.status_code < 300:
                    return _body(response)
                trouble = f"The picture's host has trouble (status {response.status_code})."
        except (httpx2.TransportError, httpx2.TooManyRedirects, httpx2.DecodingError) as error:
            trouble = f"The picture's host did not answer ({str(error) or type(error).__name__})."
    raise SpotifyUnavailable(trouble, "Try again later.")


def _body(response: httpx2.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST:
            raise SpotifyRefused("The picture is too big to be a cover.", status=413)
    return bytes(body)
