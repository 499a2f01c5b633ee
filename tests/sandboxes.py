"""Sandboxes for tests: quick to start, and an account connected by the real OAuth flow over HTTP."""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings

REDIRECT_URI = "http://127.0.0.1:8765/oauth/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-for-pkce"
SCOPES = (
    "playlist-read-private playlist-read-collaborative playlist-modify-private playlist-modify-public ugc-image-upload "
    "user-read-recently-played user-read-currently-playing user-read-playback-state user-top-read user-library-read "
    "user-library-modify user-follow-read user-read-private"
)


@dataclass(frozen=True)
class Tokens:
    """What a connected account gets."""

    account: str
    access_token: str
    refresh_token: str
    client_id: str


@dataclass(frozen=True)
class Answered:
    """An HTTP answer, whatever its status."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def ask(
    method: str,
    url: str,
    document: object = None,
    *,
    token: str = "",
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answered:
    """One HTTP request, redirects not followed; any status is an answer, only a cut connection raises."""
    sent = dict(headers or {})
    if token:
        sent["Authorization"] = f"Bearer {token}"
    if form is not None:
        body = urlencode(form).encode()
    elif document is not None:
        body = json.dumps(document).encode()
        sent["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data=body, method=method, headers=sent)
    try:
        with _OPENER.open(request, timeout=30) as answer:
            return Answered(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answered(refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read())


def consent(sandbox: Running, account: str, asked: dict[str, str], decision: str = "agree") -> dict[str, str]:
    """Answers the consent page as a person would; the parameters the app's redirect URI is called with."""
    answer = ask(
        "POST", f"{sandbox.accounts_url}/authorize/decision", form={**asked, "account": account, "decision": decision}
    )
    assert answer.status == 303, answer.body
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorization(sandbox: Running, *, client_id: str = "", scope: str = SCOPES, **more: str) -> dict[str, str]:
    """The query of a proper authorization request."""
    return {
        "client_id": client_id or sandbox.client_id,
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "scope": scope,
        "state": "a-state",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
        **more,
    }


def redeem(sandbox: Running, code: str, **more: str) -> Answered:
    """Exchanges a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "client_id": sandbox.client_id,
        "code_verifier": VERIFIER,
        **more,
    }
    return ask("POST", f"{sandbox.accounts_url}/api/token", form=form)


def refresh(sandbox: Running, refresh_token: str, client_id: str = "") -> Answered:
    """Asks for a new access token."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id or sandbox.client_id}
    return ask("POST", f"{sandbox.accounts_url}/api/token", form=form)


def connect(sandbox: Running, account: str = "listener1", *, client_id: str = "", scope: str = SCOPES) -> Tokens:
    """Connects an account by the whole OAuth flow with PKCE."""
    asked = authorization(sandbox, client_id=client_id, scope=scope)
    page = ask("GET", f"{sandbox.accounts_url}/authorize?{urlencode(asked)}")
    assert page.status == 200, page.body
    back = consent(sandbox, account, asked)
    assert back["state"] == asked["state"]
    answer = redeem(sandbox, back["code"], client_id=asked["client_id"])
    assert answer.status == 200, answer.body
    return Tokens(account, answer.json["access_token"], answer.json["refresh_token"], asked["client_id"])


def plain(**changes: Any) -> SandboxSettings:
    """Settings for tests of anything but quirks and quotas: no lags, no limits, few playlists, two accounts."""
    settings = SandboxSettings(quirks=Quirks.none(), limits=Limits.none(), playlists_per_account=16)
    return replace(settings, **changes)


@contextmanager
def started(**changes: Any) -> Iterator[Running]:
    """A plain sandbox with some settings changed."""
    with running(plain(**changes)) as sandbox:
        yield sandbox


@pytest.fixture(name="sandbox")
def sandbox_fixture() -> Iterator[Running]:
    """A fresh plain sandbox."""
    with started() as sandbox:
        yield sandbox


@dataclass(frozen=True)
class Caller:
    """Calls the Web API as one connected account."""

    sandbox: Running
    tokens: Tokens

    @classmethod
    def connected(cls, sandbox: Running, account: str = "listener1", **more: str) -> "Caller":
        """Connects an account and calls for it."""
        return cls(sandbox, connect(sandbox, account, **more))

    def ask(
        self, method: str, path: str, document: object = None, *, body: bytes | None = None, **query: object
    ) -> Answered:
        """One call below /v1, whatever its outcome."""
        url = self.sandbox.api_url + path + ("?" + urlencode(query) if query else "")
        return ask(method, url, document, token=self.tokens.access_token, body=body)

    def get(self, path: str, **query: object) -> Any:
        """A read that must succeed: its JSON."""
        answer = self.ask("GET", path, None, body=None, **query)
        assert answer.status == 200, (answer.status, answer.body[:300])
        return answer.json

    def write(self, method: str, path: str, document: object = None) -> Any:
        """A write that must succeed: its JSON."""
        answer = self.ask(method, path, document)
        assert answer.status in (200, 201, 202), (answer.status, answer.body[:300])
        return answer.json

    def new_playlist(self, uris: list[str] | None = None, **details: object) -> str:
        """A playlist made for the test; its id."""
        playlist: str = self.write("POST", "/me/playlists", {"name": "Test", "description": "for a test", **details})[
            "id"
        ]
        for start in range(0, len(uris or []), 100):
            self.write("POST", f"/playlists/{playlist}/items", {"uris": (uris or [])[start : start + 100]})
        return playlist

    def tracks(self, count: int) -> list[str]:
        """URIs of different tracks of the catalogue."""
        found: dict[str, None] = {}
        for playlist in self.sandbox.playlists_of(self.tokens.account):
            for uri in self.sandbox.uris(playlist):
                if uri and uri.startswith("spotify:track:"):
                    found.setdefault(uri)
            if len(found) >= count:
                break
        return list(found)[:count]

    def uris(self, playlist: str) -> list[str | None]:
        """What a playlist's items read as, all pages."""
        found: list[str | None] = []
        while True:
            page = self.get(
                f"/playlists/{playlist}/items", limit=50, offset=len(found), additional_types="track,episode"
            )
            found += [entry["item"] and entry["item"]["uri"] for entry in page["items"]]
            if page["next"] is None:
                return found
