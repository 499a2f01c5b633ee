"""Drafts of playlists, by member."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Draft(Base):
    """What a member changed of a playlist and did not apply yet."""

    __tablename__ = "drafts"

    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    playlist_id: Mapped[str] = mapped_column(
        ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    tag: Mapped[str]
    """Another one with every save."""
    version: Mapped[int | None]
    base: Mapped[list[Any]]
    """The URIs that the playlist held when the draft began."""
    rows: Mapped[list[Any]]
    """As `domain.drafts.Piece`."""
    added: Mapped[int]
    removed: Mapped[int]
    moved: Mapped[int]
    device: Mapped[str]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
