"""Puts recordings that can be played in the place of tracks that cannot.

What cannot be played is known from the last look at the playlist's availability in its account's country, or in the one
that is named (`market`); the preview says of how many tracks that was never asked. In the place of each comes a
recording with the same ISRC, else one that is the same by its names and its length, which is not known to be unplayable
there. What has none stays, and is told. A recording that comes in has a new date of addition; where it stands in the
playlist already, the other one only goes. What stands in `leave` is left as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts, Pair, Paired
from playwarden.domain.edits.fields import MOST_URIS, Fields
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class Renew:
    """What stands in for what is known beside the playlist; `leave` are tracks that stay all the same."""

    kind: ClassVar[str] = "renew"
    changes_details: ClassVar[bool] = False
    across: ClassVar[bool] = False
    leave: tuple[str, ...] = ()
    market: str | None = None

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        return self._paired(state, facts).wish

    def together(self, playlists: Sequence[tuple[PlaylistState, Facts]]) -> list[Paired]:
        """What it wants of each; none depends on the others."""
        return [self._paired(state, facts) for state, facts in playlists]

    def _paired(self, state: PlaylistState, facts: Facts) -> Paired:
        instead = {uri: by for uri, by in facts.instead.items() if uri not in self.leave}
        there = {entry.uri for entry in state.entries}
        entries: list[Entry] = []
        pairs: list[Pair] = []
        came: set[str] = set()
        for place, entry in enumerate(state.entries, 1):
            by = instead.get(entry.uri or "")
            if by is None:
                entries.append(entry)
                continue
            told = f"{by.why}; it stands there already" if by.uri in there else by.why
            pairs.append(Pair(place, entry.uri or "", by.uri, told))
            if by.uri not in there and by.uri not in came:
                came.add(by.uri)
                entries.append(Entry(by.uri))
        notes = []
        without = [uri for uri, by in instead.items() if by is None and uri in there]
        if without:
            told = counted(len(without), "track that cannot be played has", "tracks that cannot be played have")
            notes.append(Note("no-substitute", f"{told} none to stand in: {facts.titles(without)}."))
        if facts.unasked:
            told = counted(facts.unasked, "track")
            notes.append(Note("not-asked", f"Of {told} it was never asked whether they can be played."))
        if nameless := sum(entry.uri is None for entry in state.entries):
            told = counted(nameless, "entry is", "entries are")
            notes.append(
                Note("nameless", f"{told} not told by Spotify any more: nothing can stand in for what has no name.")
            )
        return Paired(
            Wish(entries=tuple(entries) if pairs else None, origin=self.words(), notes=tuple(notes)), tuple(pairs)
        )

    def words(self) -> str:
        return "put what can be played in the place of what cannot"

    def to_document(self) -> dict[str, Any]:
        market = {} if self.market is None else {"market": self.market}
        return {"kind": self.kind} | market | ({"leave": list(self.leave)} if self.leave else {})

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        fields = Fields(document, cls.kind, ("leave", "market"))
        market = fields.text("market", None)
        if market is not None and not (len(market) == 2 and market.isascii() and market.isalpha()):
            raise fields.wrong("market", "a country in two letters, such as DE")
        return cls(fields.texts("leave", most=MOST_URIS), market.upper() if market else None)


EDIT = Renew
