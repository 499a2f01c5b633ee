"""Secrets that are handed out once and kept as their SHA-256: they have 256 random bits, so that needs no salt."""

import hashlib
import hmac
import secrets

from playwarden.kit.text import digest_of

TOKEN_PREFIX = "pwt_"  # noqa: S105 - how a token is told from other secrets, in logs and by scanners
_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A new one, safe in addresses, cookies and headers."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hashed(secret: str) -> str:
    """What is kept of it."""
    return digest_of(secret)


def equal(secret: str, kept: str) -> bool:
    """Whether `kept` was made of it, in a time that does not tell how much of it fits."""
    return hmac.compare_digest(hashed(secret), kept)


def csrf_of(session_secret: str) -> str:
    """What a page has to send along with its writes: only who can read our answers knows it, and it ends with the
    session. The session's secret cannot be told from it.
    """
    return hmac.new(session_secret.encode(), b"playwarden csrf", hashlib.sha256).hexdigest()
