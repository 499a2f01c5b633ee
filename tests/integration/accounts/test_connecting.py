"""Connecting accounts through the real consent flow: once, again, for writing, declined, mistyped, removed."""

import threading
import urllib.parse
import urllib.request
from datetime import timedelta

import pytest

from playwarden.domain.accounts import LOOK_SCOPES, AccountState, Dialect
from playwarden.domain.calls import Caller
from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.accounts.loopback import Loopback
from playwarden.kit.errors import Conflict, InputError, NeedsReconnecting, NotFound, NotListed, Refused, UnknownClient
from playwarden.store.trail import StoredTrail
from tests.integration.spotify.rig import REDIRECT, Rig
from tests.sandboxes import consent


def test_the_first_consent_is_for_looking_only(rig: Rig) -> None:
    connected = rig.connected(write=False, market="de")
    account = connected.account
    assert not connected.again
    assert account.scopes == LOOK_SCOPES
    assert not account.writes
    assert account.market == "DE"
    assert "looks only" in connected.sentence
    assert rig.accounts.app(account.app_id).dialect is Dialect.DEVELOPMENT
    assert rig.service.accounts() == (account,)


def test_a_second_consent_adds_writing_and_keeps_the_account(rig: Rig) -> None:
    first = rig.connected(write=False, market="DE")
    second = rig.connected(write=True, renew=first.account.id)
    assert second.account.id == first.account.id
    assert second.account.writes
    assert second.account.market == "DE"
    assert len(rig.service.accounts()) == 1


def test_the_same_account_twice_says_so(rig: Rig) -> None:
    rig.connected()
    again = rig.connected()
    assert again.again
    assert "was connected already" in again.sentence


def test_a_look_only_consent_that_takes_writing_away_says_so(rig: Rig) -> None:
    rig.connected(write=True)
    again = rig.connected(write=False)
    assert not again.account.writes
    assert "--write" in again.sentence


def test_renewing_never_takes_writing_away(rig: Rig) -> None:
    account = rig.connected(write=True).account
    rig.sandbox.advance(100 * 86_400)
    renewed = rig.connected(write=False, renew=account.id).account
    assert renewed.writes
    assert renewed.days_left(rig.now()) > account.days_left(rig.now())


def test_consent_by_another_person_does_not_replace_the_one_to_be_renewed(rig: Rig) -> None:
    account = rig.connected("listener1").account
    with pytest.raises(InputError, match="was to be connected again"):
        rig.connected("listener2", renew=account.id)
    assert [each.user_id for each in rig.service.accounts()] == ["listener1"]


def test_an_address_works_once(rig: Rig) -> None:
    came = rig.consent("listener1")
    rig.service.finish(came, actor="test")
    with pytest.raises(InputError, match="used already"):
        rig.service.finish(came, actor="test")


def test_an_address_with_another_state_is_not_taken(rig: Rig) -> None:
    came = rig.consent("listener1")
    with pytest.raises(InputError, match="not known here"):
        rig.service.finish(came.replace("state=", "state=x"), actor="test")
    assert rig.service.accounts() == ()


def test_an_address_that_comes_too_late_is_not_taken(rig: Rig) -> None:
    came = rig.consent("listener1")
    rig.real.ahead = timedelta(seconds=1801)
    with pytest.raises(InputError, match="too late"):
        rig.service.finish(came, actor="test")


def test_a_consent_waits_for_a_person_however_fast_the_sandbox_runs(rig: Rig) -> None:
    pending = rig.service.begin(rig.app(), redirect_uri=REDIRECT)
    rig.sandbox.advance(86_400)
    rig.service.begin(rig.app(), redirect_uri=REDIRECT)
    came = rig.sandbox.agree(pending.url, "listener1")
    assert rig.service.finish(came, actor="test").account.user_id == "listener1"


def test_a_code_that_spotify_no_longer_knows_is_told(rig: Rig) -> None:
    came = rig.consent("listener1")
    rig.sandbox.advance(700)
    with pytest.raises(InputError, match="does not take this consent any more"):
        rig.service.finish(came, actor="test")


