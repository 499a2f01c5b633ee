"""Schedules are made, changed, paused and removed; what runs by itself comes from settings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import Job, JobState, WaitsFor
from playwarden.engine.ports.audit import LinkFilter
from playwarden.engine.ports.jobs import Ended
from playwarden.features.schedules.service import LONGEST_NAME, Change, NewSchedule
from playwarden.kit.errors import Conflict, InputError, NotFound, PlaywardenError, Refused
from playwarden.kit.ids import RunnerId
from playwarden.store import audit
from playwarden.store.database import Database
from playwarden.store.models.jobs import Schedule as Row
from tests.fakes.clock import FakeClock
from tests.integration.schedules.conftest import BACKUP, Office, office_in, utc
from tests.integration.store.processes import Child

DAILY = {"kind": "cron", "expression": "0 6 * * *", "zone": "Europe/Berlin"}


def new(**more: Any) -> NewSchedule:
    values: dict[str, Any] = {
        "name": "mix",
        "kind": "playlist.touch",
        "timing": DAILY,
        "payload": {"playlist": "p1"},
    }
    return NewSchedule(**(values | more))


def test_a_schedule_is_kept_as_it_was_made(office: Office) -> None:
    made = office.schedules.create(new(missed=Missed.ASK), actor="operator")
    assert office.schedules.schedule("mix") == office.schedules.schedule(made.id) == made
    assert (made.key, made.lane, made.next_at) == ("playlist:p1", Lane.SCHEDULED, utc(11, 3, 5))
    assert made.jitter == timedelta(minutes=10)
    assert made.next_times(3) == [utc(11, day, 5) for day in (3, 4, 5)]


def test_its_job_has_all_of_it_and_the_true_time(office: Office) -> None:
    made = office.schedules.create(new(), actor="operator")
    office.clock.set(utc(11, 3, 5))
    (job_id,) = office.schedules.tick().made
    job = office.book.job(job_id)
    assert (job.kind, job.key, dict(job.payload), job.lane) == (
        "playlist.touch",
        "playlist:p1",
        {"playlist": "p1"},
        Lane.SCHEDULED,
    )
    assert (job.actor, job.schedule_id, job.state) == ("schedule mix", made.id, JobState.SCHEDULED)
    assert utc(11, 3, 5) < job.due_at <= utc(11, 3, 5, 10)
    assert office.schedules.schedule("mix").last_at == utc(11, 3, 5)
    assert office.schedules.tick().made == ()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": " "}, "between 1 and 100 characters"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "between 1 and 100 characters"),
        ({"name": "a\nb"}, "on one line"),
        ({"kind": "playlist.tuch"}, "Did you mean playlist.touch?"),
        ({"kind": "runs.run"}, "cannot be scheduled"),
        ({"timing": {"kind": "at", "moment": "2026-11-02T08:59"}}, "That time has passed"),
        ({"jitter": timedelta(hours=13)}, "0 to 43,200 seconds"),
        ({"timing": {"kind": "every", "seconds": 60}, "jitter": timedelta(seconds=31)}, "0 to 30 seconds"),
        ({"jitter": timedelta(seconds=-1)}, "can be spread"),
    ],
)
def test_what_is_wrong_is_refused(light: Office, more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        light.schedules.create(new(**more), actor="operator")


def test_a_name_is_given_once(office: Office) -> None:
    first = office.schedules.create(new(), actor="operator")
    for name in ("mix", first.id):
        with pytest.raises(Conflict, match="already"):
            office.schedules.create(new(name=name), actor="operator")
    office.schedules.create(new(name="other"), actor="operator")
    with pytest.raises(Conflict, match="already"):
        office.schedules.change("other", Change(name="mix"), actor="operator")


def test_changes_go_for_the_next_time(office: Office) -> None:
    office.schedules.create(new(), actor="operator")
    weekly = {"kind": "cron", "expression": "0 6 * * MON", "zone": "UTC"}
    changed = office.schedules.change(
        "mix", Change(name="mondays", timing=weekly, payload={"playlist": "p2"}, missed=Missed.SKIP), actor="operator"
    )
    assert office.schedules.schedule("mondays") == changed
    assert (changed.next_at, changed.key, changed.missed) == (utc(11, 9, 6), "playlist:p2", Missed.SKIP)
    assert changed.jitter == timedelta(minutes=10)
    only = office.schedules.change("mondays", Change(jitter=timedelta(hours=1)), actor="operator")
    assert (only.jitter, only.next_at) == (timedelta(hours=1), changed.next_at)


def test_while_it_is_paused_nothing_is_due_and_nothing_missed(office: Office) -> None:
    office.every_day("0 6 * * *", missed=Missed.ASK)
    paused = office.schedules.pause("monday mix", actor="operator")
    assert office.schedules.pause("monday mix", actor="operator") == paused
    assert paused.next_times(5) == []
    office.clock.advance(days=3)
    assert office.schedules.tick() == office.schedules.tick()
    assert office.jobs() == []
    resumed = office.schedules.resume("monday mix", actor="operator")
    assert (resumed.paused_at, resumed.next_at) == (None, utc(11, 6, 6))
    assert office.live(utc(11, 6, 7), timedelta(hours=1)) == [utc(11, 6, 6)]


def test_paused_and_resumed_within_an_hour_a_time_does_not_run_twice(light: Office) -> None:
    light.every_day("0 * * * *")
    light.clock.set(utc(11, 2, 10))
    light.schedules.tick()
    light.work_off()
    light.schedules.pause("monday mix", actor="operator")
    light.clock.set(utc(11, 2, 9, 30))  # and the clock was set back
    light.schedules.resume("monday mix", actor="operator")
    assert light.live(utc(11, 2, 11, 30), timedelta(minutes=15)) == [utc(11, 2, 11)]


def test_removed_it_makes_no_more_jobs_and_its_jobs_stay(office: Office) -> None:
    office.every_day("0 6 * * *")
    office.clock.set(utc(11, 3, 6))
    office.schedules.tick()
    office.schedules.remove("monday mix", actor="operator")
    office.clock.advance(days=1)
    assert office.schedules.tick().made == ()
    assert len(office.jobs()) == 1
    with pytest.raises(NotFound, match="no schedule 'monday mix'"):
        office.schedules.schedule("monday mix")


def test_a_moment_runs_once_and_the_schedule_stays_to_be_seen(office: Office) -> None:
    office.made({"kind": "at", "moment": "2026-11-03T06:00"})
    assert office.live(utc(11, 5), timedelta(hours=1)) == [utc(11, 3, 6)]
    done = office.schedules.schedule("monday mix")
    assert (done.next_at, done.last_at, done.next_times(5)) == (None, utc(11, 3, 6), [])


def test_run_now_makes_its_job_at_once_and_leaves_its_times(office: Office) -> None:
    office.every_day("0 6 * * *")
    before = office.schedules.schedule("monday mix")
    job = office.schedules.run_now("monday mix", actor="operator")
    assert (job.state, job.lane, job.actor) == (JobState.QUEUED, Lane.INTERACTIVE, "operator")
    assert office.schedules.schedule("monday mix") == before
    assert [one.id for one in office.work_off()] == [job.id]
    assert office.schedules.run_now("monday mix", actor="operator").id != job.id


def test_run_now_takes_the_job_that_waits(office: Office) -> None:
    office.every_day("0 6 * * *", jitter=timedelta(hours=2))
    office.clock.set(utc(11, 3, 6))
    (waiting,) = office.schedules.tick().made
    assert office.book.job(waiting).state is JobState.SCHEDULED
    job = office.schedules.run_now("monday mix", actor="operator")
    assert (job.id, job.state) == (waiting, JobState.QUEUED)


def claimed(office: Office) -> Job:
    job = office.book.claim(RunnerId("rnr_test"), list(Lane))
    assert job is not None
    return job


def test_while_a_job_waits_for_calls_no_second_one_is_made(office: Office) -> None:
    office.every_day("0 * * * *")
    office.clock.set(utc(11, 2, 10))
    office.schedules.tick()
    until = utc(11, 2, 15, 30)
    office.book.end(claimed(office), Ended(JobState.WAITING, until, WaitsFor.QUOTA))
    for hour in range(11, 16):
        office.clock.set(utc(11, 2, hour))
        assert office.schedules.tick().made == ()
    office.clock.set(until)
    assert len(office.work_off()) == 1
    office.clock.set(utc(11, 2, 16))
    assert len(office.schedules.tick().made) == 1


def test_while_a_job_runs_the_next_one_queues_behind_it(office: Office) -> None:
    office.every_day("0 * * * *")
    office.clock.set(utc(11, 2, 10))
    office.schedules.tick()
    running = claimed(office)
    for hour in (11, 12, 13):
        office.clock.set(utc(11, 2, hour))
        office.schedules.tick()
    assert [job.state for job in office.jobs()] == [JobState.RUNNING, JobState.QUEUED]
    assert office.book.claim(RunnerId("rnr_other"), list(Lane)) is None
    office.book.end(running, Ended(JobState.SUCCEEDED))
    assert len(office.work_off()) == 1


def test_three_hundred_that_are_due_are_one_transaction_and_few_statements(office: Office) -> None:
    office.many(300)
    office.schedules.tick()
    office.clock.set(utc(11, 3, 6))
    counts = {"statements": 0, "commits": 0}
    engine = office.database.engine
    event.listen(engine, "before_cursor_execute", lambda *_: counts.update(statements=counts["statements"] + 1))
    event.listen(engine, "commit", lambda _: counts.update(commits=counts["commits"] + 1))
    assert len(office.schedules.tick().made) == 300
    assert counts["commits"] == 1
    assert counts["statements"] <= 20


def test_a_tick_with_nothing_due_writes_nothing(office: Office) -> None:
    office.every_day("0 6 * * *")
    office.schedules.tick()
    said: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *parts: said.append(parts[2].split()[0]))
    for _ in range(3):
        office.schedules.tick()
    assert said
    assert set(said) <= {"SELECT", "PRAGMA", "BEGIN"}


def test_one_whose_zone_this_machine_does_not_know_stops_no_other(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.every_day("0 6 * * *", name="there")
    lost = office.every_day("0 6 * * *", name="lost", playlist="p2")
    timing = lost.timing.to_document() | {"zone": "Mars/Olympus"}
    with office.database.write() as session:
        session.execute(update(Row).where(Row.id == lost.id).values(timing=timing))
    office.clock.set(utc(11, 3, 6))
    assert len(office.schedules.tick().made) == 1
    assert "Mars/Olympus" in caplog.text


def test_every_change_stands_in_the_audit_chain(office: Office) -> None:
    made = office.schedules.create(new(), actor="anna")
    office.schedules.change("mix", Change(missed=Missed.SKIP), actor="ben")
    office.schedules.change("mix", Change(missed=Missed.SKIP), actor="ben")  # changes nothing, and says nothing
    office.schedules.pause("mix", actor="ben")
    office.schedules.resume("mix", actor="ben")
    office.schedules.remove("mix", actor="anna")
    with office.database.read() as session:
        links = audit.links(session, LinkFilter(action="schedule", limit=50))
        assert audit.verify(session).first_broken is None
    assert sorted((link.action, link.actor, link.subject) for link in links) == [
        ("schedule.change", "ben", made.id),
        ("schedule.create", "anna", made.id),
        ("schedule.pause", "ben", made.id),
        ("schedule.remove", "anna", made.id),
        ("schedule.resume", "ben", made.id),
    ]


def test_pages_go_by_name(office: Office) -> None:
    for name in ("c", "a", "b"):
        office.every_day(name=name, playlist=name)
    first = office.schedules.schedules(limit=2)
    rest = office.schedules.schedules(limit=2, after=first[-1].name)
    assert [one.name for one in (*first, *rest)] == ["a", "b", "c"]


@pytest.fixture
def duty(database: Database, clock: FakeClock) -> Office:
    """An installation that backs up every night."""
    office = office_in(database, clock, BACKUP)
    office.schedules.tick()
    return office


def test_a_duty_begins_soon_and_goes_on_by_its_setting(duty: Office) -> None:
    ran = duty.live(utc(11, 4, 4), timedelta(minutes=20))
    assert ran == [utc(11, 2, 9, 20), utc(11, 3, 3), utc(11, 4, 3)]
    assert {job.kind for job in duty.jobs()} == {"backup"}


def test_a_restart_changes_nothing_about_duties(duty: Office) -> None:
    duty.live(utc(11, 2, 10))
    before = duty.schedules.schedule(BACKUP.name)
    again = office_in(duty.database, duty.clock, BACKUP)
    again.schedules.tick()
    assert again.schedules.schedule(BACKUP.name) == before


def test_a_setting_that_changed_changes_its_duty_and_one_that_went_takes_it_away(duty: Office) -> None:
    duty.schedules.pause(BACKUP.name, actor="operator")
    paused = duty.schedules.schedule(BACKUP.name)
    later = replace(BACKUP, timing={"kind": "cron", "expression": "0 5 * * *", "zone": "UTC"})
    changed = office_in(duty.database, duty.clock, later)
    changed.schedules.tick()
    now = changed.schedules.schedule(BACKUP.name)
    assert (now.id, now.next_at, now.paused_at) == (paused.id, utc(11, 3, 5), paused.paused_at)
    without = office_in(duty.database, duty.clock)
    without.schedules.tick()
    assert without.schedules.schedules() == []


@pytest.mark.parametrize(
    "asked",
    [
        lambda office: office.schedules.remove(BACKUP.name, actor="operator"),
        lambda office: office.schedules.change(BACKUP.name, Change(missed=Missed.SKIP), actor="operator"),
    ],
)
def test_a_duty_is_changed_by_its_setting_alone(duty: Office, asked: Callable[[Office], object]) -> None:
    with pytest.raises(Refused, match="built in") as error:
        asked(duty)
    assert "PLAYWARDEN_BACKUP_HOUR" in error.value.remedy


def test_the_name_of_a_duty_is_taken_even_before_it_is_made(database: Database, clock: FakeClock) -> None:
    office = office_in(database, clock, BACKUP)
    with pytest.raises(PlaywardenError, match="belongs to a built-in schedule"):
        office.schedules.create(new(name=BACKUP.name), actor="operator")


TICKER = """
import sys
from datetime import UTC, datetime
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.schedules.conftest import office_in
office = office_in(Database(sys.argv[1]), FakeClock(datetime(2026, 11, 3, 6, tzinfo=UTC)))
print("ready", flush=True)
sys.stdin.readline()
print(len(office.schedules.tick().made), flush=True)
"""


def test_processes_that_tick_at_once_make_one_job_each_time(office: Office, database_url: str) -> None:
    office.many(30)
    with Child(TICKER, database_url) as one, Child(TICKER, database_url) as other:
        children = (one, other)
        assert [child.line() for child in children] == ["ready", "ready"]
        for child in children:
            child.tell("go")
        made = sorted(int(child.line()) for child in children)
    assert made == [0, 30]
    assert len(office.jobs()) == 30
