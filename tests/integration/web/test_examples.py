"""Every route has an example of success, taken from a real answer, which is as its schema says.

`PLAYWARDEN_RECORD=1 .venv/bin/pytest tests/integration/web/test_examples.py` writes them down anew.
"""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from playwarden.sandbox.running import Running
from playwarden.web.described import EXAMPLES
from tests.integration.web.tour import Shown, walked
from tests.integration.web.town import Town, peopled

LONGEST = 600
MOST = 2
SECRETS = {"secret": "whsec_...", "token": "pwt_...", "csrf": "...", "password": "...", "old": "...", "new": "..."}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("tour") / "data", web_sandbox) as built:
        yield built


@pytest.fixture(scope="module")
def document(town: Town) -> dict[str, Any]:
    found: dict[str, Any] = town.api.app.openapi()
    return found


@pytest.fixture(scope="module")
def seen(town: Town, document: dict[str, Any]) -> dict[str, Shown]:
    found = walked(town)
    if os.environ.get("PLAYWARDEN_RECORD"):
        record(found, document)
    return found


def record(found: dict[str, Shown], document: dict[str, Any]) -> None:
    """Writes down what is new, and anew what is not any more as its schema says; the rest stays as it is."""
    before = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    kept = {}
    for method, path, operation in operations(document):
        name = f"{method} {path.removeprefix('/api/v1')}"
        body, status, answer = found[name]
        kept[name] = before.get(name)
        if kept[name] is None or not as_said(kept[name], operation, document):
            shown = {"status": status, "answer": short(answer)}
            kept[name] = shown if body is None else shown | {"body": short(body)}
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
    text = re.sub(r"http://127\.0\.0\.1:\d+/image/", "https://i.scdn.co/image/", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/authorize", "https://accounts.spotify.com/authorize", text)
    EXAMPLES.write_text(text + "\n", encoding="utf-8")


def as_said(kept: dict[str, Any], operation: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether an example that was written down still fits its schemas."""
    status, content = success(operation)
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json")
    try:
        if content is not None:
            fits(kept["answer"], content["schema"], document, "")
        if asked is not None:
            fits(kept["body"], asked["schema"], document, "")
    except (AssertionError, KeyError):
        return False
    return bool(kept["status"] == status)


def short(value: Any, name: str = "") -> Any:
    """A value as an example shows it: the beginning of what is long, and no secret."""
    if isinstance(value, dict):
        return {key: short(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [short(each) for each in value[:MOST]]
    if isinstance(value, str):
        if name in SECRETS and value:
            return SECRETS[name]
        if name in ("link", "url", "address"):
            beginning = re.match(r"[^#?]*[#?]?", value)
            return value if "://" not in value or beginning is None else beginning[0] + "..."
        return value if len(value) <= LONGEST else value[:LONGEST] + "..."
    return value


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """All of the API but what answers pictures, and the stream of events."""
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/") and (success(operation)[1] is not None or "204" in operation["responses"])
    ]


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any], where: object) -> None:
    """Raises unless `value` is as `schema` says, formats included."""
    whole = {**schema, "components": document["components"]}
    checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    problems = [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(value)]
    assert not problems, (where, problems[:3])


def success(operation: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """The status of success, and the schema of its document if there is one."""
    status = next(each for each in operation["responses"] if each.startswith("2"))
    content = operation["responses"][status].get("content", {}).get("application/json")
    return int(status), content


def test_every_route_is_walked_past(document: dict[str, Any], seen: dict[str, Shown]) -> None:
    missing = [
        f"{method} {path}"
        for method, path, _ in operations(document)
        if f"{method} {path.removeprefix('/api/v1')}" not in seen
    ]
    assert not missing, "give these a line in tests/integration/web/tour.py"


def test_real_answers_are_as_their_schemas_say(document: dict[str, Any], seen: dict[str, Shown]) -> None:
    for method, path, operation in operations(document):
        _, status, answer = seen[f"{method} {path.removeprefix('/api/v1')}"]
        expected, content = success(operation)
        assert status == expected, (method, path)
        if content is not None:
            fits(answer, content["schema"], document, (method, path))


def test_every_route_has_an_example_that_is_as_its_schema_says(document: dict[str, Any]) -> None:
    again = "record it: PLAYWARDEN_RECORD=1 .venv/bin/pytest tests/integration/web/test_examples.py"
    for method, path, operation in operations(document):
        _, content = success(operation)
        if content is not None:
            assert "example" in content, (method, path, again)
            fits(content["example"], content["schema"], document, (method, path, again))
        for each in operation.get("requestBody", {}).get("content", {}).values():
            assert "example" in each, (method, path, again)
            fits(each["example"], each["schema"], document, (method, path, again))


def test_examples_are_of_routes_that_there_are(document: dict[str, Any]) -> None:
    known = {f"{method} {path.removeprefix('/api/v1')}" for method, path, _ in operations(document)}
    assert set(json.loads(EXAMPLES.read_text(encoding="utf-8"))) <= known
