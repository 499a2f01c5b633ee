"""Tracks that the account has saved."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Liked(Predicate):
    kind: ClassVar[str] = "liked"
    without: ClassVar[tuple[str, ...]] = ("unknown",)

    def needs(self) -> tuple[Need, ...]:
        return (Need("saved"),)

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        saved = {offer.uri for offer in given.lists.get(Need("saved"), ())}
        return Verdicts(pool.among(saved))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        uri = pool.uris[place]
        return "saved" if any(offer.uri == uri for offer in given.lists.get(Need("saved"), ())) else "not saved"

    def words(self) -> str:
        return "saved by the account"


STEP = Liked
EXAMPLE = {"step": "liked"}