def test_declining_changes_nothing(rig: Rig) -> None:
    with pytest.raises(Refused, match="declined"):
        rig.service.finish(rig.consent("listener1", decision="cancel"), actor="test")
    assert rig.service.accounts() == ()


def test_a_person_off_the_allowlist_is_told_what_to_do(rig: Rig) -> None:
    rig.sandbox.control("PUT", f"apps/{rig.sandbox.client_id}", {"allowlist": ["listener2"]})
    with pytest.raises(NotListed, match="list of users"):
        rig.connected("listener1")
    assert rig.service.accounts() == ()
    rig.connected("listener2")


def test_a_wrong_client_id_is_told(rig: Rig) -> None:
    app = rig.service.add_app("0" * 32, actor="test")
    pending = rig.service.begin(app.id, redirect_uri=REDIRECT)
    with pytest.raises(UnknownClient, match="does not know the app with the client id 0000"):
        rig.service.finish(f"{REDIRECT}?code=x&state={pending.state}", actor="test")


def test_a_wrong_secret_is_told(rig: Rig) -> None:
    app = rig.service.add_app(rig.sandbox.client_id, actor="test", secret="wrong")
    assert app.confidential
    with pytest.raises(UnknownClient, match="client secret of the app"):
        rig.connected()


def test_a_confidential_app_connects_with_its_secret(rig: Rig) -> None:
    rig.service.add_app(rig.sandbox.client_id, actor="test", secret=rig.sandbox.client_secret)
    caller = rig.caller()
    rig.sandbox.advance(3600)
    assert next(rig.target.heads(caller)).total > 0


@pytest.mark.parametrize("uri", ["http://localhost:8080/cb", "http://192.0.2.1/cb", "ftp://127.0.0.1/x", "nonsense"])
def test_an_address_spotify_would_not_take_is_not_asked_for(rig: Rig, uri: str) -> None:
    with pytest.raises(InputError, match="redirect address"):
        rig.service.begin(rig.app(), redirect_uri=uri)


def test_a_country_has_two_letters(rig: Rig) -> None:
    with pytest.raises(InputError, match="no country"):
        rig.service.begin(rig.app(), redirect_uri=REDIRECT, market="Germany")


def test_removing_deletes_the_tokens_and_keeps_the_name(rig: Rig) -> None:
    account = rig.connected().account
    assert rig.service.remove("listener1", actor="test").state is AccountState.REMOVED
    assert rig.service.accounts() == ()
    assert rig.shelf.connection(account.id).tokens is None
    assert rig.accounts.accounts(removed=True)[0].display_name == account.display_name
    with pytest.raises(NotFound):
        next(rig.target.heads(Caller(account.id)))


def test_a_removed_account_that_comes_back_is_the_same_one(rig: Rig) -> None:
    account = rig.connected().account
    rig.service.remove("listener1", actor="test")
    back = rig.connected()
    assert back.account.id == account.id
    assert not back.again


def test_accounts_are_found_by_what_people_call_them(rig: Rig) -> None:
    first, second = rig.connected("listener1").account, rig.connected("listener2").account
    assert rig.service.find(first.id) == rig.service.find(first.display_name.upper()) == first
    assert rig.service.find("listener2") == second
    with pytest.raises(InputError, match="Several accounts fit"):
        rig.service.find()
    with pytest.raises(NotFound, match="Connected are"):
        rig.service.find("nobody")


def test_apps_are_added_found_and_removed(rig: Rig) -> None:
    with pytest.raises(NotFound, match="No app"):
        rig.service.find_app()
    app = rig.service.add_app(rig.sandbox.client_id, actor="test", name="mine")
    assert rig.service.find_app() == rig.service.find_app("mine") == app
    with pytest.raises(Conflict, match="there already"):
        rig.service.add_app(rig.sandbox.client_id, actor="test")
    with pytest.raises(InputError, match="no client id"):
        rig.service.add_app("not one", actor="test")
    rig.connected()
    with pytest.raises(Conflict, match="is connected through"):
        rig.service.remove_app("mine", actor="test")
    other = rig.service.add_app("f" * 32, actor="test")
    rig.service.remove_app(other.id, actor="test")
    assert [each.id for each in rig.service.apps()] == [app.id]


