"""What listeners played, and how far that was collected."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Play(Base):
    """One play of an account's listener; at one moment one track ends."""

    __tablename__ = "plays"
    __table_args__ = (Index("ix_plays_uri", "account_id", "uri"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    played_at: Mapped[datetime] = mapped_column(primary_key=True)
    """When it ended, as Spotify tells it."""
    uri: Mapped[str] = mapped_column(primary_key=True)
    context: Mapped[str | None]
    """The URI of the playlist, album or artist that it was played from."""


class Listener(Base):
    """An account whose plays are collected."""

    __tablename__ = "listeners"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    known_from: Mapped[datetime]
    """The end of the first play that is known, or when it was looked first where none was told."""
    checked_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    newest_at: Mapped[datetime | None]
    """The end of the newest play that is known."""
