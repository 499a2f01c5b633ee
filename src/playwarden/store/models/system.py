"""Leases and settings that processes share."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Lease(Base):
    """Exclusive use of one named thing. The row stays when it is given back: `fence` grows with every holder."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    """A token of this one holding; empty when it was given back."""
    process: Mapped[str]
    """Which process holds it: a ProcessMark."""
    fence: Mapped[int]
    lapses_uptime: Mapped[float]
    """When it runs out, in seconds of the holder's machine's uptime: for contenders on the same machine."""
    expires_at: Mapped[datetime]
    """The same by the database's clock: for contenders on other machines."""


class Setting(Base):
    """A value kept in the database, by name."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
