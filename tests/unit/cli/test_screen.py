"""The terminal: what people and programs get to see."""

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from playwarden.cli.screen import Screen, plain
from playwarden.kit.errors import Blocked, FileError, RateLimited
from playwarden.kit.problems import facts

ASKING = """
import sys
from playwarden.cli.screen import screen
screen.begin(json_wanted=False)
assert screen.can_ask
with screen.progress("counting") as advance:
    advance(1, 2, "one of two")
sys.exit(0 if screen.ask("Really?") else 3)
"""


@pytest.mark.parametrize(("typed", "code"), [(b"y\n", 0), (b"yes\n", 0), (b"n\n", 3), (b"\n", 3), (b"Yo\n", 3)])
def test_only_a_yes_is_a_yes_on_a_terminal(typed: bytes, code: int) -> None:
    master, slave = pty.openpty()
    try:
        with subprocess.Popen([sys.executable, "-c", ASKING], stdin=slave, stdout=slave, stderr=slave) as asking:
            os.close(slave)
            os.write(master, typed)
            said = b""
            while b"[y/N]" not in said:
                said += os.read(master, 1024)
            assert asking.wait(timeout=60) == code
    finally:
        os.close(master)


def test_a_pipe_is_never_asked_and_gets_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    assert not screen.can_ask
    screen.fail("code", "It went [bold]wrong[/bold].", "Do this.")
    assert capsys.readouterr().err == "It went [bold]wrong[/bold].\nDo this.\n"


def test_with_json_standard_output_holds_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.begin(json_wanted=True)
    screen.say("for people")
    with screen.progress("doing") as advance:
        advance(1, 2, "half")
    screen.answer({"at": datetime(2026, 11, 2, tzinfo=UTC)}, "for people")
    said = capsys.readouterr()
    assert (said.out, said.err) == ('{\n  "at": "2026-11-02T00:00:00Z"\n}\n', "")


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    many: tuple[int, ...]


def test_values_become_plain_documents() -> None:
    assert plain([Thing("a", (1, 2))]) == [{"name": "a", "many": [1, 2]}]


def test_an_error_tells_a_program_what_it_holds_beyond_its_sentence() -> None:
    until = datetime(2026, 11, 2, tzinfo=UTC)
    assert facts(RateLimited("x", until=until)) == {"until": until.isoformat()}
    assert facts(Blocked("x", rules=("a",))) == {"rules": ["a"]}
    assert facts(FileError("f", 1, 2, "x")) == {"path": "f", "line": 1, "column": 2}
