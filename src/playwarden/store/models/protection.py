"""Protection: what is wanted of playlists, how they were found, what was done about it, and how often is looked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Protection(Base):
    """A protected playlist: what is wanted of it, and how it was found last."""

    __tablename__ = "protections"

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    """The owner, through whom it is looked at and restored."""
    policy: Mapped[str]
    important: Mapped[bool]
    """Looked at first when calls are short."""
    preferred: Mapped[dict[str, Any]]
    number: Mapped[int]
    """Of the preferred details in force, 1, 2, 3 ..."""
    changed_at: Mapped[datetime]
    """When these came into force: what was done through Playwarden later is an edit of one's own."""
    learned: Mapped[dict[str, Any]]
    """How Spotify shows what was written."""
    checked_at: Mapped[datetime | None]
    """When it was last seen as far as its fields are shown."""
    right_at: Mapped[datetime | None]
    """When all of it was last seen as wanted."""
    read_at: Mapped[datetime | None]
    """When it was last read by itself, which shows every field."""
    read_snapshot: Mapped[str | None]
    missing: Mapped[int] = mapped_column(default=0)
    """Whole lists in a row that did not show it."""
    broken_at: Mapped[datetime | None]
    """Since when its breaker is open: nothing is restored until a person closes it."""
    broken_why: Mapped[str | None]
    counted_from: Mapped[datetime | None]
    """Restores before do not count towards its cap: a person closed the breaker then."""
    cover_to_come: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its cover is to be protected too, and is taken over once its picture could be fetched."""
    actor: Mapped[str]
    created_at: Mapped[datetime]


class PreferredVersion(Base):
    """Preferred details of a playlist as they were wanted once."""

    __tablename__ = "preferred_versions"

    playlist_id: Mapped[str] = mapped_column(
        ForeignKey("protections.playlist_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    actor: Mapped[str]
    why: Mapped[str]


class Incident(Base):
    """A playlist that was not as wanted, from when that was confirmed until it was over."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_playlist_id", "playlist_id", "found_at"),
        Index("ix_incidents_account_id", "account_id", "found_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    open_for: Mapped[str | None] = mapped_column(unique=True)
    """The playlist while it is open, so that there is one at most; NULL once it is over."""
    kind: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str | None]
    wanted: Mapped[dict[str, Any]]
    """The preferred details then."""
    before: Mapped[dict[str, Any]]
    """The details as they were last seen before."""
    seen: Mapped[dict[str, Any]]
    """The details as they were found; of a cover the SHA-256 too, where its picture could be kept."""
    wrong: Mapped[list[Any]]
    """What is wrong: field, how, wanted, seen."""
    last_right_at: Mapped[datetime | None]
    """When it was last seen right before: it went wrong between then and `found_at`."""
    found_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """When something is to be done next; NULL: a person is asked, or a run is on its way."""
    note: Mapped[str | None]
    right_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class IncidentStep(Base):
    """Something that happened in an incident."""

    __tablename__ = "incident_steps"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    note: Mapped[str]
    actor: Mapped[str | None]
    """Who did it, where a person did."""
    run_id: Mapped[str | None]


class Restore(Base):
    """One time that a playlist is put back: written down before anything is sent, because that is what is capped."""

    __tablename__ = "restores"
    __table_args__ = (Index("ix_restores_account_id", "account_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    fields: Mapped[list[Any]]
    run_id: Mapped[str | None]
    state: Mapped[str]
    """`meant`, `running`, `done`, `failed`, or `void`: nothing was sent."""


class Watch(Base):
    """How often an account with protected playlists is looked at, and when it was."""

    __tablename__ = "watches"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    next_at: Mapped[datetime]
    every: Mapped[int]
    """Seconds."""
    slowed: Mapped[bool]
    calls: Mapped[int]
    """Of one look."""
    swept_at: Mapped[datetime | None]
    whole_at: Mapped[datetime | None]
    alerted_until: Mapped[datetime | None]
    lacking: Mapped[dict[str, Any]]
    """Fields that list pages were seen to lack, each with the moment when that was last seen."""
    broken_at: Mapped[datetime | None]
    broken_why: Mapped[str | None]
    counted_from: Mapped[datetime | None]
    trouble: Mapped[str | None]
    """Why the last look failed."""


class Sweep(Base):
    """One look at an account."""

    __tablename__ = "sweeps"
    __table_args__ = (Index("ix_sweeps_account_id", "account_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    ms: Mapped[int]
    """Real milliseconds that it took."""
    calls: Mapped[int]
    checked: Mapped[int]
    """Playlists that it showed."""
    wrong: Mapped[int]
    whole: Mapped[bool]


class Unwatched(Base):
    """A time in which nobody looked at an account, though its playlists are protected."""

    __tablename__ = "unwatched"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
