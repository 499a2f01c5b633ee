"""A job: what is to be done, when, for whom, how far it is, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from playwarden.domain.calls import Lane
from playwarden.kit.canonical import digest
from playwarden.kit.ids import JobId, RunId, RunnerId, ScheduleId

Document = Mapping[str, Any]
NOTHING: Document = MappingProxyType({})


class JobState(StrEnum):
    """Where a job stands."""

    SCHEDULED = "scheduled"
    """Not before `due_at`, as it was asked for."""
    QUEUED = "queued"
    """Due: the next free runner takes it."""
    WAITING = "waiting"
    """Held until `due_at` by what `waits_for` names; it goes on where it was."""
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"
    """Its time passed while nothing ran; by its schedule's policy it was skipped, or a person is asked."""

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self in OPEN

    @property
    def ended(self) -> bool:
        return self not in OPEN


OPEN = frozenset({JobState.SCHEDULED, JobState.QUEUED, JobState.WAITING, JobState.RUNNING})


class WaitsFor(StrEnum):
    """What holds a waiting job."""

    QUOTA = "quota"
    """Too few calls are left in its lane, or a ban holds them; `due_at` is when there are enough."""
    PLAYLIST = "playlist"
    """Another process is applying to its playlist."""
    CONNECTION = "connection"
    """Its account has to be connected again; doing so queues it at once."""
    RETRY = "retry"
    """It failed in a way that may pass."""
    PROOF = "proof"
    """Everything is written; what others write in these minutes is proved by the same call."""
    CHILDREN = "children"
    """The jobs that it made have to end first; the last of them queues it."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be enqueued.

    `key` is what it has to itself while it runs (`playlist:…`, `account:…`). Work that is equal in kind, key, payload
    and `slot` is the same work: while one such job is open no second one is made. `slot` tells the times of a schedule
    apart. `due_at` None: now. `rank` orders jobs of one lane that are due, smaller first. `forecast` is its cost in
    calls where that is known already.
    """

    kind: str
    key: str
    payload: Document = field(default_factory=lambda: NOTHING)
    lane: Lane = Lane.INTERACTIVE
    due_at: datetime | None = None
    actor: str = "system"
    parent_id: JobId | None = None
    schedule_id: ScheduleId | None = None
    run_id: RunId | None = None
    rank: int = 0
    forecast: int | None = None
    slot: str = ""

    @property
    def identity(self) -> str:
        """SHA-256 over what makes it the same work as another."""
        return digest({"kind": self.kind, "key": self.key, "payload": dict(self.payload), "slot": self.slot})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (None: not known), and what it is at in a few words."""

    done: int = 0
    total: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: the error's stable code, what happened, and what helps."""

    code: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the database has it.

    `attempts` counts how often it was begun and failed; `fence` grows with every claim, so that a runner that was taken
    for dead cannot settle what another has taken up. `calls` is what it cost so far. `cancel_asked_at` is set while a
    running job is asked to stop between two calls.
    """

    id: JobId
    kind: str
    key: str
    payload: Document
    lane: Lane
    state: JobState
    due_at: datetime
    actor: str
    created_at: datetime
    rank: int = 0
    waits_for: WaitsFor | None = None
    note: str | None = None
    attempts: int = 0
    fence: int = 0
    progress: Progress = field(default_factory=Progress)
    forecast: int | None = None
    calls: int = 0
    result: Document | None = None
    failure: Failure | None = None
    parent_id: JobId | None = None
    schedule_id: ScheduleId | None = None
    run_id: RunId | None = None
    runner_id: RunnerId | None = None
    cancel_asked_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something that happened to a job, numbered in the order in which it became visible.

    `kind` is `state`, `progress` or `log`; `data` is JSON.
    """

    number: int
    at: datetime
    job_id: JobId
    kind: str
    data: Document
