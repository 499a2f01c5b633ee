"""Works rules out: from sources through every step to a ranking, with what each step kept, to be explained."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from playwarden.domain.catalogue import Track
from playwarden.domain.rules.blocking import Blocked
from playwarden.domain.rules.branch import Branch
from playwarden.domain.rules.given import Given, Offer
from playwarden.domain.rules.masks import Mask, count, kept, mask_of
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Arrangement, Predicate, Source, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """What one step left. `number` counts a branch's steps from 1 (0: the blocklist); `alive` is who is in after it.

    `unknown` is how many of those who came to it were not known to it.
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

    def __init__(self, given: Given, most: int = 40_000_000) -> None:
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
        known: Worked | None = self._memo.recall(branch)
        if known is not None:
            return known
        pool, offered = self._gathered(branch.sources)
        stages, ranking = self.steps(pool, branch.steps, ("sources", branch.sources))
        taken = ranking if branch.take is None else ranking[: branch.take]
        worked = Worked(pool, offered, stages, taken, branch.name, branch.take)
        return self._memo.keep(branch, worked, 8 * len(taken))

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
            found = source.offers(self._given, gathering)
            before = len(offers)
            for offer, part in found:
                if offer.uri not in seen:
                    seen.add(offer.uri)
                    offers.append(offer)
                    parts.append(part)
            offered.append(Offered(number, source, len(found), len(offers) - before, tuple(gathering.worked)))
        pool = Pool([one.uri for one in offers], self._given.tracks, [one.added_at for one in offers], parts)
        return self._memo.keep(("pool", sources), (pool, tuple(offered)), 200 * len(pool))

    def steps(self, pool: Pool, steps: Sequence[Step], key: Hashable) -> tuple[tuple[Stage, ...], tuple[int, ...]]:
        """Filters that look at each track alone only narrow a mask; for whoever needs the order it is written out.

        `key` names the pool.
        """
        order: Sequence[int] = range(len(pool))
        alive, written = pool.all, pool.all
        of_pool = here = self._memo.number(key)
        stages = []
        numbered = [*enumerate(steps, 1)]
        if self._given.blocked:
            numbered.insert(0, (0, Blocked()))
        for number, step in numbered:
            before = alive
            unknown = 0
            if isinstance(step, Predicate):
                passed = self._verdicts(pool, step, of_pool)
                unknown = count(alive & passed.unknown) if passed.unknown else 0
                alive &= passed.yes
            else:
                assert isinstance(step, Arrangement)
                known: tuple[list[int], Mask] | None = self._memo.recall(("laid", here, step))
                if known is None:
                    live = order if alive == written else kept(order, alive, len(pool))
                    laid = step.arrange(pool, live, self._given)
                    left = alive if len(laid) == len(live) else mask_of(laid, len(pool))
                    known = self._memo.keep(("laid", here, step), (laid, left), 9 * len(pool))
                order, alive = known
                written = alive
            here = self._memo.number((here, step))
            stages.append(Stage(number, step, count(before), count(alive), alive, unknown))
        if alive != written:
            order = kept(order, alive, len(pool))
        return tuple(stages), tuple(order)

    def _verdicts(self, pool: Pool, step: Predicate, of_pool: int) -> Verdicts:
        known: Verdicts | None = self._memo.recall((of_pool, step))
        if known is None:
            known = self._memo.keep((of_pool, step), step.passed(pool, self._given), 2 * len(pool))
        return known


class _Gathering:
    """Works out the parts of one mix, and remembers how."""

    def __init__(self, working: _Working) -> None:
        self._working = working
        self.worked: list[Worked] = []

    def __call__(self, branch: Branch) -> Sequence[Offer]:
        worked = self._working.branch(branch)
        self.worked.append(worked)
        return [Offer(worked.pool.uris[place], worked.pool.added[place]) for place in worked.ranking]
