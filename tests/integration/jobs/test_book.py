"""The book of jobs: the same work once, one running a key, in order, and only by whoever has claimed it."""

from datetime import timedelta

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Failure, JobState, NewJob, Progress, WaitsFor
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.kit.errors import Busy, NotFound
from playwarden.kit.ids import JobId, RandomIds
from playwarden.store.jobs.adding import add
from playwarden.store.jobs.rows import JOBS
from playwarden.store.models.quota import Call
from tests.integration.jobs.desk import ALL, DONE, OTHER, RUNNER, Desk


class TestEnqueueing:
    def test_work_is_queued_and_work_of_later_is_scheduled(self, desk: Desk) -> None:
        now = desk.clock.now()
        assert desk.job("a").state is JobState.QUEUED
        later = desk.job("b", due_at=now + timedelta(hours=1))
        assert (later.state, later.due_at) == (JobState.SCHEDULED, now + timedelta(hours=1))

    def test_the_same_work_asked_twice_is_one_job(self, desk: Desk) -> None:
        first = desk.job("a", payload={"x": 1})
        assert desk.job("a", payload={"x": 1}) == first
        assert desk.job("a", payload={"x": 2}).id != first.id
        assert desk.job("a", payload={"x": 1}, slot="2026-11-02").id != first.id

    def test_the_same_work_twice_in_one_call_is_one_job(self, desk: Desk) -> None:
        new = NewJob("test.kind", "a")
        one, two, three = desk.book.enqueue([new, NewJob("test.kind", "b"), new])
        assert one == three != two

    def test_work_that_runs_is_still_the_same_work(self, desk: Desk) -> None:
        first = desk.job("a")
        desk.claimed()
        assert desk.job("a").id == first.id

    def test_what_has_ended_can_be_asked_for_anew(self, desk: Desk) -> None:
        first = desk.job("a")
        desk.book.end(desk.claimed(), DONE)
        assert desk.job("a").id != first.id

    def test_a_job_is_committed_with_what_it_is_about_or_not_at_all(self, desk: Desk) -> None:
        def fail() -> None:
            with desk.database.write() as session:
                add(session, RandomIds(), [NewJob("test.kind", "a")], desk.clock.now())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert desk.book.jobs(JobFilter()) == []
        assert desk.book.last_event() == 0

    def test_runners_hear_of_it_after_the_commit_and_not_before(self, desk: Desk) -> None:
        heard: list[int] = []
        end = desk.database.listen("jobs", lambda: heard.append(len(desk.book.jobs(JobFilter()))))
        with desk.database.write() as session:
            add(session, RandomIds(), [NewJob("test.kind", "a")], desk.clock.now())
            assert heard == []
        assert heard == [1]
        end()
        desk.job("b")
        assert heard == [1]

    def test_a_thousand_jobs_are_made_at_once(self, desk: Desk) -> None:
        made = desk.book.enqueue([NewJob("test.kind", f"k{number}", rank=number) for number in range(1000)])
        assert len({job.id for job in made}) == 1000
        assert [job.rank for job in made] == list(range(1000))


