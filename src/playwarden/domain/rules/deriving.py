"""A rule set, worked out to the items that its playlist is to hold, with the reason for each that is in or out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

from playwarden.domain.rules.choosing import Asked, Chosen, Kinds, Limit, choose
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.memory import Came, Memory
from playwarden.domain.rules.periods import period_of
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.sources.mix import Mix
from playwarden.domain.rules.step import Predicate, Step, Thinning
from playwarden.domain.rules.working import Memo, Worked, pool_of, through, work
from playwarden.kit import garbage


@dataclass(frozen=True, slots=True)
class Derived:
    """What a rule set comes to.

    `items` are the URIs that the playlist is to hold, in order; `memory` what is to be remembered once they do.
    `before` is what stood there by the rules, `standing` how it fared in the steps, `worked` how the candidates
    did, and `chosen` says the rest.
    `short` is set where there are fewer than the floor: then nothing is to be changed.
    """

    rules: RuleSet
    items: tuple[str, ...]
    worked: Worked
    memory: Memory
    chosen: Chosen
    standing: Worked | None = None
    before: tuple[Came, ...] = ()
    short: str = ""


def derive(
    rules: RuleSet, given: Given, memory: Memory, current: Sequence[Offer] = (), memo: Memo | None = None
) -> Derived:
    """Works a rule set out for the period that `given.today` lies in.

    `current` is what the playlist holds now, what cannot be added again left out: the modes append and clean go by it.
    `memo` is of `given`. The same input gives the same answer.
    """
    if not rules.blocklist and given.blocked:
        given = replace(given, blocked=frozenset())
    with garbage.put_off():
        match rules.mode:
            case "append":
                return _append(rules, given, memory, current, memo)
            case "clean":
                return _clean(rules, given, memory, current)
            case "mirror":
                return _mirror(rules, given, memory, memo)
            case _:
                return _derive(rules, given, memory, memo)


def _derive(rules: RuleSet, given: Given, memory: Memory, memo: Memo | None) -> Derived:
    worked = work(rules.branch, given, memo)
    pins = frozenset(pin.track for pin in rules.pins)
    standing = _standing(rules, given, memory)
    mix = _mix(rules)
    ranking = _Ranking(worked, given.today)
    period = period_of(rules.every, given.today)
    asked = Asked(
        ranking=ranking,
        fits=frozenset(standing.uris) if standing else frozenset(),
        size=None if rules.size is None else max(0, rules.size - len(pins)),
        pins=pins,
        weights=mix.weights if mix else (),
        limits=_limits(rules, given, worked.pool, [*pins, *(came.uri for came in memory.standing)]),
    )
    chosen = choose(
        asked,
        memory,
        rules.rotation,
        today=given.today,
        new_period=memory.period != period,
        gone_now=frozenset(uri for uri, day in memory.left.items() if period_of(rules.every, day) == period),
        plays={came.uri: len(given.plays[came.uri].times) for came in memory.standing if came.uri in given.plays},
    )
    items = arranged(rules, given, [came.uri for came in chosen.items])
    left = {**memory.left, **dict.fromkeys(chosen.left, given.today)}
    left = {uri: day for uri, day in left.items() if _remembered(day, rules, given.today)}
    kept = Memory(chosen.items, left, period)
    return Derived(rules, items, worked, kept, chosen, standing, memory.standing, _short(rules, len(items)))


def _append(rules: RuleSet, given: Given, memory: Memory, current: Sequence[Offer], memo: Memo | None) -> Derived:
    worked = work(rules.branch, given, memo)
    there = [offer.uri for offer in current]
    before = {came.uri for came in memory.standing}
    ranking = _Ranking(worked, given.today)
    known = before | set(there)
    fresh = [came for came in ranking if came.uri not in known]
    most = len(fresh) if rules.size is None else max(0, rules.size - len(there))
    new = tuple(fresh[:most])
    why_not = dict.fromkeys((came.uri for came in fresh[most:]), "size")
    why_not |= {came.uri: "removed" for came in ranking if came.uri in before and came.uri not in there}
    uris = [came.uri for came in new]
    items = tuple([*uris, *there] if rules.add_at == "top" else [*there, *uris])
    kept = Memory((*memory.standing, *new), memory.left, period_of(rules.every, given.today))
    return Derived(rules, items, worked, kept, Chosen(new, {}, why_not), short=_short(rules, len(items)))


def _clean(rules: RuleSet, given: Given, memory: Memory, current: Sequence[Offer]) -> Derived:
    pool = pool_of(current, given.tracks)
    worked = through(pool, rules.steps, given)
    uris = [pool.uris[place] for place in worked.ranking]
    pins = {pin.track for pin in rules.pins}
    free = [uri for uri in uris if uri not in pins]
    if rules.size is not None:
        free = free[: max(0, rules.size - len(pins))]
    items = arranged(rules, given, free)
    chosen = Chosen(tuple(Came(uri, given.today) for uri in free), {}, dict.fromkeys(set(uris) - set(items), "size"))
    kept = Memory((), memory.left, period_of(rules.every, given.today))
    return Derived(rules, items, worked, kept, chosen, short=_short(rules, len(items)))


def _mirror(rules: RuleSet, given: Given, memory: Memory, memo: Memo | None) -> Derived:
    worked = work(rules.branch, replace(given, blocked=frozenset()), memo)
    items = tuple(offer.uri for need in rules.sources[0].needs() for offer in given.lists.get(need, ()))
    kept = Memory((), memory.left, period_of(rules.every, given.today))
    chosen = Chosen(tuple(Came(uri, given.today) for uri in items), {}, {})
    return Derived(rules, items, worked, kept, chosen, short=_short(rules, len(items)))


def arranged(rules: RuleSet, given: Given, uris: Sequence[str]) -> tuple[str, ...]:
    """What was chosen, as `order` arranges it, with the pins in their places: behind the end there is no place."""
    pins = sorted(rules.pins, key=lambda pin: pin.position)
    pool = pool_of([Offer(uri) for uri in (*uris, *(pin.track for pin in pins))], given.tracks)
    total = len(pool)
    fixed: dict[int, int] = {}
    for number, pin in enumerate(pins):
        # the last places are for those that are still to come: every pin has one of its own
        slot = min(pin.position - 1, total - (len(pins) - number))
        fixed[slot] = len(uris) + number
    order = list(range(len(uris)))
    for step in rules.order:
        order = step.arrange(pool, order, given, fixed)
    free = iter(order)
    return tuple(pool.uris[fixed[slot] if slot in fixed else next(free)] for slot in range(total))


@dataclass(frozen=True, slots=True)
class _Ranking(Sequence[Came]):
    """What came through the steps, as it would come today: made when it is looked at, since few of many are."""

    worked: Worked
    today: date

    def __len__(self) -> int:
        return len(self.worked.ranking)

    @overload
    def __getitem__(self, number: int) -> Came: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Came]: ...
    def __getitem__(self, number: int | slice) -> Came | Sequence[Came]:
        if isinstance(number, slice):
            return [self._at(place) for place in self.worked.ranking[number]]
        return self._at(self.worked.ranking[number])

    def _at(self, place: int) -> Came:
        pool = self.worked.pool
        return Came(pool.uris[place], self.today, pool.parts[place], pool.added[place])


def _standing(rules: RuleSet, given: Given, memory: Memory) -> Worked | None:
    """How what stands there fares in the filters that look at each track alone: the others look at who comes in."""
    if rules.rotation is None or not memory.standing:
        return None
    pool = pool_of([Offer(came.uri, came.added) for came in memory.standing], given.tracks)
    return through(pool, [step for step in rules.steps if isinstance(step, Predicate)], given)


def _limits(rules: RuleSet, given: Given, pool: Pool, others: Sequence[str]) -> tuple[Limit, ...]:
    """The filters that keep at most so many of a kind, over all that may stand there in the end: the candidates and
    `others`.

    Without rotation and pins nobody stands there who did not come through the steps: nothing is left to be limited.
    """
    if rules.rotation is None and not rules.pins:
        return ()
    mix = _mix(rules)
    wanted: list[tuple[Step, int | None]] = [(step, None) for step in rules.steps]
    wanted += [(step, number) for number, part in enumerate(mix.parts if mix else ()) for step in part.steps]
    thinning = [(step, part) for step, part in wanted if isinstance(step, Thinning)]
    if not thinning:
        return ()
    strange = [Offer(uri) for uri in dict.fromkeys(others) if uri not in pool.places]
    return tuple(Limit(step.most_of_a_kind, _kinds(step, pool, strange, given), part) for step, part in thinning)


def _kinds(step: Thinning, pool: Pool, strange: Sequence[Offer], given: Given) -> Callable[[str], Kinds]:
    """What each candidate counts as, and each of the strange ones, which are none."""
    known = ("near", step, tuple(offer.uri for offer in strange))
    near = pool.made(known, lambda: step.near(pool, pool_of(strange, given.tracks)) if strange else ())
    beside = pool_of([*strange, *(Offer(pool.uris[place]) for place in near)], given.tracks)
    of, of_beside = step.kinds_of(pool), step.kinds_of(beside)
    return lambda uri: of_beside.at(beside.places[uri]) if uri in beside.places else of.at(pool.places[uri])


def _mix(rules: RuleSet) -> Mix | None:
    """The mix that is the only source, whose parts share what is chosen."""
    only = rules.sources[0] if len(rules.sources) == 1 else None
    return only if isinstance(only, Mix) else None


def _remembered(day: date, rules: RuleSet, today: date) -> bool:
    """Whether it still matters when a track left: for its return, and for this period."""
    days = max(rules.rotation.no_return_days if rules.rotation else 0, 31)
    return (today - day).days <= days


def _short(rules: RuleSet, number: int) -> str:
    if number >= rules.floor:
        return ""
    return f"The rules come to {number:,} of at least {rules.floor:,} tracks, so the playlist is left as it is."
