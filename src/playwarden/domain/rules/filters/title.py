"""Tracks whose title fits a pattern: words, or a regular expression between slashes (`/remaster(ed)?/`).

Words are looked for as people read them: case, accents and punctuation do not count. A regular expression is matched
against the title as it is written, in linear time; case does not count.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.expressions import Expression
from playwarden.domain.matching import fold
from playwarden.domain.rules.forms import Several, Text, told
from playwarden.domain.rules.given import Given
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.kit.errors import InputError


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
        for words in (fold(each) for each in self.patterns if not _is_expression(each)):
            within = f" {words} "
            yes |= mask([words in title and within in f" {title} " for title in pool.whole_titles])
        for expression in self._expressions():
            yes |= mask([track is not None and expression.found_in(track.name) for track in pool.tracks])
        return Verdicts(yes & ~pool.untitled, pool.untitled)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        track = pool.tracks[place]
        return "its title is not known" if track is None else f"its title is '{track.name}'"

    def words(self) -> str:
        return f"with {' or '.join(map(repr, self.patterns[:4]))}{' and so on' * (len(self.patterns) > 4)} in the title"


def _is_expression(pattern: str) -> bool:
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")


STEP = ByTitle
EXAMPLE = {"step": "title", "not": True, "patterns": ["live", "/- [0-9]{4} remaster/"]}
