"""Tracks that stand in one of some playlists."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.domain.rules.words import linked
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlaylist(Predicate):
    kind: ClassVar[str] = "in_playlist"
    without: ClassVar[tuple[str, ...]] = ("unknown",)
    playlists: tuple[str, ...] = told(Several(Link("playlist"), 50), "The playlists, by their links.")

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need("playlist", uri) for uri in self.playlists)

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        held = {offer.uri for need in self.needs() for offer in given.lists.get(need, ())}
        return Verdicts(pool.among(held))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        uri = pool.uris[place]
        number = sum(any(offer.uri == uri for offer in given.lists.get(need, ())) for need in self.needs())
        return (
            f"stands in {number} of {counted(len(self.playlists), 'playlist')}" if number else "stands in none of them"
        )

    def words(self) -> str:
        which = linked(self.playlists, "playlist")
        return f"in one of {which}" if len(self.playlists) > 1 else f"in {which}"


STEP = InPlaylist
EXAMPLE = {"step": "in_playlist", "not": True, "playlists": ["spotify:playlist:37i9dQZF1DXcBWIGoYBM5M"]}
