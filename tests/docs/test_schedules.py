"""The examples of the reference of schedules are run as they stand, and it names what there is."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import open_container
from playwarden.cli.main import run
from playwarden.config import load_settings
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.timing import kinds

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reference" / "schedules.md").read_text(encoding="utf-8")


def examples() -> list[Any]:
    """Each command of the text with the lines that it prints."""
    found = []
    for block in re.findall(r"((?:^    .*\n)+)", TEXT, re.MULTILINE):
        command, _, answer = re.sub(r"^    ", "", block, flags=re.MULTILINE).partition("\n")
        found.append(pytest.param(command.removeprefix("$ playwarden "), answer, id=command.removeprefix("$ ")[:80]))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the examples share: they store nothing."""
    return tmp_path_factory.mktemp("examples") / "data"


@pytest.mark.parametrize(("command", "answer"), examples())
def test_the_examples_print_what_the_text_says(
    command: str, answer: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data-dir", str(folder), *shlex.split(command)]) == 0
    assert capsys.readouterr().out == answer


def test_there_are_examples_of_every_kind_of_timing() -> None:
    assert len(examples()) >= 7
    for kind in kinds():
        assert f"### {kind}\n" in TEXT
        assert f"--{kind} " in TEXT


def test_every_policy_and_every_kind_of_work_is_named(tmp_path: Path) -> None:
    for policy in Missed:
        assert f"| `{policy.value}`" in TEXT
    container = open_container(load_settings(data_dir=tmp_path / "data"))
    for each in container.schedules.kinds():
        assert f"| `{each.kind}` | {each.title}" in TEXT
    container.close()
