"""Audio features of a track, as data sets bring them: the Web API gives none to new apps any more."""

from dataclasses import dataclass, fields
from typing import Literal, get_args

Feature = Literal[
    "tempo", "energy", "valence", "danceability", "acousticness", "instrumentalness", "liveness", "speechiness",
    "loudness",
]  # fmt: skip
FEATURES: tuple[Feature, ...] = get_args(Feature)
Way = Literal["id", "isrc", "decision", "likeness"]
"""How a track came to what a data set says: by its id, by its ISRC, by what a person decided about the row's name, or
because the row is called like it.
"""
WAYS: tuple[Way, ...] = get_args(Way)
"""Those that are believed first before the others."""
ISRC = "isrc:"
"""How the key begins of what a data set says of an ISRC instead of a track's id."""
NAME = "name:"
"""How the key begins of a row that names its track by title and artist alone."""

ENOUGH = 0.6
"""The least share of tracks of which features are known from which on averages tell of the whole. What goes from 0 to 1
may be anything in the tracks that are unknown: an average of 0.5 over 60 % is at most 0.2 off the truth, over 13 % it
may be 0.43 off, which is no statement at all.
"""
LEAST = 5
"""Below so many known tracks nothing is averaged, whatever share they are."""


def is_enough(tracks: int, heard: int) -> bool:
    """Whether features of `heard` of `tracks` say how all of them sound."""
    return heard >= LEAST and heard >= ENOUGH * tracks


@dataclass(frozen=True, slots=True)
class Audio:
    """What is known of how a track sounds; None: not known.

    `tempo` in beats a minute, `loudness` in dB, the others from 0 to 1. `key` from 0 (C) to 11 (B), `major` its mode.
    """

    tempo: float | None = None
    energy: float | None = None
    valence: float | None = None
    danceability: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None
    loudness: float | None = None
    key: int | None = None
    major: bool | None = None

    @property
    def empty(self) -> bool:
        return all(getattr(self, each.name) is None for each in fields(self))
