"""Whose certificates are believed."""

import ssl
from functools import cache

import httpx2


def believed(*urls: str) -> ssl.SSLContext:
    """What a client needs that calls these addresses alone: nobody is believed where none of them is encrypted."""
    return nobody() if all(url.startswith("http://") for url in urls) else trusted()


@cache
def trusted() -> ssl.SSLContext:
    """What all clients of this process share: to read the certificates of the system takes 50 ms, which each client
    would do anew, and once more for each proxy.
    """
    return httpx2.create_ssl_context()


def nobody() -> ssl.SSLContext:
    """Reads no certificates, and so believes none."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
