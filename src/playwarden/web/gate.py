"""Who may call: the Host header against DNS rebinding, then who it is: by the operator's token, a session, a token."""

import hmac
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playwarden.domain.access import Caller, the_operator
from playwarden.features.access.secret import csrf_of
from playwarden.features.access.service import Access
from playwarden.kit.errors import PlaywardenError, StoreError
from playwarden.store.commits import Mark
from playwarden.web.arrival import ARRIVAL, LOOPBACK, Arrival, Front, hostname
from playwarden.web.policy import CALLER, MARK
from playwarden.web.problems import problem, status_of
from playwarden.web.shields import shielded

API = "/api/v1"
OPEN = frozenset(
    {
        ("GET", f"{API}/session"),
        ("POST", f"{API}/session"),
        ("POST", f"{API}/links/look"),
        ("POST", f"{API}/links/use"),
        ("POST", f"{API}/links/connect"),
        ("POST", f"{API}/links/connect/paste"),
        ("GET", "/oauth/callback"),
    }
)
"""What may be asked without being signed in: to sign in, and to connect an account by a link. A consent comes back to
whoever began it, which its own route looks at.
"""
REFERENCE = ("/docs", f"{API}/openapi.json")
"""What can be asked, and nothing of anybody; open once there is a member."""
AGAIN = "playwarden.again"
"""Where the gate leaves the question whether whoever calls still may: for answers that last."""
SECRET = "playwarden.secret"  # noqa: S105 - a name
"""Where the gate leaves the secret of the session that was shown."""
CSRF_HEADER = "x-playwarden-csrf"
_SAFE = ("GET", "HEAD", "OPTIONS")
_GUARDED = ("api", "oauth", "health", "docs")
"""First words of paths that are no pages."""


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
    """Refuses calls under a foreign host name, calls of nobody, and writes that another site made a browser send,
    before they reach anything. Whoever passes is left in the scope for the policy of each route.
    """

    def __init__(self, app: ASGIApp, *, access: Access, token: str, hosts: Iterable[str], front: Front) -> None:
        self._app = app
        self._access = access
        self._token = token.encode()
        self._front = front
        named = (*LOOPBACK, *hosts, *([front.name] if front.name else []))
        self._hosts = frozenset(host.lower() for host in named)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        arrival = self._front.arrival(scope)
        path = scope["path"]
        if arrival.base and (path == arrival.base or path.startswith(arrival.base + "/")):
            path = path[len(arrival.base) :]
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        send = shielded(send, arrival, data=first == "api")
        scope["root_path"] = arrival.base
        scope[ARRIVAL] = arrival
        answer = self._turned_away(scope, path, first, arrival)
        if answer is None and first in ("api", "oauth", "docs"):
            answer = await self._refused(scope, path, arrival)
        await (self._app if answer is None else answer)(scope, receive, send)

    def _turned_away(self, scope: Scope, path: str, first: str, arrival: Arrival) -> Response | None:
        """A foreign name, or the one name of this machine under which consents at Spotify do not come back."""
        name = hostname(arrival.host)
        if name not in self._hosts:
            return problem(
                421, "foreign_host", "This name is not one of ours.", "Call 127.0.0.1, or set PLAYWARDEN_ALLOWED_HOSTS."
            )
        page = scope["method"] in ("GET", "HEAD") and first not in _GUARDED
        if name == "localhost" and page:
            port = arrival.host.rpartition(":")[2] if ":" in arrival.host else ""
            query = scope["query_string"].decode("latin-1")
            where = f"{arrival.scheme}://127.0.0.1{f':{port}' if port else ''}{arrival.base}{path}"
            return RedirectResponse(where + (f"?{query}" if query else ""), 307)
        if page and path == "":
            return RedirectResponse(f"{arrival.base}/", 307)
        return None

    async def _refused(self, scope: Scope, path: str, arrival: Arrival) -> Response | None:
        """Finds out who calls and leaves it in the scope; an answer when that is nobody who may go on."""
        headers = Headers(scope=scope)
        method = scope["method"]
        shown = headers.get("authorization", "")
        cookie = "" if shown else _cookie(headers, arrival.cookie)
        mark = scope[MARK] = self._access.mark()
        try:
            caller = self._remembered(shown, cookie, mark)
            if caller is None:
                caller = await anyio.to_thread.run_sync(self._caller, shown, cookie)
            opens = (method, path) in OPEN or (path in REFERENCE and caller is None and await self._has_members())
        except PlaywardenError as error:
            return problem(status_of(error), error.code, error.what, error.remedy)
        scope[CALLER], scope[SECRET] = caller, cookie
        scope[AGAIN] = lambda: self._remembered(shown, cookie, self._access.mark()) or self._caller(shown, cookie)
        if method not in _SAFE and not shown:
            if _from_elsewhere(headers, arrival):
                return problem(403, "csrf", "Another site sent this.", "Do it on the page of Playwarden itself.")
            given = headers.get(CSRF_HEADER, "")
            if not opens and caller is not None and not hmac.compare_digest(given.encode(), csrf_of(cookie).encode()):
                return problem(
                    403, "csrf", "This was sent without the page's own mark.", "Load the page again, then repeat it."
                )
        return None if caller is not None or opens else _nobody(shown, cookie)

    def _remembered(self, shown: str, cookie: str, mark: Mark | None) -> Caller | None:
        """The same as `_caller` for whoever was looked up since the last commit: that waits for nothing."""
        if shown:
            return self._access.known_token(_secret(shown), mark)
        return self._access.known_session(cookie, mark) if cookie else None

    def _caller(self, shown: str, cookie: str) -> Caller | None:
        if shown:
            secret = _secret(shown)
            if not secret:
                return None
            if hmac.compare_digest(secret.encode(), self._token):
                return the_operator()
            return self._access.by_token(secret)
        return self._access.by_session(cookie) if cookie else None

    async def _has_members(self) -> bool:
        return await anyio.to_thread.run_sync(self._access.set_up)


def again(scope: Scope) -> Callable[[], Caller | None]:
    """Asks anew who it is that called: None once the session has ended or the token was revoked."""
    asks: Callable[[], Caller | None] = scope.get(AGAIN, the_operator)
    return asks


def _secret(shown: str) -> str:
    """What the Authorization header shows; '' where that is no token."""
    scheme, _, given = shown.partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _nobody(shown: str, cookie: str) -> Response:
    if shown or not cookie:
        return problem(
            401,
            "no_token",
            "This needs somebody who is signed in, or a token.",
            "Sign in; programs send `Authorization: Bearer ...` with an API token, or the content of `operator.token` "
            "in the data folder.",
            {"WWW-Authenticate": "Bearer"},
        )
    return problem(401, "signed_out", "Your session has ended.", "Sign in again.", {"WWW-Authenticate": "Bearer"})


def _from_elsewhere(headers: Headers, arrival: Arrival) -> bool:
    """Whether a browser says that a page of another site sent it. Programs say nothing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return site not in (None, "same-origin", "none") or (origin is not None and origin.lower() != arrival.origin)


def _cookie(headers: Headers, name: str) -> str:
    """Read as leniently as browsers send them: whatever else listens on this host, whichever its port, may have set
    cookies that the standard library stops at, and ours would not be found behind them.
    """
    found: dict[str, str] = {}
    for line in headers.getlist("cookie"):
        found |= cookie_parser(line)
    return found.get(name, "")
