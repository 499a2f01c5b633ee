"""One sandbox and one household for all stories of a worker: each takes a playlist of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running, running
from tests.chaos.household import Household
from tests.chaos.stories import Shelf, Story
from tests.postgres import Server
from tests.sandboxes import plain

LONG = os.environ.get("PLAYWARDEN_CHAOS") == "long"
"""The long form runs every combination, the short one in `make test` a part of each kind."""
QUICK = 20.0
"""Times as fast as real time runs the clock of stories: what is waited for Spotify's sake is soon over."""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    """Without lags and limits: stories set their own faults."""
    with running(plain(playlists_per_account=80, rate=QUICK)) as started:
        yield started


@pytest.fixture(scope="session")
def shared_household(sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Connected once."""
    household = Household(sandbox, tmp_path_factory.mktemp("household"), {})
    household.connect()
    yield household
    household.box.close()


@pytest.fixture
def household(shared_household: Household) -> Iterator[Household]:
    """With no fault of an earlier story left."""
    shared_household.sandbox.clear_faults()
    yield shared_household
    shared_household.sandbox.clear_faults()


@pytest.fixture(scope="session")
def shelf(shared_household: Household) -> Shelf:
    """Hands out playlists."""
    return Shelf(shared_household)


@pytest.fixture
def story(household: Household, shelf: Shelf) -> Story:
    """A playlist nobody used before."""
    return shelf.story()


@pytest.fixture
def lonely_story(tmp_path: Path) -> Iterator[Story]:
    """In a sandbox and a household of its own: for stories with bans and clocks that others must not feel."""
    with running(plain(playlists_per_account=12, rate=QUICK)) as sandbox:
        household = Household(sandbox, tmp_path, {})
        household.connect()
        yield Shelf(household).story()
        household.box.close()


@pytest.fixture
def postgres_story(tmp_path: Path, postgres: Server) -> Iterator[Story]:
    """A household whose database is PostgreSQL, brought to its schema by the first command."""
    name = postgres.create()
    with running(plain(playlists_per_account=12, rate=QUICK)) as sandbox:
        household = Household(sandbox, tmp_path, {"PLAYWARDEN_DATABASE_URL": postgres.url(name)})
        household.connect()
        yield Shelf(household).story()
        household.box.close()
    postgres.drop(name)
