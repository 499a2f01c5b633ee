"""Works rules out: from sources through every step to a ranking, with what each step kept, to be explained."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.blocking import Blocked, TakenOut
from playwarden.domain.rules.branch import Branch
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.masks import Mask, count, kept, mask_of
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.step import Arrangement, Predicate, Source, Step, Thinning

T = TypeVar("T")
Order = Sequence[int]
"""Places of a pool: those that a mask leaves of them, in this order, are what there is."""
_Waiting = tuple[int, Arrangement, Mask]
"""An order that nobody has looked at yet: what it is remembered by, and who was there when it came."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one step left. `number` counts a branch's steps from 1 (0: what stands before them, see `blocking`); `alive`
    is who is in after it. `unknown` is how many of those who came to it were not known to it.
    """

    number: int
    step: Step
    before: int
    after: int
    alive: Mask
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """What one source offered: `total` tracks, of which `new` were not offered by a source before it."""

    number: int
    source: Source
    total: int
    new: int
    parts: tuple["Worked", ...] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """A branch worked out. `ranking` are the places in `pool` that came through, best first; `name` is its part's."""

    pool: Pool
    offered: tuple[Offered, ...]
    stages: tuple[Stage, ...]
    ranking: tuple[int, ...]
    name: str = ""
    taken: int | None = None

    @property
    def uris(self) -> list[str]:
        """The tracks that came through, best first."""
        return [self.pool.uris[place] for place in self.ranking]


