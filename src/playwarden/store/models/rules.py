"""Rule sets, how they were refreshed, the lists that their sources need, and templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class RuleSet(Base):
    """A rule set of an account, for one of its playlists, for one that is still to be made, or for none."""

    __tablename__ = "rule_sets"
    __table_args__ = (Index("uq_rule_sets_name", "account_id", "folded", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    """Whose library, plays and calls it takes."""
    playlist_id: Mapped[str | None] = mapped_column(unique=True)
    """No foreign key: a playlist that is gone leaves its rules."""
    create_name: Mapped[str | None]
    """What the playlist is called that its first refresh makes."""
    name: Mapped[str]
    folded: Mapped[str]
    """Its name as names are compared."""
    document: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]
    """The CSV files beside it: their texts by name."""
    number: Mapped[int]
    """Counts its changes."""
    memory: Mapped[dict[str, Any]]
    """As `domain.rules.memory` writes it: what the last refresh that was carried out left."""
    items: Mapped[list[Any] | None]
    """What that refresh wanted there, hand edits included; None: not known, so nothing tells of hand edits."""
    hand: Mapped[dict[str, Any]]
    """What was changed by hand, as `domain.rules.hand_edits` writes it."""
    hold: Mapped[dict[str, Any]]
    """How its playlist is kept from being refreshed by somebody, as `domain.rules.holding` writes it."""
    actor: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    template_id: Mapped[str | None] = mapped_column(index=True)
    """The template that it is linked to; no foreign key: some come with Playwarden and have no row."""
    template_values: Mapped[dict[str, Any] | None]
    """What the template was filled in with, by parameter."""
    folder: Mapped[dict[str, Any] | None]
    """Where it stands under version control: the folder's name, the file, its number when it was taken from there."""


class RuleTemplate(Base):
    """A rule set with parameters that somebody saved; seen by whoever sees its account."""

    __tablename__ = "rule_templates"
    __table_args__ = (Index("uq_rule_templates_name", "account_id", "folded", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    """Of the rule set that it was made from."""
    name: Mapped[str]
    folded: Mapped[str]
    """Its name as names are compared."""
    document: Mapped[dict[str, Any]]
    number: Mapped[int]
    """Counts its changes."""
    actor: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RuleRefresh(Base):
    """One time that a rule set was worked out for its playlist."""

    __tablename__ = "rule_refreshes"
    __table_args__ = (Index("ix_rule_refreshes_rule_set_id", "rule_set_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    rule_set_id: Mapped[str] = mapped_column(ForeignKey("rule_sets.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    period: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    """As `domain.rules.refreshing.RefreshState`."""
    fingerprint: Mapped[str | None] = mapped_column(index=True)
    """Of the proposal that carries it: by it its run is found."""
    run_id: Mapped[str | None] = mapped_column(index=True)
    """None: nothing was to be done, or nothing was started."""
    memory: Mapped[dict[str, Any]]
    """What the rule set remembers once it is done."""
    items: Mapped[list[Any]]
    hand: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]
    """What came and left and why."""
    actor: Mapped[str]


class SourceList(Base):
    """A list of tracks, artists or albums that a source needed, as it was read."""

    __tablename__ = "source_lists"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """Which list: its kind and what of, such as `saved` or `albums single spotify:artist:…`."""
    read_at: Mapped[datetime]
    calls: Mapped[int]
    """What reading it from the beginning took."""
    rows: Mapped[list[Any]]
