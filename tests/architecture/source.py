"""The source as syntax trees, for tests of what linters cannot say."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "playwarden"


@dataclass(frozen=True)
class Module:
    """A Python file: its path inside of the repository, and what it says."""

    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        """Parsed anew. Kept, the trees of all files would be two million objects, through which every test that comes
        later would have its garbage collected.
        """
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return self.path.as_posix()

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below `folders` of the repository, `src/playwarden` when none is named."""
    found = []
    for folder in folders or ("src/playwarden",):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.append(Module(path.relative_to(ROOT), path.read_text(encoding="utf-8")))
    return tuple(found)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of attributes on a name; '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(module or module.name, line) of everything imported anywhere in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
