"""Takes tracks out of every playlist, wherever and however often they stand there.

Spotify removes all occurrences of a track at once, which is what this asks for. A local file cannot be removed by
itself: it stays, and the preview says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class RemoveTracks:
    """`uris` may name local files too: they are then told to stay."""

    kind: ClassVar[str] = "remove"
    changes_details: ClassVar[bool] = False
    uris: tuple[str, ...]

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        gone = set(self.uris)
        held = {entry.uri for entry in state.entries}
        missing = [uri for uri in dict.fromkeys(self.uris) if uri not in held]
        notes: tuple[Note, ...] = ()
        if missing and len(missing) < len(gone):
            told = facts.titles(missing)
            notes = (Note("not-there", f"{counted(len(missing), 'track')} did not stand there: {told}."),)
        if len(missing) == len(gone):
            return Wish(origin=self.words())
        entries = tuple(entry for entry in state.entries if entry.uri is None or entry.uri not in gone)
        return Wish(entries=entries, origin=self.words(), notes=notes)

    def words(self) -> str:
        return f"remove {counted(len(set(self.uris)), 'track')}"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "uris": list(self.uris)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(Fields(document, cls.kind, ("uris",)).uris("uris"))


EDIT = RemoveTracks
