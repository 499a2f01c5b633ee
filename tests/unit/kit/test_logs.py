"""Nothing that looks like a secret reaches the log."""

import pytest

from playwarden.kit.logs import blotted


@pytest.mark.parametrize(
    "text",
    [
        "sent Authorization: Bearer BQDx0123456789abcdef",
        "GET /oauth/callback?code=AQDx0123456789&state=s",
        "refresh_token=AQDx0123456789 was refused",
        "playwarden accounts connect --paste http://127.0.0.1/oauth/callback?state=s&code=AQDx0123456789",
        "cannot reach postgresql+psycopg://me:p0123456789@host/name",
    ],
)
def test_secrets_in_texts_are_blotted(text: str) -> None:
    said = blotted(None, "", {"event": text})["event"]
    assert "0123456789" not in said
    assert "***" in said


def test_fields_with_secret_names_are_blotted() -> None:
    assert blotted(None, "", {"access_token": "x", "count": 3}) == {"access_token": "***", "count": 3}
