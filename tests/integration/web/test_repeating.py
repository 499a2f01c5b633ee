"""A write that is sent again is answered again and not done twice; a document that one has is not sent again."""

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.access import Role
from playwarden.features.access.replies import Attempt, Kept
from playwarden.features.schedules.service import NewSchedule
from playwarden.kit.errors import Busy, CutOff
from tests.fakes.clock import FakeClock
from tests.integration.store.processes import Child
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


DYING = """
import os, signal, sys
from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.features.access.replies import Replies
from playwarden.features.schedules.service import Schedules
from tests.integration.web.asking import Api

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

folder, url, moment, body = sys.argv[1:]
if moment == "written":
    Replies.end = die
else:
    Schedules.create = die
headers = {"idempotency-key": "k", "content-type": "application/json"}
container = open_container(load_settings(data_dir=folder, database_url=url))
Api.over(container).ask("POST", "/schedules", body.encode(), headers=headers)
"""
"""Another process on the same data folder, killed by the kernel in the middle of a write."""


class TestWhoeverWasAtItDied:
    """A process is killed while it carries out a write; whoever sent it sends it again."""

    def _killed(self, container: Container, moment: str) -> None:
        settings = container.settings
        url = settings.database_url or f"sqlite:///{settings.data_dir / 'playwarden.db'}"
        with Child(DYING, str(settings.data_dir), url, moment, json.dumps(timed("one"))) as child:
            assert child.ended() == -signal.SIGKILL

    def _again(self, container: Container) -> tuple[int, Any]:
        headers = {"idempotency-key": "k", "content-type": "application/json"}
        return Api.over(container).ask("POST", "/schedules", json.dumps(timed("one")).encode(), headers=headers)

    def test_before_it_wrote_it_is_done_at_once(self, container: Container) -> None:
        self._killed(container, "before")
        assert self._again(container)[0] == 200
        assert [schedule.name for schedule in container.schedules.schedules()].count("one") == 1

    def test_after_it_wrote_it_says_what_it_had_done_and_does_it_no_more(self, container: Container) -> None:
        self._killed(container, "written")
        made = container.schedules.schedule("one")
        for _ in range(2):
            status, told = self._again(container)
            assert (status, told["code"]) == (409, "cut_off")
            assert told["written"] == [{"action": "schedule.create", "subject": made.id}]
        assert [schedule.name for schedule in container.schedules.schedules()].count("one") == 1


class TestAttempts:
    """Who carries out a write, when that cannot be seen from the outside."""

    def test_while_it_is_being_done_it_is_not_begun_again(self, container: Container, real: FakeClock) -> None:
        replies = container.replies
        first = replies.begin("mem", "key", "asked")
        assert isinstance(first, Attempt)
        for _ in range(10):
            real.advance(100)
            replies.renew(first)
            with pytest.raises(Busy):
                replies.begin("mem", "key", "asked")

    def test_without_a_word_it_counts_as_lost_and_writes_nothing_any_more(
        self, container: Container, real: FakeClock
    ) -> None:
        replies = container.replies
        first = replies.begin("mem", "key", "asked")
        real.advance(181)
        second = replies.begin("mem", "key", "asked")
        assert isinstance(first, Attempt)
        assert isinstance(second, Attempt)
        with pytest.raises(Busy), replies.watching(first):
            container.schedules.create(_new("one"), actor="mem")
        with replies.watching(second):
            container.schedules.create(_new("one"), actor="mem")
        replies.end(first, Kept(200, "text/plain", b"first"))
        replies.end(second, Kept(200, "text/plain", b"second"))
        assert replies.begin("mem", "key", "asked") == Kept(200, "text/plain", b"second")

    def test_a_lease_or_a_booked_call_is_nothing_that_was_written(self, container: Container) -> None:
        replies = container.replies
        first = replies.begin("mem", "key", "asked")
        assert isinstance(first, Attempt)
        with replies.watching(first), container.leases.held("something"):
            pass
        replies.give_up(first)
        assert isinstance(replies.begin("mem", "key", "asked"), Attempt)

    def test_given_up_after_it_wrote_it_is_not_done_again(self, container: Container) -> None:
        replies = container.replies
        first = replies.begin("mem", "key", "asked")
        assert isinstance(first, Attempt)
        with replies.watching(first):
            container.schedules.create(_new("one"), actor="mem")
        replies.give_up(first)
        with pytest.raises(CutOff):
            replies.begin("mem", "key", "asked")


def _new(name: str) -> NewSchedule:
    return NewSchedule(name=name, kind="backup.nightly", timing={"kind": "every", "seconds": 86_400})


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
