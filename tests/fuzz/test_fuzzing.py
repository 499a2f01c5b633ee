"""Whatever schemathesis makes of the API's own description, the answers are as that description says.

In the short form its examples and, for some of the routes, what lies on the edges of their schemas; `make fuzz` is the
long one: every route, random requests and walks from one answer to the next too.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from playwarden.sandbox.running import running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from playwarden.web.routes import PREFIX, SLICES, declared
from tests.integration.web.asking import TOKEN
from tests.integration.web.served import Served, served
from tests.integration.web.town import peopled

LONG = os.environ.get("PLAYWARDEN_FUZZ") == "long"
ROOM = Path(__file__).parent
ENDLESS = f"{PREFIX}/events"
"""A stream that ends when its reader does; it has tests of its own."""
SHARES = 16
"""In the short form the edges of every sixteenth route are walked, those of the rest by `make fuzz`."""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = SandboxSettings(
        limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=4, rotate_refresh_tokens=False
    )
    folder = tmp_path_factory.mktemp("fuzz") / "data"
    with running(settings) as sandbox, peopled(folder, sandbox) as town, served(town.container) as up:
        asked = Request(
            f"http://127.0.0.1:{up.port}{PREFIX}/openapi.json", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        urlopen(asked, timeout=60).close()  # the document is made at the first time, and schemathesis waits ten seconds
        yield up


def fuzz(up: Served, folder: Path, *words: str) -> None:
    """Runs schemathesis with all its checks; anything that it finds fails the test. What it remembers of a run goes
    with `folder`: each one is the first.
    """
    for name in ("schemathesis.toml", "hooks.py"):
        shutil.copyfile(ROOM / name, folder / name)
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(folder / "schemathesis.toml"),
            "run",
            f"http://127.0.0.1:{up.port}{PREFIX}/openapi.json",
            "--header",
            f"Authorization: Bearer {TOKEN}",
            "--checks",
            "all",
            "--seed",
            "1",
            "--generation-deterministic",
            "--continue-on-failure",
            "--exclude-path",
            ENDLESS,
            *words,
        ],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
        timeout=3_000,
    )
    (folder / "told.txt").write_text(done.stdout)
    told = "\n".join(line[:300] for line in done.stdout.splitlines())
    assert done.returncode == 0, f"{told[-12_000:]}\n{done.stderr[-2_000:]}\nall of it in {folder / 'told.txt'}"
    assert "Tested:" in done.stdout, told


def edges() -> list[str]:
    """The paths whose edges the short form walks: a share of all."""
    paths = dict.fromkeys(f"{PREFIX}{route.path}" for name in SLICES for route, _ in declared(name))
    return [path for path in list(paths)[::SHARES] if path != ENDLESS]


@pytest.mark.skipif(LONG, reason="the long form does it too")
def test_the_examples_are_answered_as_they_say(up: Served, tmp_path: Path) -> None:
    fuzz(up, tmp_path, "--phases", "examples")


@pytest.mark.timeout(600)
@pytest.mark.skipif(LONG, reason="the long form walks all of them")
def test_what_lies_on_the_edges_of_a_schema_is_answered_as_it_says(up: Served, tmp_path: Path) -> None:
    fuzz(up, tmp_path, "--phases", "coverage", *(word for path in edges() for word in ("--include-path", path)))


@pytest.mark.skipif(not LONG, reason="make fuzz")
@pytest.mark.timeout(3_600)
def test_nothing_is_found_in_a_long_search(up: Served, tmp_path: Path) -> None:
    fuzz(up, tmp_path, "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "60")
