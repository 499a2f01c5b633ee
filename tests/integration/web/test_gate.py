"""Every route but the open ones refuses who is nobody, whatever routes there come to be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Message

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.web import oauth
from playwarden.web.application import create_app
from playwarden.web.gate import OPEN, REFERENCE
from playwarden.web.policy import requirement
from playwarden.web.routes import PREFIX, SLICES, declared
from tests.integration.web.asking import answered

TOKEN = "the-operators-token-of-this-test"
HIDDEN = {"/health", "/oauth/callback", *REFERENCE}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    container = open_container(load_settings(data_dir=tmp_path_factory.mktemp("gate") / "data"))
    yield create_app(container, token=TOKEN)
    container.close()


def _ask(app: FastAPI, method: str, path: str, authorization: str = "", query: str = "") -> tuple[int, Any]:
    """Status and body of what the application answers, without a server between."""
    headers = [(b"host", b"127.0.0.1"), *([(b"authorization", authorization.encode())] if authorization else [])]
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "root_path": "",
    }
    scope |= {"raw_path": path.encode(), "query_string": query.encode(), "headers": headers}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    answered(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(body) if body[:1] in (b"{", b"[") else body.decode()


def _paths(app: FastAPI) -> dict[str, list[str]]:
    """Every path with its methods, its parameters filled in."""
    return {path.replace("{", "").replace("}", ""): [*methods] for path, methods in app.openapi()["paths"].items()}


def methods(route: APIRoute) -> set[str]:
    return set(route.methods or ())


def test_what_the_gate_lets_through_is_what_its_routes_declare_open() -> None:
    everything = [pair for name in SLICES for pair in declared(name)]
    opened = {
        (method, PREFIX + route.path) for route, what in everything if what.right is None for method in methods(route)
    }
    for route in oauth.router.routes:
        assert isinstance(route, APIRoute)
        assert (required := requirement(route)) is not None
        assert required.right is None
        opened |= {(method, route.path) for method in methods(route)}
    assert opened == OPEN
    links = {f"/api/v1/links/{what}" for what in ("look", "use", "connect", "connect/paste")}
    assert {path for _, path in OPEN} == {"/api/v1/session", "/oauth/callback"} | links


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN])
def test_every_other_route_refuses_nobody(app: FastAPI, authorization: str) -> None:
    asked = 0
    for path, methods in _paths(app).items():
        for method in {method.upper() for method in methods} | {"HEAD", "OPTIONS", "POST"}:
            if path not in HIDDEN and (method, path) not in OPEN:
                assert _ask(app, method, path, authorization)[0] == 401, (method, path)
                asked += 1
    assert asked > 20


@pytest.mark.parametrize("path", ["/docs/", "/docs/../api/v1/runs", "/api/v1/runs/", "/api/x", "/api", "/oauth/x"])
def test_what_only_looks_like_an_open_path_is_not_open(app: FastAPI, path: str) -> None:
    assert _ask(app, "GET", path)[0] == 401


def test_routes_that_the_reference_hides_are_open_ones(app: FastAPI) -> None:
    shown = {*app.openapi()["paths"], *HIDDEN}
    assert {path for route in app.routes if (path := getattr(route, "path", None))} <= shown


@pytest.mark.parametrize("query", ["before=" + "9" * 30, "limit=501", "before=0", "actor=" + "x" * 501])
def test_what_no_database_takes_is_refused_as_input(app: FastAPI, query: str) -> None:
    status, problem = _ask(app, "GET", "/api/v1/audit", f"Bearer {TOKEN}", query)
    assert (status, problem["code"]) == (422, "input")


def test_texts_that_no_database_keeps_find_nothing(app: FastAPI) -> None:
    for path in ("/api/v1/runs/\x00", "/api/v1/playlists/\x00", "/api/v1/playlists/" + "x" * 5000):
        assert _ask(app, "GET", path, f"Bearer {TOKEN}")[0] == 404


def test_all_that_is_kept_is_its_owners_alone(app: FastAPI) -> None:
    folder: Path = app.state.container.settings.data_dir
    app.state.container.backups.make()
    kept = [folder, *folder.rglob("*")]
    assert len(kept) > 3
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in kept if path.stat().st_mode & 0o077} == {}
