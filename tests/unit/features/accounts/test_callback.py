"""What a person pastes after the consent, in all its forms."""

import pytest

from playwarden.features.accounts.callback import Callback, check_redirect, parse_callback
from playwarden.kit.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8899/oauth/callback?code=abc&state=s1",
        "  http://127.0.0.1/oauth/callback?state=s1&code=abc\n",
        "'http://127.0.0.1/oauth/callback?code=abc&state=s1'",
        "<https://music.example.org/oauth/callback?code=abc&state=s1>",
        "127.0.0.1:8899/oauth/callback?code=abc&state=s1#_=_",
        "?code=abc&state=s1",
        "code=abc&state=s1",
    ],
)
def test_a_pasted_address_is_understood(text: str) -> None:
    assert parse_callback(text) == Callback("s1", "abc")


def test_a_declined_consent_is_understood() -> None:
    assert parse_callback("http://127.0.0.1/x?error=access_denied&state=s1") == Callback("s1", error="access_denied")


@pytest.mark.parametrize(
    "text",
    ["", "abc", "http://127.0.0.1/x", "http://127.0.0.1/x?code=abc", "http://x/?state=s1", "http://[x?code=1&state=2"],
)
def test_anything_else_is_told(text: str) -> None:
    with pytest.raises(InputError, match="not the address"):
        parse_callback(text)


@pytest.mark.parametrize(
    "uri", ["http://[x/", "http://localhost/cb", "http://192.168.0.1/cb", "ftp://127.0.0.1/cb", ""]
)
def test_a_redirect_address_that_spotify_does_not_take_is_told(uri: str) -> None:
    with pytest.raises(InputError, match="does not take"):
        check_redirect(uri)


def test_the_code_of_a_consent_is_not_shown() -> None:
    assert "AQDsecret" not in repr(Callback("s1", "AQDsecret"))
