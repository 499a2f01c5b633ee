"""A plain sandbox and a rig over it, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.store.database import Database
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started


@pytest.fixture(name="rig")
def rig_fixture(database: Database, tmp_path: Path) -> Iterator[Rig]:
    with started() as sandbox, rigged(sandbox, database, tmp_path) as rig:
        yield rig
