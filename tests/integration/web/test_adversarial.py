"""Whatever is sent to whatever route, the answer is a document with a stable code, never a failure of the program. In
the short form a route meets a share of what is odd; `make fuzz` is the long one.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.web.bounds import MOST_BYTES
from tests.integration.web.asking import Api
from tests.postgres import Server

LONG = os.environ.get("PLAYWARDEN_FUZZ") == "long"
SHARES = 3
"""In the short form a route, and a field beside the first of a body, meets every third of what is odd, each another."""
HUGE = "9" * 40
ODD_WORDS = ["%00", "..", "%2e%2e%2f%2e%2e%2fetc", "x" * 3_000, "%F0%9F%8E%B5", "%FF%FE", "-1", HUGE, "'%20OR%201=1--"]
ODD_MOMENTS = ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "1" * 400]
ODD_VALUES: list[Any] = [None, True, -1, 10**40, 1.5, "", "\x00", "\ud800", "x" * 100_000, [], [[]], {}, {"a": {}}]
TO_THE_DATABASE = ["%00", "%FF%FE", "-1", HUGE, *ODD_MOMENTS, -1, 10**40, "\x00", "\ud800"]
"""What each kind of database would refuse in a way of its own; all else is refused before, and is asked on one."""
ODD_BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b"1e999",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"forced": 1' + b"0" * 5_000 + b"}",
]


@dataclass(frozen=True)
class Odd(Api):
    """The application on one kind of database."""

    everything: bool = True

    def of(self, values: Sequence[Any], turn: int | None = None) -> list[Any]:
        """Those that are asked here; `turn` says which share of them, None: all."""
        if not self.everything:
            return [value for value in values if value in TO_THE_DATABASE]
        return list(values if LONG or turn is None else values[turn % SHARES :: SHARES])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odd]:
    server: Server | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    name = server.create() if server else ""
    settings = load_settings(
        data_dir=tmp_path_factory.mktemp("odd") / "data",
        database_url=server.url(name) if server else None,
        spotify_api_url="http://127.0.0.1:1/v1",
        spotify_accounts_url="http://127.0.0.1:1",
    )
    container = open_container(settings)
    yield Odd(Api.over(container).app, everything=server is None)
    container.close()
    if server:
        server.drop(name)


def operations(api: Api) -> list[tuple[str, str, dict[str, Any]]]:
    """Every route but the endless one: its method, its path and what OpenAPI says of it."""
    return [
        (method.upper(), path, operation)
        for path, methods in api.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/") and path != "/api/v1/events"
    ]


def fine(answer: tuple[int, Any], asked: object) -> None:
    """An answer, or a problem document below 500. 502 and 503 tell of Spotify, which is not there."""
    status, document = answer
    assert status < 500 or status in (502, 503), (asked, answer)
    if status >= 400:
        assert {"type", "title", "status", "detail", "code", "remedy"} <= set(document), (asked, answer)
        assert document["status"] == status
        assert len(json.dumps(document)) < 20_000, asked


def filled(path: str, word: str) -> str:
    """The path with `word` in every place."""
    return "/".join(word if piece.startswith("{") else piece for piece in path.split("/"))


def test_odd_words_in_paths(api: Odd) -> None:
    for turn, (method, path, _) in enumerate(operations(api)):
        for word in api.of(ODD_WORDS, turn) if "{" in path else ODD_WORDS[:1]:
            fine(api.ask(method, filled(path, word)), (method, path, word))


def test_odd_values_in_queries(api: Odd) -> None:
    for turn, (method, path, operation) in enumerate(operations(api)):
        names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        for word in api.of([*ODD_WORDS, "", "true", "2026-11-20", "2026-11-20T00:00:00Z", "%", *ODD_MOMENTS], turn):
            query = "&".join(f"{name}={word}" for name in names)
            if names:
                fine(api.ask(method, filled(path, "x"), query=query), (method, path, word))


def test_odd_bodies(api: Odd) -> None:
    for turn, (method, path, operation) in enumerate(operations(api)):
        if method in ("POST", "PUT", "PATCH"):
            for body in api.of(ODD_BODIES if "requestBody" in operation else ODD_BODIES[:3], turn):
                fine(api.ask(method, filled(path, "x"), body), (method, path, body[:30]))


def test_odd_values_in_bodies(api: Odd) -> None:
    schemas = api.app.openapi()["components"]["schemas"]
    tried = 0
    for method, path, operation in operations(api):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        names = schemas.get(content.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
        for turn, name in enumerate(names):
            for value in api.of(ODD_VALUES, turn or None):
                sent = dict.fromkeys(names, value) if name == next(iter(names)) else {name: value}
                fine(api.ask(method, filled(path, "x"), json.dumps(sent).encode()), (method, path, name, value))
                tried += 1
    assert tried > 100


def test_keys_that_are_misspelt_are_refused(api: Api) -> None:
    for method, path, operation in operations(api):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            status, problem = api.ask(method, filled(path, "x"), b'{"frced": []}')
            assert (status, problem["code"]) == (422, "input"), (method, path)


def test_a_value_that_is_not_taken_is_named_in_plain_words(api: Api) -> None:
    _, problem = api.ask("GET", "/jobs", query="kind=%00")
    assert problem["detail"] == "kind: a text holds no NUL character."
    _, problem = api.ask("POST", "/schedules/preview", b"")
    assert problem["detail"] == "body: Field required."


def test_a_whole_number_may_be_written_with_a_point(api: Api) -> None:
    status, told = api.post("/schedules/preview", {"timing": {"kind": "every", "seconds": 600.0}})
    assert (status, told["timing"]["seconds"]) == (200, 600)
    assert api.post("/schedules/preview", {"timing": {"kind": "every", "seconds": 600.5}})[0] == 422
    assert api.post("/schedules/preview", {"timing": {"kind": "every", "seconds": "600"}})[0] == 422


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    declared = api.ask("POST", "/plans", b"{}", headers={"content-length": str(MOST_BYTES + 1)})
    lying = api.ask("POST", "/plans", b" " * (MOST_BYTES + 1), headers={"content-length": "2"})
    odd = [api.ask("POST", "/plans", b"{}", headers={"content-length": word}) for word in ("x", "-1", "9" * 30)]
    for status, problem in (declared, lying, *odd):
        assert (status, problem["code"]) == (413, "too_large")


def test_what_is_no_json_is_not_taken_for_it(api: Api) -> None:
    status, problem = api.ask("POST", "/sync", b"accounts=x", headers={"content-type": "text/plain"})
    assert (status, problem["code"]) == (422, "input")


def test_methods_that_a_path_does_not_take_are_told(api: Api) -> None:
    for method in ("PUT", "DELETE", "TRACE", "ODD"):
        status, headers, problem = api.whole(method, "/accounts")
        assert (status, problem["code"], headers["allow"]) == (405, "http", "GET")
    assert api.whole("TRACE", "/placements")[1]["allow"] == "GET, POST"
    assert api.whole("TRACE", "/health", below="")[1]["allow"] == "GET"


def test_a_moment_is_written_as_one(api: Api) -> None:
    for given in ("0.5", "1764547200", "now"):
        status, problem = api.ask("GET", "/audit", query={"until": given})
        assert (status, problem["code"]) == (422, "input"), given
    body = {"timing": {"kind": "every", "seconds": 60, "anchor": 1764547200}}
    assert api.post("/schedules/preview", body)[0] == 422


@pytest.mark.parametrize("given", ["x", "-1", "9" * 60, "", " ", "1e3", "٣"])
def test_an_odd_last_event_id_is_no_failure(api: Api, given: str) -> None:
    # A job that is not there ends it at once, whatever else is asked.
    status, problem = api.ask("GET", "/events", query="job=job_none", headers={"last-event-id": given})
    assert (status, problem["code"]) == (404, "not_found")
