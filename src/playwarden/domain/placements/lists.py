"""What placements do to a list of entries: coming in, staying in whatever others want, and going out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from playwarden.domain.pairing import pair
from playwarden.domain.placements.moved import moved_on_purpose
from playwarden.domain.placements.placement import Moved, Placement
from playwarden.domain.placements.position import BOTTOM, Position
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.domain.sequence.backbone import longest_increasing

Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """A placement that is in; `after` is the playlist just after it came in, None where that is not known.

    `alike` are digests of pictures that are its cover, re-encoded. `before` is the playlist before it, of one that
    stopped half way in.
    """

    placement: Placement
    after: PlaylistState | None
    alike: frozenset[str] = frozenset()
    before: PlaylistState | None = None


class Left(StrEnum):
    """How a placed track left."""

    OUT = "out"
    KEPT = "kept"
    """Somebody moved it on purpose, and by its policy it stays."""
    GONE = "gone"
    """Somebody had removed it already."""


def uris_of(entries: Sequence[Entry]) -> list[str | None]:
    """The URIs of `entries`, None for what is unavailable."""
    return [entry.uri for entry in entries]


def entered(entries: Entries, placements: Sequence[Placement]) -> Entries:
    """`entries` with the tracks of `placements` put in, whatever order they are given in.

    First those that stand in for an entry, since they shift nothing; then those after an anchor and those at the
    bottom; numbers last and ascending, so that each is exactly where it was asked for. Of two at the same place the one
    that began later is nearer to it, as if it had come in by itself; of two that began together the older one.
    """
    for one in _ordered(placements):
        position = one.asked.position
        assert position is not None, "details are no entries"
        at = position.index(uris_of(entries))
        rest = entries[at + 1 :] if position.instead is not None else entries[at:]
        entries = (*entries[:at], Entry(one.asked.uri), *rest)
    return entries


def _ordered(placements: Sequence[Placement]) -> list[Placement]:
    def first(one: Placement) -> tuple[int, int]:
        position = one.asked.position or Position()
        if position.instead is not None:
            return 0, 0
        return (1, 0) if position.after is not None else (2, position.number or 0) if position.number else (1, 1)

    older_last = sorted(placements, key=lambda one: one.id, reverse=True)
    at_places = [one for one in older_last if one.asked.position != BOTTOM]
    at_the_bottom = [one for one in reversed(older_last) if one.asked.position == BOTTOM]
    return sorted([*at_places, *at_the_bottom], key=lambda one: (*first(one), one.asked.from_at))


def kept(observed: Entries, wanted: Entries, one: Placement) -> Entries:
    """`wanted` with the placed track kept in, where it is in `observed`.

    A wish that names the track says where it stands. Where the wish brings back what the track stands in for, the track
    takes its place again. Otherwise it goes where it did not move: between the entries that stay on its two sides, as
    near as that allows to where its position says (to where it is now, when its anchor is gone).
    """
    uri, position = one.asked.uri, one.asked.position
    place = next((index for index, entry in enumerate(observed) if entry.uri == uri), None)
    if place is None or position is None or uri in uris_of(wanted):
        return wanted
    track, instead = observed[place], position.instead
    if instead is not None and instead not in uris_of(observed) and instead in uris_of(wanted):
        at = uris_of(wanted).index(instead)
        return (*wanted[:at], track, *wanted[at + 1 :])
    low, high = _between(observed, wanted, place)
    anchor = position.after or position.instead
    lost = anchor is not None and anchor not in uris_of(wanted)
    at = max(low, min(high, place if lost else position.index(uris_of(wanted))))
    return (*wanted[:at], track, *wanted[at:])


def _between(observed: Entries, wanted: Entries, place: int) -> tuple[int, int]:
    """Where in `wanted` the entry at `place` of `observed` may go in without changing its order: a range of indexes."""
    origins = [(index, origin) for index, origin in enumerate(pair(observed, wanted)) if origin is not None]
    staying = [origins[index] for index in longest_increasing([origin for _, origin in origins])]
    low = max((index + 1 for index, origin in staying if origin < place), default=0)
    high = min((index for index, origin in staying if origin > place), default=len(wanted))
    return low, high


def left(entries: Entries, came: Came) -> tuple[Entries, Left]:
    """`entries` without the placed track, and with what it stood in for in its place.

    Only the entry that came in goes, not another of the same track that somebody added. What it stood in for comes back
    unless somebody brought it back already; where the track is gone, or stays, behind what stood before the track.
    """
    one = came.placement
    own = _own(entries, came)
    after = came.after.entries if came.after is not None else None
    stays = (
        own is not None
        and one.asked.moved is Moved.KEEP
        and after is not None
        and moved_on_purpose(after, entries, one.asked.uri or "")
    )
    back = (Entry(one.replaced_uri),) if _comes_back(entries, one.replaced_uri, after) else ()
    if own is not None and not stays:
        return (*entries[:own], *back, *entries[own + 1 :]), Left.OUT
    if back:
        then, uri = (after, one.asked.uri) if came.before is None else (came.before.entries, one.replaced_uri)
        at = _former_place(entries, then, uri)
        entries = (*entries[:at], *back, *entries[at:])
    return entries, Left.KEPT if stays else Left.GONE


def _own(entries: Entries, came: Came) -> int | None:
    """Where the entry stands that came in with the placement."""
    uri = came.placement.asked.uri
    places = [index for index, entry in enumerate(entries) if entry.uri == uri]
    ours = next((entry for entry in came.after.entries if entry.uri == uri), None) if came.after else None
    return next((index for index in places if entries[index] == ours), places[0] if places else None)


def _comes_back(entries: Entries, uri: str | None, after: Entries | None) -> bool:
    if uri is None:
        return False
    then = uris_of(after).count(uri) if after is not None else 0
    return uris_of(entries).count(uri) <= then


def _former_place(entries: Entries, after: Entries | None, uri: str | None) -> int:
    """Behind the nearest entry before the track's place in `after` that is still there; else the top."""
    if after is None or uri not in uris_of(after):
        return len(entries)
    place = uris_of(after).index(uri)
    staying = enumerate(pair(after, entries))
    before = [(origin, index) for index, origin in staying if origin is not None and origin < place]
    return max(before)[1] + 1 if before else 0
