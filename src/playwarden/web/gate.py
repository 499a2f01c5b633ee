"""Who may call: the Host header against DNS rebinding, and the operator's token."""

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from playwarden.kit.errors import StoreError
from playwarden.web.problems import problem

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def operator_token(path: Path) -> str:
    """The token in `path`, made on first use, readable by its owner alone. Raises StoreError."""
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The operator's token {path} cannot be read or made: {error}.", "Check its rights.") from None
    if len(token) < 16:
        raise StoreError(f"The operator's token {path} is damaged.", "Remove the file; a new one is made.")
    return token


class Gate:
    """Refuses calls under a foreign host name, and calls without the token, before they reach anything.

    `open_paths` need no token: they hold nothing of anybody.
    """

    def __init__(self, app: ASGIApp, *, token: str, hosts: Iterable[str], open_paths: Iterable[str]) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
        self._open = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _hostname(headers.get("host", "")) not in self._hosts:
            answer = problem(
                421, "foreign_host", "This name is not one of ours.", "Call 127.0.0.1, or set PLAYWARDEN_ALLOWED_HOSTS."
            )
            await answer(scope, receive, send)
            return
        if scope["path"] not in self._open and not self._holds(headers.get("authorization", "")):
            answer = problem(
                401,
                "no_token",
                "This needs the operator's token.",
                "Send `Authorization: Bearer ...` with the content of `operator.token` in the data folder.",
                {"WWW-Authenticate": "Bearer"},
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _holds(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token)


def _hostname(host: str) -> str:
    """The Host header without its port; `[::1]:80` is `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
