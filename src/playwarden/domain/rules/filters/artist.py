"""Tracks by certain artists, by link or by name; a guest counts too."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.matching import fold
from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ByArtist(Predicate):
    kind: ClassVar[str] = "artist"
    artists: tuple[str, ...] = told(Several(Link("artist", named=True), 1_000), "The artists, by link or name.")

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        uris = {each for each in self.artists if each.startswith("spotify:")}
        names = {fold(each) for each in self.artists if not each.startswith("spotify:")}
        unknown = pool.made("no artists", lambda: pool.artist_rows.mask([not of for of in pool.artist_rows.values]))
        yes = pool.by_any(uris) if uris else 0
        if names:
            yes |= pool.name_rows.mask([not names.isdisjoint(of) for of in pool.name_rows.values])
        return Verdicts(yes, unknown)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        track = pool.tracks[place]
        return (
            "its artists are not known"
            if track is None or not track.artists
            else f"by {listed([a.name for a in track.artists])}"
        )

    def words(self) -> str:
        return f"by {listed(list(self.artists), most=4)}"


STEP = ByArtist
EXAMPLE = {"step": "artist", "artists": ["Nils Frahm", "spotify:artist:0OdUWJ0sBjDrqHygGUXeCF"]}
