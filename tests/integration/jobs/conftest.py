"""A desk on each kind of database."""

import pytest

from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import Desk


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)
