"""The real command in a process of its own, and one sandbox for all tests here."""

import os
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from json import loads
from pathlib import Path
from re import findall
from shutil import copytree
from typing import Any

import pytest

from playwarden.cli.main import run
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.nursery import Begun, nursery

PROGRAM = str(Path(sys.executable).with_name("playwarden"))


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return loads(self.out)

    def plain(self, *words: str, code: int) -> None:
        """It failed in plain words: with this exit code, these words, no traceback, and something to do."""
        assert self.code == code, (self.out, self.err)
        for word in words:
            assert word in self.err, self.err
        assert "Traceback" not in self.out + self.err
        assert "unexpected" not in self.err
        assert len(self.err.strip().splitlines()) >= 2, f"what to do is missing: {self.err}"


@dataclass(frozen=True)
class Commands:
    """Runs `playwarden` in an environment of its own, from the nursery; `started` and `start` start the program as its
    user does.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, stdin: str = "", **more: str) -> Said:
        done = nursery().run(words, env=self._environment(more), cwd=Path.cwd(), stdin=stdin, timeout=100)
        return Said(done.returncode, done.stdout, done.stderr)

    def started(self, *words: str, **more: str) -> Said:
        """The same, all of it: for what happens while it starts."""
        with self.start(*words, **more) as process:
            out, err = process.communicate(timeout=100)
        return Said(process.returncode, out, err)

    def begin(self, *words: str, **more: str) -> Begun:
        """Begins a command that goes on; the caller ends it."""
        return nursery().begin(words, env=self._environment(more), cwd=Path.cwd())

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """The same, all of it."""
        return subprocess.Popen(
            [PROGRAM, *words], env=self._environment(more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
        clean |= {"PLAYWARDEN_DATA_DIR": str(self.folder), "PYTHONWARNINGS": "default", "PYTHONUNBUFFERED": "1"}
        return clean | self.environment | more


def agree(url: str, user: str, *, decision: str = "agree") -> None:
    """Answers the consent page as `user`."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        page = answer.read().decode()
    fields = {name: unescape(value) for name, value in findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)}
    form = urllib.parse.urlencode(fields | {"account": user, "decision": decision}).encode()
    with urllib.request.urlopen(urllib.parse.urljoin(url, "/authorize/decision"), form, timeout=30):
        pass


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    """A sandbox without lags and limits, shared: tests change only playlists that they make."""
    settings = SandboxSettings(
        limits=Limits.none(),
        quirks=Quirks.none(),
        accounts=2,
        playlists_per_account=6,
        rotate_refresh_tokens=False,  # copies of one data folder refresh by themselves
    )
    with running(settings) as served:
        yield served


NOWHERE = {
    "PLAYWARDEN_SPOTIFY_API_URL": "http://127.0.0.1:1/v1",
    "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": "http://127.0.0.1:1",
}
"""Whoever calls Spotify by mistake meets a closed port."""


@pytest.fixture
def untouched(tmp_path: Path) -> Commands:
    """The command before its first start: there is no data folder yet."""
    return Commands(tmp_path / "data", NOWHERE)


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    assert Commands(folder, NOWHERE)("quota").code == 0
    return folder


@pytest.fixture
def commands(tmp_path: Path, empty_folder: Path) -> Commands:
    """The command on an empty data folder, without a sandbox."""
    copytree(empty_folder, tmp_path / "data")
    return Commands(tmp_path / "data", NOWHERE)


def connected(commands: Commands, user: str, *words: str) -> dict[str, Any]:
    """Connects an account through the consent page."""
    with commands.begin("accounts", "connect", *words, "--no-browser", "--json") as waiting:
        agree(loads(waiting.stdout.readline())["url"], user)
        account: dict[str, Any] = loads(waiting.stdout.read())
    assert waiting.returncode == 0
    return account


@pytest.fixture
def connect() -> Callable[..., dict[str, Any]]:
    """Connects an account through the consent page."""
    return connected


@pytest.fixture(scope="session")
def connected_folder(tmp_path_factory: pytest.TempPathFactory, sandbox: Running) -> Path:
    """A data folder with listener1 connected for writing, to be copied: a consent is slow, a copy is not."""
    folder = tmp_path_factory.mktemp("connected") / "data"
    commands = Commands(folder, at(sandbox))
    assert commands("apps", "add", sandbox.client_id, "--name", "test").code == 0
    connected(commands, "listener1", "--write")
    return folder


def at(sandbox: Running) -> dict[str, str]:
    """The variables that point at the sandbox. It has no limits, so nobody waits for a window that is full."""
    return {
        "PLAYWARDEN_WINDOW_CEILING": "0",
        "PLAYWARDEN_SPOTIFY_API_URL": sandbox.api_url,
        "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": sandbox.accounts_url,
        "PLAYWARDEN_CLOCK_URL": sandbox.clock_url,
    }


@pytest.fixture
def ready(tmp_path: Path, sandbox: Running, connected_folder: Path) -> Commands:
    """The command with listener1 connected, who may be written to."""
    copytree(connected_folder, tmp_path / "data")
    return Commands(tmp_path / "data", at(sandbox))


@dataclass(frozen=True)
class InProcess:
    """The door of the command line, called in this process."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str, code: int = 0) -> str:
        self.capture.readouterr()
        left = run(list(words))
        said = self.capture.readouterr()
        assert left == code, said.out + said.err
        return said.out + said.err

    def document(self, *words: str, code: int = 0) -> Any:
        self.capture.readouterr()
        left = run([*words, "--json"])
        said = self.capture.readouterr()
        assert left == code, said.out + said.err
        return loads(said.out)


@pytest.fixture
def playwarden(
    tmp_path: Path,
    sandbox: Running,
    connected_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> InProcess:
    """The commands in this process, with listener1 connected for writing."""
    copytree(connected_folder, tmp_path / "data")
    for name, value in (at(sandbox) | {"PLAYWARDEN_DATA_DIR": str(tmp_path / "data")}).items():
        monkeypatch.setenv(name, value)
    return InProcess(capsys)
