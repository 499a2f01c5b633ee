"""A file or function that grew too long wants to be two things; it is named here."""

from tests.architecture.source import functions, modules

MOST_LINES = 450
MOST_LINES_OF_A_FUNCTION = 80
WHOLE = ("src", "tests", "benchmarks", "scripts")
BY_NATURE = "src/playwarden/store/migrations/versions/"
"""Long because they list: one table after the other, written by a program."""


def test_no_file_is_too_long() -> None:
    long = {module.name: module.lines for module in modules(*WHOLE) if module.lines > MOST_LINES}
    assert {name: lines for name, lines in long.items() if not name.startswith(BY_NATURE)} == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{module.name}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in modules("src", "benchmarks", "scripts")
        if not module.name.startswith(BY_NATURE)
        for function in functions(module.tree)
    }
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}
