"""Placements as jobs: due on time, by two runners at once, and waiting in words where calls are short."""

import threading
from datetime import timedelta

from playwarden.domain.calls import Forecast, Lane
from playwarden.domain.jobs.job import Job, JobState
from playwarden.domain.placements.placement import PlacementState
from playwarden.features.placements.tasks import SettlePlacements
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import AccountId, RunnerId
from tests.integration.placements.conftest import DAY, HOUR, Stage, open_stage
from tests.integration.runs.conftest import PlentifulQuota


class ScarceQuota(PlentifulQuota):
    """Has no call left before `stage` reaches its hour."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._until = stage.now + 3 * HOUR
        self.asked: list[tuple[AccountId, object, Lane]] = []

    def forecast(self, account_id: AccountId, calls: object, lane: Lane) -> Forecast:
        self.asked.append((account_id, calls, lane))
        ready = max(self._until, self._stage.now)
        return Forecast(calls=4, left=0, fits=ready == self._stage.now, ready_at=ready)


def carrier(stage: Stage, quota: PlentifulQuota | None = None) -> Carrier:
    registry = Registry([SettlePlacements(stage.placements)])
    return Carrier(Tools(stage.jobs, registry, quota or PlentifulQuota(), stage.clock, lambda: 0.5))


def work_off(stage: Stage, by: Carrier, runner: str = "rnr_1") -> list[Job]:
    """Carries out what is due, one after the other."""
    done = []
    stage.jobs.queue_due()
    while (job := stage.jobs.claim(RunnerId(runner), list(Lane))) is not None:
        left = by.carry(job, threading.Event())
        assert left is not None
        done.append(left)
    return done


def test_its_jobs_put_it_in_and_take_it_out(stage: Stage) -> None:
    key = stage.one()
    by = carrier(stage)
    assert work_off(stage, by) == []
    stage.clock.advance(hours=1)
    [coming] = work_off(stage, by)
    assert coming.state is JobState.SUCCEEDED
    assert dict(coming.result or {})["entered"] == 1
    assert (stage.names(), stage.state(key)) == ("Pabcdef", PlacementState.IN_FORCE)
    stage.clock.advance(days=1)
    [going] = work_off(stage, by)
    assert dict(going.result or {})["left"] == 1
    assert (stage.names(), stage.state(key)) == ("abcdef", PlacementState.ENDED)
    assert len(stage.settle_jobs()) == 2, "no job was made anew on the way"


def test_it_waits_for_calls_with_a_known_time_and_says_that_it_came_late_for_that(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    quota = ScarceQuota(sqlite_stage)
    by = carrier(sqlite_stage, quota)
    sqlite_stage.clock.advance(hours=1)
    [waiting] = work_off(sqlite_stage, by)
    assert (waiting.state, waiting.due_at) == (JobState.WAITING, sqlite_stage.now + 2 * HOUR)
    assert sqlite_stage.spotify.writes == []
    account, calls, lane = quota.asked[0]
    assert (account, lane) == ("acc_me", Lane.SCHEDULED)
    assert isinstance(calls, dict)
    assert calls["POST /playlists/{id}/items"] == 1
    sqlite_stage.clock.advance(hours=2)
    work_off(sqlite_stage, by)
    assert sqlite_stage.state(key) is PlacementState.IN_FORCE
    told = sqlite_stage.shown(key).words
    assert "2 h late (it had to wait: 'It needs 4 calls; 0 are left now, enough at 2026-11-02 12:00:00 UTC')" in told


def test_two_runners_at_once_put_everything_in_once(stage: Stage) -> None:
    playlists = [stage.put(f"q{number}", "abc", name=f"Mix {number}") for number in range(5)]
    asked = [
        stage.asked(name, where, playlist_id=playlist)
        for playlist in playlists
        for name, where in (("P", "top"), ("Q", "instead of b"))
    ]
    stage.make(*asked, campaign="all")
    for advance, expected in ((HOUR, "PaQc"), (DAY, "abc")):
        stage.clock.advance(advance.total_seconds())
        stage.jobs.queue_due()
        stage.spotify.log.clear()
        others = [stage, open_stage(stage.database, stage.clock, stage.spotify)]
        threads = [
            threading.Thread(target=work_off, args=(each, carrier(each), f"rnr_{number}"))
            for number, each in enumerate(others)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [stage.names(playlist) for playlist in playlists] == [expected] * 5
    assert stage.placements.campaign("all").states == {PlacementState.ENDED: 10}
    assert {job.state for job in stage.settle_jobs()} == {JobState.SUCCEEDED}


def test_a_job_that_a_person_cancels_leaves_its_placements_to_that_person(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    by = carrier(sqlite_stage)
    sqlite_stage.jobs.ask_to_cancel(sqlite_stage.settle_jobs()[0].id, "a person")
    settle_cancelled(sqlite_stage.jobs, by.tools.registry)
    assert sqlite_stage.state(key) is PlacementState.ASKING
    assert "was cancelled" in sqlite_stage.shown(key).words
    sqlite_stage.clock.advance(hours=2)
    work_off(sqlite_stage, by)
    assert sqlite_stage.names() == "abcdef"


def test_jobs_that_were_cancelled_because_a_placement_was_changed_ask_nobody(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    begins = sqlite_stage.now + HOUR
    for moved in (begins + timedelta(minutes=5), begins):
        sqlite_stage.placements.change(key, {"from_at": moved}, actor="tester")
    settle_cancelled(sqlite_stage.jobs, carrier(sqlite_stage).tools.registry)
    assert sqlite_stage.state(key) is PlacementState.PLANNED
    assert sqlite_stage.due_times()[0] == begins


def test_a_job_that_is_cancelled_while_it_runs_stops_before_the_next_call(sqlite_stage: Stage) -> None:
    keys = [sqlite_stage.one(), sqlite_stage.one("Q", "instead of c")]
    by = carrier(sqlite_stage)
    sqlite_stage.clock.advance(hours=1)
    job = sqlite_stage.settle_jobs()[0]

    def cancel(_number: int, name: str) -> None:
        if name not in ("heads", "playlist", "items"):
            sqlite_stage.jobs.ask_to_cancel(job.id, "a person")
            sqlite_stage.spotify.after = lambda *_: None

    sqlite_stage.spotify.after = cancel
    [left] = work_off(sqlite_stage, by)
    assert left.state is JobState.CANCELLED
    assert len(sqlite_stage.spotify.writes) == 1
    assert {sqlite_stage.state(key) for key in keys} == {PlacementState.ASKING}
    assert "1 of 3 calls was made: 1 entry removed" in sqlite_stage.shown(keys[1]).words


def test_a_job_that_is_cancelled_during_a_ban_does_not_go_on_when_it_ends(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    by = carrier(sqlite_stage)
    sqlite_stage.clock.advance(hours=1)
    until = sqlite_stage.now + HOUR

    def banned(_number: int, name: str) -> None:
        if name not in ("heads", "playlist", "items"):
            raise RateLimited("A ban.", until=until)

    sqlite_stage.spotify.before = banned
    [waiting] = work_off(sqlite_stage, by)
    assert (waiting.state, sqlite_stage.state(key)) == (JobState.WAITING, PlacementState.ENTERING)
    sqlite_stage.jobs.ask_to_cancel(waiting.id, "a person")
    settle_cancelled(sqlite_stage.jobs, by.tools.registry)
    assert sqlite_stage.state(key) is PlacementState.ASKING
    sqlite_stage.spotify.before = lambda *_: None
    sqlite_stage.clock.advance(hours=2)
    sqlite_stage.placements.tick()
    work_off(sqlite_stage, by)
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.ASKING)
    assert sqlite_stage.runs.unfinished() == []
