"""The book of jobs: every job durable, claimed by one runner at a time, every change of state committed by itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Document, Failure, Job, JobEvent, JobState, NewJob, Progress, WaitsFor
from playwarden.kit.ids import JobId, RunId, RunnerId, ScheduleId


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs; None: any. The newest first, `before` continues an earlier list."""

    states: frozenset[JobState] | None = None
    kind: str | None = None
    key: str | None = None
    parent_id: JobId | None = None
    schedule_id: ScheduleId | None = None
    run_id: RunId | None = None
    top: bool = False
    """Without the children of other jobs."""
    before: JobId | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Ended:
    """How a claim of a job ends: `state` is SUCCEEDED, FAILED, CANCELLED, QUEUED (at once again) or WAITING.

    For WAITING `due_at` says until when at the latest (None: an hour) and `waits_for` for what. `attempted` counts it
    as a failed attempt; without it the count begins anew. What the job has cost is taken from the ledger.
    """

    state: JobState
    due_at: datetime | None = None
    waits_for: WaitsFor | None = None
    note: str | None = None
    result: Document | None = None
    failure: Failure | None = None
    attempted: bool = False


@dataclass(frozen=True, slots=True)
class Runner:
    """A process that carries jobs out. `kind` is `embedded`, `command` or `worker`."""

    id: RunnerId
    kind: str
    place: str
    """Machine and process number, for people."""
    threads: int
    started_at: datetime
    alive: bool


class JobBook(Protocol):
    """Each method is one committed transaction. Whoever waits for jobs is woken after the commit."""

    def enqueue(self, jobs: Sequence[NewJob]) -> list[Job]:
        """The jobs, in order; for work that is open already the job that is."""
        ...

    def job(self, job_id: JobId) -> Job:
        """Raises NotFound."""
        ...

    def jobs(self, wanted: JobFilter) -> list[Job]: ...

    def miss(self, jobs: Sequence[NewJob], note: str) -> list[Job]:
        """Writes down work whose time passed while nothing ran, as MISSED and with the words `note`; work that is
        written down already stays as it is. `again` does it after all.
        """
        ...

    def claim(
        self, runner_id: RunnerId, lanes: Sequence[Lane], *, job_id: JobId | None = None, within: JobId | None = None
    ) -> Job | None:
        """The next due job of `lanes` whose key is free, now running under `runner_id` with a new fence; None when
        there is none, or everything is held. `job_id`: that one or none. `within`: that one or what descends from it.

        Order: lane, then rank, then due_at, then id.
        """
        ...

    def end(self, job: Job, ended: Ended) -> Job:
        """Ends a claim. Raises Busy when another runner has taken the job up since (its fence is another).

        What was asked for while it ran wins where something is left to do: a job that was asked to stop and would wait
        or go on is CANCELLED instead (see `unsettled`), and one that would wait for CHILDREN without any is QUEUED.
        A CANCELLED one with children that still run waits for them first. The last child to end queues its parent.
        """
        ...

    def progress(self, job: Job, progress: Progress) -> None:
        """Writes how far it is. Nothing happens when the job was taken up by another runner since."""
        ...

    def log(self, job: Job, words: str, level: str = "info") -> None:
        """Adds a line to the job's log."""
        ...

    def waiting(self, within: JobId) -> Job | None:
        """Of that job and what descends from it, the first to go on, while nothing of it runs or is queued: it says
        until when and for what. None otherwise, and when all has ended."""
        ...

    def promised(self, job: Job) -> int:
        """The calls that jobs which were claimed before `job` and are carried out now may still make by forecast."""
        ...

    def children_open(self, job_id: JobId) -> int:
        """How many of its children have not ended."""
        ...

    def children(self, job_id: JobId) -> Mapping[JobState, int]:
        """How many of its children stand where."""
        ...

    def ask_to_cancel(self, job_id: JobId, actor: str) -> Job:
        """Cancels a job that does not run (and its children) at once, and asks a running one to stop. One whose
        children still run is cancelled with the last of them. Raises NotFound, Conflict when it has ended."""
        ...

    def asked_to_cancel(self, job: Job) -> bool:
        """Whether a running job has been asked to stop; also when its parent has. Raises Busy when another runner has
        taken it up."""
        ...

    def unsettled(self, within: JobId | None = None) -> list[Job]:
        """Jobs that were cancelled while they did not run, and whose kind has not been told: children before their
        parents. `within`: that one and what descends from it."""
        ...

    def settle(self, job: Job, note: str | None) -> Job:
        """A cancelled job's kind has been told; `note` is what it says was done and what not."""
        ...

    def again(self, job_id: JobId, actor: str, *, now: bool = False) -> Job:
        """Retries a job that failed, was cancelled or missed, with its children that did; or with `now` takes one that
        is scheduled or waiting at once. Jobs of a run that was cancelled stay as they are, and no longer below the job
        that started it. Raises NotFound, Conflict."""
        ...

    def wake(self, waits_for: WaitsFor) -> int:
        """Queues every job that waits for that, to look again; how many."""
        ...

    def queue_due(self) -> int:
        """Queues what is due by now, as every claim does; how many. After a clock was set back, also what would wait
        for longer than was meant."""
        ...

    def hold(self, held: bool, actor: str) -> None:
        """The one switch: while held nothing is claimed; what runs goes on."""
        ...

    def held(self) -> bool: ...

    def events(self, after: int, *, job_id: JobId | None = None, limit: int = 500) -> list[JobEvent]:
        """Events with larger numbers, in order; with `job_id` only of that job and its children."""
        ...

    def first_event(self) -> int:
        """The number of the oldest event that is kept, 0 without any."""
        ...

    def lines(self, job_id: JobId, *, limit: int = 200) -> list[JobEvent]:
        """The newest lines of a job's log, the oldest of them first."""
        ...

    def last_event(self) -> int:
        """The number of the newest event, 0 without any."""
        ...

    def prune(self, before: datetime) -> int:
        """Takes away jobs that ended before then, with their children and events; how many. Those of runs that are not
        at their end stay."""
        ...


class Runners(Protocol):
    """The processes that carry jobs out, with their heartbeats: on real time, never on product time."""

    def enter(self, kind: str, threads: int) -> Runner:
        """This process begins to carry jobs out. `kind` is `embedded`, `command` or `worker`."""
        ...

    def beat(self, runner: Runner) -> bool:
        """It lives. False when that came so late that others may take it for dead: its machine slept, or it hung."""
        ...

    def leave(self, runner: Runner) -> None:
        """It ends; what it still runs is taken up again by others."""
        ...

    def alive(self) -> list[Runner]:
        """Those with a fresh heartbeat, the oldest first."""
        ...

    def reclaim(self, own: RunnerId | None = None, carrying: Collection[JobId] = ()) -> int:
        """Puts the running jobs of dead runners back to QUEUED; how many. With `own` also those that runner has, but
        does not carry: an answer of the database was lost. `carrying` is asked after the running jobs were read, so
        that one which changes meanwhile tells the truth. A job whose runner died too often has FAILED."""
        ...
