"""The names that rows of data sets came with, and of which tracks that they do not name they tell all the same."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class RowName(Base):
    """What a row of a data set calls its recording."""

    __tablename__ = "feature_names"

    row: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The set's serial number, times 2**32, and the row's number in it: what is of one set lies side by side."""
    uri: Mapped[str] = mapped_column(index=True)
    """What its rows of `audio_rows` and `labels` are known by."""
    title: Mapped[str]
    artists: Mapped[list[Any]]
    album: Mapped[str | None]
    duration_ms: Mapped[int | None]
    isrc: Mapped[str | None] = mapped_column(index=True)
    explicit: Mapped[bool | None]


class RowKey(Base):
    """That a row has a blocking key (`domain/matching/keys.py`). Follows from the names: no backup has it."""

    __tablename__ = "feature_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    row: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Pair(Base):
    """That a row of a data set is about a track which the set does not name by id or ISRC of its own."""

    __tablename__ = "feature_pairs"
    __table_args__ = (Index("ix_feature_pairs_key", "key"), {"sqlite_with_rowid": False})

    uri: Mapped[str] = mapped_column(primary_key=True)
    """The track's."""
    set_id: Mapped[str] = mapped_column(ForeignKey("feature_sets.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]
    """What the row is known by in `audio_rows` and `labels`."""
    way: Mapped[str]
    """`isrc`, `decision` or `likeness`."""
    sure: Mapped[bool]
    """False: a person has to say; it counts for nothing until then."""
    score: Mapped[float]
    """From 0 to 100."""
    why: Mapped[list[Any]]
    """In sentences for people."""


class Unpaired(Base):
    """A track that was seen for the first time, or under another name, since rows were looked for that tell of it."""

    __tablename__ = "feature_unpaired"
    __table_args__ = ({"sqlite_with_rowid": False},)

    uri: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger)
    """Another one each time: what was changed again while it was looked at stays."""
