"""OAuth: PKCE, and what each refusal of the accounts service means."""

import urllib.parse

import httpx2
import pytest

from playwarden.engine.ports.accounts import Credentials
from playwarden.kit.errors import InputError, RateLimited, SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import AppId
from playwarden.spotify.http import make_client
from playwarden.spotify.oauth import InvalidGrant, OAuth, challenge_of
from tests.fakes.clock import FakeClock

APP = Credentials(AppId("app"), "c" * 32, "main")


def oauth(*responses: httpx2.Response | httpx2.TransportError) -> tuple[OAuth, list[httpx2.Request]]:
    seen: list[httpx2.Request] = []
    left = list(responses)

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        answer = left.pop(0)
        if isinstance(answer, httpx2.TransportError):
            raise answer
        return answer

    client = make_client(httpx2.MockTransport(handle))
    return OAuth(client, "https://accounts.example.org", FakeClock(), sleep=lambda _: None), seen


def refused(error: str, status: int = 400) -> httpx2.Response:
    return httpx2.Response(status, json={"error": error, "error_description": "Said so"})


def test_the_challenge_is_the_one_of_rfc_7636() -> None:
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_consent_is_asked_with_pkce_and_state() -> None:
    found, _ = oauth()
    first = found.ask(APP, redirect_uri="http://127.0.0.1/cb", scopes=frozenset({"b", "a"}), state="s")
    second = found.ask(APP, redirect_uri="http://127.0.0.1/cb", scopes=frozenset(), state="s")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(first.url).query))
    assert query["code_challenge"] == challenge_of(first.verifier)
    assert (query["code_challenge_method"], query["scope"], query["state"]) == ("S256", "a b", "s")
    assert 43 <= len(first.verifier) <= 128
    assert first.verifier != second.verifier
    assert first.verifier not in repr(first) + first.url


def test_a_refresh_without_a_new_refresh_token_says_so() -> None:
    found, seen = oauth(httpx2.Response(200, json={"access_token": "A", "expires_in": 3600}))
    granted = found.refresh(APP, "R")
    assert (granted.access, granted.refresh, granted.scopes) == ("A", None, None)
    form = dict(urllib.parse.parse_qsl(seen[0].content.decode()))
    assert form == {"grant_type": "refresh_token", "refresh_token": "R", "client_id": APP.client_id}
    assert "authorization" not in seen[0].headers
    assert "A'" not in repr(granted)


def test_a_confidential_app_adds_its_secret() -> None:
    found, seen = oauth(httpx2.Response(200, json={"access_token": "A"}))
    found.refresh(Credentials(AppId("app"), "id", "main", "secret"), "R")
    assert seen[0].headers["authorization"] == "Basic aWQ6c2VjcmV0"


def test_invalid_grant_is_left_to_whoever_can_look_again() -> None:
    found, _ = oauth(refused("invalid_grant"))
    with pytest.raises(InvalidGrant):
        found.refresh(APP, "R")


def test_a_spent_code_means_to_start_again() -> None:
    found, _ = oauth(refused("invalid_grant"))
    with pytest.raises(InputError, match="start again"):
        found.exchange(APP, code="x", verifier="v", redirect_uri="http://127.0.0.1/cb")


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_client_id_is_told(status: int) -> None:
    found, _ = oauth(refused("invalid_client", status))
    with pytest.raises(InputError, match="client id cccc"):
        found.refresh(APP, "R")


def test_trouble_is_repeated_then_told() -> None:
    found, seen = oauth(
        httpx2.Response(503), httpx2.ReadError("gone"), httpx2.Response(200, json={"access_token": "A"})
    )
    assert found.refresh(APP, "R").access == "A"
    assert len(seen) == 3
    found, seen = oauth(*[httpx2.Response(502, html="<html>")] * 3)
    with pytest.raises(SpotifyUnavailable):
        found.refresh(APP, "R")
    assert len(seen) == 3


def test_its_own_429_has_an_end() -> None:
    found, _ = oauth(httpx2.Response(429, headers={"retry-after": "7"}))
    with pytest.raises(RateLimited) as limited:
        found.refresh(APP, "R")
    assert (limited.value.until - FakeClock().now()).total_seconds() == 7


def test_anything_else_is_a_refusal_in_its_words() -> None:
    found, _ = oauth(refused("invalid_scope"))
    with pytest.raises(SpotifyRefused, match="Said so"):
        found.refresh(APP, "R")


def test_a_success_without_a_token_is_none() -> None:
    found, _ = oauth(httpx2.Response(200, json={}))
    with pytest.raises(SpotifyUnavailable):
        found.refresh(APP, "R")
