"""The undocumented habits of Spotify that decisions of this program rest on, by permanent names."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What trying showed."""

    HELD = "held"
    NOT_HELD = "did not hold"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something believed of Spotify. `text` says what, `rests` what is decided by it."""

    name: str
    text: str
    rests: str


@dataclass(frozen=True, slots=True)
class Tried:
    """An assumption with what trying it showed; `seconds` is a delay where one was measured."""

    assumption: Assumption
    verdict: Verdict
    told: str = ""
    seconds: float | None = None

    def fact(self, at: datetime) -> dict[str, object]:
        """What is remembered of it for the app."""
        return {
            "held": {Verdict.HELD: True, Verdict.NOT_HELD: False, Verdict.NOT_TRIED: None}[self.verdict],
            "seconds": self.seconds,
            "told": self.told,
            "at": at.isoformat(),
        }


ASSUMPTIONS = (
    Assumption(
        "null-description",
        'A playlist created without a description gets the text "null".',
        "creating sends the name as description",
    ),
    Assumption(
        "empty-description-refused", "An empty description is refused with 400.", "plans keep the present description"
    ),
    Assumption("first-page-100", "A playlist's own read holds its first 100 entries.", "what reading costs"),
    Assumption(
        "items-exact-soon", "After a write the entries read back are exact within 3 seconds.", "proofs after a write"
    ),
    Assumption(
        "snapshot-lag",
        "After a write the new snapshot id stays invisible for a while.",
        "the mirror waits 60 s after a write",
    ),
    Assumption("move-keeps-dates", "Moving entries keeps their 'date added'.", "plans move instead of adding again"),
    Assumption("delete-takes-all", "A removal takes every occurrence of a URI.", "one of two copies is put back"),
    Assumption("list-shows-name", "`/me/playlists` shows a changed name.", "how soon tampering is seen"),
    Assumption("list-shows-description", "`/me/playlists` shows a changed description.", "how soon tampering is seen"),
    Assumption("list-shows-cover", "`/me/playlists` shows a changed cover.", "how soon tampering is seen"),
    Assumption(
        "details-change-snapshot",
        "A changed name or description changes the snapshot id.",
        "one list page vouches for all",
    ),
    Assumption("unfollow-deletes", "An own playlist taken out of the library leaves the list.", "undoing a creation"),
    Assumption(
        "delete-local-refused",
        "A removal that names a local file is refused as a whole.",
        "local files are never named",
    ),
    Assumption("search-most-10", "A search answers at most 10 tracks.", "what finding by name costs"),
    Assumption("ban-prolonged", "Calling on during a ban prolongs it.", "nothing is sent during a ban"),
)
"""In the order in which they are told."""

NEVER_TRIED = {
    "delete-local-refused": "no call can add a local file to try it on",
    "search-most-10": "more is never asked for",
    "ban-prolonged": "trying it would cost a ban",
}
"""Why some are only listed."""


def assumption(name: str) -> Assumption:
    """The one of that name."""
    return next(each for each in ASSUMPTIONS if each.name == name)
