"""A fixed list of tracks, in this order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.step import Gather, Source
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Source):
    kind: ClassVar[str] = "tracks"
    tracks: tuple[str, ...] = told(Several(Link("track"), 10_000), "The tracks, by their links.")

    def offers(self, given: Given, gather: Gather) -> Sequence[tuple[Offer, int]]:
        return [(Offer(uri), 0) for uri in self.tracks]

    def words(self) -> str:
        return f"a list of {counted(len(self.tracks), 'track')}"


STEP = Fixed
EXAMPLE = {"step": "tracks", "tracks": ["spotify:track:11dFghVXANMlKmJXsNCbNl", "spotify:track:7qiZfU4dY1lWllzX7mPBI3"]}
