"""Alerts, the routes by which people are told of them, what waits for a route, and the heartbeat."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base

_NEW = text("is_new")


class Alert(Base):
    """Something that people are to be told of, written together with what it is about."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_new", "id", sqlite_where=_NEW, postgresql_where=_NEW),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    severity: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    link: Mapped[str]
    """A path of the pages; empty: none."""
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    playlist_id: Mapped[str | None] = mapped_column(index=True)
    """No foreign key: of what is gone there may be no row any more."""
    is_new: Mapped[bool]
    """Until it was given to the routes that want it."""


class AlertRoute(Base):
    """An address of apprise by which somebody is told of alerts. Times are real ones."""

    __tablename__ = "alert_routes"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[bytes]
    """Sealed: it holds passwords and tokens."""
    shown: Mapped[str]
    """What may be shown of it."""
    severities: Mapped[list[Any]]
    kinds: Mapped[list[Any] | None]
    """NULL: all."""
    quiet: Mapped[dict[str, Any] | None]
    """`from`, `until`, `zone`, `alarms`; NULL: never quiet."""
    window_seconds: Mapped[int]
    enabled: Mapped[bool]
    told_at: Mapped[datetime | None]
    """When the last message left: it opened a window."""
    told_severity: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    tried_at: Mapped[datetime | None]
    """When the last try was, of a message or a test."""
    sent: Mapped[bool | None]
    """What became of that."""
    answer: Mapped[str | None]
    """In words."""
    actor: Mapped[str]
    created_at: Mapped[datetime]


class AlertWaiting(Base):
    """An alert that a route was not told of yet."""

    __tablename__ = "alert_waiting"

    route_id: Mapped[str] = mapped_column(ForeignKey("alert_routes.id", ondelete="CASCADE"), primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, index=True)


class Heartbeat(Base):
    """An address that is called when something ended well, by what that is; silence is what it tells by."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[bytes]
    """Sealed."""
    shown: Mapped[str]
    beat_at: Mapped[datetime | None]
    """When it ended well last, on the product's clock."""
    waits: Mapped[bool]
    """Whether that is still to be told."""
    tries: Mapped[int]
    """Of telling that, so far."""
    called_at: Mapped[datetime | None]
    """Real time."""
    status: Mapped[int | None]
    answer: Mapped[str | None]
    actor: Mapped[str]
    created_at: Mapped[datetime]
