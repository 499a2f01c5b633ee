"""Reorders every playlist: moves a stretch of entries elsewhere, turns the order round, or shuffles by a seed.

A shuffle with the same seed gives the same order each time, whatever stood where before, so that doing it twice changes
nothing. Local files and unavailable entries are moved with the others. Where a stretch lies beyond the end of a
playlist, what there is of it is moved, and the preview says so.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import MAX_ENTRIES, Entry, PlaylistState
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

How = Literal["move", "reverse", "shuffle"]


@dataclass(frozen=True, slots=True)
class Reorder:
    """With `how="move"` the `length` entries from position `start` on (from 1) go before the entry that stands at
    position `before` now; one more than the last position is the end. With `how="shuffle"` `seed` says which order.
    """

    kind: ClassVar[str] = "reorder"
    changes_details: ClassVar[bool] = False
    how: How
    start: int | None = None
    length: int = 1
    before: int | None = None
    seed: str = ""

    def __post_init__(self) -> None:
        if (self.how == "move") != (self.start is not None and self.before is not None):
            raise InputError("Moving takes a first position and where it goes.", "Give both, with moving alone.")

    @property
    def keep_dates(self) -> KeepDates:
        return "all" if self.how == "move" else "most"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        notes: list[Note] = []
        match self.how:
            case "move":
                entries = self._moved(state.entries, notes)
            case "reverse":
                entries = state.entries[::-1]
            case "shuffle":
                entries = self._shuffled(state.entries)
        return Wish(entries=entries, origin=self.words(), notes=tuple(notes))

    def _moved(self, entries: tuple[Entry, ...], notes: list[Note]) -> tuple[Entry, ...]:
        start, before = (self.start or 1) - 1, (self.before or 1) - 1
        end = start + self.length
        if end > len(entries) or before > len(entries):
            held = counted(len(entries), "entry", "entries")
            notes.append(Note("beyond-the-end", f"It holds {held}: what there is of the stretch is moved."))
        end, before = min(end, len(entries)), min(before, len(entries))
        if start <= before <= end:
            return entries
        block = entries[start:end]
        if before < start:
            return (*entries[:before], *block, *entries[before:start], *entries[end:])
        return (*entries[:start], *entries[end:before], *block, *entries[before:])

    def _shuffled(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """By a hash of seed and entry: no chance is in it. Equal entries are told apart by their count."""
        met: Counter[object] = Counter()
        keys = []
        for entry in entries:
            met[entry.key] += 1
            name = f"{self.seed}\n{entry.uri or entry.to_document()}\n{met[entry.key]}"
            keys.append(sha256(name.encode()).digest())
        return tuple(entry for _, entry in sorted(zip(keys, entries, strict=True), key=lambda pair: pair[0]))

    def words(self) -> str:
        match self.how:
            case "move":
                what = f"position {self.start}" if self.length == 1 else f"{self.length} from position {self.start}"
                return f"move {what} before position {self.before}"
            case "reverse":
                return "turn the order round"
            case "shuffle":
                return f"shuffle by the seed '{self.seed}'"

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"kind": self.kind, "how": self.how}
        if self.how == "move":
            document |= {"start": self.start, "length": self.length, "before": self.before}
        return document | ({"seed": self.seed} if self.how == "shuffle" else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("how", "start", "length", "before", "seed"))
        return cls(
            fields.choice("how", None, How),
            fields.whole("start", None, least=1),
            fields.whole("length", 1, least=1, most=MAX_ENTRIES) or 1,
            fields.whole("before", None, least=1, most=MAX_ENTRIES + 1),
            fields.text("seed", "") or "",
        )


EDIT = Reorder
