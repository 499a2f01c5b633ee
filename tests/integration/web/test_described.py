"""The API's own description is complete: who may call, how every error looks, what makes writes repeatable."""

from collections.abc import Iterator
from typing import Any

import pytest

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.web.described import REFUSALS
from playwarden.web.gate import OPEN
from playwarden.web.problems import STATUS
from tests.integration.web.asking import Api


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    container = open_container(load_settings(data_dir=tmp_path_factory.mktemp("described") / "data"))
    api = Api.over(container)
    assert api.ask("GET", "/openapi.json")[1] == api.ask("GET", "/openapi.json")[1]
    yield api.ask("GET", "/openapi.json")[1]
    container.close()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(m.upper(), path, one) for path, methods in document["paths"].items() for m, one in methods.items()]


def test_every_operation_says_how_its_errors_look(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        assert {str(status) for status in REFUSALS} <= operation["responses"].keys(), path
        assert operation["description"], path
    for response in document["components"]["responses"].values():
        assert response["content"]["application/problem+json"]["example"]["remedy"]


def test_every_status_that_an_error_has_is_described() -> None:
    assert {int(status) for status in STATUS.values()} <= REFUSALS.keys()


def test_every_operation_says_whether_one_must_be_signed_in(document: dict[str, Any]) -> None:
    found = {(method, path) for method, path, one in operations(document) if not one["security"]}
    assert found == {each for each in OPEN if each[1].startswith("/api/")} | {("GET", "/health")}


def test_writes_may_be_repeated_and_reads_compared(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        names = [each["name"] for each in operation.get("parameters", [])]
        assert len(names) == len(set(names)), path
        if operation["security"]:
            assert ("Idempotency-Key" in names) == (method != "GET"), (method, path)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            # An example is data: that of a JSON Schema has references of its own.
            for name, value in node.items():
                yield from references(value) if name != "example" else ()
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in set(references(document)):
        found: Any = document
        for word in reference.removeprefix("#/").split("/"):
            found = found[word]
