"""Whatever runners, people and crashes do: no job is lost, none runs twice at once, a key is one job's, fences hold."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Failure, Job, JobState, NewJob, WaitsFor
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.kit.errors import Busy, Conflict
from playwarden.kit.ids import JobId
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.jobs.runners import StoredRunners
from tests.fakes.clock import FakeClock

ENDINGS = [
    Ended(JobState.SUCCEEDED, result={}),
    Ended(JobState.FAILED, failure=Failure("x", "x"), attempted=True),
    Ended(JobState.CANCELLED),
    Ended(JobState.QUEUED),
    Ended(JobState.WAITING, None, WaitsFor.CHILDREN),
    Ended(JobState.WAITING, None, WaitsFor.CONNECTION),
]
EVERY = JobFilter(limit=1000)


class CountedIds:
    """Ids that are the same in every run."""

    def __init__(self) -> None:
        self.number = 0

    def new(self, prefix: str, at: datetime) -> str:
        self.number += 1
        return f"{prefix}_{self.number:06d}"


class Household(RuleBasedStateMachine):
    """Three runners, three keys, a person, and a model of who may believe to carry which job."""

    template: Path
    jobs: Bundle[JobId] = Bundle("jobs")
    claims: Bundle[Job] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "jobs.db"
        shutil.copyfile(self.template, path)
        self.database = Database(f"sqlite:///{path}")
        self.clock = FakeClock()
        ids = CountedIds()
        self.book = StoredJobs(self.database, self.clock, ids)
        self.runners = StoredRunners(self.database, self.clock, ids)
        self.alive = [self.runners.enter("worker", 1).id for _ in range(3)]
        self.known: set[JobId] = set()
        self.held_by: dict[JobId, int] = {}
        """The fence under which each running job may be ended."""

    def teardown(self) -> None:
        self.drain()
        self.database.close()
        self.folder.cleanup()

    @rule(
        target=jobs,
        key=st.sampled_from("abc"),
        number=st.integers(0, 1),
        hours=st.integers(0, 1),
        parent=st.none() | jobs,
    )
    def enqueue(self, key: str, number: int, hours: int, parent: JobId | None) -> JobId:
        due_at = self.clock.now() + timedelta(hours=hours)
        if parent is not None and self.book.job(parent).state.ended:
            parent = None
        new = NewJob("test.kind", key, {"number": number, "parent": parent}, due_at=due_at, parent_id=parent)
        (job,) = self.book.enqueue([new])
        assert self.book.enqueue([new])[0].id == job.id
        assert job.state.open
        self.known.add(job.id)
        return job.id

    @rule(target=claims, which=st.integers(0, 2))
    def claim(self, which: int) -> Job | MultipleResults[Job]:
        job = self.book.claim(self.alive[which], tuple(Lane))
        if job is None:
            return multiple()
        assert job.id not in self.held_by
        self.held_by[job.id] = job.fence
        return job

    @rule(job=claims, ended=st.sampled_from(ENDINGS))
    def end(self, job: Job, ended: Ended) -> None:
        if self.held_by.get(job.id) == job.fence:
            del self.held_by[job.id]
            self.book.end(job, ended)
        else:
            with pytest.raises(Busy):
                self.book.end(job, ended)

    @rule(which=st.integers(0, 2))
    def die(self, which: int) -> None:
        runner = self.alive[which]
        for job in self.book.jobs(EVERY):
            if job.state is JobState.RUNNING and job.runner_id == runner:
                del self.held_by[job.id]
        self.runners.reclaim(runner)

    @rule(job_id=jobs)
    def cancel(self, job_id: JobId) -> None:
        before = self.book.job(job_id)
        if before.state.ended:
            with pytest.raises(Conflict):
                self.book.ask_to_cancel(job_id, "operator")
            return
        after = self.book.ask_to_cancel(job_id, "operator")
        if before.state is JobState.RUNNING:
            assert after.state is JobState.RUNNING
        elif not self.book.children_open(job_id):
            assert after.state is JobState.CANCELLED

    @rule(job_id=jobs, now=st.booleans())
    def again(self, job_id: JobId, now: bool) -> None:
        try:
            assert self.book.again(job_id, "operator", now=now).state is JobState.QUEUED
        except Conflict:
            return

    @rule(hours=st.integers(-1, 2))
    def pass_time(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.book.queue_due()

    @invariant()
    def none_is_lost_and_each_runs_for_one_alone(self) -> None:
        jobs = {job.id: job for job in self.book.jobs(EVERY)}
        assert set(jobs) == self.known
        running = [job for job in jobs.values() if job.state is JobState.RUNNING]
        assert {job.id: job.fence for job in running} == self.held_by
        assert len({job.key for job in running}) == len(running)

    @invariant()
    def nobody_waits_for_children_that_have_ended(self) -> None:
        for job in self.book.jobs(EVERY):
            if job.waits_for is WaitsFor.CHILDREN:
                assert self.book.children_open(job.id)

    @invariant()
    def the_numbers_of_events_grow(self) -> None:
        numbers = [event.number for event in self.book.events(0, limit=10_000)]
        assert numbers == sorted(set(numbers))

    def drain(self) -> None:
        """Whatever happened before, runners that work on come to the end of everything."""
        for job in self.book.jobs(EVERY):
            if job.id in self.held_by:
                self.book.end(job, ENDINGS[0])
        for _ in range(4 * len(self.known) + 4):
            self.clock.advance(hours=2)
            while (claimed := self.book.claim(self.alive[0], tuple(Lane))) is not None:
                self.book.end(claimed, ENDINGS[0])
        assert all(job.state.ended for job in self.book.jobs(EVERY))


@pytest.fixture
def household(sqlite_template: Path) -> type[Household]:
    Household.template = sqlite_template
    return Household


def test_whatever_happens_no_job_is_lost_or_runs_twice(household: type[Household]) -> None:
    run_state_machine_as_test(
        household,
        settings=settings(
            max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
