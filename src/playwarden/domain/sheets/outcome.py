"""The edits of a sheet with what was looked for -> the list that is wished for, and placements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from playwarden.domain.compose import Note, Wish
from playwarden.domain.merging import merged_entries
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.placements.position import TOP, Position
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details, Entry, PlaylistState
from playwarden.domain.sequence.backbone import longest_increasing
from playwarden.domain.sheets.edits import How, Item, SheetEdits, Wanted
from playwarden.domain.sheets.spans import PlacementEdit
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True)
class Added:
    """A track that is new in the list, the cell that named it, and how."""

    cell: str
    uri: str
    how: How


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet comes to. `wished` None: the list is as it was written. `makes` are the placements of new rows with
    their cells, `placements` what becomes of those there are. `unresolved` is still to be looked for.
    """

    wished: tuple[Entry, ...] | None
    added: tuple[Added, ...]
    removed: tuple[Entry, ...]
    moved: int
    makes: tuple[tuple[str, NewPlacement], ...]
    placements: tuple[PlacementEdit, ...]
    unresolved: tuple[Wanted, ...]

    @property
    def changing(self) -> bool:
        """Whether something is asked for."""
        return self.wished is not None or bool(self.makes or self.placements)


def outcome(edits: SheetEdits, found: Mapping[str, str | None]) -> Outcome:
    """What `edits` come to with what was found for the rows that name no URI, by their keys: a URI, or None for one
    that is left out. What is not in `found` is unresolved: the row is left out, or stays what it was.
    """
    entries = edits.base.entries
    line: list[Entry] = []
    kept: list[int] = []
    added: list[Added] = []
    makes: list[tuple[str, NewPlacement]] = []
    above: str | None = None
    for item in edits.items:
        uri, index = _meant(item, found)
        if index is not None:
            line.append(entries[index])
            kept.append(index)
            above = entries[index].uri
        elif uri is None:
            continue
        elif item.placed is not None:
            if item.placed.from_at is not None:
                makes.append((item.placed.cell, _placement(edits, item.placed, uri, above)))
        else:
            line.append(Entry(uri))
            added.append(Added(item.cell, uri, item.how))
            above = uri
    wished = tuple(line)
    if [entry.key for entry in wished] == [entry.key for entry in entries]:
        # Copies of one track that changed places are the list that was there.
        added, kept = [], list(range(len(entries)))
    return Outcome(
        wished=None if not added and kept == list(range(len(entries))) else wished,
        added=tuple(added),
        removed=tuple(entries[index] for index in sorted(set(range(len(entries))) - set(kept))),
        moved=len(kept) - len(longest_increasing(kept)),
        makes=tuple(makes),
        placements=edits.placements,
        unresolved=tuple(wanted for wanted in edits.wanted if wanted.key not in found),
    )


def merged_wish(
    base: tuple[Entry, ...], wished: tuple[Entry, ...] | None, details: Details, observed: PlaylistState, origin: str
) -> Wish:
    """What a sheet wishes of the playlist as it stands now: what others changed since it was written stays changed,
    but for details that the sheet sets.
    """
    texts = {name: getattr(details, name) for name in TEXTS_AND_FLAGS}
    if wished is None:
        return Wish(**texts, origin=origin)
    entries = merged_entries(wished, base, observed.entries)
    pairs = pair(base, observed.entries)
    came, went = pairs.count(None), len(unpaired(base, pairs))
    notes: tuple[Note, ...] = ()
    if came or went:
        said = f"others added {counted(came, 'entry', 'entries')} and took out {went}"
        notes = (Note("changed-since", f"Since this file was written {said}: that stays."),)
    return Wish(**texts, entries=entries, origin=origin, notes=notes)


def doubles(wished: tuple[Entry, ...], added: tuple[Added, ...]) -> list[Added]:
    """Of what was added that which stands in the list a second time."""
    count = Counter(entry.uri for entry in wished)
    return [each for each in added if count[each.uri] > 1]


def _meant(item: Item, found: Mapping[str, str | None]) -> tuple[str | None, int | None]:
    """The URI of what is new, or the index of what stays."""
    if item.wanted is None:
        return item.uri, item.index
    uri = found.get(item.wanted.key)
    return (uri, None) if uri is not None else (None, item.index)


def _placement(edits: SheetEdits, asked: PlacementEdit, uri: str, above: str | None) -> NewPlacement:
    where = asked.position or (TOP if above is None else Position(after=above))
    assert asked.from_at is not None, "what has no beginning was refused"
    return NewPlacement(
        playlist_id=edits.base.playlist_id,
        from_at=asked.from_at,
        until_at=asked.until_at,
        zone=asked.zone,
        uri=uri,
        position=where,
        note=asked.note,
    )
