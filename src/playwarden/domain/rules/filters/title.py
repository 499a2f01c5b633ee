"""Tracks whose title fits a pattern: words, or a regular expression between slashes (`/remaster(ed)?/`).

Words are looked for as people read them: case, accents and punctuation do not count. A regular expression is matched
against the title as it is written, in linear time; case does not count.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.catalogue import Track
from playwarden.domain.expressions import Expression
from playwarden.domain.matching import fold
from playwarden.domain.rules.forms import Several, Text, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.kit.errors import InputError
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTitle(Predicate):
    kind: ClassVar[str] = "title"
    patterns: tuple[str, ...] = told(Several(Text(200), 50), "What the title holds; one of several is enough.")

    def faults(self) -> str:
        try:
            self._expressions()
        except InputError as error:
            return error.what
        return ""

    def _expressions(self) -> list[Expression]:
        return [Expression(each[1:-1], ignore_case=True) for each in self.patterns if _is_expression(each)]

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        yes = 0
        for word in (f" {fold(each)} " for each in self.patterns if not _is_expression(each)):
            yes |= mask([word in title for title in pool.texts("whole title", _whole)])
        for expression in self._expressions():
            yes |= mask([expression.found_in(name) for name in pool.texts("name", _name)])
        unknown = pool.unknown("name", _name)
        return Verdicts(yes & ~unknown, unknown)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        track = pool.tracks[place]
        return "its title is not known" if track is None else f"its title is '{track.name}'"

    def words(self) -> str:
        return f"with {listed([repr(each) for each in self.patterns], most=4)} in the title"


def _name(track: Track) -> str:
    return track.name


def _whole(track: Track) -> str:
    return f" {fold(track.name)} "


def _is_expression(pattern: str) -> bool:
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")


STEP = ByTitle
EXAMPLE = {"step": "title", "not": True, "patterns": ["live", "/- [0-9]{4} remaster/"]}
