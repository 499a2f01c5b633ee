"""Placements with what happened to them, and the campaigns they belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Campaign(Base):
    """Placements that belong together, by name."""

    __tablename__ = "campaigns"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    actor: Mapped[str]
    created_at: Mapped[datetime]


class Placement(Base):
    """A track, or details, in one playlist from a date until a date."""

    __tablename__ = "placements"
    __table_args__ = (
        Index("ix_placements_playlist_id", "playlist_id", "state"),
        Index("ix_placements_from_at", "state", "from_at"),
        Index("ix_placements_until_at", "state", "until_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    playlist_id: Mapped[str]
    uri: Mapped[str | None]
    position: Mapped[str | None]
    """As `domain.placements.position` writes it; None for details."""
    details: Mapped[dict[str, Any] | None]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    """Excluded; None: without an end."""
    zone: Mapped[str]
    """In which the times were meant and are shown."""
    moved: Mapped[str]
    """`out` or `keep`: what becomes of a track that somebody moved on purpose."""
    missed: Mapped[str]
    """`skip`, `shift` or `ask`: what becomes of one whose whole time passed."""
    accepts: Mapped[list[Any]]
    """Codes of conflicts that a person has accepted."""
    note: Mapped[str]
    state: Mapped[str]
    words: Mapped[str]
    """What happened last, or what is in its way."""
    out_at: Mapped[datetime | None]
    """When a person asked for it to go before its time."""
    entered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    entered_run_id: Mapped[str | None]
    left_run_id: Mapped[str | None]
    before_version_id: Mapped[str | None]
    entered_version_id: Mapped[str | None]
    left_version_id: Mapped[str | None]
    replaced_uri: Mapped[str | None]
    """What it stands in for, and what comes back."""
    replaced: Mapped[dict[str, Any] | None]
    """The details that it took the place of."""
    fingerprint: Mapped[str | None]
    """Of the plan that is carrying it in or out; None when none is."""
    actor: Mapped[str]
    created_at: Mapped[datetime]


class PlacementEvent(Base):
    """Something that happened to a placement."""

    __tablename__ = "placement_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    placement_id: Mapped[str] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    """`made`, `changed`, `asked`, `entered`, `left`, `kept`, `gone`, `cancelled` or `missed`."""
    words: Mapped[str]
    actor: Mapped[str]
    run_id: Mapped[str | None]
    before_version_id: Mapped[str | None]
    after_version_id: Mapped[str | None]
