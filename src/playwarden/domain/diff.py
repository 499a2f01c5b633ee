"""Two lists of entries -> a cheapest sequence of calls that turns one into the other."""

from collections import Counter
from collections.abc import Sequence as Items
from dataclasses import dataclass
from typing import Any, Literal

from playwarden.domain.operations import CHUNK, Insert, ItemOperation, Replace
from playwarden.domain.playlist import Entry
from playwarden.domain.sequence.emit import calls, removals
from playwarden.domain.sequence.labels import labelled
from playwarden.domain.sequence.search import Arrangement, Search

KeepDates = Literal["all", "most", "none"]
Meanwhile = Literal["ask", "merge"]
About = Literal["all", "details"]
Proof = Literal["now", "shared"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How much the dates (`added_at`) are worth.

    `all`: the fewest calls that keep every date that can be kept. `most`: as many dates as `max_calls` can keep (None:
    the calls of replacing plus two). `none`: the fewest calls, dates break ties. `max_calls` counts calls that change
    the list of entries; with too small a number the cheapest sequence is taken, and a note says so.

    `meanwhile` is what becomes of the approved change when somebody else edited since: `ask` keeps the approved list
    and asks a person where that would take out what came since; `merge`, for what runs unattended, does the change to
    what stands there now, and later edits stay.

    `about` says what of the playlist is looked at: `details` for a change that leaves its entries alone, which are then
    neither read before nor proved after, however many there are.

    `proof` is when it is proved where nobody waits for it: `now`, by reading back what was touched, or `shared`, some
    minutes later, by one page of the account's list for all that were written in the meantime, where that costs less.
    """

    keep_dates: KeepDates = "most"
    max_calls: int | None = None
    meanwhile: Meanwhile = "ask"
    about: About = "all"
    proof: Proof = "now"

    def to_document(self) -> dict[str, Any]:
        """JSON. What is as it always was before there was a choice is left out."""
        document: dict[str, Any] = {"keep_dates": self.keep_dates, "max_calls": self.max_calls}
        document |= {"meanwhile": self.meanwhile} if self.meanwhile != "ask" else {}
        document |= {"about": self.about} if self.about != "all" else {}
        return document | ({"proof": self.proof} if self.proof != "now" else {})


@dataclass(frozen=True, slots=True)
class Sequence:
    """Calls in order, and of the entries in both lists (`total`) how many keep their dates (`kept`)."""

    operations: tuple[ItemOperation, ...]
    kept: int
    total: int

    @property
    def calls(self) -> int:
        return len(self.operations)


class Unreachable(ValueError):
    """The desired list cannot be reached by any calls: it was not lowered before."""


def replacing_calls(length: int, chunk: int = CHUNK) -> int:
    """The calls that replace everything with `length` entries."""
    return max(1, -(-length // chunk))


def budget(desired: int, policy: Policy, chunk: int = CHUNK) -> int:
    """The calls that `policy` grants for a list of `desired` entries."""
    return replacing_calls(desired, chunk) + 2 if policy.max_calls is None else policy.max_calls


def common(observed: Items[Entry], desired: Items[Entry]) -> int:
    """How many entries are in both lists, duplicates counted as often as they are in both."""
    return (Counter(entry.key for entry in observed) & Counter(entry.key for entry in desired)).total()


def cheapest(observed: Items[Entry], desired: Items[Entry], policy: Policy, *, chunk: int = CHUNK) -> Sequence:
    """A cheapest sequence under `policy` from `observed` to exactly `desired`.

    Raises Unreachable where an unavailable entry or a local file would have to be added, or some but not all removed.
    """
    total = common(observed, desired)
    if [entry.key for entry in observed] == [entry.key for entry in desired]:
        return Sequence((), total, total)
    replacing = _replacing(desired, total, chunk)
    stuck = _stuck(observed, desired)
    if stuck is None:
        return replacing
    searches = [Search(lists, chunk) for lists in labelled(observed, desired)]
    if policy.keep_dates == "all":
        for search in searches:
            search.keep_all()
        granted = max(calls for search in searches for calls in search.found)
    else:
        granted = budget(len(desired), policy, chunk)
        if policy.keep_dates == "none" and not stuck:
            granted = replacing.calls
        for search in searches:
            if policy.keep_dates == "none":
                search.within(range(1, min(granted, FEW) + 1), polish=False)
            search.within([granted])
    every = [one for search in searches for one in search.found.values()]
    fitting = [one for one in every if one.calls <= granted]
    if policy.keep_dates == "none" or not fitting:
        chosen = min(every, key=lambda one: (one.calls, -one.dates))
    else:
        chosen = max(fitting, key=lambda one: (one.dates, -one.calls))
    if not stuck and (chosen.dates == 0 or chosen.calls > granted) and replacing.calls < chosen.calls:
        return replacing
    return _sequence(chosen, observed, desired, total, chunk)


FEW = 8
"""Where dates do not matter, every number of calls up to this is searched by itself."""


def frontier(
    observed: Items[Entry], desired: Items[Entry], budgets: Items[int], *, chunk: int = CHUNK
) -> dict[int, Sequence | None]:
    """For each budget the sequence that keeps most dates in so many calls, or None; one search serves all."""
    total = common(observed, desired)
    searches = [Search(lists, chunk) for lists in labelled(observed, desired)]
    for search in searches:
        search.within(budgets)
    result: dict[int, Sequence | None] = {}
    for granted in budgets:
        fitting = [one for search in searches if (one := search.best(granted)) is not None]
        chosen = max(fitting, key=lambda one: (one.dates, -one.calls), default=None)
        replacing = _replacing(desired, total, chunk)
        result[granted] = (
            _sequence(chosen, observed, desired, total, chunk)
            if chosen
            else (replacing if replacing.calls <= granted and not _stuck(observed, desired) else None)
        )
    return result


def _stuck(observed: Items[Entry], desired: Items[Entry]) -> bool | None:
    """Whether entries stay that replacing would destroy; None when they are given up and only replacing remains."""
    now = Counter(entry.key for entry in observed if not entry.addable)
    then = Counter(entry.key for entry in desired if not entry.addable)
    if now == then:
        return bool(now)
    if then:
        raise Unreachable("local files and unavailable entries can be neither added nor removed by themselves")
    return None


def _replacing(desired: Items[Entry], total: int, chunk: int) -> Sequence:
    uris = [entry.uri for entry in desired if entry.uri is not None]
    operations: list[ItemOperation] = [Replace(tuple(uris[:chunk]))]
    for start in range(chunk, len(uris), chunk):
        operations.append(Insert(start, tuple(uris[start : start + chunk])))
    return Sequence(tuple(operations), 0, total)


def _sequence(chosen: Arrangement, observed: Items[Entry], desired: Items[Entry], total: int, chunk: int) -> Sequence:
    uris = [entry.uri for entry in desired]
    staying = {desired[label].key for label in chosen.line}
    leaving = [entry.uri for entry in observed if entry.uri is not None and entry.key not in staying]
    operations = removals(leaving, chunk)
    operations += calls(list(chosen.line), chosen.steps, uris, chunk)
    return Sequence(tuple(operations), chosen.dates, total)
