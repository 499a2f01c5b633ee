"""What people change by hand in a playlist that rules keep: a layer of its own, laid over what the rules come to.

A hand edit is told by comparing what the last refresh wanted with what stands there: the Web API does not say who
changed a list. What is there for another owner's sake (a placement) is no hand edit.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Put:
    """A track that somebody put in, or moved: behind the track `behind` (None: to the top).

    One that was `moved` had been there by the rules, and leaves when they let it go.
    """

    uri: str
    behind: str | None
    since: datetime
    moved: bool = False


@dataclass(frozen=True, slots=True)
class HandEdits:
    """`put` in the order in which they stand; `out` is what somebody took out, with when that was seen. `decided` is
    when somebody said last that they are to stay, and `until` how long what was changed before that does: None, for
    ever.
    """

    put: tuple[Put, ...] = ()
    out: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    decided: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.put or self.out)

    @property
    def undecided(self) -> bool:
        """Whether something was changed that nobody has decided on."""
        times = [*(one.since for one in self.put), *self.out.values()]
        return any(self.decided is None or at > self.decided for at in times)

    def lasting(self, now: datetime) -> "HandEdits":
        """Without those whose time is over."""
        if self.until is None or now < self.until:
            return self
        decided = self.decided or self.until
        out = {uri: since for uri, since in self.out.items() if since > decided}
        return HandEdits(tuple(one for one in self.put if one.since > decided), out)

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "put": [[one.uri, one.behind, one.since.isoformat(), one.moved] for one in self.put],
            "out": {uri: since.isoformat() for uri, since in sorted(self.out.items())},
            "decided": self.decided.isoformat() if self.decided else None,
            "until": self.until.isoformat() if self.until else None,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "HandEdits":
        """The edits that `to_document` wrote; none of an empty document."""
        decided, until = document.get("decided"), document.get("until")
        return cls(
            tuple(
                Put(uri, behind, datetime.fromisoformat(at), moved)
                for uri, behind, at, moved in document.get("put", ())
            ),
            {uri: datetime.fromisoformat(at) for uri, at in document.get("out", {}).items()},
            datetime.fromisoformat(decided) if decided else None,
            datetime.fromisoformat(until) if until else None,
        )


NONE = HandEdits()


def seen(
    before: Sequence[str], now: Sequence[str], known: HandEdits, at: datetime, others: Collection[str] = ()
) -> HandEdits:
    """The hand edits that stand, seen `at` a moment: those `known` that still do, and those that came since.

    `before` is what the last refresh wanted, `known` laid over it; `now` what stands there; `others` are tracks that
    stand there for somebody else's sake, and are looked past.
    """
    there = [uri for uri in now if uri not in others]
    wanted = [uri for uri in before if uri not in others]
    was, still = set(wanted), set(there)
    put_before = {one.uri: one for one in known.put}
    moved = _moved([uri for uri in wanted if uri in still], [uri for uri in there if uri in was])
    put = []
    for place, uri in enumerate(there):
        if uri in was and uri not in moved and uri not in put_before:
            continue
        behind = there[place - 1] if place else None
        earlier = put_before.get(uri)
        since = earlier.since if earlier is not None and uri not in moved else at
        put.append(Put(uri, behind, since, moved=earlier.moved if earlier is not None else uri in was))
    out = {uri: since for uri, since in known.out.items() if uri not in still}
    out |= {uri: at for uri in was - still if uri not in out}
    return HandEdits(tuple(put), out, known.decided, known.until)


def laid(items: Sequence[str], edits: HandEdits) -> tuple[str, ...]:
    """`items`, which rules came to, with the hand edits over them: each behind the track it was put behind, or where
    that is gone behind the one before it; what was taken out stays out.
    """
    there = set(items)
    standing = [one for one in edits.put if not one.moved or one.uri in there]
    put = {one.uri for one in standing}
    result = [uri for uri in items if uri not in put and uri not in edits.out]
    for one in standing:
        if one.behind is None:
            place = 0
        elif one.behind in result:
            place = result.index(one.behind) + 1
        else:
            place = len(result)
        result.insert(place, one.uri)
    return tuple(result)


def _moved(before: Sequence[str], now: Sequence[str]) -> set[str]:
    """The fewest tracks that have to be moved to come from one order of the same tracks to the other: all but a longest
    row that kept its order.
    """
    rank = {uri: place for place, uri in enumerate(before)}
    tails: list[int] = []
    ends: list[int] = []
    links: list[int] = []
    row = [rank[uri] for uri in now]
    for number, value in enumerate(row):
        at = bisect_left(tails, value)
        links.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            ends.append(number)
        else:
            tails[at], ends[at] = value, number
    kept = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(now[at])
        at = links[at]
    return set(now) - kept
