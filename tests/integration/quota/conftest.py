"""A desk on each kind of database."""

import pytest

from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.quota.desk import Desk


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    made = Desk(database, clock)
    made.fill_register()
    return made
