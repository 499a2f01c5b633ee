"""Whose certificates are believed."""

import ssl
from functools import cache

import httpx2


@cache
def trusted() -> ssl.SSLContext:
    """What all clients of this process share: to read the certificates of the system takes 50 ms, which each client
    would do anew, and once more for each proxy.
    """
    return httpx2.create_ssl_context()
