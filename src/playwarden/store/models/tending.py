"""What members sort playlists by: tags by hand and by rule, and views that they keep."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class PlaylistTag(Base):
    """A tag that somebody gave a playlist."""

    __tablename__ = "playlist_tags"

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class TagRule(Base):
    """A tag for all playlists that fit, looked at whenever they are listed."""

    __tablename__ = "tag_rules"

    id: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str]
    name: Mapped[str | None]
    """A pattern; NULL: any name."""
    description: Mapped[str | None]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    """Only playlists that this account's list shows; NULL: of all accounts."""
    created_at: Mapped[datetime]


class SavedView(Base):
    """What somebody wants to see of a page again: its filters, columns and order, as they stand in the address."""

    __tablename__ = "saved_views"
    __table_args__ = (
        Index("uq_saved_views_name", "member_id", "page", "name", unique=True),
        Index(
            "uq_saved_views_operators_name",
            "page",
            "name",
            unique=True,
            sqlite_where=text("member_id IS NULL"),
            postgresql_where=text("member_id IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    """Whose it is; NULL: the operator's."""
    page: Mapped[str]
    name: Mapped[str]
    search: Mapped[dict[str, Any]]
    shared: Mapped[bool]
    changed_at: Mapped[datetime]
