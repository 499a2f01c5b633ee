"""What a part's own calls have made of a playlist, when it ends before its desired state."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from playwarden.domain.compose import EMPTY
from playwarden.domain.operations import Operation, SetCover, details_after, entries_after
from playwarden.domain.pairing import pair
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.domain.runs import Outcome, Part
from playwarden.engine.locate import same_details
from playwarden.engine.observe import Whole
from playwarden.engine.ports.journal import After

OPEN = (Outcome.SENT, Outcome.UNKNOWN)
"""Outcomes of a step that left and whose effect nobody has seen."""


def touched(part: Part) -> bool:
    """Whether any call of the part took effect, or may have."""
    return part.round > 0 or any(step.outcome in (Outcome.DONE, *OPEN) for step in part.steps)


def left_behind(part: Part, seen: Whole | None) -> After | None:
    """What the part's calls led to, None when none of them took effect; `seen` is what stands there now, if known.

    Where somebody else edited as well, this is the state without those edits: an undo takes back what was ours and
    leaves theirs.
    """
    if not touched(part):
        return None
    ours = made_so_far(part, seen)
    snapshot_id = next((step.snapshot_id for step in reversed(part.steps) if step.snapshot_id), None)
    if seen is None:
        return After(ours.entries, None, snapshot_id, details=ours.details)
    equal = _uris(ours.entries) == _uris(seen.entries)
    if equal and same_details(ours.details, seen.head.details):
        return After(seen.entries, seen.head, snapshot_id or seen.head.snapshot_id, seen.tracks)
    dated = _dated(ours.entries, seen.entries)
    return After(dated, seen.head, snapshot_id, seen.tracks, details=ours.details, since=(seen.head, seen.entries))


def made_so_far(part: Part, seen: Whole | None) -> PlaylistState:
    """What the part's own calls have made of what its plan starts from, had nobody else edited: the state after the
    steps that are done; a step that is open counts as done where that is nearer to `seen`.
    """
    state = part.plan.observed or EMPTY
    for step in part.steps:
        if step.outcome is Outcome.DONE:
            state = _after(state, step.operation)
    opened = next((step for step in part.steps if step.outcome in OPEN), None)
    if seen is not None and any(s.outcome is Outcome.DONE and isinstance(s.operation, SetCover) for s in part.steps):
        state = replace(state, details=replace(state.details, cover=seen.head.details.cover))
    if opened is None or seen is None:
        return state
    further = _after(state, opened.operation)
    return further if _distance(further, seen) < _distance(state, seen) else state


def _after(state: PlaylistState, operation: Operation) -> PlaylistState:
    return PlaylistState(details_after(state.details, operation), entries_after(state.entries, operation))


def _distance(state: PlaylistState, seen: Whole) -> tuple[int, bool]:
    """How many entries differ, and whether the details do."""
    here, there = Counter(_uris(state.entries)), Counter(_uris(seen.entries))
    return ((here - there) + (there - here)).total(), not same_details(state.details, seen.head.details)


def _dated(ours: tuple[Entry, ...], seen: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """`ours`, its new entries with the dates that Spotify gave them where they are still there."""
    origins = pair(seen, ours)
    return tuple(
        seen[origin] if entry.added_at is None and origin is not None else entry
        for entry, origin in zip(ours, origins, strict=True)
    )


def _uris(entries: Iterable[Entry]) -> tuple[str | None, ...]:
    return tuple(entry.uri for entry in entries)
