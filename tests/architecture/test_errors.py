"""Errors are one tree with stable codes, and nothing but the doors catches everything."""

import ast
import inspect
import re

from playwarden.kit import errors
from tests.architecture.source import Module, modules

DOORS = tuple(f"src/playwarden/{door}/" for door in ("cli", "web", "worker", "jobs", "sandbox"))
EVERYTHING = {"Exception", "BaseException"}


def catches_everything(module: Module) -> list[str]:
    """Handlers in `module` that catch every error and do not raise it again."""
    found = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = {ast.unparse(node.type)} if node.type else EVERYTHING
        raises = any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(node))
        if caught & EVERYTHING and not raises:
            found.append(f"{module.name}:{node.lineno}")
    return found


def test_nothing_catches_everything_but_the_doors() -> None:
    assert [
        one for module in modules() if not module.name.startswith(DOORS) for one in catches_everything(module)
    ] == []


def test_every_error_has_a_code_of_its_own_and_stands_in_the_drawn_tree() -> None:
    kinds = [
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.PlaywardenError)
    ]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    drawn = re.findall(r"[A-Z]\w+", (errors.__doc__ or "").split("\n\n", 1)[1])
    assert {kind.__name__ for kind in kinds} <= set(drawn)


def test_every_error_is_drawn_below_its_parent() -> None:
    tree: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"([│├└─ ]*)([A-Z]\w+)", line)
        if match and hasattr(errors, match[2]):
            while tree and tree[-1][0] >= len(match[1]):
                tree.pop()
            if tree:
                assert issubclass(getattr(errors, match[2]), getattr(errors, tree[-1][1])), line
            tree.append((len(match[1]), match[2]))
