"""Members come in by a link, a password or a token; sessions rotate, end and are seen; guessing is slowed down."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.access import OPERATOR, the_operator
from playwarden.features.access.throttle import FREE_BY_ADDRESS, FREE_BY_NAME, LONGEST_WAIT, wait_after
from tests.fakes.clock import FakeClock
from tests.integration.web.asking import Api
from tests.integration.web.browsers import Browser
from tests.integration.web.town import PASSWORD, cheap

COOKIE = "playwarden_session"


@pytest.fixture
def real() -> FakeClock:
    """The machine's clock."""
    return FakeClock()


@pytest.fixture
def container(tmp_path: Path, database_url: str, real: FakeClock) -> Iterator[Container]:
    settings = load_settings(data_dir=tmp_path / "data", database_url=database_url)
    opened = replace(open_container(settings), real_clock=real)
    cheap(opened)
    yield opened
    opened.close()


@pytest.fixture
def api(container: Container) -> Api:
    return Api.over(container)


@pytest.fixture
def olga(container: Container, api: Api) -> Browser:
    """The first member, signed in by the link that the server printed."""
    browser = Browser(api)
    link = container.members.first_link(OPERATOR)
    status, document = browser.ask("POST", "/links/use", {"token": link.secret, "name": "Olga", "password": PASSWORD})
    assert status == 200, document
    return browser


def invited(olga: Browser, name: str, **body: object) -> Browser:
    """A new member in a browser of their own."""
    status, issued = olga.ask("POST", "/members/invitations", {"role": "editor", **body})
    assert status == 200, issued
    browser = Browser(olga.api)
    secret = issued["link"].partition("#")[2]
    status, document = browser.ask("POST", "/links/use", {"token": secret, "name": name, "password": PASSWORD})
    assert status == 200, document
    return browser


class TestTheFirstMember:
    def test_is_made_by_a_link_once(self, container: Container, api: Api) -> None:
        link = container.members.first_link(OPERATOR)
        browser = Browser(api)
        assert browser.ask("GET", "/session")[1]["set_up"] is False
        assert browser.ask("POST", "/links/look", {"token": link.secret})[1]["purpose"] == "first_member"
        body = {"token": link.secret, "name": "Olga", "password": PASSWORD}
        status, document = browser.ask("POST", "/links/use", body)
        assert (status, document["signed_in"], document["member"]["role"]) == (200, True, "owner")
        assert Browser(api).ask("POST", "/links/use", body)[1]["code"] == "link_used"
        assert Browser(api).ask("POST", "/links/look", {"token": link.secret})[0] == 410
        assert browser.ask("GET", "/members")[1][0]["name"] == "Olga"

    def test_a_newer_link_makes_the_older_useless(self, container: Container, api: Api) -> None:
        older, newer = container.members.first_link(OPERATOR), container.members.first_link(OPERATOR)
        assert Browser(api).ask("POST", "/links/look", {"token": older.secret})[0] == 404
        assert Browser(api).ask("POST", "/links/look", {"token": newer.secret})[0] == 200

    def test_a_link_comes_too_late(self, container: Container, api: Api, real: FakeClock) -> None:
        link = container.members.first_link(OPERATOR)
        real.advance(86_400)
        status, document = Browser(api).ask("POST", "/links/look", {"token": link.secret})
        assert (status, document["code"]) == (410, "link_expired")

    @pytest.mark.parametrize(
        ("name", "password"),
        [("", PASSWORD), ("Olga", "short"), ("a(b)", PASSWORD), ("x" * 61, PASSWORD), ("O\nx", PASSWORD)],
    )
    def test_needs_a_name_and_a_long_password(self, container: Container, api: Api, name: str, password: str) -> None:
        link = container.members.first_link(OPERATOR)
        body = {"token": link.secret, "name": name, "password": password}
        assert Browser(api).ask("POST", "/links/use", body)[0] == 400
        assert Browser(api).ask("POST", "/links/look", {"token": link.secret})[0] == 200, "the link stays unused"


