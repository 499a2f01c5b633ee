"""What is compared, and what comes of it: a recording as somebody names it, and how likely others are the same."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody calls a recording, or what a catalogue calls it. No artists, or None: not told."""

    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    explicit: bool | None = None


class Verdict(StrEnum):
    """`accept`: the same recording; `review`: a person has to say; `none`: nothing here is like it."""

    ACCEPT = "accept"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Likely:
    """A candidate. `score` is 0 to 100; `why` are sentences for people, what speaks for it first."""

    uri: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """`likely` are at most three, the best first; with `accept` the first one is it, with `none` there are none."""

    verdict: Verdict
    likely: tuple[Likely, ...] = ()
