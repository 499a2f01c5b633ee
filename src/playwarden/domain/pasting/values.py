"""What pasted text is read as: its format, and a value for each of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

MOST_BYTES = 2**20
"""Of one paste in UTF-8."""
MOST_LINES = 5_000
"""Lines of one paste that are not empty."""

Kind = Literal["names", "link", "isrc", "left_out"]
Meaning = Literal["title", "artist", "album", "isrc", "uri", "duration"]


class Format(StrEnum):
    """How a paste is written."""

    PAIRS = "artist-title"
    BY = "title-by-artist"
    NUMBERED = "numbered"
    TIMESTAMPED = "timestamped"
    CHART = "chart"
    LINKS = "links"
    ISRCS = "isrcs"
    CSV = "csv"
    TSV = "tsv"
    SEMICOLON = "semicolon"
    MIXED = "mixed"


FORMATS: Mapping[Format, str] = MappingProxyType(
    {
        Format.PAIRS: "two names a line, with a dash between",
        Format.BY: "Title by Artist",
        Format.NUMBERED: "a numbered list",
        Format.TIMESTAMPED: "a track list with time stamps",
        Format.CHART: "a table copied from a page",
        Format.LINKS: "Spotify links or URIs",
        Format.ISRCS: "ISRCs",
        Format.CSV: "a table with commas",
        Format.TSV: "a table with tabs",
        Format.SEMICOLON: "a table with semicolons",
        Format.MIXED: "lines of different kinds",
    }
)
"""Each format in words."""


class Order(StrEnum):
    """Which of two names comes first."""

    ARTIST_FIRST = "artist-title"
    TITLE_FIRST = "title-artist"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place from 0, what its head says (empty without one), what it holds (None: nothing that
    is used).
    """

    place: int
    head: str
    means: Meaning | None


@dataclass(frozen=True, slots=True)
class Line:
    """One recording that a paste names, or a line of it that names none.

    `first` and `last` are lines of the text, from 1: a chart takes several for one. `note` says why a line is left out,
    or what is to be known of it. What is None or empty was not told; `uri` goes with `link` alone.
    """

    first: int
    last: int
    text: str
    kind: Kind
    title: str = ""
    artists: tuple[str, ...] = ()
    album: str | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    explicit: bool | None = None
    uri: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says about the text instead of having it guessed; None: guess. `columns` by place, for tables."""

    format: Format | None = None
    order: Order | None = None
    columns: Mapping[int, Meaning | None] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A paste as it was read. `sure` and `order_sure` go from 0 to 1, 1 where a person said so; `order` is None where
    no line holds two names whose order is a question.
    """

    format: Format
    sure: float
    order: Order | None
    order_sure: float
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] | None = None
    names: tuple[str, ...] = field(default=())
    """Both names of every line whose order is a question, first and second in turn."""

    @property
    def read(self) -> int:
        """How many recordings it names."""
        return sum(line.kind != "left_out" for line in self.lines)

    @property
    def left_out(self) -> int:
        return len(self.lines) - self.read
