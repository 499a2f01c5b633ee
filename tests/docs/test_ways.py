"""What is told to be done names commands: pages have a way of their own for each, or say that it takes a terminal."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "playwarden"
PAGES = ROOT / "frontend" / "src"
WAYS: dict[str, dict[str, str] | None] = json.loads((PAGES / "shared" / "states" / "ways.json").read_text())
NOT_SHOWN = {"cli", "sandbox", "worker"}
"""Their texts are for terminals alone."""


@cache
def named() -> list[tuple[str, str]]:
    """Every command that a text names which pages may show, and where; up to what is filled in."""
    return list(_named())


def _named() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] in NOT_SHOWN:
            continue
        text = path.read_text(encoding="utf-8")
        if "`playwarden " not in text:
            continue
        tree = ast.parse(text)
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                for command in re.findall(r"`playwarden ([^`]+)", node.value):
                    yield command.strip(), f"{path.relative_to(ROOT)}:{node.lineno}"


def way_of(command: str) -> str | None:
    """The longest beginning of a command that stands among the ways."""
    words = command.split()
    return next((key for count in range(len(words), 0, -1) if (key := " ".join(words[:count])) in WAYS), None)


def test_every_command_that_a_text_names_has_a_way() -> None:
    missing = [f"{command} ({where})" for command, where in named() if way_of(command) is None]
    assert missing == [], "frontend/src/shared/states/ways.json lacks them"


def test_every_way_is_needed() -> None:
    assert set(WAYS) == {way_of(command) for command, _ in named()}


def test_every_way_leads_to_a_page() -> None:
    pages = set(re.findall(r'path: "(/[^"$]*)"', (PAGES / "app" / "router.tsx").read_text(encoding="utf-8")))
    assert {way["to"] for way in WAYS.values() if way is not None} <= pages


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.tsx")), ids=lambda path: path.name)
def test_no_page_shows_what_to_do_without_its_ways(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        shown = re.sub(r"remedy=\{[^}]*\}", "", line)  # handed on, not shown
        assert not re.search(r"remedy(?:\)?\}|\s*\?\?[^}]*\})", shown) or "<Says" in line, f"{path.name}:{number}"
