"""An account is connected by whoever began it, in the browser in which it was begun, by each of the ways there are."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.access import OPERATOR
from playwarden.sandbox.running import Running
from tests.integration.web.asking import TOKEN, Api
from tests.integration.web.browsers import Browser
from tests.integration.web.town import PASSWORD, cheap, things

PUBLIC = "https://music.example"


def opened(folder: Path, url: str, sandbox: Running, **settings: str) -> Container:
    """A container over the sandbox with an app, and no account."""
    loaded = load_settings(
        data_dir=folder,
        database_url=url,
        spotify_api_url=sandbox.api_url,
        spotify_accounts_url=sandbox.accounts_url,
        clock_url=sandbox.clock_url,
        **settings,
    )
    container = replace(open_container(loaded), clock=sandbox.clock())
    cheap(container)
    return container


@pytest.fixture
def container(tmp_path: Path, database_url: str, web_sandbox: Running) -> Iterator[Container]:
    found = opened(tmp_path / "data", database_url, web_sandbox)
    yield found
    found.close()


def owner(container: Container, name: str = "Olga", **more: str) -> Browser:
    """The first member, signed in."""
    browser = Browser(Api.over(container), **more)
    body = {"token": container.members.first_link(OPERATOR).secret, "name": name, "password": PASSWORD}
    assert browser.ask("POST", "/links/use", body)[0] == 200
    return browser


@pytest.fixture
def olga(container: Container, web_sandbox: Running) -> Browser:
    browser = owner(container)
    assert browser.ask("POST", "/apps", {"client_id": web_sandbox.client_id, "name": "app"})[0] == 200
    return browser


def came_back(browser: Browser, address: str) -> str:
    """Where the page leads that Spotify leads back to."""
    parts = urlsplit(address)
    status, _ = browser.ask("GET", f"{parts.path}?{parts.query}", below="", sec_fetch_site="cross-site")
    assert status == 303
    return browser.told["location"]


class TestHere:
    def test_spotify_leads_back_to_this_server(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {"write": True})[1]
        assert begun["redirect_uri"] == "http://127.0.0.1:8765/oauth/callback"
        assert olga.ask("GET", f"/accounts/connections/{begun['id']}")[1]["state"] == "waiting"
        led = came_back(olga, web_sandbox.agree(begun["url"], "listener1"))
        account = olga.ask("GET", "/accounts")[1][0]
        assert led == f"/accounts?connected={account['id']}"
        assert account["writes"] is True
        found = olga.ask("GET", f"/accounts/connections/{begun['id']}")[1]
        assert (found["state"], found["account"]) == ("connected", account["id"])
        link = olga.ask("GET", "/audit?action=account.connect")[1][0]
        assert link["actor"].endswith("(Olga)")

    def test_looking_is_what_is_asked_for_unless_told(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        came_back(olga, web_sandbox.agree(begun["url"], "listener1"))
        account = olga.ask("GET", "/accounts")[1][0]
        looking = {one["name"] for one in olga.ask("GET", "/scopes")[1] if not one["writes"]}
        assert set(account["scopes"]) == looking
        assert account["writes"] is False

    def test_another_browser_does_not_finish_it_and_does_not_spoil_it(
        self, olga: Browser, web_sandbox: Running
    ) -> None:
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        address = web_sandbox.agree(begun["url"], "listener1")
        assert came_back(Browser(olga.api), address) == "/welcome?failed=stranger"
        other = Browser(olga.api)
        other.sign_in("Olga")
        assert came_back(other, address) == "/accounts?failed=stranger"
        assert other.ask("GET", f"/accounts/connections/{begun['id']}")[0] == 404
        assert olga.ask("GET", "/accounts")[1] == []
        assert came_back(olga, address).startswith("/accounts?connected=")
        assert came_back(olga, address).startswith("/accounts?failed="), "each address works once"
        assert olga.ask("GET", f"/accounts/connections/{begun['id']}")[1]["state"] == "connected"

    def test_it_leads_to_pages_of_ours_and_nowhere_else(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        address = web_sandbox.agree(begun["url"], "listener1")
        for more in ("&next=https://evil.example", "&redirect_uri=//evil.example", "&page=//evil.example"):
            assert came_back(Browser(olga.api), address + more) == "/welcome?failed=stranger"
        assert came_back(olga, address + "&next=https://evil.example").startswith("/accounts?connected=acc_")

    def test_a_refusal_is_told_in_words(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        led = came_back(olga, web_sandbox.agree(begun["url"], "listener1", decision="cancel"))
        assert led == f"/accounts?failed=refused&connection={begun['id']}"
        found = olga.ask("GET", f"/accounts/connections/{begun['id']}")[1]
        assert found["state"] == "failed"
        assert "declined" in found["failure"]["what"]

    def test_a_name_that_spotify_does_not_lead_back_to_is_told_before(
        self, container: Container, olga: Browser
    ) -> None:
        olga.headers["host"] = "localhost:8765"
        status, document = olga.ask("POST", "/accounts/connections", {})
        assert (status, document["code"]) == (400, "input")
        assert "127.0.0.1" in document["remedy"]


class TestPasting:
    def test_the_address_that_did_not_load_is_pasted(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {"how": "paste"})[1]
        assert begun["redirect_uri"] == "http://127.0.0.1/oauth/callback"
        address = web_sandbox.agree(begun["url"], "listener1")
        path = f"/accounts/connections/{begun['id']}/paste"
        assert olga.ask("POST", path, {"address": "http://127.0.0.1/"})[1]["code"] == "input"
        done = olga.ask("POST", path, {"address": f" {address} "})[1]
        assert done["state"] == "connected", done
        assert "looks only" in done["sentence"]

    def test_a_token_connects_too(self, olga: Browser, web_sandbox: Running) -> None:
        token = olga.ask("POST", "/tokens", {"name": "script", "scopes": ["admin"]})[1]["token"]
        body = json.dumps({"how": "paste"}).encode()
        begun = olga.api.ask("POST", "/accounts/connections", body, token=token)[1]
        sent = json.dumps({"address": web_sandbox.agree(begun["url"], "listener1")}).encode()
        path = f"/accounts/connections/{begun['id']}/paste"
        assert olga.api.ask("POST", path, sent, token=TOKEN)[0] == 404
        assert olga.api.ask("POST", path, sent, token=token)[1]["state"] == "connected"


class TestSettingUp:
    def test_the_redirect_uri_to_register_is_told_exactly(self, olga: Browser) -> None:
        told = olga.ask("GET", "/accounts/redirects")[1]
        assert told == {
            "to_register": ["http://127.0.0.1/oauth/callback"],
            "here": "http://127.0.0.1:8765/oauth/callback",
            "obstacle": None,
            "paste": "http://127.0.0.1/oauth/callback",
        }

    def test_where_spotify_does_not_lead_back_the_reason_is_told(self, olga: Browser) -> None:
        olga.headers["host"] = "localhost:8765"
        told = olga.ask("GET", "/accounts/redirects")[1]
        assert told["here"] is None
        assert "127.0.0.1" in told["obstacle"]["remedy"]

    def test_a_mistake_at_spotify_is_named(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {"write": True})[1]
        came_back(olga, web_sandbox.agree(begun["url"], "listener1"))
        account = olga.ask("GET", "/accounts")[1][0]
        found = olga.ask("POST", "/accounts/diagnosis", {})[1]
        assert {one["level"] for one in found["findings"]} == {"ok"}, found
        assert found["calls"] == 1
        app = f"apps/{web_sandbox.client_id}"
        known = next(one for one in web_sandbox.control("GET", "apps") if one["client_id"] == web_sandbox.client_id)
        web_sandbox.control("PUT", app, {"allowlist": []})
        try:
            wrong = [one for one in olga.ask("POST", "/accounts/diagnosis", {})[1]["findings"] if one["level"] != "ok"]
            assert [(one["question"], one["account"]) for one in wrong] == [("users", account["id"])]
            begun = olga.ask("POST", "/accounts/connections", {"account": account["id"]})[1]
            led = came_back(olga, web_sandbox.agree(begun["url"], "listener1"))
            assert led == f"/accounts?failed=not_listed&connection={begun['id']}"
        finally:
            web_sandbox.control("PUT", app, {"allowlist": known["allowlist"]})


class TestPublicAddress:
    def test_behind_a_proxy_spotify_leads_back_to_the_public_address(
        self, tmp_path: Path, database_url: str, web_sandbox: Running
    ) -> None:
        container = opened(tmp_path / "data", database_url, web_sandbox, public_url=f"{PUBLIC}/box")
        try:
            browser = owner(container, host="music.example")
            assert "__Secure-playwarden_session" in browser.cookies
            known = {"client_id": "public-app", "redirect_uris": [f"{PUBLIC}/box/oauth/callback"]}
            web_sandbox.control("POST", "apps", known | {"allowlist": ["listener1"]})
            browser.ask("POST", "/apps", {"client_id": "public-app"})
            status, begun = browser.ask("POST", "/accounts/connections", {}, origin=PUBLIC)
            assert (status, begun["redirect_uri"]) == (200, f"{PUBLIC}/box/oauth/callback")
            led = came_back(browser, web_sandbox.agree(begun["url"], "listener1"))
            assert led.startswith("/box/accounts?connected=")
        finally:
            container.close()


class TestLinks:
    def test_an_owner_who_is_no_member_connects_by_a_link(self, olga: Browser, web_sandbox: Running) -> None:
        issued = olga.ask("POST", "/accounts/links", {"write": True})[1]
        secret = issued["link"].partition("#")[2]
        guest = Browser(olga.api)
        assert guest.ask("POST", "/links/look", {"token": secret})[1]["purpose"] == "connect"
        assert guest.ask("POST", "/links/use", {"token": secret})[0] == 400, "it signs nobody in"
        begun = guest.ask("POST", "/links/connect", {"token": secret})[1]
        again = guest.ask("POST", "/links/connect", {"token": secret})[1]
        stale, address = (web_sandbox.agree(each["url"], "listener1") for each in (begun, again))
        assert came_back(Browser(olga.api), address) == "/welcome?failed=stranger"
        assert came_back(guest, stale) == "/welcome?failed=stranger", "the newer one counts in this browser"
        assert came_back(guest, address).startswith("/welcome?connected=acc_")
        assert guest.ask("POST", "/links/connect", {"token": secret})[1]["code"] == "link_used"
        assert guest.ask("GET", "/accounts")[0] == 401
        assert olga.ask("GET", "/accounts")[1][0]["writes"] is True

    def test_a_link_that_two_began_with_connects_one_account(self, olga: Browser, web_sandbox: Running) -> None:
        issued = olga.ask("POST", "/accounts/links", {"write": True})[1]
        secret = issued["link"].partition("#")[2]
        one, other = Browser(olga.api), Browser(olga.api)
        begun = [guest.ask("POST", "/links/connect", {"token": secret})[1] for guest in (one, other)]
        users = ("listener1", "listener2")
        addresses = [web_sandbox.agree(each["url"], user) for each, user in zip(begun, users, strict=True)]
        assert came_back(one, addresses[0]).startswith("/welcome?connected=acc_")
        assert came_back(other, addresses[1]).startswith("/welcome?failed=link_used")
        assert len(olga.ask("GET", "/accounts")[1]) == 1

    def test_a_link_that_was_withdrawn_meanwhile_connects_none(self, olga: Browser, web_sandbox: Running) -> None:
        issued = olga.ask("POST", "/accounts/links", {"write": True})[1]
        guest = Browser(olga.api)
        begun = guest.ask("POST", "/links/connect", {"token": issued["link"].partition("#")[2]})[1]
        assert olga.ask("DELETE", f"/members/invitations/{issued['id']}")[0] == 204
        led = came_back(guest, web_sandbox.agree(begun["url"], "listener1"))
        assert led.startswith("/welcome?failed=link_used")
        assert olga.ask("GET", "/accounts")[1] == []

    def test_a_link_stays_good_when_the_consent_was_declined(self, olga: Browser, web_sandbox: Running) -> None:
        secret = olga.ask("POST", "/accounts/links", {})[1]["link"].partition("#")[2]
        guest = Browser(olga.api)
        begun = guest.ask("POST", "/links/connect", {"token": secret})[1]
        led = came_back(guest, web_sandbox.agree(begun["url"], "listener1", decision="cancel"))
        assert led.startswith("/welcome?failed=refused")
        begun = guest.ask("POST", "/links/connect", {"token": secret})[1]
        assert came_back(guest, web_sandbox.agree(begun["url"], "listener1")).startswith("/welcome?connected=acc_")

    def test_and_authorises_again_by_pasting(self, olga: Browser, web_sandbox: Running) -> None:
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        came_back(olga, web_sandbox.agree(begun["url"], "listener1"))
        account = olga.ask("GET", "/accounts")[1][0]
        issued = olga.ask("POST", "/accounts/links", {"account": account["id"]})[1]
        secret = issued["link"].partition("#")[2]
        guest = Browser(olga.api)
        assert guest.ask("POST", "/links/look", {"token": secret})[1]["account"] == account["name"]
        started = guest.ask("POST", "/links/connect", {"token": secret, "how": "paste"})[1]
        sent = {"token": secret, "address": web_sandbox.agree(started["url"], "listener1")}
        assert Browser(olga.api).ask("POST", "/links/connect/paste", sent)[1]["code"] == "input"
        assert guest.ask("POST", "/links/connect/paste", sent)[1]["account"] == account["id"]
        assert len(olga.ask("GET", "/accounts")[1]) == 1


class TestTakingAway:
    def test_disconnecting_keeps_what_was_recorded_and_deleting_does_not(
        self, container: Container, olga: Browser, web_sandbox: Running
    ) -> None:
        ids = {}
        for user in ("listener1", "listener2"):
            begun = olga.ask("POST", "/accounts/connections", {"write": True})[1]
            led = came_back(olga, web_sandbox.agree(begun["url"], user))
            ids[user] = led.partition("connected=")[2]
        first, second = (things(container, olga.api, web_sandbox, ids[user], user) for user in ids)  # type: ignore[arg-type]
        kept = {path: len(olga.ask("GET", path)[1]) for path in ("/playlists", "/runs", "/placements")}
        weight = olga.ask("GET", f"/accounts/{ids['listener1']}/data")[1]
        gone = olga.ask("DELETE", f"/accounts/{ids['listener1']}?data=true")
        assert gone[0] == 200, gone
        assert gone[1]["playlists"] > 0
        assert weight == {name: gone[1][name] for name in ("playlists", "runs", "placements")}, "as it was told before"
        assert (gone[1]["runs"], gone[1]["placements"]) == (1, 1)
        assert gone[1]["erased_documents"] > 0
        for path, number in kept.items():
            assert 0 < len(olga.ask("GET", path)[1]) < number
        assert olga.ask("GET", f"/runs/{first['run']}")[0] == 404
        assert olga.ask("GET", f"/jobs/{first['job']}")[0] == 404
        assert olga.ask("GET", f"/runs/{second['run']}")[0] == 200
        assert container.audit.verify().first_broken is None
        assert [one["id"] for one in olga.ask("GET", "/accounts")[1]] == [ids["listener2"]]
        assert olga.ask("DELETE", f"/accounts/{ids['listener2']}")[0] == 200
        assert olga.ask("GET", "/accounts")[1] == []
        assert olga.ask("GET", f"/runs/{second['run']}")[0] == 200, "what was recorded stays"
        begun = olga.ask("POST", "/accounts/connections", {})[1]
        assert came_back(olga, web_sandbox.agree(begun["url"], "listener1")).startswith("/accounts?connected=acc_")
