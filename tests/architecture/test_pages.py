"""The pages speak the API as it is, and stay small enough to open at once."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

FRONTEND = ROOT / "frontend"


def node(*words: str) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("node")
    assert program is not None, "Node is missing: scripts/prerequisites.sh says how to install it"
    env = os.environ | {"PYTHON": sys.executable}
    return subprocess.run([program, *words], cwd=FRONTEND, capture_output=True, text=True, check=False, env=env)


@pytest.mark.parametrize("script", [("scripts/api.mjs", "--check"), ("scripts/budget.mjs",)], ids=["types", "budget"])
def test_the_pages_know_the_api_as_it_is_and_open_within_their_budget(script: tuple[str, ...]) -> None:
    done = node(*script)
    assert done.returncode == 0, done.stdout + done.stderr
