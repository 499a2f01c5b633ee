"""The tracks of albums, in their order. Costs one call for each album of at most 50 tracks, once."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source
from playwarden.domain.rules.words import linked


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAlbums(Source):
    kind: ClassVar[str] = "album_tracks"
    albums: tuple[str, ...] = told(Several(Link("album"), 50), "The albums, by their links.")

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need("album", uri) for uri in self.albums)

    def words(self) -> str:
        return f"the tracks of {linked(self.albums, 'album')}"


STEP = OfAlbums
EXAMPLE = {"step": "album_tracks", "albums": ["spotify:album:4aawyAB9vmqN3uQ7FjRGTy"]}
