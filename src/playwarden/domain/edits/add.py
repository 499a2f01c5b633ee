"""Puts tracks into every playlist: at the top, at the bottom, at a position, or after a track that is there.

Tracks that a playlist holds already are not added again, unless that is asked for. Where the position lies beyond the
end, or the track to stand behind is not there, they go to the bottom, and the preview says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

Where = Literal["top", "bottom", "position", "after"]


@dataclass(frozen=True, slots=True)
class AddTracks:
    """`position` counts from 1 and goes with `where="position"`, `after` is a URI and goes with `where="after"`."""

    kind: ClassVar[str] = "add"
    changes_details: ClassVar[bool] = False
    uris: tuple[str, ...]
    where: Where = "bottom"
    position: int | None = None
    after: str | None = None
    twice: bool = False

    def __post_init__(self) -> None:
        if any(uri.startswith("spotify:local:") for uri in self.uris):
            raise InputError("A local file cannot be added by the Web API.", "Add it in the Spotify app.")
        if (self.where == "position") != (self.position is not None):
            raise InputError("A position goes with adding at a position.", "Give both or neither.")
        if (self.where == "after") != (self.after is not None):
            raise InputError("A track to stand behind goes with adding after a track.", "Give both or neither.")

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        present = {entry.uri for entry in state.entries}
        once = self.uris if self.twice else tuple(dict.fromkeys(self.uris))
        new = [uri for uri in once if self.twice or uri not in present]
        notes = []
        if len(new) < len(once):
            there = [uri for uri in once if uri in present]
            notes.append(
                Note("already-there", f"{counted(len(there), 'track')} stood there already: {facts.titles(there)}.")
            )
        if not new:
            return Wish(origin=self.words(), notes=tuple(notes))
        place = self._place(state, facts, notes)
        entries = (*state.entries[:place], *(Entry(uri) for uri in new), *state.entries[place:])
        return Wish(entries=entries, origin=self.words(), notes=tuple(notes))

    def _place(self, state: PlaylistState, facts: Facts, notes: list[Note]) -> int:
        end = len(state.entries)
        match self.where:
            case "top":
                return 0
            case "bottom":
                return end
            case "position":
                wanted = (self.position or 1) - 1
                if wanted > end:
                    notes.append(
                        Note("beyond-the-end", f"It holds {counted(end, 'entry', 'entries')}: they go to the bottom.")
                    )
                return min(wanted, end)
            case "after":
                for index, entry in enumerate(state.entries):
                    if entry.uri == self.after:
                        return index + 1
                named = facts.titles([self.after or ""])
                notes.append(Note("no-such-neighbour", f"{named} is not there: they go to the bottom."))
                return end

    def words(self) -> str:
        place = {
            "top": "at the top",
            "bottom": "at the bottom",
            "position": f"at position {self.position}",
            "after": f"after {self.after}",
        }[self.where]
        return f"add {counted(len(self.uris), 'track')} {place}"

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"kind": self.kind, "uris": list(self.uris), "where": self.where}
        if self.position is not None:
            document["position"] = self.position
        if self.after is not None:
            document["after"] = self.after
        return document | ({"twice": True} if self.twice else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("uris", "where", "position", "after", "twice"))
        return cls(
            fields.uris("uris"),
            fields.choice("where", "bottom", Where),
            fields.whole("position", None, least=1),
            fields.text("after", None),
            bool(fields.flag("twice")),
        )


EDIT = AddTracks