class TestClaiming:
    def test_the_order_is_lane_then_rank_then_due_then_age(self, desk: Desk) -> None:
        now = desk.clock.now()
        desk.job("background", lane=Lane.BACKGROUND, rank=-9)
        desk.job("second", lane=Lane.SCHEDULED, rank=2)
        desk.job("first", lane=Lane.SCHEDULED, rank=1)
        desk.job("late", lane=Lane.SCHEDULED, rank=2, due_at=now - timedelta(hours=1))
        desk.job("urgent", lane=Lane.INTERACTIVE, rank=5)
        assert desk.claimed_keys() == ["urgent", "first", "late", "second", "background"]

    def test_a_claim_says_who_has_it_with_a_growing_fence(self, desk: Desk) -> None:
        desk.job("a")
        job = desk.claimed()
        assert (job.state, job.runner_id, job.fence) == (JobState.RUNNING, RUNNER, 1)
        desk.book.end(job, Ended(JobState.QUEUED))
        assert desk.claimed(OTHER).fence == 2

    def test_one_job_runs_a_key(self, desk: Desk) -> None:
        desk.book.enqueue([NewJob("test.kind", "a", {"n": 1}), NewJob("test.kind", "a", {"n": 2})])
        first = desk.claimed()
        assert desk.claim() is None
        desk.book.end(first, DONE)
        assert desk.claimed().payload == {"n": 2}

    def test_what_was_asked_for_at_once_comes_in_that_order(self, desk: Desk) -> None:
        desk.book.enqueue([NewJob("test.kind", f"k{number}") for number in range(20)])
        assert desk.claimed_keys() == [f"k{number}" for number in range(20)]

    def test_only_the_lanes_that_are_wanted_are_claimed(self, desk: Desk) -> None:
        desk.job("low", lane=Lane.BACKGROUND)
        desk.job("middle", lane=Lane.SCHEDULED)
        assert desk.claim(lanes=[Lane.INTERACTIVE, Lane.LISTENING]) is None
        assert desk.claim(lanes=[]) is None
        low = desk.claim(lanes=[Lane.INTERACTIVE, Lane.BACKGROUND])
        assert low is not None
        assert low.key == "low"

    def test_one_job_or_one_family_can_be_claimed_alone(self, desk: Desk) -> None:
        desk.job("other")
        parent = desk.job("parent")
        child = desk.job("child", parent_id=parent.id)
        below = desk.job("below", parent_id=child.id)
        assert desk.claim(job_id=below.id) is not None
        family = [desk.claim(within=parent.id) for _ in range(3)]
        assert {job.key for job in family if job} == {"parent", "child"}
        assert desk.states()["other"] is JobState.QUEUED

    def test_what_is_scheduled_is_not_claimed_before_its_time(self, desk: Desk) -> None:
        job = desk.job("a", due_at=desk.clock.now() + timedelta(minutes=5))
        assert desk.claim() is None
        desk.clock.advance(minutes=5)
        assert desk.book.queue_due() == 1
        assert desk.state(job) is JobState.QUEUED
        assert desk.claimed().id == job.id

    def test_while_everything_is_held_nothing_is_claimed_and_what_runs_goes_on(self, desk: Desk) -> None:
        desk.job("a")
        desk.job("b")
        running = desk.claimed()
        desk.book.hold(True, "operator")
        assert desk.book.held()
        assert desk.claim() is None
        assert desk.book.end(running, DONE).state is JobState.SUCCEEDED
        desk.book.hold(False, "operator")
        assert desk.claimed().key == "b"


