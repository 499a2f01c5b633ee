"""The guide to protection is true: its commands are run as they stand, and say what it says."""

import json
import re
import shlex
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.integration.cli.conftest import Commands, at, connected
from tests.sandboxes import Caller

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "protection.md").read_text(encoding="utf-8")
STEPS = [
    line
    for block in re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running(SandboxSettings(limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=4)) as served:
        yield served


def test_the_guide_is_true(tmp_path: Path, sandbox: Running) -> None:
    commands = Commands(tmp_path / "data", at(sandbox))
    assert commands("apps", "add", sandbox.client_id, "--name", "test").code == 0
    connected(commands, "listener1", "--write")
    caller = Caller.connected(sandbox)
    playlist = caller.new_playlist(caller.tracks(3), name="Morning coffee", description="The first hour")
    assert commands("sync").code == 0
    told = ""
    for line in STEPS:
        if not line.startswith("$ "):
            assert line in told, (line, told)
            continue
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "curl":
            body = words[-1].replace("PLAYLIST", playlist).encode()
            urllib.request.urlopen(f"{sandbox.control_url}/mischief", body, timeout=10).close()
            continue
        named = [str(tmp_path / word) if word == "evidence.html" else word for word in words[1:]]
        said = commands(*named)
        assert said.code == 0, (words, said)
        told = " ".join(said.out.replace(str(tmp_path) + "/", "").split())
    page = (tmp_path / "evidence.html").read_text(encoding="utf-8")
    assert "The first hour" in page
    assert "http" not in re.sub(r"https://open\.spotify\.com/playlist/\w+", "", page), (
        "nothing is loaded from elsewhere"
    )
    shown = json.loads(urllib.request.urlopen(f"{sandbox.control_url}/playlists/{playlist}", timeout=10).read())
    assert shown["name"] == "Morning coffee"
