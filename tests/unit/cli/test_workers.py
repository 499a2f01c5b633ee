"""`worker` and `beat` refuse in a sentence what they cannot do."""

import json
import os
from pathlib import Path

import pytest

from playwarden.cli.main import run
from playwarden.kit.errors import Exit


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but a data folder."""
    for name in [*os.environ]:
        if name.startswith("PLAYWARDEN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PLAYWARDEN_DATA_DIR", str(tmp_path))


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_without_a_broker_they_say_what_to_set(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--json"]) == Exit.INPUT
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["what"].startswith("There is no broker")
    assert "PLAYWARDEN_BROKER_URL" in error["remedy"]


@pytest.mark.parametrize("command", ["worker", "beat", "sync"])
def test_a_broker_on_sqlite_is_refused_by_every_command(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWARDEN_BROKER_URL", "redis://127.0.0.1:1/0")
    assert run([command, "--json"]) == Exit.INPUT
    assert "need PostgreSQL; this is SQLite" in json.loads(capsys.readouterr().out)["error"]["what"]


@pytest.mark.parametrize("lanes", ["fast", "interactive,slow", ","])
def test_a_lane_that_is_none_is_refused(lanes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["worker", "--lanes", lanes, "--json"]) == Exit.INPUT
    assert "interactive, protection" in json.loads(capsys.readouterr().out)["error"]["remedy"]
