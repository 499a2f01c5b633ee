"""Audio features of a track, as data sets bring them: the Web API gives none to new apps any more."""

from dataclasses import dataclass, fields
from typing import Literal, get_args

Feature = Literal[
    "tempo", "energy", "valence", "danceability", "acousticness", "instrumentalness", "liveness", "speechiness",
    "loudness",
]  # fmt: skip
FEATURES: tuple[Feature, ...] = get_args(Feature)


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
