"""The tracks that Spotify says the account hears most, over about four weeks, six months or a year."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source

RANGES = MappingProxyType({"short": "about four weeks", "medium": "about six months", "long": "about a year"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Top(Source):
    kind: ClassVar[str] = "top"
    range: str = told(Choice(RANGES), "Over which time.", "medium")

    def needs(self) -> tuple[Need, ...]:
        return (Need("top", self.range),)

    def words(self) -> str:
        return f"top tracks over {RANGES[self.range]}"


STEP = Top
EXAMPLE = {"step": "top", "range": "short"}
