"""Killed at any moment, a placement ends up as if nothing had happened: once in, once out, and told so."""

import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from sqlalchemy import event, update

from playwarden.domain.placements.placement import PlacementState
from playwarden.kit.errors import OutcomeUnknown, SpotifyUnavailable
from playwarden.store.database import Database
from playwarden.store.models.system import Lease
from playwarden.store.placements import PlacementFilter
from tests.fakes.spotify import FakeSpotify, Killed
from tests.integration.placements.conftest import Stage, open_stage

Reopen = Callable[[FakeSpotify], Stage]
WHOLE = os.environ.get("PLAYWARDEN_CHAOS") == "long"
CALLS = [(leaving, nth) for leaving in (False, True) for nth in range(1, 5)]
COMMITS = [(leaving, nth) for leaving in (False, True) for nth in range(1, 14) if WHOLE or nth % 2 == leaving]
"""Every second one; the long form kills at all of them."""


def _kill_at_commit(database: Database, nth: int) -> Callable[[], None]:
    """The process dies just before its n-th commit of something written."""
    left = count(1)

    def die(_connection: object) -> None:
        if next(left) == nth:
            raise Killed

    event.listen(database.engine, "commit", die)
    return lambda: event.remove(database.engine, "commit", die)


def _kill_after_call(spotify: FakeSpotify, nth: int) -> None:
    start = len(spotify.log)

    def die(number: int, _name: str) -> None:
        if number - start == nth:
            raise Killed

    spotify.after = die


def _disarm(spotify: FakeSpotify) -> None:
    spotify.before = spotify.after = lambda *_: None


@pytest.mark.parametrize(("leaving", "nth"), CALLS)
def test_killed_after_a_call(sqlite_stage: Stage, another_process: Reopen, leaving: bool, nth: int) -> None:
    sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    if leaving:
        sqlite_stage.settle()
        sqlite_stage.clock.advance(days=1)
    _kill_after_call(sqlite_stage.spotify, nth)
    with suppress(Killed):
        sqlite_stage.settle()
    _disarm(sqlite_stage.spotify)
    _goes_on(another_process(sqlite_stage.spotify), leaving)


@pytest.mark.parametrize(("leaving", "nth"), COMMITS)
def test_killed_at_a_commit(sqlite_stage: Stage, another_process: Reopen, leaving: bool, nth: int) -> None:
    sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    if leaving:
        sqlite_stage.settle()
        sqlite_stage.clock.advance(days=1)
    disarm = _kill_at_commit(sqlite_stage.database, nth)
    with suppress(Killed):
        sqlite_stage.settle()
    disarm()
    _goes_on(another_process(sqlite_stage.spotify), leaving)


def _goes_on(again: Stage, leaving: bool) -> None:
    """The next process, which finds that the other is dead and its leases free, settles it once and for all."""
    with again.database.write() as session:
        session.execute(update(Lease).values(holder=""))
    again.settle()
    [told] = again.placements.find(PlacementFilter())
    if leaving:
        assert (again.names(), told.placement.state) == ("abcdef", PlacementState.ENDED)
    else:
        assert (again.names(), told.placement.state) == ("abPdef", PlacementState.IN_FORCE)
    assert again.runs.unfinished() == []
    kinds = [each.kind for each in again.placements.show(told.placement.id).events]
    assert kinds == ["made", "entered", "left"][: 3 if leaving else 2]
    again.clock.advance(days=1)
    again.settle()
    assert again.names() == "abcdef"


def test_an_answer_that_was_lost_is_looked_for(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)

    def lost(_number: int, name: str) -> None:
        if name == "insert":
            sqlite_stage.spotify.after = lambda *_: None
            raise OutcomeUnknown("no answer came")

    sqlite_stage.spotify.after = lost
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)


def test_a_failure_that_may_pass_leaves_it_to_be_gone_on_with(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)

    def down(_number: int, name: str) -> None:
        if name == "insert":
            raise SpotifyUnavailable("Spotify does not answer.")

    sqlite_stage.spotify.before = down
    with pytest.raises(SpotifyUnavailable):
        sqlite_stage.settle()
    _disarm(sqlite_stage.spotify)
    sqlite_stage.clock.advance(seconds=30)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    assert len(sqlite_stage.runs.runs()) == 1


def test_two_processes_that_settle_at_once_put_it_in_once(stage: Stage) -> None:
    other = open_stage(stage.database, stage.clock, stage.spotify)
    key = stage.one("P", "3")
    stage.clock.advance(hours=1)

    def meanwhile(_number: int, name: str) -> None:
        stage.spotify.before = lambda *_: None
        other.settle()

    stage.spotify.before = meanwhile
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abPcdef", PlacementState.IN_FORCE)
    assert stage.spotify.log.count("insert") == 1