class TestSessions:
    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, olga: Browser) -> None:
        status, _ = olga.sign_in("olga")
        cookie = olga.told["set-cookie"]
        assert status == 200
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age"))
        assert "Secure" not in cookie, "without encryption a browser would not keep it"

    def test_cookies_of_others_on_the_same_host_do_not_hide_it(self, olga: Browser) -> None:
        olga.cookies = {"theme": '{"mode":"dark"}', "odd": 'a "b" c', "list": "[1,2]", **olga.cookies}
        assert olga.ask("GET", "/members")[0] == 200

    def test_signing_in_begins_a_new_one_and_ends_the_old(self, olga: Browser) -> None:
        before = dict(olga.cookies)
        assert olga.sign_in(" OLGA ")[0] == 200
        assert olga.cookies != before
        old = Browser(olga.api)
        old.cookies = before
        assert old.ask("GET", "/members")[1]["code"] == "signed_out"

    def test_only_a_hash_of_it_is_kept(self, container: Container, olga: Browser) -> None:
        from sqlalchemy import select

        from playwarden.store.models.access import Session

        with container.database.read() as session:
            row = session.scalars(select(Session)).one()
        assert olga.cookies[COOKIE] not in str(vars(row))

    def test_they_are_listed_and_ended_one_by_one_or_all(self, olga: Browser) -> None:
        other = Browser(olga.api, client="192.0.2.7")
        third = Browser(olga.api)
        assert other.sign_in("Olga")[0] == third.sign_in("Olga")[0] == 200
        listed = olga.ask("GET", "/sessions")[1]
        assert len(listed) == 3
        assert [one["device"] for one in listed] == ["Firefox on Linux"] * 3
        assert sum(one["current"] for one in listed) == 1
        theirs = next(one for one in listed if one["address"] == "192.0.2.7")
        assert olga.ask("DELETE", f"/sessions/{theirs['id']}")[0] == 204
        assert other.ask("GET", "/members")[0] == 401
        assert olga.ask("DELETE", "/sessions")[0] == 204
        assert third.ask("GET", "/members")[0] == 401
        assert olga.ask("GET", "/members")[0] == 200

    def test_nobody_ends_somebody_elses(self, olga: Browser) -> None:
        edda = invited(olga, "Edda")
        theirs = edda.ask("GET", "/sessions")[1][0]["id"]
        assert olga.ask("DELETE", f"/sessions/{theirs}")[0] == 404
        assert edda.ask("GET", "/sessions")[0] == 200

    def test_signing_out_ends_it(self, olga: Browser) -> None:
        kept = dict(olga.cookies)
        assert olga.ask("DELETE", "/session")[0] == 204
        assert olga.cookies == {}
        olga.cookies = kept
        assert olga.ask("GET", "/session")[1]["signed_in"] is False

    def test_it_ends_when_it_is_not_used_and_in_the_end_anyway(self, olga: Browser, real: FakeClock) -> None:
        for _ in range(9):
            real.advance(3 * 86_400)
            assert olga.ask("GET", "/members")[0] == 200
        real.advance(3 * 86_400)
        assert olga.ask("GET", "/members")[0] == 401, "thirty days are over"
        assert olga.sign_in("Olga")[0] == 200
        real.advance(7 * 86_400)
        assert olga.ask("GET", "/members")[0] == 401, "seven days without use are over"

    def test_it_does_not_follow_the_products_clock(self, container: Container, olga: Browser) -> None:
        years = FakeClock()
        years.advance(400 * 86_400)
        later = replace(container, clock=years)
        kept = Browser(Api.over(later))
        kept.cookies = olga.cookies
        assert kept.ask("GET", "/members")[0] == 200

    def test_a_member_who_is_removed_is_out_at_once(self, olga: Browser) -> None:
        edda = invited(olga, "Edda")
        assert edda.ask("GET", "/session")[1]["signed_in"] is True
        assert olga.ask("DELETE", "/members/Edda")[0] == 204
        assert edda.ask("GET", "/session")[1]["signed_in"] is False

    def test_what_another_process_commits_counts_from_the_next_request_on(
        self, container: Container, olga: Browser
    ) -> None:
        edda = invited(olga, "Edda")
        token = edda.ask("POST", "/tokens", {"name": "n8n", "scopes": ["read"]})[1]["token"]
        assert [edda.ask("GET", "/runs")[0], olga.api.ask("GET", "/runs", token=token)[0]] == [200, 200]
        other = open_container(container.settings)
        member = next(one for one in other.members.members() if one.name == "Edda")
        other.members.remove(the_operator(), member.id)
        other.close()
        assert [edda.ask("GET", "/runs")[0], olga.api.ask("GET", "/runs", token=token)[0]] == [401, 401]

    def test_its_secret_is_no_token(self, olga: Browser) -> None:
        assert olga.ask("GET", "/runs")[0] == 200
        assert olga.api.ask("GET", "/runs", token=olga.cookies[COOKIE])[0] == 401

    def test_when_they_were_used_is_written_down_for_all_of_them_at_once(
        self, container: Container, olga: Browser, real: FakeClock
    ) -> None:
        members = [olga, *(invited(olga, name) for name in ("Edda", "Kurt", "Rita"))]
        written: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            written.extend([statement] if statement.startswith("UPDATE sessions") else [])

        event.listen(container.database.engine, "before_cursor_execute", note)
        for _ in range(4):
            real.advance(61)
            for member in members:
                assert member.ask("GET", "/runs")[0] == 200
        assert len(written) == 1 + 3 * len(members)
        seen = [one["last_seen_at"] for one in members[-1].ask("GET", "/sessions")[1]]
        assert seen == [real.now().isoformat().replace("+00:00", "Z")]

    def test_a_use_that_is_not_written_down_yet_counts(
        self, container: Container, olga: Browser, real: FakeClock
    ) -> None:
        edda = invited(olga, "Edda")
        real.advance(61)
        assert [one.ask("GET", "/runs")[0] for one in (olga, edda)] == [200, 200]
        real.advance(7 * 86_400 - 30)
        assert edda.ask("GET", "/runs")[0] == 200
        container.access.uses.write()
        assert edda.ask("GET", "/runs")[0] == 200

    def test_a_role_counts_from_the_next_request_on(self, olga: Browser) -> None:
        edda = invited(olga, "Edda")
        assert edda.ask("GET", "/members/invitations")[0] == 403
        assert olga.ask("PATCH", "/members/Edda", {"role": "admin"})[0] == 200
        assert edda.ask("GET", "/members/invitations")[0] == 200

    def test_a_new_password_ends_the_others(self, olga: Browser) -> None:
        other = Browser(olga.api)
        other.sign_in("Olga")
        body = {"old": PASSWORD, "new": "another long password"}
        assert olga.ask("PUT", "/session/password", body | {"old": "wrong password"})[1]["code"] == "wrong_password"
        assert olga.ask("PUT", "/session/password", body)[0] == 204
        assert other.ask("GET", "/members")[0] == 401
        assert olga.ask("GET", "/members")[0] == 200
        assert other.sign_in("Olga", "another long password")[0] == 200

    def test_the_last_owner_stays(self, olga: Browser) -> None:
        assert olga.ask("DELETE", "/members/Olga")[1]["code"] == "conflict"
        assert olga.ask("PATCH", "/members/Olga", {"role": "viewer"})[1]["code"] == "conflict"


