"""Going back: undo applies a run's inverse to what stands there now, restore brings a version back as it was."""

from collections.abc import Sequence

from playwarden.domain.compose import Lowered, Note, lower_state
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Cover, Details, Entry, PlaylistState
from playwarden.domain.sequence.backbone import longest_increasing
from playwarden.kit.text import counted, listed


def inverse_wish(before: PlaylistState, after: PlaylistState, now: PlaylistState) -> Lowered:
    """What `now` should be so that what was done between `before` and `after` is undone and later edits stay.

    Three-way: an entry added, removed or moved since `after`, and a detail changed since, stays as it is now. The notes
    name what cannot come back: dates of entries that left, an empty description, a mosaic, unavailable entries and
    local files that are lost.
    """
    entries = _merged(before.entries, after.entries, now.entries)
    notes: list[Note] = []
    details = _details_back(before.details, after.details, now.details, notes)
    lowered = lower_state(now, PlaylistState(details, entries))
    return Lowered(lowered.desired, (*notes, *lowered.notes, *_dates_lost(now, lowered.desired)))


def restore(version: PlaylistState, now: PlaylistState) -> Lowered:
    """The state of `version` as far as it can be reached from `now`; the notes name which later changes it drops."""
    notes: list[Note] = []
    details = _details_back(version.details, now.details, now.details, notes)
    lowered = lower_state(now, PlaylistState(details, version.entries))
    dropped = _dropped(now, lowered.desired)
    return Lowered(lowered.desired, (*dropped, *notes, *lowered.notes, *_dates_lost(now, lowered.desired)))


def _merged(before: Sequence[Entry], after: Sequence[Entry], now: Sequence[Entry]) -> tuple[Entry, ...]:
    """The list `before`, with what changed between `after` and `now` done to it."""
    before_of = pair(before, after)
    after_of = pair(after, now)
    gone_later = set(unpaired(after, after_of))
    staying = longest_increasing([index for index in after_of if index is not None])
    survivors = [position for position, index in enumerate(after_of) if index is not None]
    settled = {survivors[index] for index in staying}
    origin_of_now: dict[int, int] = {}
    follow: list[int] = []
    for position, index in enumerate(after_of):
        origin = None if index is None else before_of[index]
        if origin is not None and position in settled:
            origin_of_now[position] = origin
        elif index is None or origin is not None:
            follow.append(position)
    placed_otherwise = {before_of[index] for index in gone_later}
    placed_otherwise |= {before_of[index] for p in follow if (index := after_of[p]) is not None}
    at = {origin: position for position, origin in origin_of_now.items()}
    line: list[tuple[Entry, int | None]] = []
    for origin, entry in enumerate(before):
        if origin not in placed_otherwise:
            line.append((now[at[origin]] if origin in at else entry, at.get(origin)))
    return _inserted(line, now, follow)


def _inserted(line: list[tuple[Entry, int | None]], now: Sequence[Entry], follow: Sequence[int]) -> tuple[Entry, ...]:
    """`line` with the entries at the places `follow` of `now` behind the nearest entry before them that is in it."""
    present = {position for _, position in line if position is not None} | set(follow)
    followers: dict[int, list[int]] = {}
    moving = set(follow)
    predecessor = -1
    for position in range(len(now)):
        if position in moving:
            followers.setdefault(predecessor, []).append(position)
        elif position in present:
            predecessor = position
    result = [now[position] for position in followers.get(-1, [])]
    for entry, place in line:
        result.append(entry)
        if place is not None:
            result.extend(now[position] for position in followers.get(place, []))
    return tuple(result)


def _details_back(before: Details, after: Details, now: Details, notes: list[Note]) -> Details:
    """`now` with the details that changed from `before` to `after`, and not since, put back."""
    texts = {name: getattr(now, name) for name in TEXTS_AND_FLAGS}
    for name in TEXTS_AND_FLAGS:
        old, done, present = (getattr(state, name) for state in (before, after, now))
        if old is not None and old != done and done == present:
            texts[name] = old
    cover = now.cover
    if before.cover is not None and _differs(before.cover, after.cover) and not _differs(after.cover, now.cover):
        if before.cover.sha256 is not None:
            cover = before.cover
        elif before.cover.custom is False:
            notes.append(Note("mosaic", "Spotify's own mosaic cannot be put back; the present cover stays."))
        else:
            notes.append(Note("cover-unknown", "The former cover was never fetched; the present one stays."))
    return Details(**texts, cover=cover)


def _differs(left: Cover | None, right: Cover | None) -> bool:
    """Whether two covers are known to be different pictures; a mosaic's URL follows the entries and says nothing."""
    if left is None or right is None:
        return left is not right
    if left.sha256 is not None and right.sha256 is not None:
        return left.sha256 != right.sha256
    if left.custom is False and right.custom is False:
        return False
    return left.custom != right.custom or left.url != right.url


def _dates_lost(now: PlaylistState, desired: PlaylistState) -> tuple[Note, ...]:
    """A note on entries that come back: they are added again, today."""
    back = [
        entry
        for entry, origin in zip(desired.entries, pair(now.entries, desired.entries), strict=True)
        if origin is None
    ]
    if not back:
        return ()
    what = counted(len(back), "entry comes back with a new date", "entries come back with new dates")
    return (Note("dates-lost", f"{what}: Spotify dates what is added again by the day of adding."),)


def _dropped(now: PlaylistState, desired: PlaylistState) -> tuple[Note, ...]:
    """Notes on what was changed since the version and goes with restoring it."""
    notes: list[Note] = []
    going = unpaired(now.entries, pair(now.entries, desired.entries))
    if going:
        what = listed([now.entries[index].uri or "an unavailable entry" for index in going])
        notes.append(Note("drops-added", f"{counted(len(going), 'entry', 'entries')} added since would go: {what}."))
    back = sum(origin is None for origin in pair(now.entries, desired.entries))
    if back:
        notes.append(Note("drops-removed", f"{counted(back, 'entry', 'entries')} removed since would come back."))
    for name in TEXTS_AND_FLAGS:
        old, present = getattr(desired.details, name), getattr(now.details, name)
        if old != present:
            notes.append(Note("drops-details", f"{name} would go back from {present!r} to {old!r}."))
    if _differs(desired.details.cover, now.details.cover):
        notes.append(Note("drops-cover", "The cover set since would go."))
    return tuple(notes)
