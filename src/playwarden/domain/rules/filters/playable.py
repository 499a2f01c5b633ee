"""Tracks that can be played in the account's country; greyed-out ones cannot.

Whether one can is read by a pass of its own, a call for 50 entries; of what no pass has seen it is not known.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable(Predicate):
    kind: ClassVar[str] = "playable"

    def needs(self) -> tuple[Need, ...]:
        return (Need("playable"),)

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        return pool.made("playable", lambda: pool.judged(map(given.playable.get, pool.uris)))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        can = given.playable.get(pool.uris[place])
        return "whether it can be played is not known" if can is None else "can be played" if can else "greyed out"

    def words(self) -> str:
        return "that can be played"


STEP = Playable
EXAMPLE = {"step": "playable", "unknown": "in"}
