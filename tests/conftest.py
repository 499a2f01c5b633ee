"""Fixtures every test may use: a clock, and a fresh database of each kind."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.store import migrate
from playwarden.store.database import Database
from tests.compiled import keep_together
from tests.databases import everywhere, spared
from tests.fakes.clock import FakeClock
from tests.order import dealt
from tests.postgres import Server
from tests.valkey import NO_WHEEL, Valkey, available

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
"""Bytes that have to be free there: more than all workers need at a time."""

YOUNG_OBJECTS = 10_000


def pytest_configure() -> None:
    """The folders of tests lie in memory where there is room: a database waits for the disk at each of a hundred
    thousand commits, and none of them has to outlive the tests. What is loaded from here on is no garbage, and what was
    compiled once is kept, also where Python is told not to: the hundreds of processes that tests start would each
    compile the program anew. Whoever starts the tests in the background may have had Ctrl-C ignored, which all of those
    processes would inherit.
    """
    gc.disable()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    keep_together()
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Five workers for two processors: for more than half of their time tests wait for servers, browsers and processes
    of their own, which leaves processors idle. PYTEST_XDIST_AUTO_NUM_WORKERS says otherwise.
    """
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else 5 * (os.cpu_count() or 1) // 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers begin with what takes long and leave some of it to the long forms; one runs the tests as they
    stand.
    """
    if not everywhere():
        left = [item for item in items if spared(item.nodeid)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not spared(item.nodeid)]
    if (workers := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))) > 1:
        items[:] = [items[place] for place in dealt([item.nodeid.removeprefix("tests/") for item in items], workers)]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """All that was loaded is there to stay: the collector of garbage need not walk through it again and again. In a run
    of all tests that was more than half of the time that they took. What tests make themselves it need not look through
    at every 700 objects either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    gc.enable()


@pytest.fixture
def clock() -> FakeClock:
    """Product time that a test sets and advances."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for this test process, started when the first test wants it."""
    server = Server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Redis for this test process, started when the first test wants it."""
    if not available():
        pytest.skip(NO_WHEEL)
    server = Valkey.begun()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "playwarden.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with all tables and no rows, once on each kind of database."""
    if request.param == "sqlite":
        yield _sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path / "playwarden.db")
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.borrow(_make_tables)
    yield server.url(name)
    server.give_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table: what a first start meets."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with all tables and no rows, once on each kind of database."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def other_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second database beside `database`, also once on each kind: four pairs in all."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_database")
        return
    opened = Database(_sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path / "other.db"))
    yield opened
    opened.close()


@pytest.fixture
def postgres_database(postgres: Server) -> Iterator[Database]:
    """A fresh PostgreSQL database, for what only PostgreSQL does."""
    name = postgres.borrow(_make_tables)
    opened = Database(postgres.url(name))
    yield opened
    opened.close()
    postgres.give_back(name)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, where the kind does not matter or only SQLite is meant."""
    opened = Database(_sqlite_copy(sqlite_template, tmp_path / "sqlite.db"))
    yield opened
    opened.close()


def _make_tables(url: str) -> None:
    database = Database(url)
    migrate.create_at(database, "head")
    database.close()


def _sqlite_copy(template: Path, path: Path) -> str:
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
