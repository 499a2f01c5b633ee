"""Proxies are believed where they are named, and a public name means its own scheme."""

from typing import Any

import pytest

from playwarden.web.arrival import Front

PROXY, PERSON = "10.0.0.2", "198.51.100.7"


def scope(client: str = PROXY, host: str = "127.0.0.1:8765", **headers: str) -> dict[str, Any]:
    """A request from `client`."""
    sent = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "scheme": "http",
        "client": (client, 1234),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


FORWARDED = {"x_forwarded_for": f"6.6.6.6, {PERSON}", "x_forwarded_proto": "https", "x_forwarded_host": "music.example"}


def test_a_named_proxy_is_believed() -> None:
    arrival = Front(proxies=["10.0.0.0/8"]).arrival(scope(**FORWARDED))
    assert (arrival.address, arrival.origin) == (PERSON, "https://music.example")
    assert arrival.secure


@pytest.mark.parametrize("proxies", [[], ["10.1.0.0/16"], ["::1"]])
def test_nobody_else_is(proxies: list[str]) -> None:
    arrival = Front(proxies=proxies).arrival(scope(**FORWARDED))
    assert (arrival.address, arrival.origin) == (PROXY, "http://127.0.0.1:8765")


def test_what_stands_before_the_last_proxy_is_anybodys_word() -> None:
    front = Front(proxies=[PROXY, "10.0.0.3"])
    told = {"x_forwarded_for": f"1.2.3.4, {PERSON}, 10.0.0.3"}
    assert front.arrival(scope(**told)).address == PERSON
    assert front.arrival(scope(x_forwarded_for="nonsense")).address == PROXY
    assert front.arrival(scope(x_forwarded_for="unknown, 10.0.0.3")).address == "10.0.0.3"


def test_a_public_name_means_encryption_also_where_the_proxy_says_nothing() -> None:
    front = Front("https://music.example/box")
    arrival = front.arrival(scope(host="Music.example"))
    assert (arrival.url, arrival.cookie) == ("https://music.example/box", "__Secure-playwarden_session")
    assert front.arrival(scope(host="music.example:8080")).scheme == "http"
    assert Front("https://music.example").arrival(scope(host="music.example")).cookie == "__Host-playwarden_session"