class Memo:
    """What was worked out before from the same `given`, so that a changed step costs only itself and what follows it.

    Beyond about `most` bytes it forgets what was not asked for the longest. Not for several threads at once.
    """

    def __init__(self, given: Given, most: int = 25_000_000) -> None:
        self.given = given
        self._most = most
        self._bytes = 0
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._numbers: dict[Hashable, int] = {}

    def recall(self, key: Hashable) -> Any | None:
        """What was kept, None where nothing was."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][0]

    def keep(self, key: Hashable, value: T, size: int) -> T:
        """Keeps and gives back `value`, which takes about `size` bytes."""
        self._held[key] = (value, size)
        self._bytes += size
        while self._bytes > self._most and len(self._held) > 1:
            self._bytes -= self._held.popitem(last=False)[1][1]
        return value

    def once(self, key: Hashable, size: int, make: Callable[[], T]) -> T:
        """What was kept, or else what `make` gives, which is kept: it takes about `size` bytes."""
        known: T | None = self.recall(key)
        return self.keep(key, make(), size) if known is None else known

    def number(self, key: Hashable) -> int:
        """A number that stands for `key`, the same each time."""
        return self._numbers.setdefault(key, len(self._numbers))


def work(branch: Branch, given: Given, memo: Memo | None = None) -> Worked:
    """Works a branch out. With a `memo` of the same `given` only what changed is worked out anew."""
    memo = memo if memo is not None and memo.given is given else Memo(given)
    return _Working(given, memo).branch(branch)


def pool_of(offers: Sequence[Offer], tracks: Mapping[str, Track]) -> Pool:
    """A pool of what stands in a list, doubles included."""
    return Pool([each.uri for each in offers], tracks, [each.added_at for each in offers], [0] * len(offers))


def through(pool: Pool, steps: Sequence[Step], given: Given) -> Worked:
    """Works out steps over a pool that is there already."""
    stages, ranking = _Working(given, Memo(given)).steps(pool, steps, ("of", id(pool)))
    return Worked(pool, (), stages, ranking)


class _Working:
    def __init__(self, given: Given, memo: Memo) -> None:
        self._given = given
        self._memo = memo

    def branch(self, branch: Branch) -> Worked:
        pool, offered = self._gathered(branch.sources)
        stages, ranking = self.steps(pool, branch.steps, ("sources", branch.sources))
        taken = ranking if branch.take is None else ranking[: branch.take]
        return Worked(pool, offered, stages, taken, branch.name, branch.take)

    def _gathered(self, sources: tuple[Source, ...]) -> tuple[Pool, tuple[Offered, ...]]:
        """What sources offer, one after another; a track that stands there already is not offered again."""
        known: tuple[Pool, tuple[Offered, ...]] | None = self._memo.recall(("pool", sources))
        if known is not None:
            return known
        seen: set[str] = set()
        offers: list[Offer] = []
        parts: list[int] = []
        offered = []
        for number, source in enumerate(sources, 1):
            gathering = _Gathering(self)
            total, before = 0, len(offers)
            for offer, part in source.offers(self._given, gathering):
                total += 1
                if offer.uri not in seen:
                    seen.add(offer.uri)
                    offers.append(offer)
                    parts.append(part)
            offered.append(Offered(number, source, total, len(offers) - before, tuple(gathering.worked)))
        pool = Pool([one.uri for one in offers], self._given.tracks, [one.added_at for one in offers], parts)
        return self._memo.keep(("pool", sources), (pool, tuple(offered)), 150 * len(pool))

    def steps(self, pool: Pool, steps: Sequence[Step], key: Hashable) -> tuple[tuple[Stage, ...], tuple[int, ...]]:
        """What every step leaves, and the places that came through, in order. `key` names the pool."""
        way = _Way(pool, self._given, self._memo, self._memo.number(key))
        stages = []
        for number, step in self._numbered(steps):
            before = way.alive
            unknown = way.through(step)
            stages.append(Stage(number, step, count(before), count(way.alive), way.alive, unknown))
        return tuple(stages), tuple(kept(way.order, way.alive, len(pool)))

    def _numbered(self, steps: Sequence[Step]) -> list[tuple[int, Step]]:
        """The steps counted from 1; before them, as 0, what stands before the steps of every branch."""
        before: list[Step] = [Blocked()] if self._given.blocked else []
        before += [TakenOut()] if self._given.taken_out else []
        return [*((0, step) for step in before), *enumerate(steps, 1)]


class _Way:
    """The way of a pool's candidates through steps: who is still there, and the order that is read through that.

    Filters narrow a mask and touch no order. An order that lasts is laid over all that could be there, so that a filter
    before it may change without it being laid anew. It is laid when it is looked at, which nobody does where another is
    laid anew over it; and of several in turn an earlier one is laid only for those that the later ones find equal.
    """

    def __init__(self, pool: Pool, given: Given, memo: Memo, of_pool: int) -> None:
        self._pool = pool
        self._given = given
        self._memo = memo
        self.alive = pool.all
        self._laid: Order = pool.order
        self._to_be_laid: list[_Waiting] = []
        self._of_pool = self._of_order = self._here = of_pool
        """What stands in the memo for the pool, for the order, and for everything up to here."""

    def through(self, step: Step) -> int:
        """Takes one step. How many of those who came to it were not known to it."""
        unknown = 0
        if isinstance(step, Predicate):
            key = (self._of_pool, step)
            passed = self._memo.once(key, len(self._pool), lambda: step.passed(self._pool, self._given))
            unknown = count(self.alive & passed.unknown) if passed.unknown else 0
            self.alive &= passed.yes
        elif isinstance(step, Thinning):
            self.alive = self._memo.once(("thinned", self._here, step), len(self._pool), lambda: self._thinned(step))
        else:
            assert isinstance(step, Arrangement)
            self._arrange(step)
        self._here = self._memo.number((self._here, step))
        return unknown

    def _thinned(self, step: Thinning) -> Mask:
        crowded = step.crowded(self._pool)
        key = ("crowd", self._of_order, step)
        crowd = self._memo.once(key, 4 * count(crowded), lambda: array("I", self._kept(crowded)))
        return step.thinned(self._pool, crowd, self.alive)

    def _arrange(self, step: Arrangement) -> None:
        after = {"": self._here, "in turn": self._of_order, "anew": self._of_pool}[step.lasting]
        if step.lasting == "anew":
            self._laid = self._pool.order
            self._to_be_laid = []
        self._of_order = self._memo.number((after, step))
        self._to_be_laid.append((self._of_order, step, self.alive))
        if step.role == "filter":
            self.alive = mask_of(self.order, len(self._pool))

    @property
    def order(self) -> Order:
        """The order up to here."""
        waiting, self._to_be_laid = self._to_be_laid, []
        chain: list[tuple[int, Arrangement]] = []
        for key, step, alive in self._since_what_is_known(waiting):
            if step.lasting:
                chain.append((key, step))
            else:
                there = self._lay_for(chain, alive)
                self._laid = self._remembered(key, step.arrange(self._pool, there, self._given))
                chain = []
        self._laid = self._lay(chain)
        return self._laid

    def _since_what_is_known(self, waiting: list[_Waiting]) -> list[_Waiting]:
        """Those that are laid over the last order that is remembered."""
        for number in range(len(waiting), 0, -1):
            laid: Order | None = self._memo.recall(waiting[number - 1][0])
            if laid is not None:
                self._laid = laid
                return waiting[number:]
        return waiting

    def _lay_for(self, chain: Sequence[tuple[int, Arrangement]], alive: Mask) -> list[int]:
        """Those that are alone looked at, as orders in turn lay them. Where they are few it is not worth it to lay all,
        so that it can be remembered.
        """
        size = len(self._pool)
        if count(alive) * 2 < len(self._laid):
            return list(self._in_turn([step for _, step in chain], kept(self._laid, alive, size)))
        return kept(self._lay(chain), alive, size)

    def _lay(self, chain: Sequence[tuple[int, Arrangement]]) -> Order:
        """Orders in turn laid over what there is."""
        if not chain:
            return self._laid
        laid = self._in_turn([step for _, step in chain], self._laid)
        return self._remembered(chain[-1][0], laid)

    def _in_turn(self, steps: Sequence[Arrangement], order: Order) -> Order:
        """Places as orders in turn lay them. Where the last one tells all apart nobody asks those before it."""
        if not steps:
            return order
        *before, last = steps
        if before:
            equals = last.equals(self._pool, self._given)
            alone = kept(order, self._pool.all ^ equals, len(self._pool)) if equals != self._pool.all else []
            order = [*self._in_turn(before, kept(order, equals, len(self._pool)) if alone else order), *alone]
        return last.arrange(self._pool, order, self._given)

    def _remembered(self, key: int, order: Sequence[int]) -> Order:
        laid = array("I", order)
        return self._memo.keep(key, laid, 4 * len(laid))

    def _kept(self, those: Mask) -> list[int]:
        return kept(self.order, those, len(self._pool))


class _Gathering:
    """Works out the parts of one mix, and remembers how."""

    def __init__(self, working: _Working) -> None:
        self._working = working
        self.worked: list[Worked] = []

    def __call__(self, branch: Branch) -> Sequence[Offer]:
        worked = self._working.branch(branch)
        self.worked.append(worked)
        return [Offer(worked.pool.uris[place], worked.pool.added[place]) for place in worked.ranking]
