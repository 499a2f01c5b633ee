"""The pages are served from a folder, to anybody, and never anything else than that folder."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from playwarden.web.pages_serving import Pages

INDEX = '<meta name="playwarden-base" content="./"><script type="module" src="./assets/index-abc.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it, and a secret beside it."""
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    (folder / ".vite").mkdir()
    (folder / "index.html").write_text(INDEX)
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "index-abc.js").write_text("1")
    (folder / ".vite" / "manifest.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


def asked(folder: Path, path: str, method: str = "GET", base: str = "") -> tuple[int, dict[str, str], str]:
    """Status, headers and body; what the pages let pass is answered by the API behind them."""
    app = Pages(PlainTextResponse("the API"), folder)
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nobody went away")

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [],
        "query_string": b"",
        "root_path": base,
    }
    asyncio.run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]).decode()


@pytest.mark.parametrize(
    "path", ["/", "/playlists", "/playlists/37i9dQZF1DX0/history", "/welcome", "/index.html", "/" + "x" * 300]
)
def test_every_address_of_a_page_is_the_page_asked_for_again_each_time(built: Path, path: str) -> None:
    status, headers, body = asked(built, path)
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert 'src="/assets/index-abc.js"' in body
    assert headers["content-type"].startswith("text/html")


def test_files_that_bear_a_hash_are_kept_for_ever_others_are_not(built: Path) -> None:
    status, headers, body = asked(built, "/assets/index-abc.js")
    assert (status, body, headers["content-type"].split(";")[0]) == (200, "1", "text/javascript")
    assert "immutable" in headers["cache-control"]
    assert asked(built, "/icon.svg")[1]["cache-control"] == "no-cache"


def test_a_file_of_another_release_is_not_found_rather_than_a_page(built: Path) -> None:
    assert asked(built, "/assets/index-old.js")[0] == 404


@pytest.mark.parametrize("path", ["/api/v1/playlists", "/api", "/health", "/docs", "/oauth/callback"])
def test_what_is_the_apis_goes_there(built: Path, path: str) -> None:
    assert asked(built, path)[2] == "the API"


def test_only_looking_is_answered(built: Path) -> None:
    assert asked(built, "/playlists", "POST")[2] == "the API"


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/assets/../../secret.txt", "/..\\secret.txt", "//etc/passwd", "/.vite/manifest.json", "/\x00"],
)
def test_nothing_outside_the_folder_and_no_hidden_file_is_served(built: Path, path: str) -> None:
    status, _, body = asked(built, path)
    assert status in (200, 404)
    assert "secret" not in body
    assert "root:" not in body
    assert body != "{}"


def test_below_a_path_the_page_asks_for_its_files_there(built: Path) -> None:
    body = asked(built, "/playwarden/playlists", base="/playwarden")[2]
    assert 'src="/playwarden/assets/index-abc.js"' in body
    assert 'content="/playwarden/"' in body
    assert asked(built, "/playwarden/assets/index-abc.js", base="/playwarden")[2] == "1"
    assert asked(built, "/playwarden/api/v1/playlists", base="/playwarden")[2] == "the API"


def test_a_strict_policy_holds_on_every_answer_a_workers_file_too(built: Path) -> None:
    for path in ("/", "/assets/index-abc.js", "/assets/gone.js"):
        headers = asked(built, path)[1]
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")


def test_where_nothing_is_built_it_says_what_builds_it(tmp_path: Path) -> None:
    status, _, body = asked(tmp_path / "nothing", "/")
    assert (status, "make pages" in body) == (200, True)
