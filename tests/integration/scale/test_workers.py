"""Jobs on workers: shared out, in the order of lanes, once each, whatever is killed, dropped or told to end."""

import itertools
import time
from datetime import timedelta

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.schedules.service import NewSchedule
from playwarden.kit.ids import JobId
from tests.chaos.conftest import LONG
from tests.fleet import Fleet, Member

SHARED, FORGOTTEN, DROPPED = (16, 24, 12) if LONG else (8, 10, 6)
"""Jobs at a time; the fewer they are, the longer is each of their calls on its way."""


def _worker_of(fleet: Fleet, job_id: JobId) -> Member:
    """The process that runs a job."""
    places = {runner.id: runner.place for runner in fleet.box.runners.alive()}
    job = fleet.box.jobs.job(job_id)
    assert job.runner_id is not None
    pid = int(places[job.runner_id].rpartition(":")[2])
    return next(member for member in fleet.members if member.pid == pid)


def _under_way(fleet: Fleet) -> tuple[JobId, str, list[str | None], Member]:
    """A run of a dozen calls, and the worker that is in the middle of it: its second write is on its way, and each call
    takes a second from here on.
    """
    (playlist,) = fleet.take_playlists(1, entries=24)
    sandbox = fleet.household.sandbox
    held = sandbox.hold(method="write", nth=2)
    job_id, wished = fleet.change(playlist, calls=10)
    fleet.household.wait_for_call(held)
    worker = _worker_of(fleet, job_id)
    sandbox.latency(1_000)
    sandbox.lift(held)
    return job_id, playlist, wished, worker


def _lines(fleet: Fleet, job_id: JobId) -> list[str]:
    return [event.data["words"] for event in fleet.box.jobs.lines(job_id)]


def test_two_workers_share_the_jobs_and_each_is_done(fleet: Fleet) -> None:
    playlists = fleet.take_playlists(SHARED)
    fleet.household.sandbox.latency(320 // SHARED)
    made = {playlist: fleet.change(playlist) for playlist in playlists}

    jobs = fleet.until_ended([job_id for job_id, _ in made.values()])

    assert {job.state for job in jobs} == {JobState.SUCCEEDED}
    assert len({job.runner_id for job in jobs}) == 2
    for playlist, (_, wished) in made.items():
        assert fleet.household.sandbox.uris(playlist) == wished
    assert {runner.kind for runner in fleet.box.runners.alive()} == {"worker"}


def test_jobs_of_one_playlist_run_one_after_the_other_without_waiting_for_a_tick(fleet: Fleet) -> None:
    (playlist,) = fleet.take_playlists(1)
    first, _ = fleet.change(playlist)
    fleet.until_ended([first])
    ids = [fleet.details(playlist, f"description {number}") for number in range(3)]

    jobs = fleet.until_ended(ids)

    assert {job.state for job in jobs} == {JobState.SUCCEEDED}
    spans = sorted((job.started_at, job.ended_at) for job in jobs if job.started_at and job.ended_at)
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))


def test_told_to_end_a_worker_puts_its_job_back_and_exits_with_0(fleet: Fleet) -> None:
    job_id, playlist, wished, worker = _under_way(fleet)

    assert worker.terminate() == 0
    fleet.household.sandbox.latency(0)

    assert worker.log.count("WARN") + worker.log.count("ERROR") + worker.log.count("Traceback") == 0
    (job,) = fleet.until_ended([job_id])
    assert job.state is JobState.SUCCEEDED
    assert job.fence == 2
    assert fleet.household.sandbox.uris(playlist) == wished
    assert not [line for line in _lines(fleet, job_id) if "runner ended" in line]


def test_the_job_of_a_killed_worker_is_taken_up_by_another(fleet: Fleet) -> None:
    job_id, playlist, wished, worker = _under_way(fleet)

    worker.kill()
    fleet.household.sandbox.latency(0)

    (job,) = fleet.until_ended([job_id])
    assert job.state is JobState.SUCCEEDED
    assert fleet.household.sandbox.uris(playlist) == wished
    assert [line for line in _lines(fleet, job_id) if "runner ended" in line]


