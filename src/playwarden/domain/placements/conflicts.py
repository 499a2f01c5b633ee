"""What may be in a placement's way: one table, asked when it is made (of the mirror) and when due (of the list).

An *error* stops it: it is not made, or does not come in and a person is asked. A *warning* does the same
until a person accepts it by its code; that is remembered, so that it does not stop the placement again when it is due.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from playwarden.domain.placements.details import no_way_back
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.placements.position import BOTTOM
from playwarden.domain.placements.words import local, span_words
from playwarden.domain.playlist import MAX_ENTRIES, Details, Entry, EntryKind
from playwarden.kit.text import counted, listed

MOST_OF_A_KIND = 10
"""Of one placement so many findings of a kind are told: a table of a thousand in one place would name a million."""


class Weight(StrEnum):
    """What a conflict does."""

    ERROR = "error"
    WARNING = "warning"
    """It can be accepted by its code."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something in a placement's way. `code` is permanent, `text` a sentence, `with_id` the other placement's id."""

    code: str
    weight: Weight
    text: str
    with_id: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A playlist as it is known or was observed.

    `editor` says whether an account of ours may change its entries: True, False (it was connected to be looked at only)
    or None (none owns it or was invited to it); `owner` the same for its details. `uris` None: its items were never
    read. `known` holds the URIs that the catalogue knows; `titles` what they are called.
    """

    name: str
    mirrored: bool = True
    gone: bool = False
    editor: bool | None = True
    owner: bool | None = True
    details: Details = field(default_factory=Details)
    uris: tuple[str | None, ...] | None = None
    total: int | None = None
    max_entries: int = MAX_ENTRIES
    known: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, uri: str | None) -> str:
        """What to call a URI."""
        return self.titles.get(uri or "", uri or "")

    def count(self, uri: str | None) -> int:
        """How often a URI is in the list, as far as that is known."""
        return 0 if self.uris is None else self.uris.count(uri)


@dataclass(frozen=True, slots=True)
class Other:
    """Another placement of the same playlist; `id` is what to call it."""

    id: str
    asked: NewPlacement


@dataclass(frozen=True, slots=True)
class Case:
    """One placement, and what its checks look at. `now` is None when it is due: its time is not asked about again."""

    asked: NewPlacement
    ground: Ground
    others: tuple[Other, ...]
    now: datetime | None

    @property
    def overlapping(self) -> Iterator[Other]:
        """The others that are in force at some moment together with it."""
        return (other for other in self.others if other.asked.overlaps(self.asked))


Found = Iterable[str | tuple[str, Other]]
"""Sentences; with the other placement where there is one."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table; a weight of None: not asked then."""

    code: str
    made: Weight | None
    due: Weight | None
    find: Callable[[Case], Found]
    remedy: str


def made_conflicts(asked: NewPlacement, ground: Ground, others: Sequence[Other], now: datetime) -> tuple[Conflict, ...]:
    """Everything in the way of making it, accepted warnings left out; the errors first. Costs no call."""
    return _conflicts(Case(asked, ground, tuple(others), now))


def due_conflicts(asked: NewPlacement, ground: Ground, others: Sequence[Other]) -> tuple[Conflict, ...]:
    """Everything in the way of its coming in now, among `others` that are in already."""
    return _conflicts(Case(asked, ground, tuple(others), None))


def _conflicts(case: Case) -> tuple[Conflict, ...]:
    found = []
    for check in CHECKS:
        weight = check.due if case.now is None else check.made
        for one in islice(check.find(case), MOST_OF_A_KIND) if weight is not None else ():
            text, other = one if isinstance(one, tuple) else (one, None)
            accepted = case.asked.accepts | (other.asked.accepts if other is not None else frozenset())
            if weight is Weight.ERROR or check.code not in accepted:
                assert weight is not None, "only checks with a weight are asked"
                found.append(Conflict(check.code, weight, text, other.id if other is not None else None))
    return tuple(sorted(found, key=lambda conflict: conflict.weight is Weight.WARNING))


