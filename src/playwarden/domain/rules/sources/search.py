"""What a search on Spotify finds, best first: ten tracks a call, asked anew in each period.

Takes the words that Spotify's own search takes, also `artist:`, `album:`, `year:2020-2024` and `isrc:`.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Text, Whole, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Source):
    kind: ClassVar[str] = "search"
    words_: str = told(Text(200), "The words to search for.", name="words")
    pages: int = told(Whole(1, 20, "calls"), "How many pages of ten are asked for: a call each.", 1)

    def needs(self) -> tuple[Need, ...]:
        return (Need("search", self.words_, self.pages),)

    def words(self) -> str:
        return f"what a search for '{self.words_}' finds"


STEP = Search
EXAMPLE = {"step": "search", "words": "year:2026 genre:bossa", "pages": 2}
