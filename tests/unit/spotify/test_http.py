"""The wire: what never left is told apart from what had no answer, and tokens go to one host alone."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from playwarden.spotify.http import Http, NoAnswer, NotSent, make_client
from playwarden.spotify.request import Request

ME = Request("GET", "/me")


def answering(*responses: httpx2.Response) -> tuple[Http, list[httpx2.Request]]:
    seen: list[httpx2.Request] = []
    left = list(responses)

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return left.pop(0)

    return Http(make_client(httpx2.MockTransport(handle)), "https://api.example.org/v1/"), seen


def failing(error: httpx2.TransportError) -> Http:
    def handle(_: httpx2.Request) -> httpx2.Response:
        raise error

    return Http(make_client(httpx2.MockTransport(handle)), "https://api.example.org/v1")


@pytest.mark.parametrize("error", [httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError])
def test_what_never_left_certainly_had_no_effect(error: type[httpx2.TransportError]) -> None:
    with pytest.raises(NotSent, match=r"api\.example\.org"):
        failing(error("no")).send(ME, bearer="t")


@pytest.mark.parametrize(
    "error",
    [httpx2.ReadError, httpx2.ReadTimeout, httpx2.WriteError, httpx2.WriteTimeout, httpx2.RemoteProtocolError],
)
def test_what_left_without_an_answer_may_have_had_one(error: type[httpx2.TransportError]) -> None:
    with pytest.raises(NoAnswer):
        failing(error("")).send(ME, bearer="t")


def test_a_path_is_filled_and_quoted() -> None:
    http, seen = answering(httpx2.Response(200, json={}))
    http.send(Request("GET", "/playlists/{id}/items", ("a/b?c",), {"q": "x y"}), bearer="t")
    assert str(seen[0].url) == "https://api.example.org/v1/playlists/a%2Fb%3Fc/items?q=x+y"
    assert seen[0].headers["authorization"] == "Bearer t"
    assert seen[0].headers["user-agent"].startswith("playwarden/")


def test_a_redirect_is_not_followed_with_a_token() -> None:
    http, seen = answering(httpx2.Response(302, headers={"location": "https://evil.example.org/"}))
    assert http.send(ME, bearer="t").status == 302
    assert len(seen) == 1


def test_a_picture_is_sent_as_it_is_and_a_body_as_json() -> None:
    http, seen = answering(httpx2.Response(202), httpx2.Response(200, json={"snapshot_id": "s"}))
    assert http.send(Request("PUT", "/x", picture=b"abc"), bearer="t").document is None
    assert http.send(Request("PUT", "/x", body={"ü": 1}), bearer="t").document == {"snapshot_id": "s"}
    assert [request.headers["content-type"] for request in seen] == ["image/jpeg", "application/json"]
    assert seen[0].content == b"abc"


@pytest.mark.parametrize(("sent", "seconds"), [("11", 11.0), ("1.5", 1.5), ("-3", 0.0), ("soon", None), (None, None)])
def test_retry_after_is_seconds(sent: str | None, seconds: float | None) -> None:
    http, _ = answering(httpx2.Response(429, headers={} if sent is None else {"retry-after": sent}))
    assert http.send(ME, bearer="t").retry_after == seconds


def test_retry_after_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    http, _ = answering(httpx2.Response(503, headers={"retry-after": later}))
    wait = http.send(ME, bearer="t").retry_after
    assert wait is not None
    assert 90 < wait <= 100


def test_html_and_text_are_no_documents() -> None:
    http, _ = answering(
        httpx2.Response(502, html="<html><title>502</title></html>"), httpx2.Response(200, text="3o0RYoo5iOMK")
    )
    page, text = http.send(ME, bearer="t"), http.send(ME, bearer="t")
    assert (page.document, page.unreadable) == (None, True)
    assert (text.document, text.text, text.unreadable) == (None, "3o0RYoo5iOMK", False)


def test_no_token_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    http, _ = answering(httpx2.Response(200, json={}))
    http.send(ME, bearer="very-secret")
    assert "very-secret" not in caplog.text
