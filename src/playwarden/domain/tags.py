"""Tags: words that playlists are sorted by, given by hand or by a pattern."""

import fnmatch
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from playwarden.domain.matching.fold import fold
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId

LONGEST = 40


def tag_named(text: str) -> str:
    """A tag as it is kept: small letters, one space between words. Raises InputError."""
    tag = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if not tag or len(tag) > LONGEST or not tag.isprintable() or any(sign in tag for sign in ",#="):
        raise InputError(f"A tag has between 1 and {LONGEST} signs on one line.", "Commas, = and # are no part of it.")
    return tag


def like(text: str, pattern: str) -> bool:
    """Shell patterns (`*`, `?`) over texts as people read them; a pattern without signs is the whole text."""
    return fnmatch.fnmatchcase(text.casefold(), pattern.casefold()) or fold(text) == fold(pattern)


@dataclass(frozen=True, slots=True)
class Rule:
    """All playlists that fit get the tag, those that come later too. What is None does not matter; all else must hold:
    a pattern for the name, one for the description, an account whose list shows it.
    """

    tag: str
    name: str | None = None
    description: str | None = None
    account: AccountId | None = None

    def __post_init__(self) -> None:
        if self.name is None and self.description is None and self.account is None:
            raise InputError("A rule for a tag says which playlists get it.", "Give a pattern or an account.")

    def fits(self, name: str, description: str | None, accounts: AbstractSet[str]) -> bool:
        """Whether a playlist gets the tag."""
        if self.account is not None and self.account not in accounts:
            return False
        if self.name is not None and not like(name, self.name):
            return False
        return self.description is None or like(description or "", self.description)
