"""Apps, accounts, their tokens, and consents that are under way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class App(Base):
    """A Spotify client id. Apps of one developer share a quota group."""

    __tablename__ = "apps"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    quota_group: Mapped[str]
    sealed_secret: Mapped[bytes | None]
    dialect: Mapped[str] = mapped_column(default="unknown")
    """`unknown`, `development` or `extended`: discovered from answers."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What `doctor --live` measured, by the name of the assumption."""
    created_at: Mapped[datetime]


class Account(Base):
    """A connected Spotify account."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    spotify_id: Mapped[str] = mapped_column(unique=True)
    """`account_id` of GET /me where provided, else its `id`."""
    user_id: Mapped[str] = mapped_column(index=True)
    """The `id` that playlists name as owner; may change."""
    display_name: Mapped[str]
    market: Mapped[str | None]
    scopes: Mapped[str]
    """Granted scopes, separated by spaces."""
    state: Mapped[str] = mapped_column(default="connected")
    """`connected`, `needs_reconnecting` or `removed`."""
    authorised_at: Mapped[datetime]
    """The day the six months count from."""
    created_at: Mapped[datetime]


class Token(Base):
    """The sealed tokens of an account; `generation` grows with every refresh and guards against lost updates."""

    __tablename__ = "tokens"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    sealed_access: Mapped[bytes]
    sealed_refresh: Mapped[bytes]
    access_expires_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]


class Consent(Base):
    """An authorisation that was begun: its state (hashed), its verifier (sealed), and what was asked for."""

    __tablename__ = "consents"

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"))
    sealed_verifier: Mapped[bytes]
    redirect_uri: Mapped[str]
    scopes: Mapped[str]
    market: Mapped[str | None]
    account_id: Mapped[str | None]
    """The account that is authorised anew; None for one that is new."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
