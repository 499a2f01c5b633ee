"""What every step is: a frozen value with told fields. A source offers, a filter keeps, an order arranges."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Protocol

from playwarden.domain.rules.forms import Choice, Flag, told
from playwarden.domain.rules.given import Given, Need, Offer
from playwarden.domain.rules.masks import Mask
from playwarden.domain.rules.pool import Coded, Pool, Verdicts

Role = Literal["source", "filter", "order"]

Lasting = Literal["", "in turn", "anew"]
"""Of orders: laid for those that are there alone; for all, out of the order that came in; or out of none."""

NO_PLACES: Mapping[int, int] = MappingProxyType({})

UNKNOWN = Choice({"out": "what is not known is left out", "in": "what is not known stays in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a rule set. A file in this folder's folders holds one kind; its docstring is its help text."""

    kind: ClassVar[str]
    """Permanent: it is in rule sets."""
    role: ClassVar[Role]

    def needs(self) -> tuple[Need, ...]:
        """What is to be known before it can be worked out."""
        return ()

    def faults(self) -> str:
        """Why its fields do not go together, as a sentence; nothing where they do."""
        return ""

    def words(self) -> str:
        """What it does, for people, as part of a sentence."""
        raise NotImplementedError


class Gather(Protocol):
    """Works out a branch of rules within a source: its tracks, in order."""

    def __call__(self, branch: Any) -> Sequence[Offer]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Step):
    """A step that offers tracks."""

    role: ClassVar[Role] = "source"

    def offers(self, given: Given, gather: Gather) -> Iterable[tuple[Offer, int]]:
        """Its tracks in order, each with the number of the part of a mix that it comes from (0: no mix)."""
        return ((offer, 0) for need in self.needs() for offer in given.lists.get(need, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate(Step):
    """A filter that looks at each track alone, so that it can be turned round and stand within all, any and none."""

    role: ClassVar[Role] = "filter"
    without: ClassVar[tuple[str, ...]] = ()
    """Shared fields that it does not use: `unknown` where there is no track of which it is not known."""
    negated: bool = told(
        Flag(), "Keeps what the step would leave out, and leaves out what it would keep.", False, name="not"
    )
    unknown: str = told(UNKNOWN, "What becomes of a track of which it is not known.", "out")

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        """Of which candidates it is so, before `negated` and `unknown`."""
        raise NotImplementedError

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        """What it looks at in the candidate at `place`, for people: `released 2021-03-05`."""
        raise NotImplementedError

    def passed(self, pool: Pool, given: Given) -> Verdicts:
        """`yes`: who passes, `unknown` those of whom it is not known, whatever becomes of them."""
        found = self.verdicts(pool, given)
        yes = pool.all ^ found.yes ^ found.unknown if self.negated else found.yes
        return Verdicts(yes | found.unknown if self.unknown == "in" else yes, found.unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement(Step):
    """A step that looks at all tracks at once: it puts them in another order, or thins them out."""

    role: ClassVar[Role] = "order"

    def arrange(
        self, pool: Pool, order: Sequence[int], given: Given, fixed: Mapping[int, int] = NO_PLACES
    ) -> list[int]:
        """The candidates of `order` as they come out. `fixed`: which candidate stands at which place of the whole list
        (from 0) whatever happens; these are not in `order`.
        """
        raise NotImplementedError

    @property
    def lasting(self) -> Lasting:
        """Whether any two come out the same way round whoever else is there, so that what filters leave of all in
        order is all they leave, in order; and whether they do so in whatever order they came in.
        """
        return ""

    def equals(self, pool: Pool, given: Given) -> Mask:
        """Of an order that is laid in turn: at least those who have equals. Where the others come out it says by
        itself, in whatever order they came in.
        """
        return pool.all

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        """Why it took the candidate at `place` out."""
        return self.words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinning(Step):
    """A filter that keeps at most so many of a kind, in the order in which they come."""

    role: ClassVar[Role] = "filter"

    @property
    def most_of_a_kind(self) -> int:
        raise NotImplementedError

    def kinds_of(self, pool: Pool) -> Coded[tuple[Hashable, ...]]:
        """What each candidate counts as: it stays only where there are not too many of any of these."""
        raise NotImplementedError

    def near(self, pool: Pool, others: Pool) -> Sequence[int]:
        """Whose kinds may be other ones where `others` are there too."""
        return ()

    def crowded(self, pool: Pool) -> Mask:
        """Who is of a kind of which there are too many, if all are there: of the others there is room for all."""
        return pool.made(("crowded", self), lambda: _crowded(self.kinds_of(pool), self.most_of_a_kind))

    def thinned(self, pool: Pool, crowd: Sequence[int], alive: Mask) -> Mask:
        """Who is left of those `alive`; `crowd` are those that are crowded, in the order in which they come."""
        kinds, most = self.kinds_of(pool), self.most_of_a_kind
        values, codes = kinds.values, kinds.codes
        flags = bytearray(alive.to_bytes(len(pool), "little"))
        counted: defaultdict[Hashable, int] = defaultdict(int)
        for place in crowd:
            if flags[place]:
                of = values[codes[place]]
                for kind in of:
                    if counted[kind] >= most:
                        flags[place] = 0
                        break
                else:
                    for kind in of:
                        counted[kind] += 1
        return int.from_bytes(flags, "little")

    def why_out(self, pool: Pool, place: int, given: Given) -> str:
        """Why it took the candidate at `place` out."""
        raise NotImplementedError


def _crowded(kinds: Coded[tuple[Hashable, ...]], most: int) -> Mask:
    """Who has a kind of which there are more than `most`."""
    counted: Counter[Hashable] = Counter()
    for code, number in Counter(kinds.codes).items():
        for kind in kinds.values[code]:
            counted[kind] += number
    full = {kind for kind, number in counted.items() if number > most}
    return kinds.mask([not full.isdisjoint(of) for of in kinds.values])
