"""Tracks marked as explicit."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Explicit(Predicate):
    kind: ClassVar[str] = "explicit"

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        return pool.made("explicit verdicts", lambda: pool.judged(pool.column("explicit", _explicit)))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        track = pool.tracks[place]
        if track is None or track.explicit is None:
            return "whether it is explicit is not known"
        return "marked as explicit" if track.explicit else "not marked as explicit"

    def words(self) -> str:
        return "marked as explicit"


def _explicit(track: Track) -> bool | None:
    return track.explicit


STEP = Explicit
EXAMPLE = {"step": "explicit", "not": True, "unknown": "in"}
