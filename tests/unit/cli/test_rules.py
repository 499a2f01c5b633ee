"""`rules` on a file: what is in order and what is wrong, for people and as JSON."""

import json
from pathlib import Path

import pytest

from playwarden.cli.main import run as run_command

GOOD = "version: 1\nname: Friday\nsources:\n  - step: saved\nsize: 30\n"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    return run_command(words), capsys.readouterr().out


def test_what_is_in_order_is_told_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    code, said = run(capsys, "rules", "check", str(tmp_path / "a.yaml"))
    assert code == 0
    assert "'Friday' is in order." in said
    assert "From saved tracks." in said


def test_what_is_wrong_is_told_with_its_line_and_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("saved", "savd"))
    code, said = run(capsys, "rules", "check", str(tmp_path / "a.yaml"), "--json")
    assert code == 2
    answer = json.loads(said)
    assert answer["wrong"] == 1
    fault = answer["rule_sets"][0]["faults"][0]
    assert (fault["line"], fault["where"], fault["remedy"]) == (4, "sources 1 › step", "Did you mean saved?")


def test_a_kind_of_step_is_told_with_its_fields_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "rules", "steps", "space_artists")
    assert code == 0
    assert "- `apart`: How many others stand between." in said
    assert "- step: space_artists" in said
    assert run(capsys, "rules", "steps", "nothing")[0] == 3


def test_the_schema_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "rules", "schema")
    assert code == 0
    assert json.loads(said)["title"] == "Playwarden rule set"
