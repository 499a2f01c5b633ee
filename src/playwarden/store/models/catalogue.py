"""The local catalogue: tracks, albums and artists seen on the way."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Artist(Base):
    __tablename__ = "artists"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    """The name as matching compares it."""


class Album(Base):
    __tablename__ = "albums"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    cover_url: Mapped[str | None]
    release_date: Mapped[str | None]
    """`1981`, `1981-12` or `1981-12-15`."""


class Track(Base):
    """A track, an episode or a local file, by URI."""

    __tablename__ = "tracks"

    uri: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    isrc: Mapped[str | None] = mapped_column(index=True)
    duration_ms: Mapped[int | None]
    explicit: Mapped[bool | None]
    album_id: Mapped[str | None] = mapped_column(ForeignKey("albums.id"), index=True)
    credit: Mapped[str]
    """The artists' names as shown, joined by a comma."""
    seen_at: Mapped[datetime]


class TrackArtist(Base):
    __tablename__ = "track_artists"

    track_uri: Mapped[str] = mapped_column(ForeignKey("tracks.uri", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[str] = mapped_column(ForeignKey("artists.id"), index=True)


class Availability(Base):
    """Whether a track could be played in a country when that was asked last."""

    __tablename__ = "availability"

    uri: Mapped[str] = mapped_column(primary_key=True)
    market: Mapped[str] = mapped_column(primary_key=True)
    playable: Mapped[bool]
    checked_at: Mapped[datetime]
