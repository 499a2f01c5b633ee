"""What is said about tracks and artists: genres and moods, how tracks sound, and what is never wanted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class FeatureSet(Base):
    """A data set that was imported: how tracks sound, and perhaps their genres and moods."""

    __tablename__ = "feature_sets"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    place: Mapped[int]
    """Of two sets that tell of one track, the one with the smaller place is believed."""
    ready: Mapped[bool]
    """False while it is being imported: nobody reads it."""
    mapping: Mapped[dict[str, Any]]
    """Which column was read as what."""
    counts: Mapped[dict[str, Any]]
    """What was read and what was left out, by reason."""
    isrcs: Mapped[int]
    """How many of its rows name an ISRC instead of a track's id."""
    serial: Mapped[int] = mapped_column(unique=True)
    """By which `feature_names` and `feature_keys` know it."""
    named: Mapped[int]
    """Of how many of its tracks it told the names, by which tracks like them are found."""
    paired: Mapped[bool]
    """Whether all tracks that were known when it came have been compared with it."""
    at: Mapped[datetime]
    actor: Mapped[str]


class AudioRow(Base):
    """How a track sounds, as one data set says."""

    __tablename__ = "audio_rows"
    __table_args__ = ({"sqlite_with_rowid": False},)

    uri: Mapped[str] = mapped_column(primary_key=True)
    """Of a track, or `isrc:` and an ISRC, or `name:` and a digest of title, artists and duration."""
    set_id: Mapped[str] = mapped_column(ForeignKey("feature_sets.id", ondelete="CASCADE"), primary_key=True)
    tempo: Mapped[float | None]
    energy: Mapped[float | None]
    valence: Mapped[float | None]
    danceability: Mapped[float | None]
    acousticness: Mapped[float | None]
    instrumentalness: Mapped[float | None]
    liveness: Mapped[float | None]
    speechiness: Mapped[float | None]
    loudness: Mapped[float | None]
    key: Mapped[int | None]
    major: Mapped[bool | None]


class Label(Base):
    """A genre or a mood of a track or an artist. One that several sources name has a row of each."""

    __tablename__ = "labels"
    __table_args__ = (Index("ix_labels_kind", "kind", "folded"), {"sqlite_with_rowid": False})

    uri: Mapped[str] = mapped_column(primary_key=True)
    """Of a track or an artist; of data sets also `isrc:…` and `name:…`, as in `audio_rows`."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`genre` or `mood`."""
    folded: Mapped[str] = mapped_column(primary_key=True)
    """The label as it is compared."""
    source: Mapped[str] = mapped_column(primary_key=True)
    """`hand`, `list`, or the id of a data set."""
    label: Mapped[str]
    """As it is shown."""
    set_id: Mapped[str | None] = mapped_column(ForeignKey("feature_sets.id", ondelete="CASCADE"))
    at: Mapped[datetime | None]
    """NULL: when the data set was imported."""
    actor: Mapped[str | None]
    """NULL: who imported the data set."""


class Blocked(Base):
    """A track or an artist that an account's rules never choose."""

    __tablename__ = "blocked"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    uri: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """What it was called then; empty where that was not known."""
    at: Mapped[datetime]
    actor: Mapped[str]