class TestOtherSites:
    def test_a_write_needs_the_pages_mark(self, olga: Browser) -> None:
        olga.csrf = ""
        for mark in ("", "0" * 64):
            headers = {"x_playwarden_csrf": mark} if mark else {}
            status, document = olga.ask("POST", "/members/invitations", {"role": "viewer"}, **headers)
            assert (status, document["code"]) == (403, "csrf")

    def test_the_mark_is_of_one_session(self, olga: Browser) -> None:
        other = Browser(olga.api)
        other.sign_in("Olga")
        other.csrf = olga.csrf
        assert other.ask("POST", "/members/invitations", {"role": "viewer"})[1]["code"] == "csrf"

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "http://evil.example"},
            {"origin": "null"},
            {"sec_fetch_site": "cross-site"},
            {"sec_fetch_site": "same-site"},
        ],
    )
    def test_what_another_site_sends_is_refused_with_the_mark_too(self, olga: Browser, headers: dict[str, str]) -> None:
        assert olga.ask("POST", "/members/invitations", {"role": "viewer"}, **headers)[1]["code"] == "csrf"
        body = {"name": "Olga", "password": PASSWORD}
        assert Browser(olga.api).ask("POST", "/session", body, **headers)[1]["code"] == "csrf"

    def test_our_own_page_is_let_through(self, olga: Browser) -> None:
        headers = {"origin": "http://127.0.0.1:8765", "sec_fetch_site": "same-origin"}
        assert olga.ask("POST", "/members/invitations", {"role": "viewer"}, **headers)[0] == 200

    def test_a_token_needs_no_mark(self, olga: Browser) -> None:
        token = olga.ask("POST", "/tokens", {"name": "n8n", "scopes": ["admin"]})[1]["token"]
        body = json.dumps({"role": "viewer"}).encode()
        assert olga.api.ask("POST", "/members/invitations", body, token=token)[0] == 200


