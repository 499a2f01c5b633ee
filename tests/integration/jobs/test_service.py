"""What people ask of jobs, and that the audit chain has it."""

from datetime import timedelta

import pytest

from playwarden.domain.jobs.job import Job, JobState, NewJob, WaitsFor
from playwarden.engine.ports.audit import LinkFilter
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.features.jobs.service import JobsService
from playwarden.jobs.registry import Work
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import JobId, RandomIds
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.trail import StoredTrail
from tests.integration.jobs.desk import ALL, DONE, RUNNER, Desk


class Counter(Desk):
    """A desk with the service over it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.trail = StoredTrail(self.database, self.clock)
        self.service = JobsService(self.book, self.runners, self.registry, self.trail, self.clock)

    def actions(self) -> list[tuple[str, str, str]]:
        """Who did what to what, the oldest first."""
        return [(link.actor, link.action, link.subject) for link in self.trail.links(LinkFilter())][::-1]


@pytest.fixture
def counter(desk: Desk) -> Counter:
    return Counter(desk.database, desk.clock)


def test_a_job_is_shown_with_its_title_children_and_what_it_waits_for(counter: Counter) -> None:
    parent = counter.job("parent", due_at=counter.clock.now() + timedelta(hours=2))
    counter.job("child", parent_id=parent.id, due_at=counter.clock.now() + timedelta(hours=1))
    shown = counter.service.standing(parent.id)
    assert (shown.title, shown.children, shown.all_held, shown.runner) == (
        "test",
        {JobState.SCHEDULED: 1},
        False,
        False,
    )
    assert shown.waiting is not None
    assert shown.waiting.key == "child"
    with pytest.raises(NotFound):
        counter.service.standing(JobId("job_none"))
    with pytest.raises(NotFound):
        counter.service.log(JobId("job_none"))


def test_a_job_of_a_kind_that_is_gone_is_listed_by_its_name(counter: Counter) -> None:
    counter.book.enqueue([NewJob("gone.kind", "a")])
    assert [(one.job.kind, one.title) for one in counter.service.jobs(JobFilter())] == [("gone.kind", "gone.kind")]


def test_cancelling_a_waiting_job_tells_at_once_what_was_done(counter: Counter) -> None:
    job = counter.job("a")
    shown = counter.service.cancel(job.id, actor="ann")
    assert (shown.job.state, shown.job.note) == (JobState.CANCELLED, "nothing was done")
    assert counter.actions() == [("ann", "job.cancel", f"job:{job.id}")]
    with pytest.raises(Conflict):
        counter.service.cancel(job.id, actor="ann")
    assert len(counter.actions()) == 1


def test_asking_a_running_job_to_stop_twice_is_one_link(counter: Counter) -> None:
    job = counter.job("a")
    counter.claimed()
    for _ in range(2):
        assert counter.service.cancel(job.id, actor="ann").job.state is JobState.RUNNING
    assert len(counter.actions()) == 1


def test_what_failed_is_retried_and_what_is_scheduled_runs_now(counter: Counter) -> None:
    def fail(_work: Work) -> dict[str, object]:
        raise InputError("Wrong.")

    failed = counter.job("a")
    counter.carried(fail)
    assert counter.service.retry(failed.id, actor="ann").job.state is JobState.QUEUED
    scheduled = counter.job("b", due_at=counter.clock.now() + timedelta(days=1))
    assert counter.service.run_now(scheduled.id, actor="ann").job.state is JobState.QUEUED
    assert [action for _, action, _ in counter.actions()] == ["job.retry", "job.run_now"]
    counter.service.cancel(scheduled.id, actor="ann")
    with pytest.raises(Conflict, match="has ended: it is cancelled"):
        counter.service.run_now(scheduled.id, actor="ann")


class Overtaken(StoredJobs):
    """Whose waiting jobs are claimed as soon as they were listed."""

    def jobs(self, wanted: JobFilter) -> list[Job]:
        found = super().jobs(wanted)
        super().wake(WaitsFor.QUOTA)
        while super().claim(RUNNER, ALL) is not None:
            pass
        return found


def test_running_now_reaches_what_its_children_made(counter: Counter) -> None:
    in_a_day = counter.clock.now() + timedelta(days=1)
    parent = counter.job("parent", due_at=in_a_day)
    child = counter.job("child", parent_id=parent.id, due_at=in_a_day)
    grandchild = counter.job("grandchild", parent_id=child.id, due_at=in_a_day)
    counter.service.run_now(parent.id, actor="ann")
    assert {counter.state(job) for job in (parent, child, grandchild)} == {JobState.QUEUED}


def test_running_now_does_not_mind_a_child_that_is_taken_up_meanwhile(counter: Counter) -> None:
    parent = counter.job("parent", due_at=counter.clock.now() + timedelta(days=1))
    child = counter.job("child", parent_id=parent.id)
    counter.book.end(counter.claimed(), Ended(JobState.WAITING, parent.due_at, WaitsFor.QUOTA))
    book = Overtaken(counter.database, counter.clock, RandomIds())
    service = JobsService(book, counter.runners, counter.registry, counter.trail, counter.clock)
    service.run_now(parent.id, actor="ann")
    assert counter.state(child) is JobState.RUNNING


def test_the_one_switch_is_in_the_chain_once_each_way(counter: Counter) -> None:
    for held in (True, True, False, False):
        counter.service.hold(held=held, actor="ann")
        assert counter.service.held() is held
    assert [action for _, action, _ in counter.actions()] == ["jobs.hold", "jobs.release"]


def test_waiting_for_a_job_ends_with_it_or_with_the_time(counter: Counter) -> None:
    job = counter.job("a")
    assert counter.service.wait(job.id, 0.0).state is JobState.QUEUED
    counter.book.end(counter.claimed(), DONE)
    assert counter.service.wait(job.id, 30.0).state is JobState.SUCCEEDED
