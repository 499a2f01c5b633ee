"""Tracks of certain albums, by link or by name."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.matching import fold
from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.domain.rules.words import linked


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAlbum(Predicate):
    kind: ClassVar[str] = "album"
    albums: tuple[str, ...] = told(Several(Link("album", named=True), 1_000), "The albums, by link or name.")

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        ids = {each.removeprefix("spotify:album:") for each in self.albums if each.startswith("spotify:")}
        names = {fold(each) for each in self.albums if not each.startswith("spotify:")}
        called = pool.album_names
        unknown = pool.made("no album", lambda: called.mask([name is None for name in called.values]))
        yes = pool.albums.mask([one in ids for one in pool.albums.values]) if ids else 0
        return Verdicts(yes | called.mask([name in names for name in called.values]) if names else yes, unknown)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        track = pool.tracks[place]
        return f"on '{track.album.name}'" if track is not None and track.album is not None else "its album is not known"

    def words(self) -> str:
        return f"on {linked(self.albums, 'album')}"


STEP = OnAlbum
EXAMPLE = {"step": "album", "not": True, "albums": ["Greatest Hits"]}
