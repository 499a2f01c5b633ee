"""What schedules do when clocks do odd things: daylight saving, sleep, being set, leap days."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import JobState
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.schedules.conftest import Office, office_in, utc

SPRING = {"Europe/Berlin": utc(3, 29), "America/New_York": utc(3, 8)}
AUTUMN = {"Europe/Berlin": utc(10, 25), "America/New_York": utc(11, 1)}
HALF = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("zone", "ran"),
    [
        ("Europe/Berlin", [utc(3, 28, 1, 30), utc(3, 29, 1, 0), utc(3, 30, 0, 30)]),
        ("America/New_York", [utc(3, 7, 7, 30), utc(3, 8, 7, 0), utc(3, 9, 6, 30)]),
    ],
)
def test_a_time_that_the_clock_skips_runs_right_after_the_gap(office: Office, zone: str, ran: list[object]) -> None:
    office.clock.set(SPRING[zone] - timedelta(days=1))
    office.every_day("30 2 * * *", zone)
    assert office.live(SPRING[zone] + timedelta(days=2), HALF) == ran


@pytest.mark.parametrize(
    ("zone", "ran"),
    [
        ("Europe/Berlin", [utc(10, 24, 0, 30), utc(10, 25, 0, 30), utc(10, 26, 1, 30)]),
        ("America/New_York", [utc(10, 31, 5, 30), utc(11, 1, 5, 30), utc(11, 2, 6, 30)]),
    ],
)
def test_a_time_that_the_clock_shows_twice_runs_the_first_time(office: Office, zone: str, ran: list[object]) -> None:
    office.clock.set(AUTUMN[zone] - timedelta(days=1))
    at = "30 2 * * *" if zone == "Europe/Berlin" else "30 1 * * *"
    office.every_day(at, zone)
    assert office.live(AUTUMN[zone] + timedelta(days=2), HALF) == ran


def test_every_hour_goes_on_through_both_nights(light: Office) -> None:
    light.clock.set(utc(3, 28, 23, 30))
    light.every_day("0 * * * *", "Europe/Berlin")
    assert light.live(utc(3, 29, 4), HALF) == [utc(3, 29, hour) for hour in range(5)]
    light.clock.set(utc(10, 24, 23, 30))
    light.schedules.tick()
    light.work_off()
    assert light.live(utc(10, 25, 4), HALF) == [utc(10, 25, hour) for hour in range(5)]


def test_an_interval_counts_real_hours_through_a_change_of_clocks(light: Office) -> None:
    light.clock.set(utc(3, 28, 22))
    light.made({"kind": "every", "seconds": 7200, "anchor": "2026-03-28T22:00:00+00:00"})
    assert light.live(utc(3, 29, 6), HALF) == [utc(3, 29, hour) for hour in (0, 2, 4, 6)]


def test_a_leap_day_comes_when_there_is_one(office: Office) -> None:
    office.clock.set(utc(2, 28, year=2027))
    schedule = office.every_day("0 6 29 2 *", "Europe/Berlin")
    assert schedule.next_at == utc(2, 29, 5, year=2028)
    office.clock.set(utc(2, 29, 5, year=2028))
    assert len(office.schedules.tick().made) == 1
    assert office.schedules.schedule(schedule.id).next_at == utc(2, 29, 5, year=2032)


@pytest.fixture(params=list(Missed))
def asleep(request: pytest.FixtureRequest, office: Office) -> tuple[Missed, Office]:
    """A machine that slept for two days, with an hourly schedule of each policy."""
    policy: Missed = request.param
    office.every_day("0 * * * *", missed=policy)
    office.clock.advance(days=2, minutes=30)
    office.schedules.tick()
    return policy, office


def test_after_two_days_of_sleep_the_policy_decides(asleep: tuple[Missed, Office]) -> None:
    policy, office = asleep
    jobs = office.jobs()
    assert office.schedules.schedules()[0].next_at == utc(11, 4, 10)
    if policy is Missed.ONCE:
        (job,) = jobs
        assert (job.state, job.due_at) == (JobState.QUEUED, office.clock.now())
        assert "48 times passed while nothing ran" in office.book.lines(job.id)[0].data["words"]
        return
    (job,) = jobs
    assert job.state is JobState.MISSED
    assert job.note is not None
    assert job.note.startswith("48 times passed while nothing ran.")
    assert ("asks" in job.note) == (policy is Missed.ASK)
    assert office.work_off() == []


def test_a_missed_job_can_be_run_by_a_person(office: Office) -> None:
    office.every_day("0 6 * * *", missed=Missed.ASK)
    office.clock.advance(days=2)
    (missed,) = office.schedules.tick().missed
    office.book.again(missed, "operator", now=True)
    assert [job.id for job in office.work_off()] == [missed]


def test_a_time_within_the_grace_is_not_missed(office: Office) -> None:
    office.every_day("0 6 * * *", missed=Missed.SKIP)
    office.clock.set(utc(11, 3, 6, 14))
    assert office.schedules.tick().missed == ()
    assert [job.state for job in office.jobs()] == [JobState.QUEUED]


def test_a_time_beyond_the_grace_is_missed_and_the_one_that_is_on_time_runs(office: Office) -> None:
    office.every_day("0 * * * *", missed=Missed.SKIP)
    office.clock.set(utc(11, 2, 12, 5))
    ticked = office.schedules.tick()
    assert (len(ticked.made), len(ticked.missed)) == (1, 1)
    missed, made = sorted(office.jobs(), key=lambda job: job.due_at)
    assert (missed.due_at, missed.note) == (
        utc(11, 2, 11),
        "2 times passed while nothing ran. The schedule skips what was missed.",
    )
    assert made.state is JobState.QUEUED


def test_a_year_of_minutes_is_seen_to_at_once_and_told_roughly(light: Office) -> None:
    light.every_day("* * * * *", missed=Missed.SKIP)
    light.clock.advance(days=366)
    (missed,) = light.schedules.tick().missed
    assert (light.book.job(missed).note or "").startswith("More than 500 times passed")
    assert light.schedules.schedules()[0].next_at == light.clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize("minutes_later", [0, 1, 30])
def test_a_clock_set_back_by_an_hour_runs_no_time_twice(office: Office, minutes_later: int) -> None:
    office.every_day("*/30 * * * *")
    office.clock.set(utc(11, 2, 12))
    office.schedules.tick()
    assert len(office.work_off()) == 1
    office.clock.advance(minutes=minutes_later)
    office.schedules.tick()
    office.work_off()
    office.clock.advance(hours=-1)
    last = office.schedules.schedules()[0].last_at
    assert last is not None
    ran = office.live(utc(11, 2, 14))
    assert ran == [last + number * timedelta(minutes=30) for number in range(1, len(ran) + 1)]
    assert ran[-1] == utc(11, 2, 14)


def test_a_clock_that_ran_a_year_ahead_and_was_set_right_is_believed(office: Office) -> None:
    office.every_day("0 6 * * *")
    office.clock.advance(days=365)
    office.schedules.tick()
    office.work_off()
    office.clock.advance(days=-365)
    assert office.live(utc(11, 4, 7), timedelta(hours=1)) == [utc(11, 3, 6), utc(11, 4, 6)]


def test_two_that_tick_at_once_make_one_job(database: Database, clock: FakeClock) -> None:
    offices = [office_in(database, clock) for _ in range(4)]
    offices[0].many(20)
    clock.set(utc(11, 3, 6))
    together = Barrier(len(offices))
    made: list[int] = []

    def tick(office: Office) -> None:
        together.wait()
        made.append(len(office.schedules.tick().made))

    threads = [Thread(target=tick, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 20]
    assert len(offices[0].jobs()) == 20


def test_three_hundred_schedules_of_one_time_do_not_leave_together(office: Office) -> None:
    office.many(300, jitter=timedelta(minutes=10))
    office.clock.set(utc(11, 3, 6))
    assert len(office.schedules.tick().made) == 300
    leave = [(job.due_at - utc(11, 3, 6)).total_seconds() for job in office.jobs()]
    assert min(leave) >= 0
    assert max(leave) <= 600
    assert max(sum(start <= one < start + 30 for one in leave) for start in range(600)) <= 45  # 15 on average
    assert all(10 <= sum(minute * 60 <= one < minute * 60 + 60 for one in leave) <= 60 for minute in range(10))
    assert {schedule.last_at for schedule in office.schedules.schedules()} == {utc(11, 3, 6)}
