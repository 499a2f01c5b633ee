"""The ledger's tables: calls, bans, learned ceilings."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base

COUNTED = text("bucket <> 'player'")
"""What counts to the quota group; literal, since a partial index serves only queries that repeat its words."""


class Call(Base):
    """One call to the Web API, booked before it leaves; its outcome is added when it is known.

    The indexes hold `status` and what their condition names: counting a budget never touches the table itself.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_group_bucket_at", "quota_group", "bucket", "at", "status"),
        Index(
            "ix_calls_group_at", "quota_group", "at", "status", "bucket", sqlite_where=COUNTED, postgresql_where=COUNTED
        ),
        Index("ix_calls_app_at", "app_id", "at", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    quota_group: Mapped[str]
    app_id: Mapped[str]
    bucket: Mapped[str]
    lane: Mapped[str]
    run_id: Mapped[str | None] = mapped_column(index=True)
    job_id: Mapped[str | None] = mapped_column(index=True)
    account_id: Mapped[str | None]
    status: Mapped[int | None]
    """HTTP status; None while under way or when no answer came; 0 when it never left: that one is not counted."""
    took_ms: Mapped[int | None]


class Ban(Base):
    """A 429 with its end. `bucket` is None for a window ban, which stops the whole app."""

    __tablename__ = "bans"
    __table_args__ = (Index("ix_bans_group_until", "quota_group", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    quota_group: Mapped[str]
    app_id: Mapped[str]
    bucket: Mapped[str | None]
    reason: Mapped[str]
    """`window` or `quota`."""
    since: Mapped[datetime]
    until: Mapped[datetime]
    calls_before: Mapped[int]
    """Calls of the bucket in the 24 h (quota) or of the app in the 30 s (window) before the refusal."""


class Ceiling(Base):
    """What was learned from a refusal: a count per 24 h that is not to be reached again."""

    __tablename__ = "ceilings"

    quota_group: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(primary_key=True)
    """A bucket, `*` for the group as a whole, or `window:` and an app's id for its 30 s."""
    learned: Mapped[int]
    """The count at the refusal less 10 %; per 24 h, or per 30 s for a window."""
    learned_at: Mapped[datetime]
    suspected: Mapped[bool] = mapped_column(default=False)
    """The less likely one of the two that a refusal may stem from: a person's call may disprove it."""