class TestGuessing:
    def test_a_wrong_name_and_a_wrong_password_are_told_alike(self, olga: Browser) -> None:
        answers = [Browser(olga.api).sign_in(name, "not the password") for name in ("Olga", "Nobody")]
        assert answers[0] == answers[1]
        assert (answers[0][0], answers[0][1]["code"]) == (401, "wrong_password")

    def test_after_some_tries_one_waits_longer_and_longer(self, olga: Browser, real: FakeClock) -> None:
        browser = Browser(olga.api, client="192.0.2.9")
        for _ in range(FREE_BY_NAME):
            assert browser.sign_in("Olga", "wrong password")[0] == 401
        status, document = browser.sign_in("Olga")
        assert (status, document["code"]) == (429, "throttled")
        assert 0 < document["retry_after"] <= 16
        assert browser.sign_in("Nobody else")[0] == 401, "another name is not held up by it"
        real.advance(document["retry_after"])
        assert browser.sign_in("Olga", "wrong password")[0] == 401
        assert browser.sign_in("Olga")[1]["retry_after"] > 16
        real.advance(40)
        assert browser.sign_in("Olga")[0] == 200
        assert browser.sign_in("Olga", "wrong password")[0] == 401, "the right one makes the tries forgotten"

    def test_a_restart_forgets_nothing(self, container: Container, olga: Browser) -> None:
        for _ in range(FREE_BY_NAME):
            Browser(olga.api).sign_in("Olga", "wrong password")
        again = Browser(Api.over(replace(container)))
        assert again.sign_in("Olga")[0] == 429

    def test_an_address_that_tries_many_names_waits_too(self, olga: Browser) -> None:
        browser = Browser(olga.api, client="192.0.2.9")
        for number in range(FREE_BY_ADDRESS):
            assert browser.sign_in(f"name {number}", "wrong password")[0] == 401
        assert browser.sign_in("another")[0] == 429
        assert Browser(olga.api, client="192.0.2.10").sign_in("Olga")[0] == 200

    def test_nobody_waits_for_ever(self) -> None:
        waits = [wait_after(failures, FREE_BY_NAME) for failures in range(200)]
        assert waits == sorted(waits)
        assert waits[FREE_BY_NAME - 1] == timedelta()
        assert waits[-1] == LONGEST_WAIT


class TestTokens:
    def test_a_token_is_shown_once_listed_used_and_revoked(self, olga: Browser, real: FakeClock) -> None:
        made = olga.ask("POST", "/tokens", {"name": "n8n", "scopes": ["read"], "expires_in_days": 2})[1]
        token = made.pop("token")
        assert olga.api.ask("GET", "/accounts", token=token) == (200, [])
        listed = olga.ask("GET", "/tokens")[1]
        assert token not in json.dumps(listed)
        assert listed[0]["last_used_at"]
        assert olga.api.ask("POST", "/hold", token=token)[0] == 403
        real.advance(2 * 86_400)
        assert olga.api.ask("GET", "/accounts", token=token)[0] == 401
        other = olga.ask("POST", "/tokens", {"name": "other", "scopes": ["read"]})[1]
        assert olga.ask("DELETE", f"/tokens/{other['id']}")[0] == 204
        assert olga.api.ask("GET", "/accounts", token=other["token"])[0] == 401

    def test_somebody_elses_token_is_not_there(self, olga: Browser) -> None:
        edda, kurt = invited(olga, "Edda"), invited(olga, "Kurt")
        made = edda.ask("POST", "/tokens", {"name": "mine", "scopes": ["write"]})[1]
        assert kurt.ask("GET", "/tokens")[1] == []
        assert kurt.ask("DELETE", f"/tokens/{made['id']}")[0] == 404
        assert [one["member"] for one in olga.ask("GET", "/tokens")[1]] == ["Edda"]
        assert olga.ask("DELETE", f"/tokens/{made['id']}")[0] == 204

    def test_a_token_of_a_viewer_changes_nothing_whatever_its_scopes(self, olga: Browser) -> None:
        vera = invited(olga, "Vera", role="viewer")
        token = vera.ask("POST", "/tokens", {"name": "mine", "scopes": ["read", "write", "admin"]})[1]["token"]
        assert olga.api.ask("POST", "/sync", b'{"accounts": []}', token=token)[0] == 403
        assert olga.api.ask("GET", "/members/invitations", token=token)[0] == 403


