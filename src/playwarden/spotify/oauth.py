"""OAuth with Spotify's accounts service: Authorization Code with PKCE (S256), code exchange, refresh."""

import base64
import hashlib
import re
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import httpx2

from playwarden.domain.accounts import scope_list, scope_text
from playwarden.domain.quota import told
from playwarden.engine.ports.accounts import Asked, Credentials, Granted
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, RateLimited, SpotifyRefused, SpotifyUnavailable, UnknownClient
from playwarden.spotify.http import Answer, NoAnswer, NotSent, exchange
from playwarden.spotify.refusals import message_of
from playwarden.spotify.wire import number, table, text

_TRIES = 3
_PAUSE = 0.5
_REFUSED = re.compile(r"(INVALID_CLIENT|INVALID_SCOPE|UNSUPPORTED|ILLEGAL)[A-Z_]*:[^<\n]{0,200}")
"""How the consent page words what is wrong with a request."""
_LASTS = 3600
"""Seconds that an access token lasts where the answer does not say."""


class InvalidGrant(Exception):
    """The code or refresh token gives nothing: revoked, expired, used, or rotated by somebody else."""


class OAuth:
    """Talks to the accounts service. Tokens and codes appear in no sentence and no log."""

    def __init__(
        self,
        client: httpx2.Client,
        accounts_url: str,
        clock: Clock,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._base = accounts_url.rstrip("/")
        self._clock = clock
        self._sleep = sleep

    def ask(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str], state: str) -> Asked:
        """The consent page's address. `show_dialog` lets a person choose another account than the last one."""
        verifier = secrets.token_urlsafe(64)
        query = {
            "client_id": app.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": scope_text(scopes),
            "state": state,
            "code_challenge_method": "S256",
            "code_challenge": challenge_of(verifier),
            "show_dialog": "true",
        }
        return Asked(f"{self._base}/authorize?{urlencode(query)}", verifier)

    def exchange(self, app: Credentials, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        """Raises InputError for a code that gives nothing and for a wrong client id, SpotifyUnavailable."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        try:
            return self._token(app, form)
        except InvalidGrant as error:
            raise InputError(
                f"Spotify does not take this consent any more ({error}).",
                "Each address works once and for ten minutes: start again with `playwarden accounts connect`.",
            ) from error

    def refresh(self, app: Credentials, refresh_token: str) -> Granted:
        """Raises InvalidGrant, SpotifyUnavailable, InputError (the client id or secret is wrong)."""
        return self._token(app, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def check(self, app: Credentials) -> None:
        """Whether the accounts service knows the app: it is offered a code that gives nothing. Raises UnknownClient,
        RateLimited, SpotifyUnavailable.
        """
        form = {"grant_type": "authorization_code", "code": "none", "code_verifier": "none"}
        try:
            self._token(app, {**form, "redirect_uri": "http://127.0.0.1/"})
        except (InvalidGrant, SpotifyRefused):
            return  # the code is refused, and the app is known

    def page(self, app: Credentials, *, redirect_uri: str, scopes: frozenset[str]) -> str | None:
        """What the consent page of somebody who is not signed in says against the request: '' nothing, it is shown.
        None: it leads on to signing in, and says afterwards what it has to say. Raises SpotifyUnavailable.
        """
        url = self.ask(app, redirect_uri=redirect_uri, scopes=scopes, state="looking").url
        try:
            answer = exchange(self._client, "GET", url, headers={"Accept": "text/html"})
        except (NotSent, NoAnswer) as error:
            raise SpotifyUnavailable(str(error), "Look whether this machine is online.") from error
        if answer.status >= 500:
            raise SpotifyUnavailable(f"Spotify's accounts service has trouble (status {answer.status}).")
        found = _REFUSED.search(answer.text)
        if found is not None:
            return found.group(0).strip()
        return None if 300 <= answer.status < 400 else "" if answer.status < 300 else f"status {answer.status}"

    def _token(self, app: Credentials, form: dict[str, str]) -> Granted:
        answer = self._post(app, {**form, "client_id": app.client_id})
        document = table(answer.document)
        access = text(document, "access_token")
        if answer.status == 200 and access:
            scopes = text(document, "scope")
            return Granted(
                access=access,
                refresh=text(document, "refresh_token") or None,
                lasts=number(document, "expires_in") or _LASTS,
                scopes=None if scopes is None else scope_list(scopes),
            )
        error = text(document, "error") or ""
        if error == "invalid_grant":
            raise InvalidGrant(message_of(answer) or "invalid_grant")
        if error in ("invalid_client", "unauthorized_client"):
            raise _unknown(app, message_of(answer))
        if answer.status == 429:
            until = self._clock.now() + timedelta(seconds=answer.retry_after or 60.0)
            raise RateLimited(
                f"Spotify's accounts service asks to wait until {told(until)}.", "Try again after that.", until=until
            )
        if answer.status == 200 or answer.status >= 500:
            raise SpotifyUnavailable(
                f"Spotify's accounts service has trouble (status {answer.status}).", "Try again later."
            )
        said = message_of(answer) or error
        raise SpotifyRefused(f"Spotify's accounts service refuses: {said or answer.status}.", status=answer.status)

    def _post(self, app: Credentials, form: dict[str, str]) -> Answer:
        """A dropped exchange is repeated: the worst that can follow is `invalid_grant`, which is looked into."""
        headers = {}
        if app.secret is not None:
            pair = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        trouble = ""
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(_PAUSE * 2**attempt)
            try:
                answer = exchange(self._client, "POST", f"{self._base}/api/token", data=form, headers=headers)
            except (NotSent, NoAnswer) as error:
                trouble = str(error)
                continue
            if answer.status < 500:
                return answer
            trouble = f"Spotify's accounts service has trouble (status {answer.status})."
        raise SpotifyUnavailable(trouble, "Try again later.")


def _unknown(app: Credentials, said: str) -> UnknownClient:
    if app.secret is not None and "secret" in said.casefold():
        return UnknownClient(
            f"The client secret of the app with the client id {app.client_id} is another one.",
            "Copy it anew from the app's page at developer.spotify.com, or add the app without one: it is not needed.",
        )
    return UnknownClient(
        f"Spotify does not know the app with the client id {app.client_id}, or its secret is another one.",
        "Compare it with the app's page at developer.spotify.com: 32 letters and digits. A deleted app has none.",
    )


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
