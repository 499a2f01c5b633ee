"""A plan before its time: made now, changed by hand, carried out then, over whatever moved meanwhile."""

import threading

import pytest

from playwarden.domain.jobs.job import Job, JobState
from playwarden.domain.overriding import Change
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.jobs.ahead import Ahead, PlannedAhead
from playwarden.kit.errors import Blocked, Busy, Conflict
from playwarden.kit.ids import RunId
from playwarden.store.database import Database
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify
from tests.integration.runs.conftest import connect_account
from tests.integration.schedules.test_wishes import IDS, TRACKS, Desk, file_of, open_desk


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    connect_account(database, clock)
    spotify = FakeSpotify()
    for playlist in IDS:
        spotify.put(playlist, list(TRACKS[:10]), name=f"Mix {playlist[-1]}")
    return open_desk(database, clock, spotify)


def planned(desk: Desk) -> PlannedAhead:
    job = desk.schedules.ahead("mix", actor="Ada")
    trail = StoredTrail(desk.workshop.database, desk.workshop.clock)
    ahead = Ahead(desk.workshop.jobs, desk.carrier.tools.registry, trail)
    return ahead.plan(job.id, actor="Ada", tell=lambda _: None)


def below(desk: Desk, job: Job) -> list[Job]:
    return desk.workshop.jobs.jobs(JobFilter(parent_id=job.id))


def test_it_waits_for_its_time_is_changed_by_hand_and_carried_out_then(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    due = desk.schedules.schedule("mix").next_at
    made = planned(desk)
    assert made.run_id is not None
    assert due is not None
    assert made.due_at >= due
    desk.work_off()
    assert desk.spotify.writes == [], "nothing leaves before its time"
    changes = (Change("drop", TRACKS[11], 12),)
    found = desk.workshop.runs.overrides.preview(made.run_id, 0, changes)
    desk.workshop.runs.overrides.make(
        made.run_id, 0, changes, approved=found.proposed.plan.fingerprint, reason="Not that one", actor="Ada"
    )
    job = desk.one_hour()
    assert desk.spotify.uris(IDS[0]) == TRACKS[:11]
    assert [(one.id, one.state) for one in desk.jobs()] == [(made.job_id, JobState.SUCCEEDED)]
    assert job.result is not None
    assert [run.id for run in desk.workshop.runs.runs()] == [made.run_id]


def test_asked_again_it_is_the_same_run_and_the_schedule_goes_on_with_the_time_behind_it(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    due = desk.schedules.schedule("mix").next_at
    first = planned(desk)
    assert planned(desk) == first
    following = desk.schedules.schedule("mix").next_at
    assert due is not None
    assert following is not None
    assert (following - due).total_seconds() == 3600
    desk.one_hour()
    desk.spotify.put(IDS[0], list(TRACKS[2:12]))
    assert desk.one_hour().state is JobState.SUCCEEDED
    assert desk.spotify.uris(IDS[0]) == TRACKS[:12]
    assert len(desk.jobs()) == 2


def test_where_nothing_is_to_be_done_now_it_looks_again_at_its_time(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:10]))
    made = planned(desk)
    assert made.run_id is None
    desk.spotify.put(IDS[0], list(TRACKS[:9]))
    assert desk.one_hour().state is JobState.SUCCEEDED
    assert desk.spotify.uris(IDS[0]) == TRACKS[:10]


def test_what_a_safety_rule_holds_is_told_now_and_leaves_the_job_as_it_was(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:2]))
    with pytest.raises(Blocked):
        planned(desk)
    [job] = desk.jobs()
    assert job.state is JobState.SCHEDULED
    assert below(desk, job) == []


def test_what_has_begun_ended_or_was_cancelled_is_not_planned(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    job = desk.schedules.ahead("mix", actor="Ada")
    desk.workshop.jobs.ask_to_cancel(job.id, "Ada")
    trail = StoredTrail(desk.workshop.database, desk.workshop.clock)
    ahead = Ahead(desk.workshop.jobs, desk.carrier.tools.registry, trail)
    with pytest.raises(Conflict, match="cancelled"):
        ahead.plan(job.id, actor="Ada", tell=lambda _: None)
    desk.schedules.pause("mix", actor="Ada")
    with pytest.raises(Conflict, match="no time to come"):
        desk.schedules.ahead("mix", actor="Ada")


def test_cancelled_with_its_task_nothing_of_it_is_done(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    made = planned(desk)
    desk.workshop.jobs.ask_to_cancel(made.job_id, "Ada")
    desk.schedules.pause("mix", actor="Ada")
    desk.one_hour()
    assert desk.spotify.uris(IDS[0]) == TRACKS[:10]
    assert {one.state for one in below(desk, desk.jobs()[0])} <= {JobState.CANCELLED}


def test_of_two_who_plan_it_at_once_one_does(desk: Desk) -> None:
    desk.schedule(file_of(TRACKS[:12]))
    job = desk.schedules.ahead("mix", actor="Ada")
    kind = desk.carrier.tools.registry.kind(job.kind)
    start = threading.Barrier(2)
    came: list[RunId | type[Busy] | None] = []

    def plan() -> None:
        start.wait()
        try:
            came.append(kind.ahead(job, lambda _: None))  # type: ignore[attr-defined]
        except Busy:
            came.append(Busy)

    threads = [threading.Thread(target=plan) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert came.count(Busy) == 1
    assert len(below(desk, job)) == 1
