"""Several parts mixed: by their shares, in turn one by one, or one after another.

Each part has sources of its own and, if wanted, steps, a `take` (at most so many) and a `share`. `shares` deals so that
every beginning of the list holds them as nearly as it can: of shares 2 and 1, two of the first, one of the second. A
part that has run out leaves its turns to the others. A track that two parts offer is the first's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.branch import Branch, Parts
from playwarden.domain.rules.forms import Choice, told
from playwarden.domain.rules.given import Given, Need, Offer
from playwarden.domain.rules.step import Gather, Source
from playwarden.kit.text import listed

WAYS = MappingProxyType(
    {"shares": "by their shares", "round_robin": "one of each in turn", "in_turn": "one part after another"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix(Source):
    kind: ClassVar[str] = "mix"
    parts: tuple[Branch, ...] = told(Parts(), "What is mixed.")
    way: str = told(Choice(WAYS), "How they are mixed.", "shares")

    def needs(self) -> tuple[Need, ...]:
        return tuple(dict.fromkeys(need for part in self.parts for need in part.needs))

    @property
    def weights(self) -> tuple[int, ...]:
        """How much of the whole each part is to be, against the others; one after another they have none."""
        if self.way == "in_turn":
            return ()
        return tuple(part.share if self.way == "shares" else 1 for part in self.parts)

    def offers(self, given: Given, gather: Gather) -> Sequence[tuple[Offer, int]]:
        lists = [gather(part) for part in self.parts]
        if self.way == "in_turn":
            return [(offer, number) for number, offers in enumerate(lists) for offer in offers]
        return list(dealt(lists, self.weights))

    def words(self) -> str:
        named = [part.name or listed([source.words() for source in part.sources], most=2) for part in self.parts]
        return f"a mix of {listed(named, most=6)}, {WAYS[self.way]}"


def dealt(lists: Sequence[Sequence[Offer]], weights: Sequence[int]) -> Iterator[tuple[Offer, int]]:
    """The lists dealt by their weights: at every place comes the part that is furthest behind its share. An offer that
    was dealt before is passed over and does not count.
    """
    given = [0] * len(lists)
    next_of = [0] * len(lists)
    seen: set[str] = set()
    while True:
        for number, offers in enumerate(lists):
            while next_of[number] < len(offers) and offers[next_of[number]].uri in seen:
                next_of[number] += 1
        left = [number for number, offers in enumerate(lists) if next_of[number] < len(offers)]
        if not left:
            return
        number = min(left, key=lambda one: ((given[one] + 1) / weights[one], one))
        offer = lists[number][next_of[number]]
        given[number] += 1
        next_of[number] += 1
        seen.add(offer.uri)
        yield offer, number


STEP = Mix
EXAMPLE = {
    "step": "mix",
    "parts": [
        {"name": "new", "share": 2, "sources": [{"step": "releases", "days": 14}]},
        {"name": "loved", "share": 1, "sources": [{"step": "plays", "pick": "forgotten", "days": 60, "times": 3}]},
    ],
}
