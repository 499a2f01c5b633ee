"""The mirror: playlists, who sees them, entry lists, versions, pictures, and the log of synchronisations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Playlist(Base):
    """A playlist as last seen. A row by its Spotify id, whoever sees it."""

    __tablename__ = "playlists"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str | None]
    public: Mapped[bool | None]
    collaborative: Mapped[bool]
    owner_id: Mapped[str] = mapped_column(index=True)
    owner_name: Mapped[str | None]
    cover_url: Mapped[str | None]
    cover_sha256: Mapped[str | None]
    cover_custom: Mapped[bool | None]
    snapshot_id: Mapped[str]
    """As the last list page or read showed it."""
    total: Mapped[int | None]
    items_snapshot_id: Mapped[str | None]
    """The snapshot id the recorded entries belong to; None: never read."""
    refused_snapshot_id: Mapped[str | None]
    """The snapshot id under which Spotify refused the items: not asked again before it changes."""
    version_id: Mapped[str | None]
    """The newest version."""
    wanted_at: Mapped[datetime | None]
    """When somebody opened or changed it: read before others."""
    written_at: Mapped[datetime | None]
    """When we last wrote to it; the mirror does not serve for 60 s after."""
    first_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    """When no account's list showed it any more."""


class View(Base):
    """That an account's list shows a playlist, and how it stands to it."""

    __tablename__ = "views"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    relation: Mapped[str]
    position: Mapped[int]


class Look(Base):
    """The last look at an account's list pages, by whoever took it: for a minute it vouches for what is mirrored."""

    __tablename__ = "looks"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    looked_at: Mapped[datetime]
    """Before its first page was fetched."""
    depth: Mapped[int]
    """How many playlists from the top of the list it showed."""
    late: Mapped[list[Any]]
    """Playlists that it showed as they were before a write of ours: not believed."""


class EntryList(Base):
    """An ordered list of entries, stored once by the SHA-256 of its canonical form, body compressed."""

    __tablename__ = "entry_lists"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    length: Mapped[int]
    body: Mapped[bytes]


class Version(Base):
    """A recorded state of a playlist."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("playlist_id", "number"), Index("ix_versions_run_id", "run_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1, 2, 3 ... for each playlist."""
    cause: Mapped[str]
    """`first` seen, changed on `spotify`, or a `run` of ours."""
    run_id: Mapped[str | None]
    seen_at: Mapped[datetime]
    snapshot_id: Mapped[str]
    details: Mapped[dict[str, Any]]
    entries_sha256: Mapped[str | None] = mapped_column(ForeignKey("entry_lists.sha256"))
    """None: the items were not read for this version."""


class Picture(Base):
    """Bytes of a cover, by hash."""

    __tablename__ = "pictures"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes]
    likeness: Mapped[str]
    """A small copy of the picture, as text (see `kit.likeness`)."""


class Sync(Base):
    """One look at all playlists of the accounts: with their `looks` all that an unchanged library writes."""

    __tablename__ = "syncs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accounts: Mapped[list[Any]]
    calls: Mapped[int]
    seen: Mapped[int]
    changed: Mapped[int]
    read: Mapped[int]
    note: Mapped[str | None]
