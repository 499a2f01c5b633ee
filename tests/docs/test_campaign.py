"""The guide to campaigns is true: its commands are run as they stand, and say what it says."""

import json
import os
import re
import shlex
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Commands, agree
from tests.nursery import nursery

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "campaign.md"
PATIENCE = 60.0
"""Seconds after which what the guide says has to be true."""


@dataclass(frozen=True)
class Step:
    """A command of the guide, and what it says that comes of it."""

    command: str
    says: list[str] = field(default_factory=list)


def steps() -> list[Step]:
    found: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                found.append(Step(line.removeprefix("$ ")))
            else:
                found[-1].says.append(line)
    return found


@dataclass
class Reader:
    """Somebody who reads the guide and types what it says, in three terminals."""

    folder: Path
    port: int
    open: ExitStack
    environment: dict[str, str] = field(default_factory=dict)

    def follow(self, step: Step) -> None:
        words = shlex.split(step.command.replace("8900", str(self.port)).replace("$PWD", str(self.folder)))
        assert words[0] in ("export", "curl", "playwarden")
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
        elif words[0] == "curl":
            assert words[1:3] == ["-X", "PUT"]
            asked = urllib.request.Request(words[5], data=words[4].encode(), method="PUT")
            urllib.request.urlopen(asked, timeout=30).close()
        elif words[1] in ("sandbox", "up"):
            self.open.enter_context(self._going_on(words))
        elif words[1:3] == ["accounts", "connect"]:
            self._connect(words)
        else:
            self._said(words, step.says)

    def _said(self, words: list[str], says: list[str]) -> None:
        """Types the command, again and again until it says what it should: a runner may still be at it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            done = nursery().run(words[1:], env=self._variables(), cwd=self.folder, timeout=PATIENCE)
            assert done.returncode == 0, (words, done.stdout, done.stderr)
            told = " ".join(done.stdout.split())
            missing = [line for line in says if " ".join(line.split()) not in told]
            if not missing:
                return
            assert time.monotonic() < deadline, (words, missing, done.stdout)
            time.sleep(0.3)

    def _connect(self, words: list[str]) -> None:
        commands = Commands(Path(self.environment["PLAYWARDEN_DATA_DIR"]), self._variables())
        with commands.begin(*words[1:], "--no-browser", "--json") as waiting:
            agree(json.loads(waiting.stdout.readline())["url"], "listener1")
            waiting.stdout.read()
        assert waiting.returncode == 0

    @contextmanager
    def _going_on(self, words: list[str]) -> Iterator[None]:
        with nursery().begin([*words[1:], "--json"], env=self._variables(), cwd=self.folder) as going:
            assert going.stdout.readline(), f"{words} did not begin"
            yield
            going.send_signal(signal.SIGINT)

    def _variables(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
        return clean | {"PLAYWARDEN_PORT": "0", "PYTHONUNBUFFERED": "1"} | self.environment


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with ExitStack() as going_on:
        yield Reader(tmp_path, port, going_on)


def test_the_guide_is_true(reader: Reader) -> None:
    for step in steps():
        reader.follow(step)


def test_the_guide_has_commands_that_say_something() -> None:
    assert sum(bool(step.says) for step in steps()) >= 8
