"""Each usual mistake in setting up an app is named in a sentence of its own, with what helps."""

import urllib.parse
from collections.abc import Iterable

import pytest

from playwarden.domain.accounts import LOOK_SCOPES, WRITE_SCOPES
from playwarden.features.accounts.callback import WITHOUT_PORT
from playwarden.features.accounts.diagnosis import Diagnosis, Finding, Level, Question
from playwarden.kit.errors import NoPremium
from tests.integration.spotify.rig import REDIRECT, Rig


def diagnosed(rig: Rig, *redirects: str) -> Diagnosis:
    return rig.service.diagnose(rig.app(), redirects or (WITHOUT_PORT,))


def about(diagnosis: Diagnosis, question: Question) -> list[Finding]:
    return [each for each in diagnosis.findings if each.question == question]


def only(diagnosis: Diagnosis, question: Question) -> Finding:
    (found,) = about(diagnosis, question)
    return found


def narrowed(rig: Rig, scopes: Iterable[str]) -> None:
    """Connects an account that agrees to these scopes and to no others."""
    pending = rig.service.begin(rig.app(), redirect_uri=REDIRECT, write=True)
    parts = urllib.parse.urlsplit(pending.url)
    asked = dict(urllib.parse.parse_qsl(parts.query)) | {"scope": " ".join(scopes)}
    url = parts._replace(query=urllib.parse.urlencode(asked)).geturl()
    rig.service.finish(rig.sandbox.agree(url, "listener1"), actor="test")


def test_a_set_up_that_is_right_is_right_throughout_and_costs_one_call_an_account(rig: Rig) -> None:
    rig.connected("listener1")
    rig.connected("listener2")
    rig.sandbox.reset_counters()
    diagnosis = diagnosed(rig, WITHOUT_PORT, REDIRECT)
    assert {each.level for each in diagnosis.findings} == {Level.OK}, diagnosis.findings
    assert {each.question for each in diagnosis.findings} == {
        "client_id", "redirect_uri", "premium", "users", "scopes"
    }  # fmt: skip
    assert diagnosis.calls == 2
    assert sum(call["path"].endswith("/me") for call in rig.sandbox.calls()) == 2


def test_before_anybody_is_connected_it_costs_no_call_and_says_what_is_not_known_yet(rig: Rig) -> None:
    rig.app()
    diagnosis = diagnosed(rig)
    assert diagnosis.calls == 0
    assert rig.booked() == []
    assert only(diagnosis, "client_id").level is only(diagnosis, "redirect_uri").level is Level.OK
    for question in ("premium", "users", "scopes"):
        assert only(diagnosis, question).level is Level.UNKNOWN
        assert "Connect an account" in only(diagnosis, question).remedy


def test_a_client_id_that_spotify_does_not_know_is_named_and_nothing_else_is_asked(rig: Rig) -> None:
    rig.service.add_app("0" * 32, actor="test")
    diagnosis = diagnosed(rig)
    (found,) = diagnosis.findings
    assert (found.question, found.level) == ("client_id", Level.FAIL)
    assert "does not know the app with the client id 0000" in found.told
    assert "developer.spotify.com" in found.remedy


def test_a_wrong_secret_is_told_from_a_wrong_client_id(rig: Rig) -> None:
    rig.service.add_app(rig.sandbox.client_id, actor="test", secret="wrong")
    found = only(diagnosed(rig), "client_id")
    assert found.level is Level.FAIL
    assert "secret" in found.told
    assert "not needed" in found.remedy


def test_a_redirect_uri_that_is_not_registered_is_named_with_the_one_to_copy(rig: Rig) -> None:
    rig.sandbox.control("PUT", f"apps/{rig.sandbox.client_id}", {"redirect_uris": [WITHOUT_PORT + "/"]})
    found = only(diagnosed(rig), "redirect_uri")
    assert (found.level, found.about) == (Level.FAIL, WITHOUT_PORT)
    assert f"does not lead back to {WITHOUT_PORT} (it says: INVALID_CLIENT: Invalid redirect URI)" in found.told
    assert "exactly" in found.remedy


def test_where_spotify_wants_one_to_sign_in_first_the_redirect_uri_is_not_called_right(rig: Rig) -> None:
    rig.sandbox.control("POST", "faults", {"kind": "status", "path": "/authorize", "status": 302, "body": "empty"})
    found = only(diagnosed(rig), "redirect_uri")
    assert found.level is Level.UNKNOWN
    assert "INVALID_CLIENT: Invalid redirect URI" in found.remedy


def test_an_account_off_the_list_of_users_is_named(rig: Rig) -> None:
    account = rig.connected("listener1").account
    rig.sandbox.control("PUT", f"apps/{rig.sandbox.client_id}", {"allowlist": ["listener2"]})
    found = only(diagnosed(rig), "users")
    assert (found.level, found.account_id) == (Level.FAIL, account.id)
    assert found.told == f"{account.display_name} is not on the app's list of users."
    assert "User Management" in found.remedy
    assert "five at most" in found.remedy


def test_an_owner_without_premium_is_named_also_while_connecting(rig: Rig) -> None:
    rig.connected("listener1")
    rig.sandbox.control("PUT", f"apps/{rig.sandbox.client_id}", {"premium": False})
    diagnosis = diagnosed(rig)
    found = only(diagnosis, "premium")
    assert found.level is Level.FAIL
    assert "no Premium" in found.told
    assert "subscribe" in found.remedy
    assert about(diagnosis, "users") == [], "the one hides the other"
    with pytest.raises(NoPremium):
        rig.connected("listener2")


def test_scopes_that_were_not_agreed_to_are_named_by_what_they_are_for(rig: Rig) -> None:
    narrowed(rig, LOOK_SCOPES - {"playlist-read-private"})
    found = only(diagnosed(rig), "scopes")
    assert found.level is Level.FAIL
    assert "see your private playlists" in found.told
    assert "Reconnect" in found.remedy


def test_a_part_of_writing_that_was_not_agreed_to_warns(rig: Rig) -> None:
    narrowed(rig, WRITE_SCOPES - {"ugc-image-upload"})
    found = only(diagnosed(rig), "scopes")
    assert found.level is Level.WARN
    assert "put covers back" in found.told


def test_looking_only_is_no_mistake(rig: Rig) -> None:
    rig.connected("listener1", write=False)
    found = only(diagnosed(rig), "scopes")
    assert found.level is Level.OK
    assert "look only" in found.told


def test_a_consent_that_was_taken_back_is_named(rig: Rig) -> None:
    rig.connected("listener1")
    rig.sandbox.revoke("listener1")
    found = only(diagnosed(rig), "users")
    assert found.level is Level.FAIL
    assert "Reconnect" in found.remedy


def test_no_connection_is_no_verdict(rig: Rig) -> None:
    rig.app()
    rig.sandbox.control("POST", "faults", {"kind": "drop_before", "path": "/api/token", "times": 0})
    found = only(diagnosed(rig), "client_id")
    assert found.level is Level.UNKNOWN
    assert "127.0.0.1" in found.told
