"""Deciding is pure: no clock, no randomness, no outside in domain and engine; time is handed in."""

import ast
import sys

import pytest

from tests.architecture.source import Module, dotted, imported, modules

PURE = modules("src/playwarden/domain", "src/playwarden/engine")
CLOCKS_AND_CHANCE = ("time", "random", "secrets", "uuid", "numpy.random")
OUTSIDE = (
    "os",
    "pathlib",
    "socket",
    "sqlite3",
    "urllib.request",
    "subprocess",
    "shutil",
    "tempfile",
    "logging",
    "requests",
)
LENT = {"cronsim": "src/playwarden/domain/jobs/timing/", "rapidfuzz": "src/playwarden/domain/matching/"}
"""What `domain` may import beside the standard library, and where: pure computations, without clock or I/O."""
NOW = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "os.urandom",
}


def faults(module: Module) -> list[str]:
    """What in `module` asks a clock, chance or the outside."""
    found = []
    for name, line in imported(module.tree):
        for banned in (*CLOCKS_AND_CHANCE, *OUTSIDE):
            if name == banned or name.startswith(f"{banned}."):
                found.append(f"{module.name}:{line} imports {name}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            if called in NOW or called in {"open", "input", "print"}:
                found.append(f"{module.name}:{node.lineno} calls {called}()")
    return found


def test_domain_and_engine_ask_no_clock_no_chance_and_no_outside() -> None:
    assert PURE
    assert [found for module in PURE for found in faults(module)] == []


def foreign(module: Module) -> list[str]:
    """What `module` imports that is neither the standard library, nor ours, nor lent to it."""
    found = []
    for name, line in imported(module.tree):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top == "playwarden" or module.name.startswith(LENT.get(top, "-")):
            continue
        found.append(f"{module.name}:{line} imports {name}")
    return found


def test_domain_and_engine_are_built_of_the_standard_library_alone() -> None:
    assert [found for module in PURE for found in foreign(module)] == []


def test_what_is_lent_is_used_where_it_is_lent() -> None:
    used = {name.partition(".")[0] for module in PURE for name, _ in imported(module.tree)}
    assert used >= {"cronsim"}
    assert foreign(Module(PURE[0].path, "import cronsim, yaml")) != []


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from time import monotonic",
        "import random as chance",
        "from secrets import token_hex",
        "def f():\n    import uuid",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\nx = date.today()",
        "x = open('f')",
        "from pathlib import Path",
    ],
)
def test_the_scan_finds_what_it_looks_for(text: str) -> None:
    module = PURE[0]
    assert faults(Module(module.path, text))


def test_there_is_something_to_scan() -> None:
    assert {module.path.parts[2] for module in PURE} == {"domain", "engine"}
