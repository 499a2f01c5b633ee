"""Public names say what they are: a sentence on every module, a docstring on what others use, no word for anything."""

import ast
import inspect
import io
import re
import tokenize
from functools import cache
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, Module, modules

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "stuff"}
SHORT = 5
"""Statements that a typed function may have and stand for itself: a docstring would repeat its signature."""
TOLD_BY_THEIR_FIELDS = ("Base", "BaseModel", "NamedTuple", "TypedDict", "StrEnum", "IntEnum")
"""Besides dataclasses: classes that do nothing, whose fields say it all. Rows of tables, shapes of JSON, choices."""
TOLD_BY_THEIR_MODULE = {"safety": {"check"}, "versions": {"upgrade"}}
"""The one function of a file of a known kind, by folder: the file's own sentence is its text."""
BESIDE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
"""What is no word of a file."""
KIND = "STEP"
"""What a file of a kind of step calls its class: the file's own text is the class's as well."""


def words(name: str) -> set[str]:
    """The words in a name: of `ThingManager`, `thing_manager` or `thing-manager`."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def undocumented(module: Module, tree: ast.Module) -> list[str]:
    """Public functions and classes of `module` without a docstring. Errors are told by the tree in kit/errors.py."""
    found = []
    told = {
        ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == KIND
    }
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in told:
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) or node.name in TOLD_BY_THEIR_MODULE.get(module.path.parent.name, ()):
            continue
        if _is_told_otherwise(node, module) if isinstance(node, ast.ClassDef) else len(node.body) <= SHORT:
            continue
        found.append(f"{module.name}:{node.lineno} {node.name}")
    return found


def opens_with_a_sentence(module: Module) -> bool:
    """Whether it does, unless it is the empty file of a package. Its first words are read alone: to parse all files of
    the repository takes seconds.
    """
    first = next(
        (one for one in tokenize.generate_tokens(io.StringIO(module.text).readline) if one.type not in BESIDE), None
    )
    if first is None:
        return module.path.name == "__init__.py"
    told = inspect.cleandoc(ast.literal_eval(first.string)) if first.type == tokenize.STRING else ""
    return re.match(r"[A-Z`'\d].*?[.:!?]", told, re.DOTALL) is not None


def _is_told_otherwise(node: ast.ClassDef, module: Module) -> bool:
    if module.path.name == "errors.py":
        return True
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    asks = all(any(ast.unparse(mark) == "property" for mark in one.decorator_list) for one in methods)
    is_value = any("dataclass" in ast.unparse(one) for one in node.decorator_list)
    return asks and (is_value or any(ast.unparse(base) in TOLD_BY_THEIR_FIELDS for base in node.bases))


@cache
def looked_through() -> tuple[list[str], list[str]]:
    """What is undocumented, and which classes have an empty word for a name: of each file, parsed once for both."""
    silent: list[str] = []
    empty: list[str] = []
    for module in modules():
        tree = module.tree
        silent += undocumented(module, tree)
        empty += [
            f"{module.name}:{node.lineno} {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and words(node.name) & EMPTY_WORDS
        ]
    return silent, empty


def test_every_module_opens_with_a_sentence() -> None:
    everything = modules("src", "tests", "benchmarks", "scripts")
    assert len(everything) > len(modules()) > 0
    assert [module.name for module in everything if not opens_with_a_sentence(module)] == []


def test_public_names_say_what_they_are() -> None:
    assert looked_through()[0] == []


def test_no_name_is_a_word_for_anything() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py") if words(path.stem) & EMPTY_WORDS]
    assert (files, looked_through()[1]) == ([], [])


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(one) for one in sorted(folders) if not (one / "__init__.py").exists()] == []


def test_the_scan_finds_what_it_looks_for() -> None:
    text = (
        "def shown():\n a\n b\n c\n d\n e\n f\nclass Shown: pass\ndef _hidden():\n a\n b\n c\n d\n e\n"
        "class Row(Base): pass\ndef short(): pass"
    )
    assert [one.split()[-1] for one in undocumented(Module(Path("x.py"), text), ast.parse(text))] == ["shown", "Shown"]
    assert [opens_with_a_sentence(Module(Path("x.py"), one)) for one in ("x = 1", "'no end'", "'One.'")] == [
        False,
        False,
        True,
    ]
    assert words("HTTPManager_of-things") == {"http", "manager", "of", "things"}
