"""Every answer bears its shields, foreign names are refused, and `localhost` is led to where consents work."""

from collections.abc import Iterator

import pytest

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from tests.integration.web.asking import TOKEN, Api


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    container = open_container(load_settings(data_dir=tmp_path_factory.mktemp("shields") / "data"))
    yield Api.over(container)
    container.close()


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    settings = load_settings(
        data_dir=tmp_path_factory.mktemp("public") / "data", public_url="https://music.example/box"
    )
    container = open_container(settings)
    yield Api.over(container)
    container.close()


@pytest.mark.parametrize("path", ["/health", "/api/v1/accounts", "/api/v1/nothing", "/docs", "/nothing", "/oauth/x"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_every_answer_bears_them(api: Api, path: str, token: str) -> None:
    _, told, _ = api.whole("GET", path, token=token, below="")
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert "camera=()" in told["permissions-policy"]
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
    assert "strict-transport-security" not in told, "not without encryption"
    kept = {"/nothing": "no-cache"}.get(path, "private, no-cache" if path.startswith("/api") else "")
    assert told.get("cache-control", "") == kept, "/nothing is a page, which finds out itself that there is none"


def test_a_foreign_name_gets_them_too(api: Api) -> None:
    status, told, _ = api.whole("GET", "/health", headers={"host": "evil.example"}, below="")
    assert (status, told["x-content-type-options"]) == (421, "nosniff")


def test_a_body_that_is_too_large_gets_them_too(api: Api) -> None:
    status, told, _ = api.whole("POST", "/sync", headers={"content-length": str(2**40)})
    assert (status, told["x-content-type-options"]) == (413, "nosniff")


@pytest.mark.parametrize("path", ["/", "/playlists", "/accounts"])
def test_localhost_is_led_to_the_address_that_consents_come_back_to(api: Api, path: str) -> None:
    status, told, _ = api.whole("GET", path, query="a=1", headers={"host": "localhost:8765"}, token="", below="")
    assert (status, told["location"]) == (307, f"http://127.0.0.1:8765{path}?a=1")


def test_programs_may_say_localhost(api: Api) -> None:
    headers = {"host": "localhost:8765"}
    assert api.ask("GET", "/accounts", headers=headers) == (200, [])
    assert api.whole("GET", "/health", headers=headers, token="", below="")[0] == 200
    assert api.whole("POST", "/playlists", headers=headers, token="", below="")[0] != 307


def test_a_redirect_leads_to_no_other_place(api: Api) -> None:
    for path in ("//evil.example/x", "/\\evil.example", "/@evil.example"):
        _, told, _ = api.whole("GET", path, headers={"host": "localhost"}, token="", below="")
        assert told["location"].startswith("http://127.0.0.1/")


def test_a_public_name_is_ours_encrypted_and_below_its_path(public: Api) -> None:
    headers = {"host": "music.example"}
    for path in ("/box/api/v1/accounts", "/api/v1/accounts"):
        status, told, document = public.whole("GET", path, headers=headers, below="")
        assert (status, document) == (200, []), "whether the proxy takes the path away or not"
        assert told["strict-transport-security"]
    assert public.whole("GET", "/box/api/v1/accounts", headers=headers, token="", below="")[0] == 401
    assert public.whole("GET", "/box", headers=headers, token="", below="")[1]["location"] == "/box/"
    status, told, _ = public.whole("GET", "/boxes/api/v1/accounts", headers=headers, token="", below="")
    assert (status, told["content-type"]) == (200, "text/html; charset=utf-8"), "a page that says there is no such page"
