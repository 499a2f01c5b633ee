"""Webhooks, and the messages that are on their way to them or went there. Times are real ones."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base

_WAITING = text("state = 'waiting'")


class Webhook(Base):
    """An address that is told of events."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    kinds: Mapped[list[Any]]
    accounts: Mapped[list[Any] | None]
    """Only what touches one of these; NULL: everything."""
    secret: Mapped[bytes]
    """Sealed."""
    told: Mapped[dict[str, Any]]
    """How far it was told: the numbers of the last job event, ban and piece of news, the accounts that wait for a
    consent, and whose authorisation ends, in how many days.
    """
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    failing_since: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]
    actor: Mapped[str]
    created_at: Mapped[datetime]


class Delivery(Base):
    """One message to one webhook, kept as it is sent."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_webhook_deliveries_webhook_id", "webhook_id", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """What the receiver knows it by: sent again it has the same."""
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    kind: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    """`waiting`, `delivered` or `failed`."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    status: Mapped[int | None]
    """Of the last answer."""
    answer: Mapped[str | None]
    """How the last answer begins, or why there was none."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class News(Base):
    """Something that webhooks are to tell and that stands nowhere else. Numbers become visible in order, and are never
    given twice.
    """

    __tablename__ = "news"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    accounts: Mapped[list[Any] | None]
    """Those that it touches; NULL: the whole server."""
