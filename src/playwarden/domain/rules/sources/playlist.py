"""The tracks of playlists, in their order.

Of playlists that the account owns or works on with others. What somebody else's playlist holds is not told to an app in
development mode: then the rule set says so before it runs.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Link, Several, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source
from playwarden.domain.rules.words import linked


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPlaylists(Source):
    kind: ClassVar[str] = "playlist"
    playlists: tuple[str, ...] = told(Several(Link("playlist"), 50), "The playlists, by their links.")

    def needs(self) -> tuple[Need, ...]:
        return tuple(Need("playlist", uri) for uri in self.playlists)

    def words(self) -> str:
        return f"the tracks of {linked(self.playlists, 'playlist')}"


STEP = OfPlaylists
EXAMPLE = {"step": "playlist", "playlists": ["spotify:playlist:37i9dQZF1DXcBWIGoYBM5M"]}
