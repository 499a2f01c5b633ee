"""A plain sandbox and a rig over it, on SQLite: what is tested here does not depend on the kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running
from playwarden.store.database import Database
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started


@pytest.fixture(name="sandbox")
def sandbox_fixture() -> Iterator[Running]:
    with started() as sandbox:
        yield sandbox


@pytest.fixture(name="rig")
def rig_fixture(sandbox: Running, sqlite_database: Database, tmp_path: Path) -> Iterator[Rig]:
    with rigged(sandbox, sqlite_database, tmp_path) as rig:
        yield rig