class TestEnding:
    def test_a_result_stays(self, desk: Desk) -> None:
        desk.job("a")
        ended = desk.book.end(desk.claimed(), Ended(JobState.SUCCEEDED, result={"n": [1, None]}))
        assert (ended.state, ended.result, ended.ended_at) == (
            JobState.SUCCEEDED,
            {"n": [1, None]},
            desk.clock.now(),
        )
        assert desk.book.job(ended.id) == ended

    def test_a_failure_stays_in_words(self, desk: Desk) -> None:
        desk.job("a")
        failure = Failure("input", "It was wrong.", "Do it right.")
        ended = desk.book.end(desk.claimed(), Ended(JobState.FAILED, failure=failure, attempted=True))
        assert (ended.failure, ended.attempts) == (failure, 1)

    def test_a_job_waits_until_its_time(self, desk: Desk) -> None:
        desk.job("a")
        until = desk.clock.now() + timedelta(minutes=3)
        left = desk.book.end(desk.claimed(), Ended(JobState.WAITING, until, WaitsFor.QUOTA, "Few calls."))
        assert (left.state, left.waits_for, left.note, left.due_at) == (
            JobState.WAITING,
            WaitsFor.QUOTA,
            "Few calls.",
            until,
        )
        assert desk.claim() is None
        desk.clock.set(until)
        again = desk.claimed()
        assert (again.id, again.waits_for, again.note) == (left.id, None, None)

    def test_who_waits_for_somebody_is_woken_or_looks_after_an_hour(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.book.end(desk.claimed(), Ended(JobState.WAITING, None, WaitsFor.CONNECTION))
        assert desk.book.wake(WaitsFor.PLAYLIST) == 0
        assert desk.book.wake(WaitsFor.CONNECTION) == 1
        assert desk.state(job) is JobState.QUEUED
        desk.book.end(desk.claimed(), Ended(JobState.WAITING, None, WaitsFor.CONNECTION))
        desk.clock.advance(hours=1)
        assert desk.claimed().id == job.id

    def test_who_was_taken_for_dead_cannot_end_it(self, desk: Desk) -> None:
        desk.job("a")
        dead = desk.claimed()
        desk.book.end(dead, Ended(JobState.QUEUED))
        with pytest.raises(Busy):
            desk.book.end(dead, DONE)
        desk.claimed(OTHER)
        for ended in (DONE, Ended(JobState.QUEUED), Ended(JobState.CANCELLED)):
            with pytest.raises(Busy):
                desk.book.end(dead, ended)
        desk.book.progress(dead, Progress(5, 9, "wrong"))
        assert desk.book.job(dead.id).progress == Progress()
        with pytest.raises(Busy):
            desk.book.asked_to_cancel(dead)


class TestFamilies:
    def test_a_parent_goes_on_with_its_last_child_and_shows_how_many_have_ended(self, desk: Desk) -> None:
        parent = desk.job("parent")
        claimed = desk.claimed()
        for number in range(3):
            desk.job(f"child {number}", parent_id=parent.id)
        left = desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN))
        assert left.state is JobState.WAITING
        for number in range(3):
            assert desk.state(parent) is JobState.WAITING
            assert desk.book.job(parent.id).progress.done == number
            desk.book.end(desk.claimed(), DONE)
        assert desk.book.job(parent.id).progress == Progress(3, 3)
        assert desk.claimed().id == parent.id
        assert [event.data["done"] for event in desk.told(parent, "progress")] == [1, 2, 3]

    def test_a_parent_whose_children_ended_before_it_waited_is_queued(self, desk: Desk) -> None:
        parent = desk.job("parent")
        claimed = desk.claimed()
        desk.job("child", parent_id=parent.id)
        desk.book.end(desk.claimed(OTHER), Ended(JobState.FAILED, failure=Failure("x", "x")))
        assert desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN)).state is JobState.QUEUED

    def test_children_are_counted_by_state(self, desk: Desk) -> None:
        parent = desk.job("parent")
        for number in range(3):
            desk.job(f"child {number}", parent_id=parent.id, lane=Lane.INTERACTIVE)
        desk.claim(within=parent.id)
        running = desk.claimed()
        desk.book.end(running, DONE)
        counts = desk.book.children(parent.id)
        assert sum(counts.values()) == 3
        assert counts[JobState.SUCCEEDED] == 1
        assert desk.book.children_open(parent.id) == 2

    def test_what_a_family_waits_for_is_told_while_nothing_of_it_runs(self, desk: Desk) -> None:
        parent = desk.job("parent")
        claimed = desk.claimed()
        desk.job("child", parent_id=parent.id)
        assert desk.book.waiting(parent.id) is None
        desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN))
        assert desk.book.waiting(parent.id) is None
        until = desk.clock.now() + timedelta(hours=5)
        desk.book.end(desk.claimed(), Ended(JobState.WAITING, until, WaitsFor.QUOTA, "Few."))
        waiting = desk.book.waiting(parent.id)
        assert waiting is not None
        assert (waiting.key, waiting.due_at) == ("child", until)

    def test_a_parent_has_cost_what_its_children_cost(self, desk: Desk) -> None:
        parent = desk.job("parent")
        claimed = desk.claimed()
        children = [desk.job(f"child {number}", parent_id=parent.id) for number in range(2)]
        desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN))
        for number, job in enumerate([parent, *children], start=1):
            with desk.database.write() as session:
                for _ in range(number):
                    session.add(
                        Call(
                            at=desk.clock.now(),
                            quota_group="g",
                            app_id="a",
                            bucket="b",
                            lane="scheduled",
                            job_id=job.id,
                        )
                    )
        assert desk.book.end(desk.claimed(), DONE).calls == 2
        assert desk.book.job(parent.id).calls == 3
        assert desk.book.end(desk.claimed(), DONE).calls == 3
        assert desk.book.end(desk.claimed(), DONE).calls == 6

    def test_a_restore_may_put_a_child_back_before_its_parent(self, desk: Desk) -> None:
        desk.job("child", parent_id=desk.job("parent").id)
        with desk.database.write() as session:
            rows = [dict(row) for row in session.execute(JOBS.select().order_by(JOBS.c.key)).mappings()]
            session.execute(JOBS.delete())
            for row in rows:
                session.execute(JOBS.insert().values(row))
        assert set(desk.states()) == {"child", "parent"}


