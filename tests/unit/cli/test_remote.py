"""Against a server: what settings are taken, and how a stream of events is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.cli.remote import Remote, age, parsed
from playwarden.config import load_settings
from playwarden.kit.errors import InputError


def remote(url: str, *, token: str = "a-token-of-the-operator", plain_http: bool = False) -> Remote:
    """What the settings name."""
    return Remote.of(load_settings(url=url, token=token, plain_http=plain_http))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8765", "http://localhost:8765/", "http://[::1]:8765", "https://music.example"]
)
def test_this_machine_may_be_called_in_the_clear_others_by_https(url: str) -> None:
    remote(url).close()


@pytest.mark.parametrize("url", ["http://music.example", "http://10.0.0.2:8765", "http://127.0.0.1.evil.example"])
def test_the_token_goes_to_no_other_machine_in_the_clear_unless_told(url: str) -> None:
    with pytest.raises(InputError, match="could be read on the way"):
        remote(url)
    remote(url, plain_http=True).close()


@pytest.mark.parametrize("token", ["", "  ", "two\nlines", "schlüssel"])
def test_what_cannot_be_a_token_is_told_before_anything_is_sent(token: str) -> None:
    with pytest.raises(InputError, match="PLAYWARDEN_TOKEN"):
        remote("http://127.0.0.1:1", token=token)


@pytest.mark.parametrize(
    "url", ["music.example", "ftp://x", "https://", "https://a:b@x", "https://x/?q=1", "https://x#y", "https://x:y"]
)
def test_an_address_that_is_none_is_told_by_its_variable(url: str) -> None:
    with pytest.raises(InputError, match="PLAYWARDEN_URL"):
        load_settings(url=url)


def test_settings_never_show_the_token() -> None:
    told = load_settings(url="https://x.example", token="a-token-of-the-operator")
    assert "a-token" not in repr(told)
    assert "a-token" not in str(told.model_dump())


@pytest.mark.parametrize(("one", "other", "alike"), [("0.1.0", "0.1.9", True), ("0.1.0", "0.2.0", False)])
def test_versions_understand_each_other_up_to_their_second_number(one: str, other: str, *, alike: bool) -> None:
    assert (age(one) == age(other)) is alike


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e"))


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from(["state", "log"]), LINES)))
def test_every_event_of_a_stream_is_read_whatever_comments_stand_between(told: list[tuple[int, str, str]]) -> None:
    lines = [": listening", ""]
    for number, kind, text in told:
        lines += [f"event: {kind}", f"data: {json.dumps(text)}", f"id: {number}", "", ": ping", ""]
    assert list(parsed(iter(lines))) == [(str(number), kind, text) for number, kind, text in told]


def test_an_event_that_broke_off_is_not_told() -> None:
    assert list(parsed(iter(["id: 4", "event: log", "data: {}"]))) == []


def test_an_id_without_data_is_kept_for_the_next_event() -> None:
    assert list(parsed(iter(["id: 7", "retry: 2000", "", "data: 1", ""]))) == [("7", "message", 1)]
