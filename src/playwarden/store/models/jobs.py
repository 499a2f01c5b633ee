"""Jobs with their events, what makes them again and again, and the processes that carry them out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base

_OPEN = text("state IN ('scheduled', 'queued', 'waiting', 'running')")
_RUNNING = text("state = 'running'")
_UNSETTLED = text("state = 'cancelled' AND cancel_asked_at IS NOT NULL")
"""Cancelled, and its kind was not told yet."""


class Job(Base):
    """One durable piece of work. The same work is open once, and a key is running once: the indexes see to it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("uq_jobs_open", "identity", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_jobs_running", "key", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_jobs_turn", "state", "lane_rank", "rank", "due_at", "id"),
        Index("ix_jobs_due", "state", "due_at"),
        Index("ix_jobs_unsettled", "id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
        Index("ix_jobs_parent_id", "parent_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    identity: Mapped[str]
    """SHA-256 over kind, key, payload and slot."""
    payload: Mapped[dict[str, Any]]
    lane: Mapped[str]
    lane_rank: Mapped[int]
    """0 for the highest lane: what a claim is ordered by."""
    rank: Mapped[int]
    state: Mapped[str]
    due_at: Mapped[datetime]
    waits_for: Mapped[str | None]
    note: Mapped[str | None]
    """In words: what it waits for, or how it ended."""
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    """Grows with every claim."""
    losses: Mapped[int] = mapped_column(default=0)
    """How often its runner died while it ran."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    words: Mapped[str] = mapped_column(default="")
    forecast: Mapped[int | None]
    calls: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    failure: Mapped[dict[str, Any] | None]
    actor: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    )
    """Checked at the commit: a restore puts rows back in the order of their ids, which clocks may have turned round."""
    schedule_id: Mapped[str | None] = mapped_column(index=True)
    run_id: Mapped[str | None] = mapped_column(index=True)
    runner_id: Mapped[str | None] = mapped_column(index=True)
    """Who runs it; kept afterwards."""
    cancel_asked_at: Mapped[datetime | None]
    """While it is to be cancelled; of a cancelled one, until its kind has been told."""
    dispatched_at: Mapped[datetime | None]
    """When a message for it last went to the workers, by real time; sent again when nobody took it up."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class JobEvent(Base):
    """Something that happened to a job. Numbers become visible in order: writers take turns until they commit."""

    __tablename__ = "job_events"
    __table_args__ = ({"sqlite_autoincrement": True},)
    """Numbers are never given twice, also when the newest events are gone."""

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    """`state`, `progress` or `log`."""
    data: Mapped[dict[str, Any]]


class Runner(Base):
    """A process that carries jobs out, with its heartbeat on real time (as a lease has it)."""

    __tablename__ = "runners"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    place: Mapped[str]
    process: Mapped[str]
    """Which process: a ProcessMark."""
    threads: Mapped[int]
    started_at: Mapped[datetime]
    lapses_uptime: Mapped[float]
    """When it counts as dead, in seconds of its machine's uptime: for the others on that machine."""
    lapses_at: Mapped[datetime]
    """The same by the database's clock: for other machines."""


class Schedule(Base):
    """What makes a job again and again."""

    __tablename__ = "schedules"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    lane: Mapped[str]
    timing: Mapped[dict[str, Any]]
    """When, as `domain.jobs.timing` writes it."""
    missed: Mapped[str]
    """`once`, `skip` or `ask`: what becomes of times that passed while nothing ran."""
    jitter_seconds: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    """The next time, without jitter; None: there is none any more."""
    last_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    actor: Mapped[str]
    created_at: Mapped[datetime]
