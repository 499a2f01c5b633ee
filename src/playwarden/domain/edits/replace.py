"""Puts one track in the place of others, wherever they stand.

It takes the first place that one of them had; their other places close up. Where it stands already it stays where it
is, and they go. It comes in anew, so its date of addition is that of the change. A local file cannot be removed by
itself: it stays, and the preview says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class ReplaceTracks:
    """`uris` go, `by` comes in. Playlists that hold none of `uris` stay as they are."""

    kind: ClassVar[str] = "replace"
    changes_details: ClassVar[bool] = False
    uris: tuple[str, ...]
    by: str

    def __post_init__(self) -> None:
        if self.by.startswith("spotify:local:"):
            raise InputError("A local file cannot be added by the Web API.", "Add it in the Spotify app.")
        if self.by in self.uris:
            raise InputError("A track cannot take its own place.", "Name another one to come in.")

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        gone = {uri for uri in self.uris if not uri.startswith("spotify:local:")}
        stuck = [entry.uri for entry in state.entries if entry.uri in self.uris and entry.uri not in gone]
        notes = []
        if stuck:
            told = facts.titles(uri for uri in stuck if uri)
            notes.append(Note("local-stays", f"{counted(len(stuck), 'local file')} cannot be removed: {told}."))
        places = [index for index, entry in enumerate(state.entries) if entry.uri in gone]
        if not places:
            return Wish(origin=self.words(), notes=tuple(notes))
        there = any(entry.uri == self.by for entry in state.entries)
        if there:
            notes.append(Note("already-there", f"{facts.titles([self.by])} stands there already, and stays there."))
        entries: list[Entry] = []
        for index, entry in enumerate(state.entries):
            if index == places[0] and not there:
                entries.append(Entry(self.by))
            if entry.uri not in gone:
                entries.append(entry)
        return Wish(entries=tuple(entries), origin=self.words(), notes=tuple(notes))

    def words(self) -> str:
        return f"replace {counted(len(set(self.uris)), 'track')} by another"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "uris": list(self.uris), "by": self.by}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("uris", "by"))
        return cls(fields.uris("uris"), fields.uri("by"))


EDIT = ReplaceTracks
