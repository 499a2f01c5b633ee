"""New releases of artists: of those the account follows, or of named ones.

Costs one call for each artist and group, and one for each new album: artists who were not looked at for longest come
first, within a share of the quota, so that a long list is gone through over some days. Newest first.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, Link, Several, Whole, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source
from playwarden.domain.rules.words import linked
from playwarden.kit.text import counted

GROUPS = MappingProxyType({"album": "albums", "single": "singles", "album,single": "albums and singles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases(Source):
    kind: ClassVar[str] = "releases"
    artists: tuple[str, ...] = told(
        Several(Link("artist"), 500), "The artists, by their links; none: those that the account follows.", ()
    )
    days: int = told(Whole(1, 365, "days"), "Released within so many days.", 14)
    groups: str = told(Choice(GROUPS), "Albums, singles or both; both cost two calls an artist.", "album,single")

    def needs(self) -> tuple[Need, ...]:
        if not self.artists:
            return (Need("releases", "followed", self.days, self.groups),)
        return tuple(Need("releases", uri, self.days, self.groups) for uri in self.artists)

    def words(self) -> str:
        whose = linked(self.artists, "artist") if self.artists else "followed artists"
        return f"{GROUPS[self.groups]} of {whose} released within {counted(self.days, 'day')}"


STEP = Releases
EXAMPLE = {"step": "releases", "days": 7}
