"""The tracks of artists, album by album, newest first. Costs one call for ten albums and one for each album."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source
from playwarden.domain.rules.words import linked


@dataclass(frozen=True, slots=True, kw_only=True)
class OfArtists(Source):
    kind: ClassVar[str] = "artist_tracks"
    artists: tuple[str, ...] = told(Several(Link("artist"), 50), "The artists, by their links.")

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need("artist", uri) for uri in self.artists)

    def words(self) -> str:
        return f"the tracks of {linked(self.artists, 'artist')}"


STEP = OfArtists
EXAMPLE = {"step": "artist_tracks", "artists": ["spotify:artist:0OdUWJ0sBjDrqHygGUXeCF"]}
