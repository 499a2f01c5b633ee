"""What finding looks things up by: which playlist holds what, which word stands in which name, which
names are alike.

All of it follows from other tables: a backup leaves it out, and a restore makes it anew.
"""

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class Holding(Base):
    """That a playlist holds a track, an episode or a local file, by the items last read. Where, its entries say."""

    __tablename__ = "holdings"
    __table_args__ = (Index("ix_holdings_uri", "uri"), {"sqlite_with_rowid": False})

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    uri: Mapped[str] = mapped_column(primary_key=True)


class Departure(Base):
    """That a playlist held a track, an episode or a local file and does not now. When it did, its versions say."""

    __tablename__ = "departures"
    __table_args__ = (Index("ix_departures_uri", "uri"), {"sqlite_with_rowid": False})

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True)
    uri: Mapped[str] = mapped_column(primary_key=True)


class Word(Base):
    """That a folded word stands in the name of a track (or among its artists), an artist or an album.

    Words are compared byte by byte on both databases, so that those which begin alike lie side by side.
    """

    __tablename__ = "words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(primary_key=True)
    """`track`, `artist` or `album`."""
    word: Mapped[str] = mapped_column(String().with_variant(String(collation="C"), "postgresql"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """The track's URI, the artist's or album's id."""
    place: Mapped[int]
    """0: it begins the name; 1: it stands further back; 2: it is an artist's of a track."""


class TrackKey(Base):
    """That a track has a blocking key (`domain/matching/keys.py`): spellings of one name share some of them."""

    __tablename__ = "track_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    uri: Mapped[str] = mapped_column(primary_key=True)
