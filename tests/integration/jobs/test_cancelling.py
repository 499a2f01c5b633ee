"""Cancelling and taking up again: waiting work stops at once, running work between two calls, families together."""

from datetime import timedelta

import pytest

from playwarden.domain.jobs.job import Failure, Job, JobState, WaitsFor
from playwarden.engine.ports.jobs import Ended
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.kit.errors import Conflict, NotFound
from playwarden.kit.ids import JobId
from tests.integration.jobs.desk import DONE, OTHER, Desk

FAILED = Ended(JobState.FAILED, failure=Failure("x", "It broke."), attempted=True)


def waiting_parent(desk: Desk, children: int) -> tuple[Job, list[Job]]:
    """A parent that waits for its children, which are queued."""
    parent = desk.job("parent")
    claimed = desk.claimed()
    made = [desk.job(f"child {number}", parent_id=parent.id) for number in range(children)]
    desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN))
    return parent, made


class TestWaiting:
    @pytest.mark.parametrize("how", ["queued", "scheduled", "quota"])
    def test_what_does_not_run_is_cancelled_at_once_and_never_runs(self, desk: Desk, how: str) -> None:
        later = desk.clock.now() + timedelta(hours=1)
        job = desk.job("a", due_at=later if how == "scheduled" else None)
        if how == "quota":
            desk.book.end(desk.claimed(), Ended(JobState.WAITING, later, WaitsFor.QUOTA))
        assert desk.book.ask_to_cancel(job.id, "operator").state is JobState.CANCELLED
        desk.clock.advance(hours=2)
        assert desk.claim() is None

    def test_its_kind_is_told_once_and_says_what_was_done(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.book.ask_to_cancel(job.id, "operator")
        assert [one.id for one in desk.book.unsettled()] == [job.id]
        assert settle_cancelled(desk.book, desk.registry) == 1
        assert settle_cancelled(desk.book, desk.registry) == 0
        assert desk.kind.told == [job.id]
        assert desk.book.job(job.id).note == "nothing was done"

    def test_a_tick_tells_the_kind_where_whoever_cancelled_died_over_it(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.book.ask_to_cancel(job.id, "operator")
        desk.tick()
        desk.tick()
        assert desk.kind.told == [job.id]

    def test_what_has_ended_cannot_be_cancelled(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.book.end(desk.claimed(), DONE)
        with pytest.raises(Conflict, match="succeeded"):
            desk.book.ask_to_cancel(job.id, "operator")
        with pytest.raises(NotFound):
            desk.book.ask_to_cancel(JobId("job_none"), "operator")


class TestRunning:
    def test_a_running_job_is_asked_and_runs_on_until_it_hears(self, desk: Desk) -> None:
        job = desk.job("a")
        claimed = desk.claimed()
        assert not desk.book.asked_to_cancel(claimed)
        assert desk.book.ask_to_cancel(job.id, "operator").state is JobState.RUNNING
        assert desk.book.asked_to_cancel(claimed)
        ended = desk.book.end(claimed, Ended(JobState.CANCELLED, note="Two of three."))
        assert (ended.state, ended.note) == (JobState.CANCELLED, "Two of three.")
        assert desk.book.unsettled() == []

    @pytest.mark.parametrize("ended", [Ended(JobState.QUEUED), Ended(JobState.WAITING, None, WaitsFor.RETRY)])
    def test_one_that_was_asked_to_stop_does_not_wait_or_go_on(self, desk: Desk, ended: Ended) -> None:
        job = desk.job("a")
        claimed = desk.claimed()
        desk.book.ask_to_cancel(job.id, "operator")
        assert desk.book.end(claimed, ended).state is JobState.CANCELLED
        assert [one.id for one in desk.book.unsettled()] == [job.id]

    @pytest.mark.parametrize("ended", [DONE, FAILED])
    def test_one_that_ends_before_it_hears_has_ended_as_it_did(self, desk: Desk, ended: Ended) -> None:
        job = desk.job("a")
        claimed = desk.claimed()
        desk.book.ask_to_cancel(job.id, "operator")
        assert desk.book.end(claimed, ended).state is ended.state
        assert desk.book.unsettled() == []


class TestFamilies:
    def test_a_family_that_stands_still_is_cancelled_at_once(self, desk: Desk) -> None:
        parent, _ = waiting_parent(desk, 3)
        desk.book.end(desk.claimed(), DONE)
        desk.book.ask_to_cancel(parent.id, "operator")
        assert sorted(desk.states().values()) == sorted([JobState.CANCELLED] * 3 + [JobState.SUCCEEDED])
        settle_cancelled(desk.book, desk.registry)
        assert desk.kind.told[-1] == parent.id
        assert len(set(desk.kind.told)) == 3

    def test_a_parent_is_cancelled_with_the_last_child_that_still_runs(self, desk: Desk) -> None:
        parent, children = waiting_parent(desk, 3)
        running = desk.claimed()
        left = desk.book.ask_to_cancel(parent.id, "operator")
        assert (left.state, left.waits_for) == (JobState.WAITING, WaitsFor.CHILDREN)
        assert "cancelled" in (left.note or "")
        assert [desk.state(child) for child in children].count(JobState.CANCELLED) == 2
        assert desk.book.asked_to_cancel(running)
        desk.book.end(running, Ended(JobState.CANCELLED, note="stopped"))
        assert desk.state(parent) is JobState.CANCELLED
        assert parent.id in [job.id for job in desk.book.unsettled()]

    def test_a_child_hears_that_its_parents_parent_was_cancelled(self, desk: Desk) -> None:
        top = desk.job("top")
        middle = desk.job("middle", parent_id=top.id)
        claimed = [desk.claimed(), desk.claimed()]
        assert [job.id for job in claimed] == [top.id, middle.id]
        desk.book.ask_to_cancel(top.id, "operator")
        late = desk.job("late", parent_id=middle.id)
        bottom = desk.claimed()
        assert bottom.id == late.id
        assert desk.book.asked_to_cancel(bottom)

    def test_a_parent_that_stops_takes_along_the_children_it_made_meanwhile(self, desk: Desk) -> None:
        parent = desk.job("parent")
        claimed = desk.claimed()
        desk.book.ask_to_cancel(parent.id, "operator")
        child = desk.job("child", parent_id=parent.id)
        assert desk.book.end(claimed, Ended(JobState.WAITING, None, WaitsFor.CHILDREN)).state is JobState.CANCELLED
        assert desk.state(child) is JobState.CANCELLED

    def test_cancelling_a_child_lets_its_parent_go_on(self, desk: Desk) -> None:
        parent, (child,) = waiting_parent(desk, 1)
        desk.book.ask_to_cancel(child.id, "operator")
        assert desk.state(parent) is JobState.QUEUED


class TestAgain:
    @pytest.mark.parametrize("ended", [FAILED, Ended(JobState.CANCELLED)])
    def test_what_was_not_done_is_taken_up_again_from_its_first_attempt(self, desk: Desk, ended: Ended) -> None:
        job = desk.job("a")
        desk.book.end(desk.claimed(), ended)
        left = desk.book.again(job.id, "operator")
        assert (left.state, left.attempts, left.failure, left.ended_at) == (JobState.QUEUED, 0, None, None)
        assert desk.claimed().id == job.id

    def test_what_succeeded_or_runs_is_not_retried(self, desk: Desk) -> None:
        job = desk.job("a")
        claimed = desk.claimed()
        with pytest.raises(Conflict, match="not ended"):
            desk.book.again(job.id, "operator")
        desk.book.end(claimed, DONE)
        with pytest.raises(Conflict, match="succeeded"):
            desk.book.again(job.id, "operator", now=True)

    def test_the_same_work_is_not_open_twice_by_a_retry(self, desk: Desk) -> None:
        job = desk.job("a")
        desk.book.end(desk.claimed(), FAILED)
        desk.job("a")
        with pytest.raises(Conflict, match="open already"):
            desk.book.again(job.id, "operator")
        assert desk.state(job) is JobState.FAILED

    def test_what_waits_is_taken_at_once(self, desk: Desk) -> None:
        scheduled = desk.job("a", due_at=desk.clock.now() + timedelta(days=3))
        desk.book.again(scheduled.id, "operator", now=True)
        claimed = desk.claimed()
        assert claimed.id == scheduled.id
        desk.book.end(claimed, Ended(JobState.WAITING, desk.clock.now() + timedelta(days=1), WaitsFor.QUOTA))
        desk.book.again(scheduled.id, "operator", now=True)
        assert desk.claimed(OTHER).id == scheduled.id

    def test_retrying_a_parent_retries_the_children_that_failed(self, desk: Desk) -> None:
        parent, _ = waiting_parent(desk, 2)
        desk.book.end(desk.claimed(), DONE)
        desk.book.end(desk.claimed(), FAILED)
        desk.book.end(desk.claimed(), FAILED)
        desk.book.again(parent.id, "operator")
        states = desk.states()
        assert sorted(states.values()) == sorted([JobState.QUEUED, JobState.QUEUED, JobState.SUCCEEDED])

    def test_retrying_a_child_lets_its_parent_say_anew_how_it_ended(self, desk: Desk) -> None:
        parent, (child,) = waiting_parent(desk, 1)
        desk.book.end(desk.claimed(), FAILED)
        desk.book.end(desk.claimed(), DONE)
        desk.book.again(child.id, "operator")
        assert (desk.state(parent), desk.state(child)) == (JobState.WAITING, JobState.QUEUED)
        desk.book.end(desk.claimed(), DONE)
        assert desk.claimed().id == parent.id
