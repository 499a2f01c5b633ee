"""Going back: undo applies a run's inverse to what stands there now, restore brings a version back as it was."""

from playwarden.domain.compose import Lowered, Note, lower_state
from playwarden.domain.merging import merged_entries, other_picture
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details, PlaylistState
from playwarden.kit.text import counted, listed


def inverse_wish(before: PlaylistState, after: PlaylistState, now: PlaylistState) -> Lowered:
    """What `now` should be so that what was done between `before` and `after` is undone and later edits stay.

    Three-way: an entry added, removed or moved since `after`, and a detail changed since, stays as it is now. The notes
    name what cannot come back: dates of entries that left, an empty description, a mosaic, unavailable entries and
    local files that are lost.
    """
    entries = merged_entries(before.entries, after.entries, now.entries)
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


def _details_back(before: Details, after: Details, now: Details, notes: list[Note]) -> Details:
    """`now` with the details that changed from `before` to `after`, and not since, put back."""
    texts = {name: getattr(now, name) for name in TEXTS_AND_FLAGS}
    for name in TEXTS_AND_FLAGS:
        old, done, present = (getattr(state, name) for state in (before, after, now))
        if old is not None and old != done and done == present:
            texts[name] = old
    cover = now.cover
    if (
        before.cover is not None
        and other_picture(before.cover, after.cover)
        and not other_picture(after.cover, now.cover)
    ):
        if before.cover.sha256 is not None:
            cover = before.cover
        elif before.cover.custom is False:
            notes.append(Note("mosaic", "Spotify's own mosaic cannot be put back; the present cover stays."))
        else:
            notes.append(Note("cover-unknown", "The former cover was never fetched; the present one stays."))
    return Details(**texts, cover=cover)


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
    if other_picture(desired.details.cover, now.details.cover):
        notes.append(Note("drops-cover", "The cover set since would go."))
    return tuple(notes)
