"""Where a webhook may go: http or https, to a host that is public unless a setting allows others."""

import socket
from urllib.parse import urlsplit

from playwarden.kit.addresses import is_public
from playwarden.kit.errors import InputError

_ALLOW = "PLAYWARDEN_WEBHOOKS_PRIVATE=true allows addresses that are not public."


def check_address(url: str, what: str = "a webhook") -> str:
    """The address of a webhook, as it is kept. Raises InputError for what cannot be one, and says of `what`."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.scheme in ("http", "https") and (parts.port is None or parts.port > 0)
    except ValueError:
        named, parts = False, urlsplit("")
    if not named or parts.username is not None or parts.fragment or any(c.isspace() for c in url) or not url.isascii():
        raise InputError(
            f"'{url[:80]}' is no address of {what}.",
            "It begins with https:// or http:// and a host, without name, password and #.",
        )
    return url


def reached(host: str, port: int, *, private: bool) -> str:
    """The numeric address to connect to for `host`: looked up once, so that what was looked at is what is called.

    Raises InputError where there is none, and, unless `private` ones are allowed, where one of them is not public.
    """
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise InputError(f"The host '{host[:80]}' has no address.", "Look at the address that was given.") from None
    for each in found:
        if not private and not is_public(each):
            raise InputError(f"The host '{host[:80]}' is not public ({each}).", _ALLOW)
    return found[0]
