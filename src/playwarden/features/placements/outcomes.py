"""What became of placements that were carried in or out, read off the playlist just before and just after: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from playwarden.domain.placements import details as of_details
from playwarden.domain.placements.lists import uris_of
from playwarden.domain.placements.placement import Placement, PlacementState
from playwarden.domain.placements.words import lateness, local, named
from playwarden.domain.playlist import PlaylistState
from playwarden.kit.ids import RunId, VersionId
from playwarden.kit.text import listed

LATE = timedelta(minutes=1)
"""How long after its time it counts as late."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A playlist before and after what was to carry placements in or out.

    `run_id` None: nothing had to be sent. `trouble` is what ended the run before its end, in words; `waited` what its
    job waited for, which tells why something is late.
    """

    before: PlaylistState
    after: PlaylistState
    at: datetime
    before_version_id: VersionId | None
    after_version_id: VersionId | None
    run_id: RunId | None = None
    trouble: str = ""
    waited: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A placement as it is now, and the kind of event that made it so."""

    placement: Placement
    kind: str


def outcome(one: Placement, carried: Carried) -> Outcome:
    """What became of a placement that was ENTERING or LEAVING."""
    settled = replace(one, fingerprint=None)
    return _came(settled, carried) if one.state is PlacementState.ENTERING else _went(settled, carried)


def _came(one: Placement, carried: Carried) -> Outcome:
    asked = one.asked
    there = asked.uri in uris_of(carried.after.entries) if asked.uri is not None else _is_set(one, carried)
    if not there and carried.trouble:
        return _did_not_come(one, carried)
    entered = replace(
        one,
        state=PlacementState.IN_FORCE,
        entered_at=carried.at,
        entered_run_id=carried.run_id,
        before_version_id=carried.before_version_id,
        entered_version_id=carried.after_version_id,
    )
    if not there:
        words = f"Came in, and somebody took {named(one)} out at once: it stays out."
        return Outcome(replace(entered, state=PlacementState.ENDED, left_at=carried.at, words=words), "gone")
    late = carried.at - asked.from_at
    how_late = ""
    if late > LATE:
        waited = f" (it had to wait: '{carried.waited.rstrip('.')}')" if carried.waited else ""
        how_late = f", {lateness(late.total_seconds())} late{waited}"
    place = ""
    if asked.uri is not None:
        place = f" at position {uris_of(carried.after.entries).index(asked.uri) + 1}"
    instead = f", instead of {one.replaced_uri}" if one.replaced_uri else ""
    words = f"Came in on {local(carried.at, asked.zone)}{place}{instead}{how_late}."
    return Outcome(replace(entered, words=words), "entered")


def _did_not_come(one: Placement, carried: Carried) -> Outcome:
    """It asks, but for one that is not wanted any more and took out already what it was to stand in for: that one is
    put back next.
    """
    if _took_out(one, carried):
        one = replace(
            one,
            entered_run_id=carried.run_id,
            before_version_id=carried.before_version_id,
            entered_version_id=carried.after_version_id,
        )
    over = one.asked.until_at is not None and one.asked.until_at <= carried.at
    if one.is_half_in and (one.out_at is not None or over):
        words = f"It was stopped before {named(one)} was in; {one.replaced_uri} comes back."
        return Outcome(replace(one, state=PlacementState.IN_FORCE, words=words), "changed")
    if one.out_at is not None:
        return Outcome(replace(one, state=PlacementState.CANCELLED, words="Cancelled before it was in."), "cancelled")
    return Outcome(replace(one, state=PlacementState.ASKING, words=carried.trouble), "asked")


def _took_out(one: Placement, carried: Carried) -> bool:
    before, after = uris_of(carried.before.entries), uris_of(carried.after.entries)
    return one.replaced_uri is not None and after.count(one.replaced_uri) < before.count(one.replaced_uri)


def _is_set(one: Placement, carried: Carried) -> bool:
    """Whether the details are as asked for; as far as the answer of the API tells (a cover appears later)."""
    if one.asked.details is None or not carried.trouble:
        return True
    texts = [name for name in one.asked.fields if name != "cover"]
    if not texts:
        return not carried.trouble
    return not any(of_details.differs(name, carried.after.details, one.asked.details) for name in texts)


def _went(one: Placement, carried: Carried) -> Outcome:
    asked = one.asked
    gone = replace(one, left_at=carried.at, left_run_id=carried.run_id, left_version_id=carried.after_version_id)
    ended = PlacementState.CANCELLED if one.out_at is not None else PlacementState.ENDED
    on = local(carried.at, asked.zone)
    if asked.details is not None:
        return _details_went(replace(gone, state=ended), one, carried, on)
    before, after = uris_of(carried.before.entries), uris_of(carried.after.entries)
    back = ""
    if one.replaced_uri is not None and after.count(one.replaced_uri) > before.count(one.replaced_uri):
        back = f"; {one.replaced_uri}, for which it stood in, is back at position {after.index(one.replaced_uri) + 1}"
    missing = one.replaced_uri is not None and one.replaced_uri not in after
    if carried.trouble and missing:
        return Outcome(replace(one, state=PlacementState.ASKING, words=carried.trouble), "asked")
    if one.is_half_in:
        return Outcome(replace(gone, state=ended, words=f"It did not come in{back}."), "gone")
    if asked.uri not in before:
        words = f"{asked.uri} had been removed already when it ended on {on}{back}."
        return Outcome(replace(gone, state=ended, words=words), "gone")
    if after.count(asked.uri) < before.count(asked.uri):
        return Outcome(replace(gone, state=ended, words=f"Went out on {on}{back}."), "left")
    if carried.trouble:
        return Outcome(replace(one, state=PlacementState.ASKING, words=carried.trouble), "asked")
    words = f"Ended on {on}; {asked.uri} was moved on purpose, so it stays{back}."
    return Outcome(replace(gone, state=ended, words=words), "kept")


def _details_went(ended: Placement, one: Placement, carried: Carried, on: str) -> Outcome:
    replaced = one.replaced
    fields = [name for name in one.asked.fields if replaced is not None and getattr(replaced, name) is not None]
    after, asked = carried.after.details, one.asked.details
    assert asked is not None, "asked of details only"
    still = [name for name in fields if name != "cover" and getattr(after, name) == getattr(asked, name)]
    if carried.trouble and still:
        return Outcome(replace(one, state=PlacementState.ASKING, words=carried.trouble), "asked")
    stay = [
        name
        for name in fields
        if name != "cover" and replaced is not None and getattr(after, name) != getattr(replaced, name)
    ]
    kept = f"; changed meanwhile, so it stays: {listed(stay)}" if stay else ""
    words = f"Ended on {on}; what was before is back{kept}." if fields != stay else f"Ended on {on}{kept}."
    return Outcome(replace(ended, words=words), "left" if fields != stay else "kept")


def reverted(one: Placement) -> Placement:
    """A placement whose carrying in or out never began."""
    back = PlacementState.PLANNED if one.state is PlacementState.ENTERING else PlacementState.IN_FORCE
    return replace(one, state=back, fingerprint=None)


def by_fingerprint(placements: list[Placement]) -> Mapping[str, list[Placement]]:
    """Those that are on their way, by the plan that carries them."""
    found: dict[str, list[Placement]] = {}
    for one in placements:
        if one.state in (PlacementState.ENTERING, PlacementState.LEAVING):
            found.setdefault(one.fingerprint or "", []).append(one)
    return found