def remedy(code: str) -> str:
    """What helps against the conflict `code`."""
    return next(check.remedy for check in CHECKS if check.code == code)


# The checks: each finds sentences about one case.


def _empty_span(case: Case) -> Found:
    asked = case.asked
    if asked.until_at is not None and asked.until_at <= asked.from_at:
        ends, begins = local(asked.until_at, asked.zone), local(asked.from_at, asked.zone)
        yield f"It would end ({ends}) before it has begun ({begins})."


def _past(case: Case) -> Found:
    asked = case.asked
    if case.now is not None and asked.until_at is not None and asked.until_at <= case.now:
        yield f"Its time is over: it would last {span_words(asked)}."


def _gone(case: Case) -> Found:
    if not case.ground.mirrored:
        yield f"The playlist {case.asked.playlist_id} is not known here."
    elif case.ground.gone:
        yield f"'{case.ground.name}' is in no account's library any more."


def _not_owner(case: Case) -> Found:
    if not case.ground.mirrored or case.ground.gone:
        return
    if case.asked.details is not None and case.ground.owner is None:
        yield f"Only its owner may change the details of '{case.ground.name}', and that is no connected account."
    elif case.asked.uri is not None and case.ground.editor is None:
        yield f"No connected account owns '{case.ground.name}' or may edit it."


def _look_only(case: Case) -> Found:
    allowed = case.ground.owner if case.asked.details is not None else case.ground.editor
    if allowed is False:
        yield f"The account of '{case.ground.name}' was connected to be looked at only."


def _cannot_be_added(case: Case) -> Found:
    if case.asked.uri is not None and not Entry(case.asked.uri).addable:
        yield "A local file cannot be added by the Web API."
    instead = case.asked.stands_in_for
    if instead is not None and Entry(instead).kind is EntryKind.LOCAL:
        yield "Nothing can stand in for a local file: once out, it cannot be put back."


def _itself(case: Case) -> Found:
    position = case.asked.position
    if position is not None and case.asked.uri in (position.instead, position.after):
        yield "A track cannot stand in for itself, or after itself."


def _unknown_track(case: Case) -> Found:
    uri = case.asked.uri
    if uri is not None and Entry(uri).addable and uri not in case.ground.known:
        yield f"{uri} is not in the catalogue here; a mistyped one is found out only when it is due."


def _not_read(case: Case) -> Found:
    if case.asked.uri is not None and case.ground.mirrored and case.ground.uris is None:
        yield f"The items of '{case.ground.name}' were not read yet: what is in it is found out only when it is due."


def _same_track(case: Case) -> Found:
    for other in case.overlapping:
        shared = sorted(case.asked.claims & other.asked.claims)
        if shared:
            yield f"{case.ground.title(shared[0])} is {other.id}'s {span_words(other.asked)}.", other


def _same_slot(case: Case) -> Found:
    mine = case.asked.position
    for other in case.overlapping:
        theirs = other.asked.position
        if mine is None or theirs is None or mine.instead is not None or mine != theirs:
            continue
        place = "the bottom" if mine == BOTTOM else "the top" if mine.number == 1 else f"position {mine.number}"
        place = f"the place after {case.ground.title(mine.after)}" if mine.after else place
        yield f"{other.id} is at {place} as well {span_words(other.asked)}; the later one pushes the other away.", other


def _same_details(case: Case) -> Found:
    for other in case.overlapping:
        shared = [name for name in case.asked.fields if name in other.asked.fields]
        if shared:
            yield f"{other.id} sets {listed([f'the {name}' for name in shared])} {span_words(other.asked)}.", other


def _already_there(case: Case) -> Found:
    uri = case.asked.uri
    if uri is not None and case.ground.count(uri):
        at = (case.ground.uris or ()).index(uri) + 1
        yield (
            f"{case.ground.title(uri)} is in '{case.ground.name}' already, at position {at}; taking one out would take "
            "out both."
        )


