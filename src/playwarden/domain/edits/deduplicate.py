"""Leaves every track once: of several entries with the same URI one stays.

Which one stays decides its place: the first, the last, the one that was added first, or the ones whose places take the
fewest calls. Spotify removes all occurrences of a track at once, so the one that stays is put back and loses its date
of addition, whichever it is; the preview says how many do. Local files that stand twice stay: they cannot be removed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.compose import Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.text import counted

Keep = Literal["first", "last", "oldest", "cheapest"]
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deduplicate:
    """`keep` says which of several stays."""

    kind: ClassVar[str] = "deduplicate"
    changes_details: ClassVar[bool] = False
    keep: Keep = "first"

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        places: dict[str, list[int]] = {}
        for index, entry in enumerate(state.entries):
            if entry.uri is not None:
                places.setdefault(entry.uri, []).append(index)
        several = {uri: found for uri, found in places.items() if len(found) > 1}
        stuck = [uri for uri in several if uri.startswith("spotify:local:")]
        for uri in stuck:
            del several[uri]
        notes = []
        if stuck:
            what = counted(len(stuck), "local file stands", "local files stand")
            notes.append(Note("local-duplicates", f"{what} there more than once: they cannot be removed."))
        if not several:
            return Wish(origin=self.words(), notes=tuple(notes))
        staying = set(self._staying(state, several))
        leaving = {index for found in several.values() for index in found} - staying
        told = counted(len(several), "track loses its date", "tracks lose their dates")
        notes.append(Note("dates-lost", f"{told}: Spotify removes every occurrence, so that one is put back."))
        entries = tuple(entry for index, entry in enumerate(state.entries) if index not in leaving)
        return Wish(entries=entries, origin=self.words(), notes=tuple(notes))

    def _staying(self, state: PlaylistState, several: Mapping[str, Sequence[int]]) -> list[int]:
        match self.keep:
            case "first":
                return [found[0] for found in several.values()]
            case "last":
                return [found[-1] for found in several.values()]
            case "oldest":
                return [
                    min(found, key=lambda i: (state.entries[i].added_at or _NEVER, i)) for found in several.values()
                ]
            case "cheapest":
                return _fewest_blocks(state, several)

    def words(self) -> str:
        which = {
            "first": "the first stays",
            "last": "the last stays",
            "oldest": "the one added first stays",
            "cheapest": "those stay that take the fewest calls",
        }
        return f"leave every track once ({which[self.keep]})"

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "keep": self.keep}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(Fields(document, cls.kind, ("keep",)).choice("keep", "first", Keep))


def _fewest_blocks(state: PlaylistState, several: Mapping[str, Sequence[int]]) -> list[int]:
    """For each track one of its places, so that what is put back forms few blocks.

    All that is put back between two entries that stay is one block, one call. Choosing the gaps is a set cover: the gap
    that holds most of the tracks that are left comes first (greedy; within ln n of the fewest).
    """
    moving = {index for found in several.values() for index in found}
    gap_of: dict[int, int] = {}
    gap = 0
    for index in range(len(state.entries)):
        if index in moving:
            gap_of[index] = gap
        else:
            gap += 1
    holding: dict[int, set[str]] = {}
    for uri, found in several.items():
        for index in found:
            holding.setdefault(gap_of[index], set()).add(uri)
    chosen: dict[str, int] = {}
    while len(chosen) < len(several):
        best = max(sorted(holding), key=lambda gap: len(holding[gap] - chosen.keys()))
        for uri in holding.pop(best) - chosen.keys():
            chosen[uri] = next(index for index in several[uri] if gap_of[index] == best)
    return list(chosen.values())


EDIT = Deduplicate
