"""Hundreds of jobs while processes are killed, connections dropped and calls lost: each ends once in effect."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playwarden.sandbox.running import running
from playwarden.sandbox.settings import Limits
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.storm import Storm
from tests.fleet import Fleet
from tests.nursery import Begun
from tests.postgres import Server
from tests.sandboxes import plain
from tests.valkey import Valkey

PLAYLISTS, EACH = (50, 10) if LONG else (6, 5)
TIMES = 40 if LONG else 6
PAUSE = 4.0 if LONG else 2.0
SECONDS = 1800.0 if LONG else 500.0
"""Real seconds after which jobs that have not ended never will; on a quiet machine it takes a tenth of that."""
pytestmark = pytest.mark.timeout(SECONDS + 400)
RATE = 30.0
"""A window of 30 s passes in one."""
WINDOW = Limits(window_calls=120, bucket_calls=None, group_calls=None, player_calls=None)
VARIABLES = {
    "PLAYWARDEN_WINDOW_CEILING": "100",
    "PLAYWARDEN_BACKUP_HOUR": "-1",
    "PLAYWARDEN_SYNC_MINUTES": "0",
    "PLAYWARDEN_COLLECT_PLAYS": "false",
}


class Embedded:
    """One `up` with the runner in it, killed and started again."""

    def __init__(self, household: Household) -> None:
        self._household = household
        self._process = self._started()

    def kill(self) -> None:
        """SIGKILL, and another one."""
        self.end()
        self._process = self._started()

    def end(self) -> None:
        """For good."""
        self._process.kill()
        self._process.communicate()

    def _started(self) -> Begun:
        process = self._household.start("up", "--port", "0", "--json")
        line = process.stdout.readline()
        assert line.startswith('{"'), (line, process.communicate())
        return process


@contextmanager
def stormy(fleet: Fleet) -> Iterator[Fleet]:
    """Two workers and a beat at work."""
    try:
        fleet.worker()
        fleet.worker()
        fleet.beat()
        yield fleet
    finally:
        fleet.close()


def _another(fleet: Fleet, word: str) -> None:
    """Kills one of the fleet's processes of a kind and starts another."""
    member = next(m for m in fleet.members if m.alive and m.words[0] == word)
    member.kill()
    fleet.begin(word)


def _without_redis(fleet: Fleet) -> None:
    """Redis is killed with all its messages, and comes back."""
    fleet.redis.kill()
    fleet.redis.start()


def test_the_embedded_runner_killed_again_and_again(tmp_path: Path) -> None:
    with running(plain(playlists_per_account=PLAYLISTS + 10, limits=WINDOW)) as sandbox:
        household = Household(sandbox, tmp_path, VARIABLES)
        household.connect()
        storm = Storm(household, RATE, random.Random(1))
        storm.begin(PLAYLISTS, EACH)
        storm.faults()
        embedded = Embedded(household)
        try:
            misfortunes = [embedded.kill, storm.ban, embedded.kill, storm.ban_of_a_bucket]
            storm.rage(misfortunes, times=TIMES // 2, pause=PAUSE, seconds=SECONDS)
        finally:
            embedded.end()
        storm.judge()
        household.box.close()


def test_workers_beat_redis_and_connections_lost_again_and_again(
    tmp_path: Path, postgres: Server, valkey: Valkey
) -> None:
    with running(plain(playlists_per_account=PLAYLISTS + 10, limits=WINDOW)) as sandbox:
        fleet = Fleet.made(sandbox, tmp_path, postgres, valkey, **VARIABLES)
        storm = Storm(fleet.household, RATE, random.Random(2))
        storm.begin(PLAYLISTS, EACH)
        storm.faults()
        with stormy(fleet):
            misfortunes = [
                lambda: _another(fleet, "worker"),
                fleet.drop_connections,
                lambda: _another(fleet, "beat"),
                storm.ban,
                lambda: _without_redis(fleet),
                storm.ban_of_a_bucket,
            ]
            storm.rage(misfortunes, times=TIMES, pause=PAUSE, seconds=SECONDS)
            storm.judge()
