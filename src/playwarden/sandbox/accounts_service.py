"""The accounts service: /authorize with its consent form, and /api/token.

How a program answers the consent page: POST to `/authorize/decision`, as an HTML form, every parameter that stood in
the query of `/authorize`, and with them `account` (a user id such as `listener1`) and `decision=agree` (or `cancel`).
The answer is 303 with `Location: <redirect_uri>?code=…&state=…` (`?error=access_denied&state=…` for cancel). No
cookie is needed.
"""

import base64
import binascii
from http.cookies import SimpleCookie
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlencode, urlsplit

from playwarden.sandbox.consent import consent_page, refusal_page
from playwarden.sandbox.exchange import Answer, Request, json_answer
from playwarden.sandbox.people import App, Grant
from playwarden.sandbox.tokens import ACCESS_SECONDS, InvalidGrant, Tokens
from playwarden.sandbox.world import World

_PARAMETERS = (
    "client_id",
    "response_type",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "show_dialog",
)
_COOKIE = "sandbox_account"
_MOST_SHOWN = 50
_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;="
"""What an address may hold unquoted (RFC 3986); a redirect URI is what a client sent, and may hold more."""


class AccountsService:
    """Spotify's accounts service over the people of a world."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens

    def answer(self, request: Request) -> Answer:
        """Answers whatever lies outside /v1."""
        match request.method, request.path:
            case "GET", "/authorize":
                return self._authorize(request)
            case "POST", "/authorize/decision":
                return self._decision(request)
            case "POST", "/api/token":
                return self._token(request)
        return Answer(404, b"Not found", "text/plain; charset=utf-8")

    def _authorize(self, request: Request) -> Answer:
        asked = {name: request.query[name] for name in _PARAMETERS if name in request.query}
        if isinstance(checked := self._checked(asked), Answer):
            return checked
        app, scopes = checked, _scopes(asked)
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(_COOKIE)
        account = self._world.account(unquote(cookie.value)) if cookie is not None else None
        silent = asked.get("show_dialog", "false") != "true"
        if silent and account is not None and self._tokens.consented(app, account, scopes):
            return self._granted(app, account.id, asked)
        shown = self._world.account_ids()[:_MOST_SHOWN]
        people = [(each.id, each.display_name) for user in shown if (each := self._world.account(user)) is not None]
        chosen = account.id if account is not None else next(iter(app.allowlist), people[0][0] if people else "")
        return consent_page(app.name, sorted(scopes), people, chosen, asked)

    def _decision(self, request: Request) -> Answer:
        form = request.form()
        asked = {name: form[name] for name in _PARAMETERS if name in form}
        if isinstance(checked := self._checked(asked), Answer):
            return checked
        if form.get("decision") != "agree":
            return _back(asked, {"error": "access_denied"})
        return self._granted(checked, form.get("account", ""), asked)

    def _granted(self, app: App, user_id: str, asked: dict[str, str]) -> Answer:
        account = self._world.account(user_id)
        if account is None:
            return refusal_page("No such account here.")
        code = self._tokens.code(
            app,
            account,
            _scopes(asked),
            asked["redirect_uri"],
            asked.get("code_challenge", ""),
            self._world.clock.now(),
        )
        cookie = ("set-cookie", f"{_COOKIE}={quote(account.id)}; Path=/; HttpOnly; SameSite=Lax")
        return _back(asked, {"code": code}, cookie)

    def _checked(self, asked: dict[str, str]) -> App | Answer:
        """The app when the request may go on; else a page, or a redirect that names the error."""
        app = self._world.apps.get(asked.get("client_id", ""))
        if app is None:
            return refusal_page("INVALID_CLIENT: Invalid client")
        redirect_uri = asked.get("redirect_uri", "")
        if not secure_redirect(redirect_uri):
            return refusal_page("INVALID_CLIENT: Insecure redirect URI")
        if not any(_same_redirect(registered, redirect_uri) for registered in app.redirect_uris):
            return refusal_page("INVALID_CLIENT: Invalid redirect URI")
        if asked.get("response_type") != "code":
            return _back(asked, {"error": "unsupported_response_type"})
        if asked.get("code_challenge"):
            if asked.get("code_challenge_method") != "S256":
                return _back(
                    asked, {"error": "invalid_request", "error_description": "code_challenge_method must be S256"}
                )
        elif app.pkce_required:
            return _back(asked, {"error": "invalid_request", "error_description": "code_challenge required"})
        return app

    def _token(self, request: Request) -> Answer:
        form = request.form()
        basic = _basic(request.headers.get("authorization", ""))
        name, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        app = self._world.apps.get(name)
        if app is None or (basic and not secret):
            return _oauth_error("invalid_client", "Invalid client")
        if secret and secret != app.client_secret:
            return _oauth_error("invalid_client", "Invalid client secret")
        now = self._world.clock.now()
        try:
            match form.get("grant_type"):
                case "authorization_code":
                    grant = self._tokens.exchange(
                        form.get("code", ""),
                        app,
                        form.get("redirect_uri", ""),
                        form.get("code_verifier", ""),
                        confidential=bool(secret),
                        now=now,
                    )
                    return self._issued(grant, with_refresh=True)
                case "refresh_token":
                    grant, renewed = self._tokens.refresh(form.get("refresh_token", ""), app, now)
                    return self._issued(grant, with_refresh=renewed)
        except InvalidGrant as refusal:
            return _oauth_error("invalid_grant", refusal.description)
        return _oauth_error("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")

    def _issued(self, grant: Grant, *, with_refresh: bool) -> Answer:
        document: dict[str, object] = {
            "access_token": self._tokens.issue(grant, self._world.clock.now()),
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": " ".join(sorted(grant.scopes)),
        }
        if with_refresh:
            document["refresh_token"] = grant.refresh_token
        return json_answer(document, headers=(("cache-control", "no-store"),))


def secure_redirect(uri: str) -> bool:
    """Whether Spotify takes a redirect URI: https, or http on a loopback IP literal; `localhost` is refused."""
    parts = urlsplit(uri)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme == "http":
        try:
            return ip_address(parts.hostname or "").is_loopback
        except ValueError:
            return False
    return bool(parts.scheme) and parts.scheme not in ("javascript", "data")


def _same_redirect(registered: str, asked: str) -> bool:
    """Equal; a loopback address registered without a port matches every port."""
    if registered == asked:
        return True
    one, other = urlsplit(registered), urlsplit(asked)
    loopback = one.scheme == "http" and one.port is None
    return loopback and (one.scheme, one.hostname, one.path, one.query) == (
        other.scheme,
        other.hostname,
        other.path,
        other.query,
    )


def _scopes(asked: dict[str, str]) -> frozenset[str]:
    return frozenset(asked.get("scope", "").replace(",", " ").split())


def _back(asked: dict[str, str], outcome: dict[str, str], *headers: tuple[str, str]) -> Answer:
    """The redirect to the app, with its state."""
    if "state" in asked:
        outcome = {**outcome, "state": asked["state"]}
    redirect_uri = asked["redirect_uri"]
    location = redirect_uri + ("&" if "?" in redirect_uri else "?") + urlencode(outcome)
    return Answer(303, headers=(("location", quote(location, safe=_IN_ADDRESSES)), *headers))


def _basic(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _oauth_error(error: str, description: str) -> Answer:
    return json_answer({"error": error, "error_description": description}, 400)
