"""Members, where they are signed in, the links and tokens that let them in, and how often somebody tried in vain.

Times here are real ones, whatever clock the product follows. Of every secret only its SHA-256 is kept.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Member(Base):
    """A person who signs in here."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    """The name as it is signed in with, whatever its letters' case."""
    role: Mapped[str]
    accounts: Mapped[dict[str, Any] | None]
    """Levels by account; NULL: all accounts."""
    extra: Mapped[list[Any]]
    zone: Mapped[str | None]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class Session(Base):
    """A browser in which a member is signed in. Once it is over the row is gone."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """Written at most once a minute."""
    ends_at: Mapped[datetime]
    """However much it is used."""


class Link(Base):
    """A link that works once: it makes a member, signs one in, or lets somebody connect an account."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    """`first_member`, `invitation`, `sign_in` or `connect`."""
    role: Mapped[str | None]
    accounts: Mapped[dict[str, Any] | None]
    extra: Mapped[list[Any]]
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    """Whom it signs in."""
    asked: Mapped[dict[str, Any] | None]
    """What is to be connected: app, account, writing."""
    actor: Mapped[str]
    """Who made it."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """What a program shows instead of a password."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SignInTry(Base):
    """How often signing in failed lately, for one name or one address."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 over kind and name or address."""
    failures: Mapped[int]
    since: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class Connection(Base):
    """An account that is being connected over the API, bound to who began it."""

    __tablename__ = "connections"

    id: Mapped[str] = mapped_column(primary_key=True)
    state_sha256: Mapped[str] = mapped_column(unique=True)
    bound_to: Mapped[str]
    """SHA-256 over the session, token or link that began it: nobody else finishes it."""
    actor: Mapped[str]
    how: Mapped[str]
    """`here` or `paste`."""
    redirect_uri: Mapped[str]
    link_id: Mapped[str | None]
    account_id: Mapped[str | None]
    """Once it is connected."""
    failure: Mapped[dict[str, Any] | None]
    """Code, what and remedy once it failed."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Reply(Base):
    """What a write was answered, kept so that the same one sent again is not done twice."""

    __tablename__ = "replies"
    __table_args__ = (Index("ix_replies_created_at", "created_at"),)

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked_sha256: Mapped[str]
    """Over method, path and body."""
    status: Mapped[int | None]
    """None while it is being done."""
    headers: Mapped[list[Any] | None]
    body: Mapped[bytes | None]
    created_at: Mapped[datetime]
    attempt: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Which carrying out of it counts: another one writes nothing any more."""
    process: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """A ProcessMark of who is at it. Empty: nobody any more."""
    renewed_at: Mapped[datetime | None]
    """When who is at it was last heard of, in real time."""
    written: Mapped[list[Any] | None]
    """The audit chain's [action, subject] of what it has committed; None while that is nothing at all."""
