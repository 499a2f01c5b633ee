"""A write that is sent again is answered again and not done twice; a document that one has is not sent again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.access import Role
from playwarden.kit.errors import Busy
from tests.fakes.clock import FakeClock
from tests.integration.web.asking import Api
from tests.integration.web.browsers import Browser
from tests.integration.web.town import PASSWORD, cheap


@pytest.fixture
def real() -> FakeClock:
    return FakeClock()


@pytest.fixture
def container(tmp_path: Path, database_url: str, real: FakeClock) -> Iterator[Container]:
    settings = load_settings(data_dir=tmp_path / "data", database_url=database_url)
    opened = replace(open_container(settings), real_clock=real)
    cheap(opened)
    yield opened
    opened.close()


@pytest.fixture
def olga(container: Container) -> Browser:
    browser = Browser(Api.over(container))
    body = {"token": container.members.first_link("test").secret, "name": "Olga", "password": PASSWORD}
    assert browser.ask("POST", "/links/use", body)[0] == 200
    return browser


def timed(name: str) -> dict[str, Any]:
    """A schedule of the nightly backup."""
    return {"name": name, "kind": "backup.nightly", "timing": {"kind": "every", "seconds": 86_400}}


class TestWrites:
    def test_sent_again_it_is_answered_as_before(self, olga: Browser) -> None:
        first = olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")
        assert "idempotency-replayed" not in olga.told
        assert olga.ask("POST", "/schedules", timed("one"))[0] == 409, "without a key it is asked for anew"
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a") == first
        assert olga.told["idempotency-replayed"] == "true"
        assert olga.told["content-type"] == "application/json"

    def test_a_secret_that_is_shown_once_is_kept_sealed(self, container: Container, olga: Browser) -> None:
        from sqlalchemy import select

        from playwarden.store.models.access import Reply

        body = {"name": "n8n", "scopes": ["read"]}
        made = olga.ask("POST", "/tokens", body, idempotency_key="t")[1]
        assert olga.ask("POST", "/tokens", body, idempotency_key="t")[1] == made
        with container.database.read() as session:
            kept = session.scalars(select(Reply)).one()
        assert made["token"].encode() not in bytes(kept.body or b"")

    def test_what_a_session_was_answered_is_not_told_to_a_token_that_may_only_look(self, olga: Browser) -> None:
        looking = olga.ask("POST", "/tokens", {"name": "looking", "scopes": ["read"]})[1]["token"]
        body = {"name": "mighty", "scopes": ["admin"]}
        assert olga.ask("POST", "/tokens", body, idempotency_key="t")[0] == 200
        headers = {"idempotency-key": "t", "content-type": "application/json"}
        sent = json.dumps(body).encode()
        assert olga.api.ask("POST", "/tokens", sent, headers=headers, token=looking)[0] == 403

    def test_a_refusal_of_what_was_asked_is_kept_too(self, olga: Browser) -> None:
        assert olga.ask("POST", "/schedules", timed(""), idempotency_key="bad")[0] == 400
        assert olga.ask("POST", "/schedules", timed(""), idempotency_key="bad")[0] == 400
        assert olga.told["idempotency-replayed"] == "true"
        assert olga.told["content-type"] == "application/problem+json"

    def test_a_key_stands_for_one_request(self, olga: Browser) -> None:
        olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")
        for path, body in (("/schedules", timed("two")), ("/schedules/preview", timed("one"))):
            status, document = olga.ask("POST", path, body, idempotency_key="a")
            assert (status, document["code"]) == (422, "idempotency_key")

    def test_keys_of_different_members_do_not_meet(self, container: Container, olga: Browser) -> None:
        issued = olga.ask("POST", "/members/invitations", {"role": Role.ADMIN.value})[1]
        other = Browser(olga.api)
        body = {"token": issued["link"].partition("#")[2], "name": "Ada", "password": PASSWORD}
        assert other.ask("POST", "/links/use", body)[0] == 200
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")[0] == 200
        assert other.ask("POST", "/schedules", timed("two"), idempotency_key="a")[0] == 200

    def test_after_a_day_it_is_forgotten(self, olga: Browser, real: FakeClock) -> None:
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")[0] == 200
        real.advance(86_401)
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")[0] == 409

    def test_what_depends_on_who_asks_is_not_kept(self, olga: Browser) -> None:
        mark, olga.csrf = olga.csrf, ""
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")[0] == 403
        olga.csrf = mark
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key="a")[0] == 200

    def test_while_it_is_being_done_it_is_not_begun_again(self, container: Container, real: FakeClock) -> None:
        replies = container.replies
        assert replies.begin("mem", "key", "asked") is None
        with pytest.raises(Busy):
            replies.begin("mem", "key", "asked")
        real.advance(901)
        assert replies.begin("mem", "key", "asked") is None, "whoever did it has died"

    def test_what_was_cut_off_on_its_way_is_sent_again_under_its_key(self, olga: Browser) -> None:
        body = json.dumps(timed("one")).encode()
        headers = {"idempotency-key": "a", "content-type": "application/json"}
        olga.api.whole("POST", "/schedules", body, headers=headers, lost_after=20)
        assert olga.api.ask("POST", "/schedules", body, headers=headers)[0] == 200

    def test_what_was_cut_off_is_not_done_in_part(self, olga: Browser) -> None:
        headers = {"idempotency-key": "a"}
        assert olga.api.whole("POST", "/hold", b"{}", headers=headers, lost_after=0)[0] != 200
        assert olga.api.get("/runners")[1]["held"] is False

    @pytest.mark.parametrize("key", ["", "x" * 201])
    def test_odd_keys_are_refused(self, olga: Browser, key: str) -> None:
        assert olga.ask("POST", "/schedules", timed("one"), idempotency_key=key)[0] == 422

    def test_an_answer_without_a_body_is_repeated_without_one(self, olga: Browser) -> None:
        made = olga.ask("POST", "/members/invitations", {"role": "viewer"})[1]
        for _ in range(2):
            assert olga.ask("DELETE", f"/members/invitations/{made['id']}", idempotency_key="gone") == (204, "")


class TestReads:
    def test_what_one_has_is_not_sent_again(self, olga: Browser) -> None:
        status, document = olga.ask("GET", "/members")
        tag = olga.told["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            assert olga.ask("GET", "/members", if_none_match=known) == (304, "")
            assert olga.told["etag"] == tag
        assert olga.ask("GET", "/members", if_none_match='"other"') == (status, document)

    def test_another_document_has_another_tag(self, olga: Browser) -> None:
        olga.ask("GET", "/schedules")
        before = olga.told["etag"]
        olga.ask("POST", "/schedules", timed("one"))
        olga.ask("GET", "/schedules")
        assert olga.told["etag"] != before

    def test_errors_bear_none(self, olga: Browser) -> None:
        assert olga.ask("GET", "/runs/run_none", if_none_match="*")[0] == 404
        assert "etag" not in olga.told

    def test_nobody_learns_by_a_tag_what_they_may_not_see(self, olga: Browser) -> None:
        assert Browser(olga.api).ask("GET", "/members", if_none_match="*")[0] == 401


def test_a_body_of_several_pieces_is_one_request(container: Container, olga: Browser) -> None:
    body = timed("one") | {"payload": {"x": "y" * 3_000_000}}
    first = olga.ask("POST", "/schedules", body, idempotency_key="long")
    assert first[0] == 400
    assert olga.ask("POST", "/schedules", json.loads(json.dumps(body)), idempotency_key="long") == first
