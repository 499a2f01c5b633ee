"""Plays are collected from the sandbox's player, each once, by one call an hour."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from playwarden.domain.calls import Caller, Lane
from playwarden.features.listening.service import Listening
from playwarden.features.listening.tasks import CollectPlays
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.ids import RandomIds, RunnerId
from playwarden.sandbox.running import Running
from playwarden.spotify.sources import SpotifySources
from playwarden.store import plays
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.models.accounts import Account
from playwarden.store.models.listening import Listener
from playwarden.store.plays import PlayRow
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started


@pytest.fixture(name="sandbox")
def sandbox_fixture() -> Iterator[Running]:
    with started() as sandbox:
        yield sandbox


@pytest.fixture(name="rig")
def rig_fixture(sandbox: Running, database: Database, tmp_path: Path) -> Iterator[Rig]:
    with rigged(sandbox, database, tmp_path) as rig:
        yield rig


class Ear:
    """A listener's account, and what collects its plays."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.caller: Caller = rig.caller(write=False)
        self.listening = Listening(rig.database, SpotifySources(rig.transport), rig.clock, RandomIds())
        self.jobs = StoredJobs(rig.database, rig.clock, RandomIds())
        registry = Registry([CollectPlays(self.listening)])
        self.carrier = Carrier(Tools(self.jobs, registry, rig.quota, rig.clock))

    def later(self, **span: float) -> int:
        """Lets time pass and carries out what is due; how many jobs that were."""
        self.rig.sandbox.advance(timedelta(**span).total_seconds())
        made = self.listening.tick()
        while (job := self.jobs.claim(RunnerId("rnr_test"), list(Lane))) is not None:
            left = self.carrier.carry(job, threading.Event())
            assert left is not None
            assert left.failure is None, left.failure
        return made

    def heard(self) -> int:
        with self.rig.database.read() as session:
            return sum(len(times) for times in plays.heard(session, self.caller.account).values())

    def row(self) -> Listener:
        with self.rig.database.read() as session:
            return session.get_one(Listener, self.caller.account)


@pytest.fixture(name="ear")
def ear_fixture(rig: Rig) -> Ear:
    return Ear(rig)


def test_a_day_of_plays_is_collected_whole_by_one_call_an_hour_at_most(ear: Ear) -> None:
    ear.later(minutes=1)
    made = sum(ear.later(minutes=30) for _ in range(48))
    calls = [bucket for bucket, _ in ear.rig.booked()]
    assert set(calls) == {"player"}
    assert made + 1 == len(calls) <= 25
    since = ear.rig.clock.now() - timedelta(days=1)
    with ear.rig.database.read() as session:
        held = {at for times in plays.heard(session, ear.caller.account).values() for at in times if at >= since}
    truth = ear.listening._sources.recently_played(ear.caller)
    assert {play.at for play in truth if play.at >= since and play.at <= ear.row().checked_at} <= held


def test_the_first_look_keeps_what_was_played_before_and_says_since_when_plays_are_known(ear: Ear) -> None:
    ear.later(minutes=1)
    row = ear.row()
    with ear.rig.database.read() as session:
        assert plays.known_from(session, ear.caller.account) == row.known_from
        first = min(at for times in plays.heard(session, ear.caller.account).values() for at in times)
    assert first == row.known_from < row.checked_at
    known_from = row.known_from
    ear.later(hours=30)
    assert ear.row().known_from == known_from


def test_looking_again_at_once_keeps_each_play_once(ear: Ear) -> None:
    ear.later(minutes=1)
    before = ear.heard()
    ear.listening.collect(ear.caller.account)
    assert ear.heard() == before


def test_an_account_that_did_not_allow_it_or_is_gone_is_not_asked(ear: Ear) -> None:
    with ear.rig.database.write() as session:
        session.execute(update(Account).values(scopes="playlist-read-private"))
    assert ear.later(hours=2) == 0
    assert ear.rig.booked() == []


def test_plays_are_kept_by_account_moment_and_track(ear: Ear) -> None:
    at = ear.rig.clock.now()
    row = PlayRow("spotify:track:x", at, "spotify:playlist:y")
    with ear.rig.database.write() as session:
        assert plays.keep(session, ear.caller.account, [row, PlayRow("spotify:track:z", at)]) == 2
        assert plays.keep(session, ear.caller.account, [row]) == 0
        assert plays.heard(session, ear.caller.account)["spotify:track:x"] == (at,)