def test_a_redis_that_forgets_everything_loses_nothing(fleet: Fleet) -> None:
    playlists = fleet.take_playlists(FORGOTTEN)
    fleet.household.sandbox.latency(960 // FORGOTTEN)
    made = {playlist: fleet.change(playlist) for playlist in playlists[: FORGOTTEN * 3 // 4]}

    fleet.redis.kill()
    began = time.monotonic()
    made |= {playlist: fleet.change(playlist) for playlist in playlists[FORGOTTEN * 3 // 4 :]}
    fleet.box.dispatcher.tick()
    assert time.monotonic() - began < 20, "whoever makes a job waits for Redis"
    fleet.redis.start()

    jobs = fleet.until_ended([job_id for job_id, _ in made.values()])
    assert {job.state for job in jobs} == {JobState.SUCCEEDED}
    for playlist, (_, wished) in made.items():
        assert fleet.household.sandbox.uris(playlist) == wished
    for member in fleet.members:
        if member.alive and member.words[0] == "worker":
            assert member.log.count("Redis was lost") <= 1, member.log
            assert "Traceback" not in member.log, member.log


def test_a_worker_whose_threads_were_all_busy_when_redis_was_lost_takes_messages_again(lonely_fleet: Fleet) -> None:
    fleet = lonely_fleet
    first, second = fleet.take_playlists(2)
    worker = fleet.worker()
    fleet.beat()
    held = fleet.household.sandbox.hold(method="write")
    under_way, _ = fleet.change(first)
    fleet.household.wait_for_call(held)

    fleet.redis.kill()
    fleet.household.sandbox.lift(held)
    fleet.until_ended([under_way])
    time.sleep(1)  # its message is not acknowledged
    fleet.redis.start()

    job_id, wished = fleet.change(second)
    fleet.until_ended([job_id], seconds=30)
    assert fleet.household.sandbox.uris(second) == wished
    assert "Traceback" not in worker.log, worker.log


def test_connections_to_the_database_may_be_dropped_in_the_middle_of_jobs(fleet: Fleet) -> None:
    playlists = fleet.take_playlists(DROPPED)
    fleet.household.sandbox.latency(720 // DROPPED)
    made = {playlist: fleet.change(playlist) for playlist in playlists}

    for _ in range(4):
        fleet.drop_connections()
        time.sleep(0.3)

    def settled() -> bool:
        # What failed for now is tried again after a pause of product time.
        if any(job.state is JobState.WAITING for job in fleet.jobs([job_id for job_id, _ in made.values()])):
            fleet.household.sandbox.advance(60)
        return all(job.state.ended for job in fleet.jobs([job_id for job_id, _ in made.values()]))

    fleet.until(settled, 60)
    assert {job.state for job in fleet.jobs([job_id for job_id, _ in made.values()])} == {JobState.SUCCEEDED}
    for playlist, (_, wished) in made.items():
        assert fleet.household.sandbox.uris(playlist) == wished


def test_two_beats_make_one_job_of_each_time_of_a_schedule(fleet: Fleet) -> None:
    other = fleet.beat()
    box = fleet.box
    new = NewSchedule("look", "library.sync", {"kind": "every", "seconds": 3600}, jitter=timedelta(0))
    schedule = box.schedules.create(new, actor="test")
    ended = JobFilter(schedule_id=schedule.id, states=frozenset({JobState.SUCCEEDED}))

    fleet.household.sandbox.advance(3601)
    fleet.until(lambda: len(box.jobs.jobs(ended)) == 1)
    fleet.household.sandbox.advance(3601)
    fleet.until(lambda: len(box.jobs.jobs(ended)) == 2)

    assert len(box.jobs.jobs(JobFilter(schedule_id=schedule.id))) == 2
    box.schedules.remove(schedule.id, actor="test")
    assert other.terminate() == 0


def test_lanes_are_emptied_in_their_order_and_all_workers_keep_one_window(lonely_fleet: Fleet) -> None:
    fleet, sandbox = lonely_fleet, lonely_fleet.household.sandbox
    sandbox.set_clock(rate=20.0)
    playlists = fleet.take_playlists(12)
    lanes = (Lane.BACKGROUND, Lane.SCHEDULED, Lane.INTERACTIVE)
    made = {
        playlist: (lanes[at % 3], *fleet.change(playlist, lane=lanes[at % 3])) for at, playlist in enumerate(playlists)
    }
    fleet.until(lambda: all(fleet.redis.ask("LLEN", f"playwarden.{lane.value}") == ":4\r\n" for lane in lanes))

    fleet.worker()
    fleet.worker()
    fleet.beat()

    jobs = fleet.until_ended([job_id for _, job_id, _ in made.values()])
    assert {job.state for job in jobs} == {JobState.SUCCEEDED}
    first = {lane: min(job.started_at for job in jobs if job.lane is lane and job.started_at) for lane in lanes}
    assert first[Lane.INTERACTIVE] <= first[Lane.SCHEDULED] <= first[Lane.BACKGROUND]
    counters = sandbox.counters()
    assert "429" not in counters["statuses"], counters
    assert counters["during_bans"] == 0
