"""The journal: runs, what each does to one playlist, its operations one by one, and playlists made by key."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Run(Base):
    """One apply, undo or restore: approved as a whole by one fingerprint."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str]
    """`apply`, `undo` or `restore`."""
    of_run_id: Mapped[str | None]
    """The run that an undo undoes."""
    state: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str]
    actor: Mapped[str]
    lane: Mapped[str]
    forced: Mapped[list[Any]]
    note: Mapped[str | None]
    """In words: what stopped it, or what it did."""
    resume_after: Mapped[datetime | None]
    """While a ban holds it: not before."""
    observed_at: Mapped[datetime | None]
    """When what its plans start from was observed."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Part(Base):
    """What a run does to one playlist."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    number: Mapped[int]
    account_id: Mapped[str] = mapped_column(index=True)
    playlist_id: Mapped[str | None] = mapped_column(index=True)
    """None until a created playlist has its id."""
    create_key: Mapped[str | None]
    state: Mapped[str]
    note: Mapped[str | None]
    round: Mapped[int] = mapped_column(default=0)
    """0 for the approved plan, 1 to 3 for plans made anew because somebody else edited meanwhile."""
    approved: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The plan that a person saw."""
    anew: Mapped[dict[str, Any] | None] = mapped_column(deferred=True, deferred_group="later")
    """The plan of the current round, where it is not the approved one."""
    base: Mapped[dict[str, Any] | None] = mapped_column(deferred=True, deferred_group="later")
    """What an undo leads to, where others edited before the plan of the current round; else the version before."""
    before_version_id: Mapped[str | None]
    after_version_id: Mapped[str | None]
    fence: Mapped[int] = mapped_column(default=0)
    """The fencing number of the lease under which it was last worked on."""
    overrides: Mapped[list[Any] | None]
    """How `approved` was changed by hand while it waited, the latest last."""
    cancel_asked_at: Mapped[datetime | None]
    """When somebody asked it to stop: it goes no further than to where the playlist is consistent."""


class Step(Base):
    """One operation of a part with its outcome, committed by itself."""

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("part_id", "round", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    part_id: Mapped[str] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    round: Mapped[int]
    number: Mapped[int]
    operation: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    """`pending`, `sent`, `done`, `unknown`, `refused` or `dropped`."""
    snapshot_id: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Creation(Base):
    """A playlist made once by `create: KEY`."""

    __tablename__ = "creations"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    playlist_id: Mapped[str]
    created_at: Mapped[datetime]
