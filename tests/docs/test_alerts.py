"""The guide to alerts is true: its commands are run as they stand, told to its own receiver, and say what it says."""

import http.server
import json
import re
import shlex
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playwarden.domain.alerts import KINDS
from tests.integration.cli.conftest import NOWHERE, Commands
from tests.integration.webhooks.receiver import Receiver, receiving

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "alerts.md").read_text(encoding="utf-8")
STEPS = [
    line
    for block in re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_the_guide_is_true(tmp_path: Path, receiver: Receiver) -> None:
    port = receiver.url.rpartition(":")[2]
    environment, told, route = dict(NOWHERE), "", ""
    for line in STEPS:
        if not line.startswith("$ "):
            assert line.replace("9000", port) in told, (line, told)
            continue
        typed, _, command = line.removeprefix("$ ").replace("9000", port).replace("ROUTE", route).rpartition(" | ")
        words = shlex.split(command)
        if words[0] == "export":
            name, _, environment[name] = words[1].partition("=")
            continue
        commands = Commands(tmp_path / "data", environment)
        said = commands(*words[1:], stdin=typed.removeprefix("echo ") + "\n")
        assert said.code == 0, (words, said)
        told = " ".join(said.out.split())
        if words[1:3] == ["alerts", "add"]:
            route = commands("alerts", "routes", "--json").document[0]["id"]
    assert [json.loads(body)["title"] for _, body in receiver.got] == ["A test of alerts"]
    assert receiver.asked == ["/7c3c6a8e-playwarden"]


def test_the_guides_receiver_prints_what_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {"__name__": "guide"}
    exec(code.group(1), names)

    told: type[http.server.BaseHTTPRequestHandler] = names["Told"]
    with http.server.HTTPServer(("127.0.0.1", 0), told) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/", b'{"title": "x"}', timeout=10).close()
        thread.join(timeout=10)
    assert '{"title": "x"}' in capsys.readouterr().out


def test_kinds_that_the_guide_names_are_there() -> None:
    named = set(re.findall(r"^([a-z]+\.[a-z]+)$", "\n".join(STEPS), re.MULTILINE))
    assert named
    assert named <= set(KINDS)
