"""What is said about tracks and artists: genre buckets and mood tags, and where each came from."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from playwarden.domain.audio import Way
from playwarden.kit.errors import InputError

LabelKind = Literal["genre", "mood"]
KINDS: tuple[LabelKind, ...] = get_args(LabelKind)
LONGEST = 60
Source = Literal["hand", "list", "set"]
"""By hand, by a list of artists, or by a data set that was imported."""


def label_named(text: str) -> str:
    """A label as it is kept: one space between words, spelled as it was given. Raises InputError."""
    label = " ".join(unicodedata.normalize("NFC", text).split())
    if not label or len(label) > LONGEST or not label.isprintable():
        raise InputError(f"A genre or a mood has between 1 and {LONGEST} signs on one line.")
    return label


def folded(label: str) -> str:
    """What two spellings of one label have in common: case does not count."""
    return label.casefold()


_BY: Mapping[Way, str] = {
    "id": "",
    "isrc": " by its ISRC",
    "decision": ", as somebody decided",
    "likeness": ", by likeness",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from that is said about a track or an artist.

    `about` is what is said: a label's kind or `audio`, whose `label` names the features, joined by commas. `of` is the
    URI, or the ISRC as `isrc:…`, of which it is said. `name` is the data set's; `actor` and `at` tell who set it by
    hand or by a list, or imported the set, and when. `way` is how a data set's row came to be about it, and `why` what
    speaks for that.
    """

    about: Literal["genre", "mood", "audio"]
    label: str
    source: Source
    of: str
    actor: str
    at: datetime
    name: str = ""
    way: Way = "id"
    why: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`set by hand by Ada on 2026-11-26`."""
        who = self.actor.partition("(")[2].removesuffix(")") or self.actor
        day = f"{self.at:%Y-%m-%d}"
        if self.source == "set":
            return f"in the data set {self.name}{_BY[self.way]}{': ' * bool(self.why)}{', '.join(self.why)}"
        how = "by hand" if self.source == "hand" else "by a list of artists"
        return f"set {how} by {who} on {day}"
