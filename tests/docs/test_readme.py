"""What the README tells somebody to type is there: its commands are understood, its `make` targets exist, and the way
by hand is gone as it stands.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from playwarden.cli.commands import app
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.integration.cli.conftest import Commands, at, connected

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md")}
LINES = [
    pytest.param(match.group(1).split("  #")[0].strip(), id=f"{name}-{match.group(1)[:40]}")
    for name, text in PAPERS.items()
    for match in re.finditer(r"^ +(?:\.venv/bin/)?(playwarden .*)$", text, re.MULTILINE)
]
BY_HAND = [
    line.split("  #")[0].split()
    for line in README.partition("### By hand")[2].partition("\n## ")[0].splitlines()
    if line.startswith("    playwarden ")
]


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running(SandboxSettings(limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=4)) as served:
        yield served


def understood(line: str) -> None:
    """Raises what the command line says of an option that there is not; AssertionError for such a command."""
    command: Any = get_command(app)
    words = shlex.split(line)[1:]
    context = command.context_class(command)
    while words and (below := getattr(command, "commands", {}).get(words[0])) is not None:
        command, words = below, words[1:]
        context = command.context_class(command, parent=context)
    assert getattr(command, "commands", None) is None, f"{line}: there is no such command"
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("line", LINES)
def test_every_command_is_understood(line: str) -> None:
    understood(line)


def test_a_command_that_there_is_not_would_be_noticed() -> None:
    with pytest.raises(Exception, match="No such option"):
        understood("playwarden bulk deduplicate --called 'Mix *'")
    with pytest.raises(AssertionError):
        understood("playwarden protect everything")


def test_every_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for text in PAPERS.values() for target in re.findall(r"(?:`|    )make ([a-z-]+)", text)}
    assert named <= targets
    assert {"demo", "install", "wheel", "up", "test"} <= named


def test_the_way_by_hand_is_gone_as_it_stands(tmp_path: Path, sandbox: Running) -> None:
    commands = Commands(tmp_path / "data", at(sandbox))
    told = []
    for _, *words in BY_HAND:
        if words == ["up"]:
            continue  # Serves until Ctrl-C: the scenarios in the browser start it.
        if words[:2] == ["accounts", "connect"]:
            connected(commands, "listener1", *words[2:])
            continue
        done = commands(*words)
        assert done.code == 0, done.err
        told.append(done.out)
    assert "Next: `playwarden accounts connect`" in told[0]
    assert "4 playlists" in told[1]
    assert len(BY_HAND) == 5
