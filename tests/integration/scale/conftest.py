"""A sandbox and a fleet for all stories of this folder: two workers and a beat, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits
from tests.fleet import Fleet
from tests.postgres import Server
from tests.sandboxes import plain
from tests.valkey import NO_WHEEL, Valkey, available


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Running]:
    """Without lags and limits, with playlists for every story."""
    with running(plain(playlists_per_account=120)) as started:
        yield started


@pytest.fixture(scope="package")
def shared_fleet(
    sandbox: Running, tmp_path_factory: pytest.TempPathFactory, postgres: Server, valkey: Valkey
) -> Iterator[Fleet]:
    """A fleet with a beat and two workers, each of the two programs started once as its user does it."""
    fleet = Fleet.made(sandbox, tmp_path_factory.mktemp("fleet"), postgres, valkey, PLAYWARDEN_RUNNER_THREADS="3")
    fleet.beat(in_full=True)
    fleet.worker(in_full=True)
    fleet.worker()
    yield fleet
    fleet.close()


@pytest.fixture
def fleet(shared_fleet: Fleet) -> Iterator[Fleet]:
    """With two living workers and a beat, and as quick as can be."""
    shared_fleet.household.sandbox.latency(0)
    shared_fleet.household.sandbox.clear_faults()
    while sum(member.words[0] == "worker" and member.alive for member in shared_fleet.members) < 2:
        shared_fleet.worker()
    yield shared_fleet
    shared_fleet.household.sandbox.latency(0)


@pytest.fixture
def lonely_fleet(tmp_path: Path, postgres: Server) -> Iterator[Fleet]:
    """A fleet without any process, with a sandbox of its own whose window is soon full, and a Redis of its own."""
    if not available():
        pytest.skip(NO_WHEEL)
    redis = Valkey.begun()
    with running(plain(playlists_per_account=40, limits=Limits(window_calls=40))) as sandbox:
        one = {"PLAYWARDEN_WINDOW_CEILING": "36", "PLAYWARDEN_RUNNER_THREADS": "1"}
        fleet = Fleet.made(sandbox, tmp_path, postgres, redis, **one)
        yield fleet
        fleet.close()
    redis.stop()
