"""Which placements of a playlist have something to do at a moment, and when to look next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from playwarden.domain.placements.placement import Missed, Placement, PlacementState
from playwarden.domain.placements.words import local, span_words

_WAITS = (PlacementState.PLANNED, PlacementState.ENTERING)
_STAYS = (PlacementState.IN_FORCE, PlacementState.LEAVING)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due at a moment. `enter` and `leave` take calls; the rest is only written down, with its words."""

    enter: tuple[Placement, ...] = ()
    leave: tuple[Placement, ...] = ()
    missed: tuple[Placement, ...] = ()
    asking: tuple[Placement, ...] = ()
    cancelled: tuple[Placement, ...] = ()

    @property
    def written_down(self) -> tuple[Placement, ...]:
        """Those that end, or ask, without a call; their states and words are the new ones."""
        return (*self.missed, *self.asking, *self.cancelled)


def due(placements: Iterable[Placement], now: datetime) -> Due:
    """What `placements` of one playlist want at `now`. States only go forward, so a clock set back undoes nothing."""
    found: dict[str, list[Placement]] = {"enter": [], "leave": [], "missed": [], "asking": [], "cancelled": []}
    for one in placements:
        if one.is_half_in and one.state is not PlacementState.ENTERING and (one.out_at is not None or _over(one, now)):
            found["leave"].append(one)
        elif one.state in _STAYS:
            if one.state is PlacementState.LEAVING or one.out_at is not None or _over(one, now):
                found["leave"].append(one)
        elif one.state in _WAITS or (one.state is PlacementState.ASKING and one.out_at is not None):
            kind, placed = _to_come(one, now)
            if kind is not None:
                found[kind].append(placed)
        elif one.state is PlacementState.ASKING and one.entered_at is None and _over(one, now):
            found["missed"].append(_ended(one, PlacementState.MISSED, f"{one.words} Nobody decided before its end."))
    return Due(**{kind: tuple(each) for kind, each in found.items()})


def _to_come(one: Placement, now: datetime) -> tuple[str | None, Placement]:
    if one.out_at is not None:
        words = "Cancelled before it was put in; nothing was written."
        return "cancelled", _ended(one, PlacementState.CANCELLED, words)
    if one.asked.from_at > now and one.state is PlacementState.PLANNED:
        return None, one
    if not _over(one, now):
        return "enter", one
    passed = f"Its time, {span_words(one.asked)}, had passed when it was looked at ({local(now, one.asked.zone)})"
    match one.asked.missed:
        case Missed.SKIP:
            return "missed", _ended(one, PlacementState.MISSED, f"{passed}: it was not put in, nothing was written.")
        case Missed.ASK:
            words = f"{passed}. Give it another time, or cancel it."
            return "asking", replace(one, state=PlacementState.ASKING, words=words)
        case Missed.SHIFT:
            assert one.asked.until_at is not None, "what has no end is never over"
            length = one.asked.until_at - one.asked.from_at
            shifted = replace(one.asked, from_at=now, until_at=now + length)
            return "enter", replace(one, asked=shifted, words=f"{passed}; by its policy it comes in later instead.")


def _over(one: Placement, now: datetime) -> bool:
    return one.asked.until_at is not None and one.asked.until_at <= now


def _ended(one: Placement, state: PlacementState, words: str) -> Placement:
    return replace(one, state=state, words=words.strip(), fingerprint=None)


def moments(one: Placement) -> tuple[datetime, ...]:
    """When its playlist has to be looked at for it, the next moment first; what has passed means: at once."""
    asked = one.asked
    end = () if asked.until_at is None else (asked.until_at,)
    if not one.state.open:
        return ()
    if one.out_at is not None:
        return (one.out_at,)
    if one.state in _WAITS:
        return (asked.from_at, *end)
    return end or ((asked.from_at,) if one.state is PlacementState.LEAVING else ())
