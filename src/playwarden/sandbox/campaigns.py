"""A campaign of attacks: what is going to be done to which playlist when, and what became of it."""

import heapq
from dataclasses import asdict, dataclass, field, replace
from random import Random
from typing import Annotated, Any

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt, TypeAdapter

from playwarden.sandbox.attacks import ATTACKS, NOISE, Standing, differing, fits, standing, strike
from playwarden.sandbox.clock import iso
from playwarden.sandbox.documents import NOTHING_ELSE, read
from playwarden.sandbox.drawing import chance
from playwarden.sandbox.playlists import Playlist
from playwarden.sandbox.world import World

_DAY = 86_400.0
_MONTH = 30.0
_ONCE_ONLY = frozenset({"hide", "gone"})


@dataclass(frozen=True, slots=True)
class Again:
    """Who watches: of the attacks, which `share` is repeated `after` so many seconds from when a call of the Web API
    put the playlist right, and how many `times`."""

    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    after: NonNegativeFloat = 60.0
    times: NonNegativeInt = 1

    __pydantic_config__ = NOTHING_ELSE


@dataclass(frozen=True, slots=True)
class Order:
    """What a campaign is ordered with.

    `accounts` empty: all; `playlists` empty: all that these own, `most` of them taken evenly from the accounts. It
    begins `after` so many seconds from now and lasts `days`. `rates` and `noise` say how often a month of 30 days each
    kind of `attacks.ATTACKS` and `attacks.NOISE` comes to one playlist on average.
    """

    seed: int = 1
    accounts: tuple[str, ...] = ()
    playlists: tuple[str, ...] = ()
    most: PositiveInt | None = None
    after: NonNegativeFloat = 0.0
    days: PositiveFloat = _MONTH
    rates: dict[str, NonNegativeFloat] = field(default_factory=dict)
    noise: dict[str, NonNegativeFloat] = field(default_factory=dict)
    again: Again = Again(share=0.0)

    __pydantic_config__ = NOTHING_ELSE


_ORDER = TypeAdapter(Order)


def read_order(document: object) -> Order:
    """An order from JSON. Raises ValueError with one sentence."""
    order = read(_ORDER, document)
    for names, known in ((order.rates, ATTACKS), (order.noise, NOISE)):
        if strange := sorted(set(names) - set(known)):
            raise ValueError(f"there is no {strange[0]}; there are {', '.join(known)}")
    return order


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """One blow to come."""

    at: float
    playlist: str
    kind: str
    number: int
    """Which of its kind for this playlist."""
    left: int = 0
    """How many times it is repeated once the playlist was put right."""
    again_of: int = 0


@dataclass(slots=True)
class Attack:
    """One blow that was struck, in seconds since 1970. `fields` are what it made wrong, `writes` the calls that wrote
    details or cover of the playlist until those were right."""

    number: int
    playlist: str
    owner: str
    kind: str
    at: float
    before: Standing
    after: Standing
    fields: frozenset[str]
    was_right: bool
    again_of: int
    left: int
    right_at: float | None = None
    writes: int = 0

    def shape(self) -> dict[str, Any]:
        """As the control API tells it."""
        wrong = None if self.right_at is None else round((self.right_at - self.at) / 60, 3)
        return {
            "number": self.number,
            "playlist": self.playlist,
            "owner": self.owner,
            "kind": self.kind,
            "at": iso(self.at),
            "before": asdict(self.before),
            "after": asdict(self.after),
            "fields": sorted(self.fields),
            "was_right": self.was_right,
            "again_of": self.again_of or None,
            "right_at": None if self.right_at is None else iso(self.right_at),
            "minutes_wrong": wrong,
            "writes": self.writes,
        }


