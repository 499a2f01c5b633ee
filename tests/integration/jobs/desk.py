"""A book of jobs over a database and a clock that a test moves, with a kind that does what the test says."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, JobEvent, JobState, NewJob
from playwarden.domain.quota import Limits
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.jobs.inline import InlineRunner
from playwarden.jobs.registry import Again, Registry, Work
from playwarden.jobs.runner import Carrier, Tools
from playwarden.jobs.tick import Ticker
from playwarden.kit.ids import JobId, RandomIds, RunnerId
from playwarden.spotify.quota.forecasts import QuotaReport
from playwarden.store.database import Database
from playwarden.store.jobs.adding import JOBS_NEWS
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.jobs.runners import StoredRunners
from playwarden.store.quota import StoredBook
from tests.fakes.clock import FakeClock

Doing = Callable[[Work], Mapping[str, Any] | Again]
RUNNER = RunnerId("rnr_1")
OTHER = RunnerId("rnr_2")
ALL = tuple(Lane)
DONE = Ended(JobState.SUCCEEDED, result={})


def nothing(_work: Work) -> dict[str, Any]:
    return {}


@dataclass
class Told:
    """A kind that does what `doing` says; `told` are the jobs it was told to have been cancelled."""

    doing: Doing = nothing
    needing: Sequence[Need] = ()
    name: str = "test.kind"
    lane: Lane = Lane.SCHEDULED
    words: str | None = "nothing was done"
    told: list[JobId] = field(default_factory=list)

    def title(self, payload: Document) -> str:
        return "test"

    def needs(self, job: Job) -> Sequence[Need]:
        return self.needing

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        return self.doing(work)

    def cancelled(self, job: Job) -> str | None:
        self.told.append(job.id)
        return self.words


@dataclass
class Desk:
    """`chance` of the carrier is a half: pauses have their plain length."""

    database: Database
    clock: FakeClock
    kind: Told = field(default_factory=Told)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        ids = RandomIds()
        self.book = StoredJobs(self.database, self.clock, ids)
        self.runners = StoredRunners(self.database, self.clock, ids)
        self.registry = Registry([self.kind])
        self.quota = QuotaReport(StoredBook(self.database), self.clock, self.limits)
        self.carrier = Carrier(Tools(self.book, self.registry, self.quota, self.clock, chance=lambda: 0.5))
        self.ticker = Ticker(self.book, self.registry, self.clock, keep=timedelta(days=30))
        self.stopping = threading.Event()

    def inline(self, threads: int = 2) -> InlineRunner:
        """An embedded runner."""
        return InlineRunner(
            self.carrier,
            self.runners,
            self.ticker,
            lambda wake: self.database.listen(JOBS_NEWS, wake),
            threads=threads,
        )

    def job(self, key: str = "playlist:1", **other: Any) -> Job:
        """A job that was enqueued, younger than those before."""
        self.clock.advance(0.001)
        return self.book.enqueue([NewJob("test.kind", key, **other)])[0]

    def claim(self, runner: RunnerId = RUNNER, lanes: Sequence[Lane] = ALL, **only: Any) -> Job | None:
        return self.book.claim(runner, lanes, **only)

    def claimed(self, runner: RunnerId = RUNNER) -> Job:
        """The next job; there is one."""
        job = self.claim(runner)
        assert job is not None
        return job

    def claimed_keys(self) -> list[str]:
        """The keys of everything that can be claimed, in order."""
        keys = []
        while (job := self.claim()) is not None:
            keys.append(job.key)
        return keys

    def carried(self, doing: Doing | None = None) -> Job:
        """Claims the next job and carries it; how it stands then."""
        if doing is not None:
            self.kind.doing = doing
        left = self.carrier.carry(self.claimed(), self.stopping)
        assert left is not None
        return left

    def tick(self) -> None:
        """One tick, with what is done beside it."""
        self.ticker.tick()
        self.ticker.finish(30)

    def state(self, job: Job) -> JobState:
        return self.book.job(job.id).state

    def states(self) -> dict[str, JobState]:
        """Where every job stands, by its key."""
        return {job.key: job.state for job in self.book.jobs(JobFilter(limit=1000))}

    def told(self, job: Job, kind: str = "state") -> list[JobEvent]:
        """The job's events of a kind."""
        return [event for event in self.book.events(0, job_id=job.id) if event.kind == kind and event.job_id == job.id]
