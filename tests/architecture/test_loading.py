"""What is not wanted is not loaded: starting is mostly importing, so a short command answers as soon as it can."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import dotted, modules

LISTS = """
import json, sys
from playwarden.cli.main import run
code = run(["--json", "quota"])
print(json.dumps([code, sorted(sys.modules)]))
"""
SERVES = """
import json, sys
from pathlib import Path
from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.web.application import create_app
container = open_container(load_settings())
app = create_app(container, token="token")
container.runner
print(json.dumps([int(app.openapi_schema is not None), sorted(sys.modules)]))
container.close()
"""


def loaded(program: str, folder: Path) -> tuple[int, set[str]]:
    """What `program` says first, and every module that it loaded, over a data folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean | {"PLAYWARDEN_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, set(names)


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    code, names = loaded(LISTS, tmp_path_factory.mktemp("command") / "data")
    assert code == 0
    return names


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    described, names = loaded(SERVES, tmp_path_factory.mktemp("server") / "data")
    assert not described, "the reference is written when somebody asks for it"
    return names


def test_a_command_loads_the_slice_that_it_asks_and_no_other(command: set[str]) -> None:
    routes = "playwarden.web.routes."
    assert {name for name in command if name.startswith(routes)} == {routes + "asked", routes + "quota"}


def test_a_server_loads_a_slice_when_something_of_it_is_asked(server: set[str]) -> None:
    routes = "playwarden.web.routes."
    needed_by_consents = {"accounts", "members", "session"}
    assert {name for name in server if name.startswith(routes)} == {
        routes + each for each in ("asked", *needed_by_consents)
    }


@pytest.mark.parametrize("name", ["alembic", "yaml"])
def test_a_server_starts_without_what_its_first_page_does_not_need(server: set[str], name: str) -> None:
    assert name not in server


@pytest.mark.parametrize("name", ["playwarden.web.application", "playwarden.web.gate", "uvicorn", "playwarden.kinds"])
def test_a_command_loads_nothing_of_a_server(command: set[str], name: str) -> None:
    assert name not in command


@pytest.mark.parametrize("name", ["httpx2", "playwarden.spotify.transport"])
def test_what_spotify_is_called_with_is_loaded_by_a_call(command: set[str], server: set[str], name: str) -> None:
    assert name not in command
    assert name not in server


@pytest.mark.parametrize("name", ["PIL", "celery", "redis", "psycopg", "xlsxwriter", "sklearn", "numpy"])
def test_what_few_need_is_loaded_by_them(command: set[str], server: set[str], name: str) -> None:
    assert name not in command
    assert name not in server


def test_the_lists_of_modules_are_those_of_programs_that_ran(command: set[str], server: set[str]) -> None:
    assert {"fastapi", "sqlalchemy", "playwarden.web.api"} <= command & server
    assert "playwarden.web.application" in server


BEFORE_OTHERS = (
    "src/playwarden/cli/",
    "src/playwarden/sandbox/",
    "src/playwarden/worker/",
    "src/playwarden/kit/logs.py",  # begun before anything else
    "src/playwarden/store/migrate.py",  # a database is brought up to date before it is given to anybody
)
"""What imports while no other thread of Playwarden's does."""
ALONE = (
    "src/playwarden/features/alerts/speaking.py",
    "src/playwarden/features/exchange/archives.py",
    "src/playwarden/features/exchange/child.py",
)
"""What runs in a process of its own, with one thread."""


def test_what_is_imported_while_others_run_is_imported_under_the_lock() -> None:
    others = [module for module in modules() if not module.name.startswith((*BEFORE_OTHERS, *ALONE))]
    found = [f"{module.name}:{line}" for module in others for line in unheld(module.tree)]
    assert not found, "`with LOADING:`, `@loads` or `@made_once` (kit/loading.py)"


def test_an_import_without_the_lock_is_found() -> None:
    said = "def a():\n    import b\n    with LOADING:\n        import c\n\n@loads\ndef d():\n    import e\n"
    assert list(unheld(ast.parse(said))) == [2]


def unheld(tree: ast.AST, within: bool = False) -> Iterator[int]:
    """Lines of imports within functions that do not hold the lock of loading."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import() | ast.ImportFrom() if within:
                yield node.lineno
            case ast.Call() if within and dotted(node.func).endswith("import_module"):
                yield node.lineno
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if not any(dotted(each) in ("loads", "made_once") for each in node.decorator_list):
                    yield from unheld(node, within=True)
            case ast.With() if any(dotted(each.context_expr) == "LOADING" for each in node.items):
                pass
            case _:
                yield from unheld(node, within)
