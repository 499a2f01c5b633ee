"""Slices are loaded when they are asked for, and nobody can tell: what is answered is as if all were there."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.web.loading import Slices
from playwarden.web.routes import SLICES, collected, declared, methods_of
from tests.integration.web.asking import Api

WORDS = sorted({each.partition(" ")[2] for asked in SLICES.values() for each in asked})


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Container:
    return open_container(load_settings(data_dir=tmp_path_factory.mktemp("slices") / "data"))


def paths(app: FastAPI) -> list[tuple[str, frozenset[str]]]:
    return [(route.path, frozenset(route.methods or ())) for route in app.router.routes if isinstance(route, APIRoute)]


@pytest.mark.parametrize("word", WORDS)
def test_the_first_request_for_a_slice_is_answered_as_any(container: Container, word: str) -> None:
    of_word = [route for name in SLICES for route, _ in declared(name) if route.path.split("/")[1] == word]
    for route in of_word[:3]:
        path = "/api/v1" + route.path.replace("{", "").replace("}", "")
        wrong = next(each for each in ("TRACE", "PATCH", "PUT") if each not in methods_of(path))
        status, headers, _ = Api.over(container).whole(wrong, path)
        assert (status, headers["allow"]) == (405, ", ".join(methods_of(path))), path
        if route.path == "/events":
            continue  # A stream that lasts.
        method = sorted(route.methods or ())[0]
        api = Api.over(container)
        first, later = (api.ask(method, path) for _ in range(2))
        assert first[0] == later[0]
        assert first[0] != 404 or first[1]["code"] == later[1]["code"] == "not_found"


def test_what_is_no_path_loads_nothing(container: Container) -> None:
    api = Api.over(container)
    before = len(api.app.router.routes)
    assert api.get("/nothing/of/ours")[0] == 404
    assert len(api.app.router.routes) == before


def test_routes_stand_in_one_order_however_they_were_loaded() -> None:
    wanted = [(route.path, frozenset(route.methods or ())) for route in collected()]
    for seed in range(3):
        app = FastAPI()
        slices = Slices(app)
        names = random.Random(seed).sample(list(SLICES), len(SLICES))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda name, to=slices: to.load([name]), names))
        assert paths(app) == wanted
        assert slices.missing("/api/v1/playlists/x") == []


def test_the_reference_shows_all_of_them(container: Container) -> None:
    shown = Api.over(container).get("/openapi.json")[1]["paths"]
    assert {f"/api/v1{route.path}" for name in SLICES for route, _ in declared(name)} <= set(shown)
