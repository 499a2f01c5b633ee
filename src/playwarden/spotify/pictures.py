"""Fetches the bytes of a cover from where Spotify keeps pictures: no API call, no token, not booked."""

import socket

import httpx2

from playwarden import __version__
from playwarden.kit.addresses import is_public
from playwarden.kit.certificates import trusted
from playwarden.kit.errors import SpotifyNotFound, SpotifyRefused, SpotifyUnavailable

MOST = 8 * 1024 * 1024
"""Bytes; Spotify's largest covers have far fewer."""
_TRIES = 3
_MOST_REDIRECTS = 3


def make_picture_client(api_url: str, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """A pool for picture hosts. It asks public hosts over https, and the host of `api_url` as that is asked itself:
    the sandbox draws its pictures where it answers. For anything else it raises SpotifyRefused, before it connects.
    """
    api = httpx2.URL(api_url)

    def look_at(request: httpx2.Request) -> None:
        url = request.url
        if url.host == api.host and url.scheme in ("https", api.scheme):
            return
        if url.scheme != "https" or not url.host:
            raise SpotifyRefused(f"{str(url)[:80]!r} is no address of a picture: expected https.", status=400)
        if _is_private(url.host):
            raise SpotifyRefused(f"{str(url)[:80]!r} is no address of a picture: its host is not public.", status=400)

    return httpx2.Client(
        verify=trusted(),
        timeout=httpx2.Timeout(20.0, connect=5.0),
        headers={"User-Agent": f"playwarden/{__version__}"},
        follow_redirects=False,  # `fetch` does: the client would read a redirect's body, whatever its size
        event_hooks={"request": [look_at]},
        transport=transport,
    )


def fetch(client: httpx2.Client, url: str) -> bytes:
    """Raises SpotifyNotFound (404), SpotifyRefused (other 4xx, no picture's address, too big), SpotifyUnavailable."""
    trouble = ""
    for _ in range(_TRIES):
        try:
            return _followed(client, client.build_request("GET", url))
        except httpx2.InvalidURL:
            raise SpotifyRefused(f"{url[:80]!r} is no address of a picture.", status=400) from None
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            trouble = f"The picture's host did not answer ({str(error) or type(error).__name__})."
        except SpotifyUnavailable as error:
            trouble = error.what
    raise SpotifyUnavailable(trouble, "Try again later.")


def _followed(client: httpx2.Client, request: httpx2.Request) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        response = client.send(request, stream=True)
        try:
            if response.next_request is None:
                return _taken(response)
            request = response.next_request
        finally:
            response.close()
    raise SpotifyUnavailable("The picture's host leads from one address to another without end.")


def _taken(response: httpx2.Response) -> bytes:
    status = response.status_code
    if status == 404:
        raise SpotifyNotFound("The picture is not there any more.", status=404)
    if 400 <= status < 500:
        raise SpotifyRefused(f"The picture is not given out (status {status}).", status=status)
    if status >= 300:
        raise SpotifyUnavailable(f"The picture's host has trouble (status {status}).")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST:
            raise SpotifyRefused("The picture is too big to be a cover.", status=413)
    return bytes(body)


def _is_private(host: str) -> bool:
    """Whether `host` is, or has among its addresses, one that is not of the public Internet.

    A name that cannot be looked up here is none: a proxy may know it, else connecting tells.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(not is_public(str(address[0])) for *_, address in found)
