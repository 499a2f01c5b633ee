"""Leases and settings that processes share."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Lease(Base):
    """Exclusive use of one named thing; `fence` grows with every holder, real time decides when it runs out."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int]
    expires_at: Mapped[datetime]


class Setting(Base):
    """A value kept in the database, by name."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
