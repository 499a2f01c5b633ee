"""Pastes with their lines, what Spotify was asked for them, and what people decided about names."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Paste(Base):
    """Text that somebody pasted, kept until it was left alone for a month."""

    __tablename__ = "pastes"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    actor: Mapped[str]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str]
    given: Mapped[dict[str, Any]]
    """What a person said about how it is written."""
    reading: Mapped[dict[str, Any]]
    """How it was read: format, order, columns, and how sure that is."""


class PasteLine(Base):
    """One recording that a paste names, with what was found for it and what a person said."""

    __tablename__ = "paste_lines"
    __table_args__ = (
        Index("ix_paste_lines_signature", "signature"),
        Index("ix_paste_lines_state", "paste_id", "state"),
        {"sqlite_with_rowid": False},
    )

    paste_id: Mapped[str] = mapped_column(ForeignKey("pastes.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    last: Mapped[int]
    text: Mapped[str]
    kind: Mapped[str]
    told: Mapped[dict[str, Any]]
    """Title, artists, album, duration, ISRC, explicit, link: what of these the line tells."""
    note: Mapped[str]
    signature: Mapped[str | None]
    """Under which decisions hold for it; NULL for links and what is left out."""
    found: Mapped[dict[str, Any] | None]
    """What was found: verdict, how, and the likely ones; NULL: it needs a call."""
    chosen: Mapped[dict[str, Any] | None]
    """What a person said of this line alone: accepted or skipped, who and when."""
    state: Mapped[str]
    uri: Mapped[str | None]
    """What it comes to as things stand."""
    settled_at: Mapped[datetime]
    """When any of this was last changed."""


class Decision(Base):
    """What a person decided about a name, for good: which track it is, or that there is none."""

    __tablename__ = "match_decisions"
    __table_args__ = (Index("ix_match_decisions_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    signature: Mapped[str] = mapped_column(unique=True)
    uri: Mapped[str | None]
    """NULL: there is no such recording."""
    title: Mapped[str]
    artists: Mapped[list[Any]]
    folded: Mapped[str]
    """Artists and title as they are looked for."""
    at: Mapped[datetime]
    actor: Mapped[str]


class Search(Base):
    """A question that Spotify was asked, and what it answered: never asked again unless a person wants that."""

    __tablename__ = "searches"
    __table_args__ = ({"sqlite_with_rowid": False},)

    query: Mapped[str] = mapped_column(primary_key=True)
    uris: Mapped[list[Any]]
    asked_at: Mapped[datetime]