def _too_long(case: Case) -> Found:
    ground, asked = case.ground, case.asked
    if asked.uri is None or asked.stands_in_for is not None or ground.total is None:
        return
    others = 0
    if case.now is not None:
        others = sum(o.asked.uri is not None and o.asked.stands_in_for is None for o in case.overlapping)
    length = ground.total + others + 1
    if length > ground.max_entries:
        yield f"'{ground.name}' would have {counted(length, 'item')}; it holds {ground.max_entries:,}."


def _anchor_missing(case: Case) -> Found:
    anchor = case.asked.position.after if case.asked.position is not None else None
    if anchor is not None and any(other.asked.uri == anchor for other in case.overlapping):
        return  # it is placed there itself
    if anchor is not None and case.ground.uris is not None and not case.ground.count(anchor):
        yield f"{case.ground.title(anchor)} is not in '{case.ground.name}'; without it the bottom is the place."


def _instead_missing(case: Case) -> Found:
    instead = case.asked.stands_in_for
    if instead is not None and case.ground.uris is not None and not case.ground.count(instead):
        yield (
            f"{case.ground.title(instead)} is not in '{case.ground.name}': there is nothing to stand in for, and the "
            "bottom is the place."
        )


def _instead_twice(case: Case) -> Found:
    instead = case.asked.stands_in_for
    if instead is not None and case.ground.count(instead) > 1:
        yield (
            f"{case.ground.title(instead)} is in '{case.ground.name}' {case.ground.count(instead)} times: it would "
            "stand in for the first one, and the others get new dates, since a removal takes them all."
        )


def _no_way_back(case: Case) -> Found:
    asked, there = case.asked, case.ground.details
    if asked.until_at is None or not case.ground.mirrored:
        return
    lost = no_way_back(there.cover) if "cover" in asked.fields else None
    if lost is not None:
        yield f"{lost.text.rstrip('.')} at the end."
    if "description" in asked.fields and not there.description:
        yield "There is no description now, and Spotify takes no empty one: the placed one would stay."


CHECKS: tuple[Check, ...] = (
    Check("empty-span", Weight.ERROR, None, _empty_span, "Let it end after it begins."),
    Check("past", Weight.ERROR, None, _past, "Choose a later end."),
    Check("gone", Weight.ERROR, Weight.ERROR, _gone, "`playwarden sync` looks for new playlists."),
    Check("not-owner", Weight.ERROR, Weight.ERROR, _not_owner, "Connect the account that owns it."),
    Check("look-only", Weight.ERROR, Weight.ERROR, _look_only, "`playwarden accounts connect --write`."),
    Check("cannot-add", Weight.ERROR, None, _cannot_be_added, "Choose a track of Spotify's."),
    Check("itself", Weight.ERROR, None, _itself, "Name another entry."),
    Check("same-track", Weight.ERROR, Weight.ERROR, _same_track, "Let one end before the other begins."),
    Check("same-details", Weight.ERROR, Weight.ERROR, _same_details, "Let one end before the other begins."),
    Check("already-there", Weight.WARNING, Weight.ERROR, _already_there, "Accept it if it is out by then."),
    Check("too-long", Weight.WARNING, Weight.ERROR, _too_long, "Accept it if the list is shorter by then."),
    Check("same-slot", Weight.WARNING, Weight.WARNING, _same_slot, "Choose another position, or accept it."),
    Check("anchor-missing", Weight.WARNING, Weight.WARNING, _anchor_missing, "Name another entry, or accept it."),
    Check("instead-missing", Weight.WARNING, Weight.WARNING, _instead_missing, "Name another entry, or accept it."),
    Check("instead-twice", Weight.WARNING, Weight.WARNING, _instead_twice, "Take one out, or accept it."),
    Check("unknown-track", Weight.WARNING, None, _unknown_track, "Look it up (1 call each), or accept it."),
    Check("not-read", Weight.WARNING, None, _not_read, "`playwarden sync` reads it; or accept it."),
    Check("no-way-back", Weight.WARNING, None, _no_way_back, "Accept it, or let it have no end."),
)

ACCEPTABLE = frozenset(check.code for check in CHECKS if check.made is Weight.WARNING)
"""The codes that a person may accept."""