class TestLinks:
    def test_a_member_is_let_in_by_a_link_without_the_password(self, container: Container, olga: Browser) -> None:
        issued = olga.ask("POST", "/members/links", {"purpose": "sign_in", "member": "Olga"})[1]
        secret = issued["link"].partition("#")[2]
        other = Browser(olga.api)
        assert other.ask("POST", "/links/look", {"token": secret})[1]["name"] == "Olga"
        assert other.ask("POST", "/links/use", {"token": secret})[1]["member"]["name"] == "Olga"
        assert Browser(olga.api).ask("POST", "/links/use", {"token": secret})[0] == 410

    def test_an_invitation_is_listed_without_its_secret_and_withdrawn(self, olga: Browser) -> None:
        issued = olga.ask("POST", "/members/invitations", {"role": "viewer"})[1]
        listed = olga.ask("GET", "/members/invitations")[1]
        assert [one["id"] for one in listed] == [issued["id"]]
        assert issued["link"].partition("#")[2] not in json.dumps(listed)
        assert olga.ask("DELETE", f"/members/invitations/{issued['id']}")[0] == 204
        assert Browser(olga.api).ask("POST", "/links/look", {"token": issued["link"].partition("#")[2]})[0] == 404

    @pytest.mark.parametrize("change", [("DELETE", None), ("PATCH", {"role": "editor"})])
    def test_what_somebody_may_not_do_any_more_their_links_do_not_do_either(
        self, olga: Browser, change: tuple[str, object]
    ) -> None:
        ada = invited(olga, "Ada", role="owner")
        issued = [
            ada.ask("POST", "/members/invitations", {"role": "owner"})[1],
            ada.ask("POST", "/members/links", {"purpose": "sign_in", "member": "Olga"})[1],
        ]
        kept = olga.ask("POST", "/members/invitations", {"role": "viewer"})[1]
        assert olga.ask(change[0], "/members/Ada", change[1])[0] in (200, 204)
        for each in issued:
            secret = each["link"].partition("#")[2]
            assert Browser(olga.api).ask("POST", "/links/look", {"token": secret})[0] == 404
        assert [one["id"] for one in olga.ask("GET", "/members/invitations")[1]] == [kept["id"]]

    def test_links_of_who_may_do_more_than_before_stay(self, olga: Browser) -> None:
        ada = invited(olga, "Ada", role="admin")
        issued = ada.ask("POST", "/members/invitations", {"role": "viewer"})[1]
        assert olga.ask("PATCH", "/members/Ada", {"role": "owner"})[0] == 200
        assert [one["id"] for one in olga.ask("GET", "/members/invitations")[1]] == [issued["id"]]

    def test_a_name_is_given_once(self, olga: Browser) -> None:
        issued = olga.ask("POST", "/members/invitations", {"role": "viewer"})[1]
        body = {"token": issued["link"].partition("#")[2], "name": "OLGA", "password": PASSWORD}
        assert Browser(olga.api).ask("POST", "/links/use", body)[1]["code"] == "conflict"
        assert Browser(olga.api).ask("POST", "/links/use", body | {"name": "Otto"})[0] == 200

    def test_all_of_it_stands_in_the_audit_chain_without_secrets(self, container: Container, olga: Browser) -> None:
        invited(olga, "Edda")
        olga.ask("PATCH", "/members/Edda", {"role": "viewer"})
        olga.ask("DELETE", "/members/Edda")
        links = olga.ask("GET", "/audit")[1]
        assert [link["action"] for link in links] == [
            "member.remove", "member.change", "member.join", "member.invite", "member.join"
        ]  # fmt: skip
        assert links[0]["actor"].endswith("(Olga)")
        assert PASSWORD not in "".join(container.audit.lines())
        assert container.audit.verify().first_broken is None
