"""A plan that waits, changed by hand: what a person says of single entries, laid over what the plan wishes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self, get_args

from playwarden.domain.compose import EMPTY, behind_predecessors
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details, Entry, PlaylistState
from playwarden.domain.render import lines
from playwarden.kit.errors import InputError

Verb = Literal["drop", "keep", "put"]
Field = Literal["name", "description", "public", "collaborative", "cover"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a plan, said otherwise. Positions count from 1.

    `drop` leaves out the entry that the plan wishes at `position`; `put` brings that one to stand `at` in the end.
    `keep` leaves in the entry that stands at `position` now and that the plan takes out. `uri` is what stands there
    (None: an unavailable entry), so that a plan that changed meanwhile is noticed.
    """

    verb: Verb
    uri: str | None
    position: int
    at: int | None = None

    def __post_init__(self) -> None:
        if (self.verb == "put") is (self.at is None):
            raise InputError("'at' says where an entry is put.", "It goes with 'put', and with nothing else.")

    def to_document(self) -> dict[str, Any]:
        """JSON; what is None is left out, but for the URI."""
        document: dict[str, Any] = {"verb": self.verb, "uri": self.uri, "position": self.position}
        return document if self.at is None else document | {"at": self.at}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote."""
        verb: Verb = document["verb"]
        assert verb in get_args(Verb)
        return cls(verb, document["uri"], document["position"], document.get("at"))


@dataclass(frozen=True, slots=True)
class Leave:
    """A detail that the plan sets stays as it is, or is not set where the playlist is still to be made."""

    field: Field

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {"verb": "leave", "field": self.field}


Said = Change | Leave
"""One thing that is said otherwise than the plan does."""


def said_from_document(document: Mapping[str, Any]) -> Said:
    """What `to_document` of either wrote."""
    if document["verb"] == "leave":
        assert document["field"] in get_args(Field)
        return Leave(document["field"])
    return Change.from_document(document)


@dataclass(frozen=True, slots=True)
class Override:
    """A waiting plan was changed: by whom, when, why and how. `before` and `after` are the plan's fingerprints."""

    actor: str
    at: datetime
    reason: str
    changes: tuple[Said, ...]
    before: str
    after: str

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "actor": self.actor,
            "at": self.at.isoformat(),
            "reason": self.reason,
            "changes": [change.to_document() for change in self.changes],
            "before": self.before,
            "after": self.after,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote."""
        return cls(
            document["actor"],
            datetime.fromisoformat(document["at"]),
            document["reason"],
            tuple(map(said_from_document, document["changes"])),
            document["before"],
            document["after"],
        )


def overridden(observed: PlaylistState | None, wished: PlaylistState, changes: Sequence[Said]) -> PlaylistState:
    """What a plan from `observed` to `wished` wishes once these changes are laid over it, in whichever order they are
    said: what is dropped is gone, what is kept stands behind its nearest predecessor that stays, and what is put stands
    exactly where it was put. Everything else stays in its order. A detail that is left is as it was observed.

    Raises InputError for an entry that does not stand where a change says so, is named twice, or cannot be treated so,
    and for a detail that the plan does not set.
    """
    left = [each for each in changes if isinstance(each, Leave)]
    entries = _entries(observed, wished, [each for each in changes if isinstance(each, Change)])
    return PlaylistState(_details(observed, wished.details, left), entries)


def _details(observed: PlaylistState | None, wished: Details, left: Sequence[Leave]) -> Details:
    now = (observed or EMPTY).details
    set_ = changed_details(now, wished)
    for each in left:
        if each.field not in set_:
            raise InputError(f"The plan does not set the {each.field}.", "Leave only what it sets.")
        if observed is None and each.field == "name":
            raise InputError("A playlist that is to be made needs its name.", "Cancel the plan, or leave it.")
    return replace(wished, **{each.field: getattr(now, each.field) for each in left})


def changed_details(now: Details, wished: Details) -> tuple[Field, ...]:
    """The details that a plan from one to the other sets."""
    found: list[Field] = [
        name  # type: ignore[misc]
        for name in TEXTS_AND_FLAGS
        if getattr(wished, name) is not None and getattr(wished, name) != getattr(now, name)
    ]
    picture = wished.cover.sha256 if wished.cover else None
    if picture is not None and picture != (now.cover.sha256 if now.cover else None):
        found.append("cover")
    return tuple(found)


def _entries(observed: PlaylistState | None, wished: PlaylistState, changes: Sequence[Change]) -> tuple[Entry, ...]:
    now = (observed or EMPTY).entries
    origins = pair(now, wished.entries)
    named = {verb: [change for change in changes if change.verb == verb] for verb in get_args(Verb)}
    _refuse_twice(("keep", change.position) for change in named["keep"])
    _refuse_twice(("wish", change.position) for change in (*named["drop"], *named["put"]))
    _refuse_twice(("at", change.at) for change in named["put"])
    dropped = {_found(wished.entries, change) for change in named["drop"]}
    for index in dropped:
        if not wished.entries[index].addable:
            raise InputError(
                f"The entry at {index + 1} is a local file or is unavailable: Spotify cannot take it out by itself.",
                "Leave it in.",
            )
    kept = [_taken_out(now, origins, change) for change in named["keep"]]
    put = {_found(wished.entries, change): change for change in named["put"]}
    line = [
        (entry, origin)
        for index, (entry, origin) in enumerate(zip(wished.entries, origins, strict=True))
        if index not in dropped and index not in put
    ]
    entries = list(behind_predecessors(now, line, kept))
    for index, change in sorted(put.items(), key=lambda each: each[1].at or 0):
        assert change.at is not None
        if not 1 <= change.at <= len(entries) + 1:
            raise InputError(f"There is no position {change.at} in what the plan leads to.", "Count from 1.")
        entries.insert(change.at - 1, wished.entries[index])
    return tuple(entries)


def _refuse_twice(named: Iterable[tuple[str, int | None]]) -> None:
    twice = [place for place, count in Counter(named).items() if count > 1]
    if twice:
        words, number = twice[0]
        what = f"Two entries are put at {number}" if words == "at" else f"The entry at {number} is named twice"
        raise InputError(f"{what}.", "Say one thing of each.")


def _found(entries: Sequence[Entry], change: Change) -> int:
    """The index of the entry that is meant."""
    index = change.position - 1
    if not 0 <= index < len(entries) or entries[index].uri != change.uri:
        raise InputError(
            f"{change.uri or 'An unavailable entry'} does not stand at {change.position} of this plan.",
            "Look at the plan as it is now, and say it again.",
        )
    return index


def _taken_out(now: Sequence[Entry], origins: Sequence[int | None], change: Change) -> int:
    index = _found(now, change)
    if index in set(origins):
        raise InputError(
            f"The plan does not take out what stands at {change.position}.", "Keep only what it takes out."
        )
    return index


def sayable(plan: Plan) -> list[tuple[str, int, Entry]]:
    """What a plan does to single entries, as sign, position and entry: first what it takes out (`-`, at its position
    now), then what it puts in (`+`), moves (`~`) and takes out and in again (`*`), at the position that it wishes.
    """
    now, wished = plan.observed_entries, plan.desired.entries
    found = [("-", index + 1, now[index]) for index in unpaired(now, pair(now, wished))]
    for line in lines(plan):
        if line.sign != "-":
            places = range(line.position, line.position + line.count)
            found += [(line.sign, place, wished[place - 1]) for place in places]
    return found