class TestLists:
    def test_the_newest_come_first_and_pages_continue(self, desk: Desk) -> None:
        ids = []
        for number in range(5):
            ids.append(desk.job(f"k{number}").id)
            desk.clock.advance(1)
        page = desk.book.jobs(JobFilter(limit=2))
        assert [job.id for job in page] == ids[:-3:-1]
        assert [job.id for job in desk.book.jobs(JobFilter(limit=9, before=page[-1].id))] == ids[2::-1]

    def test_they_are_chosen_by_what_they_are(self, desk: Desk) -> None:
        parent = desk.job("parent")
        child = desk.job("child", parent_id=parent.id)
        assert [job.id for job in desk.book.jobs(JobFilter(top=True))] == [parent.id]
        assert [job.id for job in desk.book.jobs(JobFilter(parent_id=parent.id))] == [child.id]
        assert [job.id for job in desk.book.jobs(JobFilter(key="child", kind="test.kind"))] == [child.id]
        assert desk.book.jobs(JobFilter(states=frozenset({JobState.RUNNING}))) == []

    def test_a_job_that_is_not_there_is_told(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="job_none"):
            desk.book.job(JobId("job_none"))
        assert desk.claim(lanes=ALL, job_id=JobId("job_none")) is None


class TestHousekeeping:
    def test_what_ended_long_ago_goes_with_its_children_and_events(self, desk: Desk) -> None:
        parent = desk.job("parent")
        desk.job("child", parent_id=parent.id)
        for _ in range(2):
            desk.book.end(desk.claimed(), DONE)
        kept = desk.job("kept")
        desk.clock.advance(days=31)
        new = desk.job("new")
        desk.book.end(desk.claimed(), DONE)
        last = desk.book.last_event()
        assert desk.book.prune(desk.clock.now() - timedelta(days=30)) == 1
        assert {job.id for job in desk.book.jobs(JobFilter())} == {kept.id, new.id}
        assert desk.job("another").id
        assert min(event.number for event in desk.book.events(last)) == last + 1

    def test_what_was_missed_is_written_down_once_and_can_be_run_after_all(self, desk: Desk) -> None:
        new = NewJob("test.kind", "a", slot="monday")
        (missed,) = desk.book.miss([new], "Nothing ran at its time.")
        assert (missed.state, missed.note) == (JobState.MISSED, "Nothing ran at its time.")
        assert desk.book.miss([new], "Twice.") == [missed]
        assert desk.claim() is None
        assert desk.book.again(missed.id, "operator").state is JobState.QUEUED
        assert desk.claimed().id == missed.id