class Campaign:
    """Strikes at its moments, in order, whenever it is told what time it is; keeps what was done and when it was put
    right. What is wanted of a playlist is what it was when the campaign was ordered, until somebody says otherwise."""

    def __init__(self, number: int, world: World, order: Order, targets: list[Playlist]) -> None:
        self.number = number
        self.order = order
        self.attacks: list[Attack] = []
        self.noise: list[dict[str, Any]] = []
        self.writes: list[dict[str, Any]] = []
        """Every call that wrote details or cover of a target; `needless` when all that it wrote was right."""
        self.begins = world.clock.now() + order.after
        self.wanted = {each.id: standing(world, each) for each in targets}
        self._world = world
        self._targets = {each.id: each for each in targets}
        self._open: dict[str, list[Attack]] = {}
        self._written: set[str] = set()
        self._planned = sorted(self._plan())
        heapq.heapify(self._planned)

    @property
    def next_at(self) -> float:
        """When it strikes next, in seconds since 1970."""
        return self._planned[0].at if self._planned else float("inf")

    def strike(self) -> None:
        """Strikes once: what is next. Its moment has passed."""
        blow = heapq.heappop(self._planned)
        playlist, world = self._targets[blow.playlist], self._world
        if playlist.id in world.gone:
            return
        dice = chance(self.order.seed, blow.playlist, blow.kind, blow.number, blow.again_of, blow.left)
        before, wanted = standing(world, playlist), self.wanted[playlist.id]
        self._written.discard(playlist.id)
        if blow.kind in NOISE:
            strike(world, playlist, blow.kind, dice, blow.at)
            self.noise.append({"playlist": playlist.id, "kind": blow.kind, "at": iso(blow.at)})
            return
        attack = Attack(
            number=len(self.attacks) + 1,
            playlist=playlist.id,
            owner=playlist.owner,
            kind=blow.kind,
            at=blow.at,
            before=before,
            after=before,
            fields=frozenset(),
            was_right=not differing(world, before, wanted),
            again_of=blow.again_of,
            left=blow.left,
        )
        strike(world, playlist, blow.kind, dice, blow.at)
        attack.after = standing(world, playlist)
        made = differing(world, attack.after, before) & differing(world, attack.after, wanted)
        attack.fields = made
        self.attacks.append(attack)
        if made:
            self._open.setdefault(playlist.id, []).append(attack)
        else:
            attack.right_at = blow.at

    def changed(self, playlist: Playlist, at: float) -> None:
        """A target changed: whatever stands right again is noted, and watched over."""
        waiting = self._open.get(playlist.id)
        if not waiting:
            return
        wrong = differing(self._world, standing(self._world, playlist), self.wanted[playlist.id])
        for attack in waiting:
            if not attack.fields & wrong:
                attack.right_at = at
                if attack.left and playlist.id in self._written:
                    self._strike_again(attack, at)
        self._open[playlist.id] = [attack for attack in waiting if attack.right_at is None]

    def writing(self, playlist: Playlist, names: tuple[str, ...], at: float) -> None:
        """A call of the Web API is about to write these details of a playlist."""
        if playlist.id not in self._targets:
            return
        wrong = differing(self._world, standing(self._world, playlist), self.wanted[playlist.id])
        needless = not wrong & set(names)
        self.writes.append({"playlist": playlist.id, "at": iso(at), "fields": sorted(names), "needless": needless})
        self._written.add(playlist.id)
        for attack in self._open.get(playlist.id, ()):
            attack.writes += 1

    def want(self, playlist: Playlist, wanted: Standing, at: float) -> None:
        """From now on this is what is wanted of a playlist. Raises ValueError for one that is no target."""
        if playlist.id not in self._targets:
            raise ValueError(f"{playlist.id} is no target of this campaign")
        self.wanted[playlist.id] = wanted
        self.changed(playlist, at)

    def call_off(self) -> None:
        """Strikes no more."""
        self._planned.clear()

    def summary(self) -> dict[str, Any]:
        """What was ordered and how far it is."""
        return {
            "number": self.number,
            "order": asdict(self.order),
            "begins": iso(self.begins),
            "ends": iso(self.begins + self.order.days * _DAY),
            "targets": len(self._targets),
            "planned": len(self._planned),
            "struck": len(self.attacks),
            "wrong_now": sum(map(len, self._open.values())),
            "noise": len(self.noise),
            "needless_writes": sum(each["needless"] for each in self.writes),
        }

    def _plan(self) -> list[Planned]:
        """The blows of the whole campaign: each playlist's depend on the seed and its id alone."""
        order, found = self.order, []
        for playlist in self._targets.values():
            for kind, rate in sorted({**order.rates, **order.noise}.items()):
                if not fits(kind, playlist, self.wanted[playlist.id]):
                    continue
                dice = chance(order.seed, "campaign", playlist.id, kind)
                for number in range(1, _times(rate * order.days / _MONTH, dice) + 1):
                    at = self.begins + dice.random() * order.days * _DAY
                    watched = kind not in NOISE and kind not in _ONCE_ONLY and dice.random() < order.again.share
                    found.append(Planned(at, playlist.id, kind, number, order.again.times if watched else 0))
        return found

    def _strike_again(self, attack: Attack, at: float) -> None:
        first = attack.again_of or attack.number
        again = Planned(at + self.order.again.after, attack.playlist, attack.kind, 0, attack.left - 1, first)
        heapq.heappush(self._planned, again)


def _times(expected: float, dice: Random) -> int:
    """How often something comes that comes so often on average: as often as it fits, and by chance once more."""
    whole = int(expected)
    return whole + (dice.random() < expected - whole)


def with_changes(now: Standing, document: dict[str, Any]) -> Standing:
    """A standing with what a document names in the place of its own. Raises ValueError for strange names."""
    if strange := sorted(set(document) - {"name", "description", "public", "cover", "listed", "exists"}):
        raise ValueError(f"there is no field {strange[0]}")
    return replace(now, **document)
