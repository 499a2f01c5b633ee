"""Sorts every playlist by title, artist, album, release date, duration, or the date on which an entry was added.

Entries that are equal in this keep their order. Those of which it is not known stand last, whichever way is sorted, and
the preview counts them. Local files and unavailable entries keep their places; the others are sorted round them. Names
are compared as people read them: case, accents and punctuation do not count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.catalogue import Track
from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.matching.fold import fold
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.kit.text import counted

SortBy = Literal["title", "artist", "album", "released", "duration", "added"]
_CALLED: dict[SortBy, str] = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "released": "release date",
    "duration": "duration",
    "added": "date of addition",
}
_FACTS: dict[SortBy, Callable[[Track], str | int | None]] = {
    "title": lambda track: fold(track.name),
    "artist": lambda track: fold(", ".join(artist.name for artist in track.artists)),
    "album": lambda track: fold(track.album.name) if track.album else None,
    "released": lambda track: track.album.release_date if track.album else None,
    "duration": lambda track: track.duration_ms,
}


@dataclass(frozen=True, slots=True)
class SortEntries:
    """`descending` turns the order of what is known round; equals keep their order either way."""

    kind: ClassVar[str] = "sort"
    changes_details: ClassVar[bool] = False
    by: SortBy
    descending: bool = False

    @property
    def keep_dates(self) -> KeepDates:
        """Sorting by dates that the sorting itself would change sorts nothing."""
        return "all" if self.by == "added" else "most"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        loose = [entry for entry in state.entries if entry.addable]
        known = [(key, entry) for entry in loose if (key := self._key(entry, facts)) is not None]
        unknown = [entry for entry in loose if self._key(entry, facts) is None]
        known.sort(key=lambda pair: pair[0], reverse=self.descending)
        line = iter([*(entry for _, entry in known), *unknown])
        entries = tuple(next(line) if entry.addable else entry for entry in state.entries)
        notes: tuple[Note, ...] = ()
        if unknown:
            told = counted(len(unknown), "entry has no known", "entries have no known")
            notes = (Note("no-fact", f"{told} {_CALLED[self.by]}: last, in their present order."),)
        return Wish(entries=entries, origin=self.words(), notes=notes)

    def _key(self, entry: Entry, facts: Facts) -> tuple[str | float] | None:
        if self.by == "added":
            return None if entry.added_at is None else (entry.added_at.timestamp(),)
        track = facts.tracks.get(entry.uri or "")
        fact = None if track is None else _FACTS[self.by](track)
        return None if fact is None or fact == "" else (fact,)

    def words(self) -> str:
        return f"sort by {_CALLED[self.by]}{', descending' if self.descending else ''}"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "by": self.by} | ({"descending": True} if self.descending else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("by", "descending"))
        return cls(fields.choice("by", None, SortBy), bool(fields.flag("descending")))


EDIT = SortEntries
