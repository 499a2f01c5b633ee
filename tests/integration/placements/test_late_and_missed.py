"""When nothing runs at the right moment, what can still be done is done late, and the rest is told in words."""

from datetime import UTC, datetime, timedelta

import pytest

from playwarden.domain.jobs.job import JobState
from playwarden.domain.placements.placement import Missed, PlacementState
from playwarden.kit.errors import RateLimited
from tests.integration.placements.conftest import DAY, HOUR, P1, Stage

MISSED = PlacementState.MISSED


def test_an_outage_that_contains_both_ends_writes_nothing(stage: Stage) -> None:
    key = stage.one()
    stage.clock.advance(days=2)
    stage.settle()
    assert stage.state(key) is MISSED
    assert "had passed when it was looked at (2026-11-04 10:00): it was not put in" in stage.shown(key).words
    assert (stage.names(), stage.spotify.writes) == ("abcdef", [])
    assert stage.placements.show(key).events[-1].kind == "missed"


def test_by_its_policy_it_comes_in_later_for_as_long_as_it_was_meant_to(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one(missed=Missed.SHIFT)
    sqlite_stage.clock.advance(days=2)
    now = sqlite_stage.now
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    asked = sqlite_stage.shown(key).asked
    assert (asked.from_at, asked.until_at) == (now, now + DAY - HOUR)
    assert sqlite_stage.due_times() == [now + DAY - HOUR]


def test_by_its_policy_a_person_is_asked(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one(missed=Missed.ASK)
    sqlite_stage.clock.advance(days=2)
    sqlite_stage.settle()
    assert (sqlite_stage.state(key), sqlite_stage.spotify.writes) == (PlacementState.ASKING, [])
    now = sqlite_stage.now
    sqlite_stage.placements.change(key, {"from_at": now, "until_at": now + DAY}, actor="tester")
    sqlite_stage.settle()
    assert sqlite_stage.names() == "Pabcdef"


def test_an_outage_that_contains_its_beginning_alone_brings_it_in_late(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=6, minutes=5)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    assert "5 h 5 min late" in sqlite_stage.shown(key).words


def test_an_outage_that_contains_its_end_alone_takes_it_out_late(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(days=30)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.ENDED)


def test_of_two_whose_times_an_outage_contains_only_the_later_one_comes_in(sqlite_stage: Stage) -> None:
    first, second = sqlite_stage.make(
        sqlite_stage.asked("P", "instead of c", ends=2 * HOUR),
        sqlite_stage.asked("Q", "instead of c", begins=2 * HOUR),
    )
    sqlite_stage.clock.advance(hours=3)
    sqlite_stage.settle()
    assert (sqlite_stage.state(first.id), sqlite_stage.state(second.id)) == (MISSED, PlacementState.IN_FORCE)
    assert sqlite_stage.names() == "abQdef"


def test_a_clock_that_is_set_back_takes_nothing_out_and_puts_nothing_in_twice(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(hours=-1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.ENDED)


def test_a_clock_set_back_behind_its_end_does_not_put_it_in_again(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    for _ in range(2):
        sqlite_stage.clock.advance(days=1)
        sqlite_stage.settle()
    sqlite_stage.clock.advance(days=-1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"
    assert sqlite_stage.state(key) in (PlacementState.ENDED, MISSED)


def test_a_ban_holds_it_and_it_goes_on_where_it_was(stage: Stage) -> None:
    key = stage.one()
    stage.clock.advance(hours=1)
    until = stage.now + timedelta(hours=3)
    _bans(stage, until)
    with pytest.raises(RateLimited):
        stage.settle()
    assert stage.state(key) is PlacementState.ENTERING
    with pytest.raises(RateLimited):
        stage.settle()
    told = stage.shown(key).words
    assert "A ban holds the run" in told
    _ends_ban(stage)
    stage.clock.set(until)
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    assert "3 h late" in stage.shown(key).words
    assert len(stage.runs.runs()) == 1


def test_a_ban_until_after_its_end_lets_it_be_missed_without_a_call(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    until = sqlite_stage.now + 2 * DAY
    _bans(sqlite_stage, until)
    with pytest.raises(RateLimited):
        sqlite_stage.settle()
    _ends_ban(sqlite_stage)
    sqlite_stage.clock.set(until)
    sqlite_stage.spotify.log.clear()
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is MISSED
    assert (sqlite_stage.names(), sqlite_stage.spotify.writes) == ("abcdef", [])


def test_cancelled_while_a_ban_holds_it_it_never_comes_in(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    _bans(sqlite_stage, sqlite_stage.now + DAY)
    with pytest.raises(RateLimited):
        sqlite_stage.settle()
    sqlite_stage.placements.cancel(key, actor="tester")
    sqlite_stage.spotify.log.clear()
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is PlacementState.CANCELLED
    assert sqlite_stage.spotify.log == []


def test_of_those_that_one_run_was_to_put_in_the_others_come_in(sqlite_stage: Stage) -> None:
    first, second = sqlite_stage.make(sqlite_stage.asked("P", "top"), sqlite_stage.asked("Q", "bottom"))
    sqlite_stage.clock.advance(hours=1)
    _bans(sqlite_stage, sqlite_stage.now + HOUR)
    with pytest.raises(RateLimited):
        sqlite_stage.settle()
    sqlite_stage.placements.cancel(first.id, actor="tester")
    _ends_ban(sqlite_stage)
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdefQ"
    assert sqlite_stage.state(first.id) is PlacementState.CANCELLED
    assert sqlite_stage.state(second.id) is PlacementState.IN_FORCE


def test_a_tick_finds_what_is_due_without_a_job(stage: Stage) -> None:
    stage.one()
    for job in stage.settle_jobs():
        stage.jobs.ask_to_cancel(job.id, "a person")
    assert stage.placements.tick() == 0
    stage.clock.advance(hours=1)
    assert stage.placements.tick() == 1
    assert next(job.state for job in stage.settle_jobs() if job.state.open) is JobState.QUEUED
    assert stage.placements.tick() == 0


def test_a_cancelled_job_leaves_its_placements_to_a_person(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    first = sqlite_stage.settle_jobs()[0]
    sqlite_stage.jobs.ask_to_cancel(first.id, "a person")
    words = sqlite_stage.placements.abandoned(P1, first.due_at)
    assert words == "1 placement of this moment ask what is to become of them."
    assert sqlite_stage.state(key) is PlacementState.ASKING
    assert sqlite_stage.placements.abandoned(P1, datetime(2030, 1, 1, tzinfo=UTC)) is None


def _bans(stage: Stage, until: datetime) -> None:
    def refuse(_number: int, name: str) -> None:
        if name in ("insert", "remove"):
            raise RateLimited("Not now: Spotify lets no call through.", until=until)

    stage.spotify.before = refuse


def _ends_ban(stage: Stage) -> None:
    stage.spotify.before = lambda *_: None
