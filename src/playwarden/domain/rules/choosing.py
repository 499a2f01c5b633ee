"""Which tracks stand in the playlist: those that stay, those that leave in this period, those that come for them."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from playwarden.domain.rules.memory import Came, Memory
from playwarden.domain.rules.ruleset import Rotation

Kinds = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many of a kind among what is chosen; `kinds` of a URI. `part`: among those of that part alone."""

    most: int
    kinds: Callable[[str], Kinds]
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be chosen from.

    `ranking` are the tracks that came through the steps, best first, as they would come today; `fits` those of what
    stands there that still pass. `size` is the number to be reached, without `pins`; None: all. `weights` are the
    shares of the parts, empty where there are none.
    """

    ranking: Sequence[Came]
    fits: frozenset[str]
    size: int | None
    pins: frozenset[str]
    weights: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """`items` in their order, pins left out. `why_not` says of a ranked track that was passed over what held it; of
    those that nobody came to any more it says nothing.
    """

    items: tuple[Came, ...]
    left: Mapping[str, str]
    """What stood there and leaves, with the reason: `rotation` or `filter`."""
    why_not: Mapping[str, str]


def choose(
    asked: Asked,
    memory: Memory,
    rotation: Rotation | None,
    *,
    today: date,
    new_period: bool,
    gone_now: frozenset[str],
    plays: Mapping[str, int],
) -> Chosen:
    """Chooses. Without `rotation` from the ranking alone, else from what stands there on.

    `plays` counts own plays by URI, `gone_now` are those that left in this very period. In a period that was refreshed
    before nobody leaves for rotation's sake: the same ranking gives the same list. A list never gets shorter by
    rotation: where too few can come, fewer leave.
    """
    choice = _Choice(asked)
    if rotation is None:
        choice.fill(asked.size, ())
        return choice.done({})
    assert asked.size is not None, "rotation has a size"
    stay = [came for came in memory.standing if came.uri in asked.fits and came.uri not in asked.pins]
    unfit = [came for came in memory.standing if came.uri not in asked.fits and came.uri not in asked.pins]
    no_return = {uri for uri, day in memory.left.items() if (today - day).days < rotation.no_return_days}
    away = no_return | gone_now | {came.uri for came in unfit}
    gaps = max(0, asked.size - len(stay))
    can_come = choice.could_come({came.uri for came in stay}, away, gaps + rotation.replace)
    may_leave = _leaving(stay, rotation, today, plays) if new_period else []
    going = may_leave[: max(0, min(rotation.replace, can_come - gaps))]
    leaving = {came.uri for came in going}
    choice.start([None if came.uri in leaving else came for came in stay][: asked.size])
    choice.fill(asked.size, away, not_again=leaving)
    choice.bring_back(list(reversed(going)), asked.size)
    there = {came.uri for came in choice.chosen()}
    left = {came.uri: "filter" for came in unfit}
    left |= {came.uri: "rotation" if came.uri in leaving else "size" for came in stay if came.uri not in there}
    return choice.done(left)


def quotas(size: int, weights: Sequence[int], available: Sequence[int]) -> list[int]:
    """How many of `size` each part gives: by its weight against the others, as far as it has so many."""
    given = [0] * len(weights)
    for _ in range(min(size, sum(available))):
        left = (number for number in range(len(weights)) if given[number] < available[number])
        given[min(left, key=lambda number: ((given[number] + 1) / weights[number], number))] += 1
    return given


def _leaving(stay: Sequence[Came], rotation: Rotation, today: date, plays: Mapping[str, int]) -> list[Came]:
    """Those that may leave, first those that go first."""
    free = [(place, came) for place, came in enumerate(stay) if (today - came.on).days >= rotation.protect_days]
    if rotation.leave == "least_played":
        free.sort(key=lambda one: (plays.get(one[1].uri, 0), one[1].on, one[0]))
    else:
        free.sort(key=lambda one: (one[1].on, one[0]))
    return [came for _, came in free]


class _Choice:
    """Slots that are filled one by one; whoever is put in is counted against the limits."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._slots: list[Came | None] = []
        self._gaps: deque[int] = deque()
        self._in: set[str] = set(asked.pins)
        self._counts: list[Counter[Hashable]] = [Counter() for _ in asked.limits]
        self._parts: Counter[int] = Counter()
        self._why_not: dict[str, str] = {}
        for uri in asked.pins:
            self._count(uri, None)

    def could_come(self, held: Collection[str], away: Collection[str], enough: int) -> int:
        """How many of the ranking are neither here nor kept away; beyond `enough` it does not count on."""
        kept_out = {*held, *away, *self._asked.pins}
        free = (came for came in self._asked.ranking if came.uri not in kept_out)
        return sum(1 for _ in islice(free, enough))

    def start(self, slots: Sequence[Came | None]) -> None:
        """What stays, with gaps where somebody leaves."""
        self._slots = list(slots)
        self._gaps = deque(place for place, came in enumerate(slots) if came is None)
        for came in slots:
            if came is not None:
                self._take(came)

    def fill(self, size: int | None, away: Collection[str], *, not_again: Collection[str] = ()) -> None:
        """Puts the best that may come into the gaps, then behind, in the order of the ranking, until there are `size`.

        First each part of a mix as far as its share goes, then, where parts have too few, whoever else there is.
        """
        ranking = self._asked.ranking
        size = len(ranking) if size is None else size
        shares = self._shares(size, away, not_again)
        coming: dict[int, Came] = {}
        for limit in [None] if shares is None else [shares, None]:
            for number, came in enumerate(ranking):
                uri, part = came.uri, came.part
                if len(self._in) - len(self._asked.pins) >= size:
                    break
                if uri in self._in:
                    continue
                if limit is not None and self._parts[part] >= limit[part]:
                    continue
                if why := self._refusal(uri, part, away, not_again):
                    self._why_not[uri] = why
                    continue
                coming[number] = came
                self._take(came)
        for number in sorted(coming):
            self._put(coming[number])

    def bring_back(self, going: Sequence[Came], size: int) -> None:
        """Those that were to leave, the last first, where nobody could come for them."""
        for came in going:
            if len(self._in) - len(self._asked.pins) >= size:
                break
            if not self._over_limit(came.uri, came.part):
                self._take(came)
                self._put(came)

    def chosen(self) -> tuple[Came, ...]:
        return tuple(came for came in self._slots if came is not None)

    def done(self, left: Mapping[str, str]) -> Chosen:
        return Chosen(self.chosen(), left, self._why_not)

    def _shares(self, size: int, away: Collection[str], not_again: Collection[str]) -> list[int] | None:
        """How many each part is to have in the end; None where nobody shares."""
        weights = self._asked.weights
        if not weights:
            return None
        available = [self._parts[part] for part in range(len(weights))]
        for came in self._asked.ranking:
            if min(available) >= size:
                break
            if came.uri not in self._in and not self._refusal(came.uri, came.part, away, not_again):
                available[came.part] += 1
        return quotas(size, weights, available)

    def _refusal(self, uri: str, part: int, away: Collection[str], not_again: Collection[str]) -> str:
        if uri in not_again:
            return "left"
        if uri in away:
            return "no-return"
        return "limit" if self._over_limit(uri, part) else ""

    def _over_limit(self, uri: str, part: int | None) -> bool:
        return any(
            self._counts[number][kind] >= limit.most
            for number, limit in enumerate(self._asked.limits)
            if limit.part is None or limit.part == part
            for kind in limit.kinds(uri)
        )

    def _put(self, came: Came) -> None:
        if self._gaps:
            self._slots[self._gaps.popleft()] = came
        else:
            self._slots.append(came)

    def _take(self, came: Came) -> None:
        self._in.add(came.uri)
        self._parts[came.part] += 1
        self._count(came.uri, came.part)

    def _count(self, uri: str, part: int | None) -> None:
        for number, limit in enumerate(self._asked.limits):
            if limit.part is None or limit.part == part:
                self._counts[number].update(limit.kinds(uri))
