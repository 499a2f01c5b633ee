"""What a rule set's playlist is to become: what the rules come to, with what was changed by hand laid over it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playwarden.domain.rules.deriving import Derived, derive
from playwarden.domain.rules.explaining import Explanation, Line, explain, who_offers, why_left
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.hand_edits import NONE, HandEdits, laid, seen
from playwarden.domain.rules.kept import Kept
from playwarden.domain.rules.memory import Memory
from playwarden.domain.rules.periods import period_of
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.texts import filled_description, filled_name
from playwarden.domain.rules.working import Memo
from playwarden.kit.text import counted

BY_HAND = frozenset({"derive", "mirror"})
"""Modes over which hand edits are laid; append and clean work on what stands there, which holds them already."""
LOCAL = "spotify:local:"
MOST_TOLD = 200
"""Tracks that came or left and are told one by one."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What a rule set knows of its playlist's past; that of none is empty.

    `items` as `Kept.items`, `hand` what was changed by hand until the last refresh.
    """

    memory: Memory
    items: tuple[str, ...] | None = None
    hand: HandEdits = NONE

    @classmethod
    def of(cls, kept: Kept) -> "Stood":
        return cls(kept.memory, kept.items, kept.hand)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`items` is what the playlist is to hold, in order; `hand` what was changed by hand and stands.

    `asks`: somebody has to say first what becomes of the hand edits. `name` and `description` are filled from the
    fields of the rules, None where they are left alone. `came` and `left` are URIs against what stands there.
    """

    derived: Derived
    given: Given
    items: tuple[str, ...]
    hand: HandEdits
    asks: bool
    name: str | None
    description: str | None
    came: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def short(self) -> str:
        """Why nothing is to be changed: there are too few; nothing where there are enough."""
        return self.derived.short

    @property
    def changes(self) -> bool:
        """Whether the playlist is to be brought to it."""
        return not self.short and not self.asks

    def summary(self) -> dict[str, Any]:
        """JSON: what came and what left, each with its reason."""
        offering = who_offers(self.derived, self.given)
        return {
            "total": len(self.items),
            "came": [{"uri": uri, "why": self._why_in(uri, offering)} for uri in self.came[:MOST_TOLD]],
            "left": [{"uri": uri, "why": self._why_left(uri)} for uri in self.left[:MOST_TOLD]],
            "came_total": len(self.came),
            "left_total": len(self.left),
            "sentence": self.sentence,
        }

    @property
    def sentence(self) -> str:
        """`12 tracks come and 12 leave, 50 in all.`"""
        if self.short:
            return self.short
        if self.asks:
            return "Somebody changed the playlist by hand: say what becomes of that first."
        if not self.came and not self.left:
            return f"{counted(len(self.items), 'track')}, none comes or leaves."
        come = f"{counted(len(self.came), 'track comes', 'tracks come')} and {len(self.left):,} leave"
        return f"{come}, {len(self.items):,} in all."

    def explained(self, uri: str) -> Explanation:
        """Why one track is in or out: the rules first, then what was changed by hand."""
        told = explain(self.derived, self.given, uri)
        lines = [*told.lines, *self._by_hand(uri)]
        place = self.items.index(uri) + 1 if uri in self.items else None
        return Explanation(told.uri, told.title, tuple(lines), place)

    def _by_hand(self, uri: str) -> list[Line]:
        put = next((one for one in self.hand.put if one.uri == uri), None)
        if uri in self.hand.out:
            fact = f"taken out on {self.hand.out[uri]:%Y-%m-%d}"
            return [Line("hand", "out", "what somebody takes out by hand stays out", fact)]
        if put is None or uri not in self.items:
            return []
        did = "moved" if put.moved else "put in"
        return [Line("hand", "in", f"what somebody {did} by hand stays", f"{did} on {put.since:%Y-%m-%d}")]

    def _why_in(self, uri: str, offering: Mapping[str, str]) -> str:
        if any(one.uri == uri and not one.moved for one in self.hand.put):
            return "put in by hand"
        if any(pin.track == uri for pin in self.derived.rules.pins):
            return "pinned"
        return offering.get(uri, "it stood there")

    def _why_left(self, uri: str) -> str:
        return "taken out by hand" if uri in self.hand.out else why_left(self.derived, self.given, uri)


def work_out(
    rules: RuleSet,
    given: Given,
    stood: Stood,
    current: Sequence[Offer],
    placed: Collection[str] = (),
    memo: Memo | None = None,
) -> Outcome:
    """`current` is what the playlist holds now, `placed` the tracks that stand there for a placement's sake.

    With `hand_edits: until_refresh` they are dropped in a new period; with `ask` nothing is done while there are any
    that nobody has decided on.
    """
    now = [offer.uri for offer in current]
    hand = stood.hand if rules.mode in BY_HAND else NONE
    if rules.mode in BY_HAND and stood.items is not None:
        # no rule puts in a local file or takes one out: they stay where they are, whatever is said
        local = [uri for uri in now if uri.startswith(LOCAL)]
        hand = seen(stood.items, now, stood.hand, given.now, {*placed, *local})
    hand = hand.lasting(given.now)
    new_period = stood.memory.period != period_of(rules.every, given.today)
    asks = rules.hand_edits == "ask" and hand.undecided
    if rules.hand_edits == "until_refresh" and new_period:
        hand = NONE
    known = replace(given, taken_out=frozenset(hand.out)) if hand.out else given
    own = [offer for offer in current if offer.uri not in placed]
    derived = derive(rules, known, stood.memory, own, memo if known is given else None)
    items = laid(derived.items, hand)
    standing, wanted = set(now), set(items)
    artists = [[artist.name for artist in known.tracks[uri].artists] if uri in known.tracks else [] for uri in items]
    texts = rules.texts
    return Outcome(
        derived,
        known,
        items,
        hand,
        asks,
        None if texts.name is None else filled_name(texts.name, given.today, artists),
        None if texts.description is None else filled_description(texts.description, given.today, artists),
        tuple(uri for uri in items if uri not in standing),
        tuple(uri for uri in dict.fromkeys(now) if uri not in wanted | set(placed) and not uri.startswith(LOCAL)),
    )
