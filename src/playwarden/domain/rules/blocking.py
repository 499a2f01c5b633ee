"""What stands before the steps of every branch: the blocklist, and what somebody took out by hand."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Predicate):
    """Tracks and artists that no rule set lets in, unless it says so; not a kind that somebody writes."""

    kind: ClassVar[str] = "blocklist"

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        blocked = given.blocked
        return Verdicts(pool.all & ~(pool.among(blocked) | pool.by_any(blocked)))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        if pool.uris[place] in given.blocked:
            return "the track is on the blocklist"
        return (
            "an artist of it is on the blocklist" if not given.blocked.isdisjoint(pool.artists[place]) else "not on it"
        )

    def words(self) -> str:
        return "not on the blocklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut(Predicate):
    """What somebody took out of the playlist stays out, and others come for it; not a kind that somebody writes."""

    kind: ClassVar[str] = "hand"

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        return Verdicts(pool.all ^ pool.among(given.taken_out))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        return "somebody took it out" if pool.uris[place] in given.taken_out else "nobody took it out"

    def words(self) -> str:
        return "not taken out by hand"
