"""A missing prerequisite is named in one sentence with the line that installs it on Debian and Ubuntu."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "prerequisites.sh"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that holds all that is needed and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("git", "basename"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    (folder / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (folder / "python3").chmod(0o755)
    return folder


def ask(programs: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", SCRIPT], env={"PATH": str(programs)} | more, capture_output=True, text=True, check=False
    )


def missing(programs: Path, **more: str) -> str:
    done = ask(programs, **more)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def old(programs: Path, name: str, *, version: str = "3.9") -> None:
    """A Python that fails every question about a newer version."""
    (programs / name).write_text(f"#!/bin/sh\necho {version}\nexit 1\n")
    (programs / name).chmod(0o755)


def test_where_all_is_there_it_says_which_python(programs: Path) -> None:
    done = ask(programs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "python3\n", "")


def test_git(programs: Path) -> None:
    (programs / "git").unlink()
    assert "`sudo apt-get install git`" in missing(programs)


def test_python(programs: Path) -> None:
    (programs / "python3").unlink()
    assert "`sudo apt-get install python3 python3-venv`" in missing(programs)


def test_a_python_that_is_too_old(programs: Path) -> None:
    old(programs, "python3")
    told = missing(programs)
    assert "Python 3.11 or newer is missing" in told
    assert "python3.11" in told


def test_a_newer_python_beside_an_old_one_is_taken(programs: Path) -> None:
    shutil.copy(programs / "python3", programs / "python3.12")
    old(programs, "python3")
    assert ask(programs).stdout == "python3.12\n"


def test_the_venv_module(programs: Path) -> None:
    (programs / "python3").write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n'
    )
    assert "`sudo apt-get install python3-venv`" in missing(programs)


def test_the_python_that_is_asked_for(programs: Path) -> None:
    shutil.copy(programs / "python3", programs / "mine")
    assert ask(programs, PYTHON="mine").stdout == "mine\n"
    old(programs, "mine")
    assert "Python 3.11 or newer is missing" in missing(programs, PYTHON="mine")
