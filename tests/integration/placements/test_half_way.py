"""Stopped between the removal of what it stands in for and its own coming in, that one comes back where it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from playwarden.domain.placements.placement import PlacementState
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import PlacementId
from tests.integration.placements.conftest import HOUR, Stage
from tests.integration.placements.test_jobs import carrier, work_off


@contextmanager
def banned(stage: Stage, call: str, length: timedelta = HOUR) -> Iterator[None]:
    """A ban that begins right before that call."""
    until = stage.now + length

    def ban(_number: int, name: str) -> None:
        if name == call:
            raise RateLimited("A ban.", until=until)

    stage.spotify.before = ban
    yield
    stage.spotify.before = lambda *_: None
    stage.clock.advance(seconds=length.total_seconds())


def half_in(stage: Stage, name: str = "P", where: str = "instead of c") -> PlacementId:
    """A placement that a ban holds after the removal."""
    key = stage.one(name, where)
    stage.clock.advance(hours=1)
    with banned(stage, "insert"), pytest.raises(RateLimited):
        stage.settle()
    assert (stage.names(), stage.state(key)) == ("abdef", PlacementState.ENTERING)
    return key


def kinds(stage: Stage, key: PlacementId) -> list[str]:
    return [each.kind for each in stage.placements.show(key).events]


def test_cancelled_in_between_it_ends_without_asking(stage: Stage) -> None:
    key = half_in(stage)
    stage.placements.cancel(key, actor="tester")
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcdef", PlacementState.CANCELLED)
    assert "asked" not in kinds(stage, key)
    assert "did not come in" in stage.shown(key).words
    assert "is back at position 3" in stage.shown(key).words
    assert stage.runs.unfinished() == []


def test_it_comes_back_where_it_was_among_what_others_did_meanwhile(sqlite_stage: Stage) -> None:
    key = half_in(sqlite_stage)
    sqlite_stage.wish("bdef")
    sqlite_stage.placements.cancel(key, actor="tester")
    sqlite_stage.settle()
    assert sqlite_stage.names() == "bcdef"


def test_when_somebody_brought_it_back_it_does_not_come_twice(sqlite_stage: Stage) -> None:
    key = half_in(sqlite_stage)
    sqlite_stage.placements.cancel(key, actor="tester")
    sqlite_stage.wish("abdefc")
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abdefc", PlacementState.CANCELLED)


def test_one_whose_time_passed_in_between_ends_as_well(sqlite_stage: Stage) -> None:
    key = half_in(sqlite_stage)
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.ENDED)
    assert "asked" not in kinds(sqlite_stage, key)


class TestAsking:
    """A person cancelled the job that was to see to it: what becomes of the placement is that person's to say."""

    @pytest.fixture
    def key(self, sqlite_stage: Stage) -> PlacementId:
        key = sqlite_stage.one("P", "instead of c")
        by = carrier(sqlite_stage)
        sqlite_stage.clock.advance(hours=1)
        with banned(sqlite_stage, "insert"):
            [waiting] = work_off(sqlite_stage, by)
            sqlite_stage.jobs.ask_to_cancel(waiting.id, "a person")
            sqlite_stage.placements.abandoned(waiting.payload["playlist"], waiting.due_at, waiting.id)
        assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abdef", PlacementState.ASKING)
        return key

    def test_cancelled_it_puts_back(self, sqlite_stage: Stage, key: PlacementId) -> None:
        sqlite_stage.placements.cancel(key, actor="tester")
        sqlite_stage.settle()
        assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.CANCELLED)

    def test_left_until_its_end_it_puts_back(self, sqlite_stage: Stage, key: PlacementId) -> None:
        sqlite_stage.clock.advance(days=1)
        sqlite_stage.settle()
        assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.ENDED)

    def test_tried_again_it_comes_in_and_puts_back_at_its_end(self, sqlite_stage: Stage, key: PlacementId) -> None:
        accepts = frozenset({"unknown-track", "instead-missing"})
        sqlite_stage.placements.change(key, {"accepts": accepts}, actor="tester")
        sqlite_stage.settle()
        assert sqlite_stage.state(key) is PlacementState.IN_FORCE
        assert "P" in sqlite_stage.names()
        sqlite_stage.clock.advance(days=1)
        sqlite_stage.settle()
        assert sorted(sqlite_stage.names()) == list("abcdef")
        assert sqlite_stage.state(key) is PlacementState.ENDED


def test_stopped_half_way_out_it_asks_and_cancelled_puts_back(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    by = carrier(sqlite_stage)
    work_off(sqlite_stage, by)
    assert sqlite_stage.names() == "abPdef"
    sqlite_stage.clock.advance(days=1)
    with banned(sqlite_stage, "insert"):
        [waiting] = work_off(sqlite_stage, by)
        sqlite_stage.jobs.ask_to_cancel(waiting.id, "a person")
        sqlite_stage.placements.abandoned(waiting.payload["playlist"], waiting.due_at, waiting.id)
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abdef", PlacementState.ASKING)
    sqlite_stage.placements.cancel(key, actor="tester")
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.CANCELLED)
