"""The accounts service keeps the rules of Spotify's OAuth."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from playwarden.sandbox.running import ControlRefused, Running
from playwarden.sandbox.settings import client_id, client_secret
from tests.sandboxes import (
    Answered,
    Caller,
    ask,
    authorization,
    connect,
    consent,
    redeem,
    refresh,
    started,
)

SIX_MONTHS = 185 * 86_400


def page(sandbox: Running, **changes: str) -> Answered:
    return ask("GET", f"{sandbox.accounts_url}/authorize?{urlencode({**authorization(sandbox), **changes})}")


class TestConsent:
    def test_the_page_is_a_form_that_carries_the_request_and_asks_who_and_whether(self, sandbox: Running) -> None:
        shown = page(sandbox).body.decode()
        assert '<form method="post" action="/authorize/decision">' in shown
        assert 'name="account" value="listener1" checked' in shown
        assert 'name="state" value="a-state"' in shown
        assert 'name="decision" value="agree"' in shown

    def test_agreeing_leads_back_with_a_code_and_the_state(self, sandbox: Running) -> None:
        back = consent(sandbox, "listener2", authorization(sandbox))
        assert back["state"] == "a-state"
        assert back["code"]

    def test_a_program_can_agree_given_the_address_alone(self, sandbox: Running) -> None:
        url = f"{sandbox.accounts_url}/authorize?{urlencode(authorization(sandbox))}"
        back = sandbox.agree(url, "listener1")
        assert back.startswith("http://127.0.0.1:8765/oauth/callback?code=")
        assert redeem(sandbox, dict(parse_qsl(urlsplit(back).query))["code"]).status == 200

    def test_an_address_with_line_ends_writes_no_header(self, sandbox: Running) -> None:
        asked = authorization(sandbox, redirect_uri="http://127.0.0.1:8765/oauth/callback\r\nx-mine: \u00fc")
        answer = ask("POST", f"{sandbox.accounts_url}/authorize/decision", form={**asked, "account": "listener1"})
        assert answer.status in (303, 400)
        assert "x-mine" not in answer.headers
        asked = authorization(sandbox, redirect_uri="http://127.0.0.1:8765/oauth/callback#a\r\nx-mine: \u00fc")
        answer = ask("POST", f"{sandbox.accounts_url}/authorize/decision", form={**asked, "account": "listener1"})
        assert answer.headers["location"].startswith("http://127.0.0.1:8765/oauth/callback#a%0D%0Ax-mine:%20%C3%BC")

    def test_a_program_is_told_why_it_cannot(self, sandbox: Running) -> None:
        url = f"{sandbox.accounts_url}/authorize?{urlencode({**authorization(sandbox), 'client_id': 'nobody'})}"
        with pytest.raises(ControlRefused, match="INVALID_CLIENT"):
            sandbox.agree(url, "listener1")

    def test_cancelling_leads_back_with_access_denied(self, sandbox: Running) -> None:
        back = consent(sandbox, "listener1", authorization(sandbox), decision="cancel")
        assert back == {"error": "access_denied", "state": "a-state"}

    def test_who_consented_before_is_led_back_without_being_asked(self, sandbox: Running) -> None:
        connect(sandbox)
        url = f"{sandbox.accounts_url}/authorize?{urlencode(authorization(sandbox))}"
        cookie = {"Cookie": "sandbox_account=listener1"}
        assert ask("GET", url, headers=cookie).status == 303
        assert ask("GET", url + "&show_dialog=true", headers=cookie).status == 200

    def test_more_scopes_than_before_are_asked_for_again(self, sandbox: Running) -> None:
        connect(sandbox, scope="playlist-read-private")
        url = f"{sandbox.accounts_url}/authorize?{urlencode(authorization(sandbox))}"
        assert ask("GET", url, headers={"Cookie": "sandbox_account=listener1"}).status == 200

    def test_an_unknown_client_sees_a_page_and_is_led_nowhere(self, sandbox: Running) -> None:
        answer = page(sandbox, client_id="f" * 32)
        assert answer.status == 400
        assert b"INVALID_CLIENT: Invalid client" in answer.body

    def test_the_implicit_grant_is_gone(self, sandbox: Running) -> None:
        answer = page(sandbox, response_type="token")
        assert dict(parse_qsl(urlsplit(answer.headers["location"]).query))["error"] == "unsupported_response_type"

    def test_only_s256_is_a_challenge(self, sandbox: Running) -> None:
        answer = page(sandbox, code_challenge_method="plain")
        assert dict(parse_qsl(urlsplit(answer.headers["location"]).query))["error"] == "invalid_request"


class TestRedirectUris:
    @pytest.mark.parametrize("port", [1024, 8765, 65535])
    def test_a_loopback_address_registered_without_a_port_takes_any(self, sandbox: Running, port: int) -> None:
        assert page(sandbox, redirect_uri=f"http://127.0.0.1:{port}/oauth/callback").status == 200

    def test_another_path_is_refused(self, sandbox: Running) -> None:
        assert page(sandbox, redirect_uri="http://127.0.0.1:8765/other").status == 400

    def test_localhost_is_refused_even_when_registered(self) -> None:
        with started(redirect_uris=("http://localhost/callback",)) as sandbox:
            answer = page(sandbox, redirect_uri="http://localhost/callback")
            assert b"Insecure redirect URI" in answer.body

    def test_plain_http_elsewhere_is_refused_and_https_taken(self) -> None:
        with started(redirect_uris=("http://example.org/cb", "https://example.org/cb")) as sandbox:
            assert page(sandbox, redirect_uri="http://example.org/cb").status == 400
            assert page(sandbox, redirect_uri="https://example.org/cb").status == 200

    def test_the_exchange_names_the_same_address_as_the_request(self, sandbox: Running) -> None:
        code = consent(sandbox, "listener1", authorization(sandbox))["code"]
        assert redeem(sandbox, code, redirect_uri="http://127.0.0.1:1/oauth/callback").json["error"] == "invalid_grant"


class TestCodes:
    def test_a_code_is_used_once(self, sandbox: Running) -> None:
        code = consent(sandbox, "listener1", authorization(sandbox))["code"]
        assert redeem(sandbox, code).status == 200
        again = redeem(sandbox, code)
        assert (again.status, again.json["error_description"]) == (400, "Invalid authorization code")

    def test_a_code_expires(self, sandbox: Running) -> None:
        code = consent(sandbox, "listener1", authorization(sandbox))["code"]
        sandbox.advance(601)
        assert redeem(sandbox, code).json["error"] == "invalid_grant"

    def test_the_verifier_must_fit_the_challenge(self, sandbox: Running) -> None:
        code = consent(sandbox, "listener1", authorization(sandbox))["code"]
        assert redeem(sandbox, code, code_verifier="x" * 50).json["error"] == "invalid_grant"

    def test_a_code_belongs_to_its_app(self) -> None:
        with started(accounts=6) as sandbox:
            code = consent(sandbox, "listener1", authorization(sandbox))["code"]
            assert redeem(sandbox, code, client_id=client_id(2)).json["error"] == "invalid_grant"

    def test_a_wrong_secret_is_an_invalid_client(self, sandbox: Running) -> None:
        code = consent(sandbox, "listener1", authorization(sandbox))["code"]
        assert redeem(sandbox, code, client_secret="wrong").json == {
            "error": "invalid_client",
            "error_description": "Invalid client secret",
        }

    def test_without_pkce_the_secret_is_needed(self, sandbox: Running) -> None:
        asked = authorization(sandbox)
        del asked["code_challenge"], asked["code_challenge_method"]
        code = consent(sandbox, "listener1", asked)["code"]
        assert redeem(sandbox, code).status == 400
        assert redeem(sandbox, code, client_secret=client_secret()).status == 200


class TestTokens:
    def test_an_access_token_lasts_an_hour_of_the_sandboxs_clock(self, me: Caller) -> None:
        me.get("/me")
        me.sandbox.advance(3_601)
        answer = me.ask("GET", "/me")
        assert (answer.status, answer.json["error"]["message"]) == (401, "The access token expired")

    def test_a_call_without_a_token_is_told_so(self, sandbox: Running) -> None:
        answer = ask("GET", f"{sandbox.api_url}/me")
        assert (answer.status, answer.json["error"]["message"]) == (401, "No token provided")

    def test_pkce_rotates_refresh_tokens_and_an_old_one_is_dead(self, sandbox: Running) -> None:
        tokens = connect(sandbox)
        renewed = refresh(sandbox, tokens.refresh_token)
        assert renewed.json["refresh_token"] != tokens.refresh_token
        again = refresh(sandbox, tokens.refresh_token)
        assert (again.status, again.json) == (
            400,
            {"error": "invalid_grant", "error_description": "Refresh token revoked"},
        )
        assert refresh(sandbox, renewed.json["refresh_token"]).status == 200

    def test_without_rotation_no_new_refresh_token_comes_and_the_old_one_goes_on(self) -> None:
        with started(rotate_refresh_tokens=False) as sandbox:
            tokens = connect(sandbox)
            for _ in range(2):
                answer = refresh(sandbox, tokens.refresh_token)
                assert answer.status == 200
                assert "refresh_token" not in answer.json

    def test_a_refresh_token_dies_six_months_after_the_authorisation_however_often_it_was_used(self) -> None:
        with started(rotate_refresh_tokens=False) as sandbox:
            tokens = connect(sandbox)
            sandbox.advance(SIX_MONTHS - 10 * 86_400)
            assert refresh(sandbox, tokens.refresh_token).status == 200
            sandbox.advance(11 * 86_400)
            assert refresh(sandbox, tokens.refresh_token).json["error"] == "invalid_grant"

    def test_authorising_again_gives_another_six_months(self, sandbox: Running) -> None:
        sandbox.advance(SIX_MONTHS)
        assert refresh(sandbox, connect(sandbox).refresh_token).status == 200

    def test_revoking_ends_access_and_refresh(self, me: Caller) -> None:
        me.sandbox.revoke("listener1")
        assert me.ask("GET", "/me").status == 401
        assert refresh(me.sandbox, me.tokens.refresh_token).json["error_description"] == "Refresh token revoked"

    def test_expiring_ends_access_alone(self, me: Caller) -> None:
        me.sandbox.expire("listener1")
        assert me.ask("GET", "/me").json["error"]["message"] == "The access token expired"
        assert refresh(me.sandbox, me.tokens.refresh_token).status == 200

    def test_a_refresh_token_belongs_to_its_app(self) -> None:
        with started(accounts=6) as sandbox:
            tokens = connect(sandbox)
            assert refresh(sandbox, tokens.refresh_token, client_id(2)).json["error"] == "invalid_grant"


class TestAllowlist:
    def test_who_is_not_on_it_may_consent_but_is_answered_in_plain_text(self) -> None:
        with started(accounts=6) as sandbox:
            stranger = Caller.connected(sandbox, "listener6")
            answer = stranger.ask("GET", "/me")
            assert answer.status == 403
            assert answer.headers["content-type"].startswith("text/plain")
            assert answer.body.startswith(b"Check settings on developer.spotify.com/dashboard")

    def test_the_sixth_account_is_on_the_second_developers_app(self) -> None:
        with started(accounts=6) as sandbox:
            assert Caller.connected(sandbox, "listener6", client_id=client_id(2)).get("/me")["id"] == "listener6"
            assert {app["developer"] for app in sandbox.control("GET", "apps")} == {"dev-1", "dev-2"}

    def test_a_sixth_user_does_not_fit(self, sandbox: Running) -> None:
        with pytest.raises(ControlRefused, match="at most 5"):
            sandbox.control("PUT", f"apps/{sandbox.client_id}", {"allowlist": [f"u{n}" for n in range(6)]})

    def test_a_developer_has_at_most_25_apps(self, sandbox: Running) -> None:
        for _ in range(24):
            sandbox.control("POST", "apps", {"developer": "dev-1"})
        with pytest.raises(ControlRefused, match="at most 25"):
            sandbox.control("POST", "apps", {"developer": "dev-1"})

    def test_an_extended_app_knows_no_allowlist(self) -> None:
        with started(accounts=6, mode="extended") as sandbox:
            assert Caller.connected(sandbox, "listener6").get("/me")["id"] == "listener6"