def test_the_trail_tells_and_holds_no_secret(rig: Rig) -> None:
    account = rig.connected().account
    rig.service.remove("listener1", actor="ada")
    trail = StoredTrail(rig.database, rig.clock)
    actions = [(link.action, link.actor) for link in trail.links(LinkFilter())]
    assert actions == [("account.remove", "ada"), ("account.connect", "test"), ("app.add", "test")]
    told = "\n".join(trail.lines())
    assert account.user_id in told
    assert "verifier" not in told
    assert "BQ" not in told


def test_the_list_counts_the_days(rig: Rig) -> None:
    rig.connected()
    assert rig.service.standings()[0].note == ""
    rig.sandbox.advance(160 * 86_400)
    assert rig.service.standings()[0].note.startswith("consent again by")
    rig.sandbox.advance(30 * 86_400)
    assert "six months are over" in rig.service.standings()[0].note


def test_a_changed_user_id_is_the_same_account(rig: Rig) -> None:
    account = rig.connected("listener1").account
    rig.sandbox.control("PUT", "accounts/listener1", {"id": "renamed"})
    again = rig.connected("renamed")
    assert again.account.id == account.id
    assert again.account.user_id == "renamed"


def test_facts_about_an_app_are_kept(rig: Rig) -> None:
    app = rig.app()
    rig.accounts.note_fact(app, "list_names", {"held": True, "after": 2.5})
    rig.accounts.note_fact(app, "list_covers", "not tried")
    assert rig.accounts.facts(app) == {"list_names": {"held": True, "after": 2.5}, "list_covers": "not tried"}


def test_the_browser_comes_back_to_the_loopback(rig: Rig) -> None:
    with Loopback() as loopback:
        pending = rig.service.begin(rig.app(), redirect_uri=loopback.redirect_uri)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(pending.url).query))
        back = consent(rig.sandbox, "listener1", asked)

        def browse() -> None:
            for path in (
                "/favicon.ico",
                "/oauth/callback?code=theirs&state=guessed",
                f"/oauth/callback?{urllib.parse.urlencode(back)}",
            ):
                base = loopback.redirect_uri.removesuffix("/oauth/callback")
                try:
                    with urllib.request.urlopen(base + path, timeout=10) as answer:
                        pages.append(answer.read())
                except urllib.error.HTTPError as refused:
                    refused.close()

        pages: list[bytes] = []
        browser = threading.Thread(target=browse)
        browser.start()
        came = loopback.wait(10, state=pending.state)
        browser.join()
    assert [b"Thank you" in page for page in pages] == [True]
    assert rig.service.finish(came, actor="test").account.user_id == "listener1"


def test_nobody_coming_back_ends_the_wait() -> None:
    with Loopback() as loopback, pytest.raises(InputError, match="in time"):
        loopback.wait(0.05)


def test_a_port_that_is_taken_is_told() -> None:
    with Loopback() as loopback, pytest.raises(InputError, match="cannot be used"):
        Loopback(int(loopback.redirect_uri.split(":")[2].split("/")[0]))


def test_a_lost_refresh_token_marks_the_account_and_a_stale_one_cannot(rig: Rig) -> None:
    caller = rig.caller()
    connection = rig.shelf.connection(caller.account)
    assert connection.tokens is not None
    assert not rig.shelf.lose(caller.account, generation=connection.tokens.generation + 1)
    assert rig.account(caller).state is AccountState.CONNECTED
    rig.sandbox.advance(3600)
    rig.sandbox.revoke("listener1")
    with pytest.raises(NeedsReconnecting):
        next(rig.target.heads(caller))
    assert rig.account(caller).state is AccountState.NEEDS_RECONNECTING
    assert "needs reconnecting" in rig.service.standings()[0].note
