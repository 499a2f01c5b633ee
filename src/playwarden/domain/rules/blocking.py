"""The blocklist: tracks and artists that no rule set lets in, unless it says so."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Predicate):
    """Stands before the steps of every branch; not a kind that somebody writes."""

    kind: ClassVar[str] = "blocklist"

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        blocked = given.blocked
        return pool.known(
            [uri not in blocked and blocked.isdisjoint(of) for uri, of in zip(pool.uris, pool.artists, strict=True)]
        )

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        if pool.uris[place] in given.blocked:
            return "the track is on the blocklist"
        return (
            "an artist of it is on the blocklist" if not given.blocked.isdisjoint(pool.artists[place]) else "not on it"
        )

    def words(self) -> str:
        return "not on the blocklist"
