"""What placements do to a playlist's details, field by field."""

from dataclasses import dataclass, replace
from typing import Any

from playwarden.domain.compose import Note
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.playlist import Cover, Details


@dataclass(frozen=True, slots=True)
class PutBack:
    """Details as a placement leaves them. `stay` names the fields that somebody changed meanwhile."""

    details: Details
    stay: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def unchanged(name: str, now: Details, then: Details, alike: frozenset[str] = frozenset()) -> bool:
    """Whether nobody changed the detail `name` between `then` and `now`, as far as that can be claimed.

    A cover's new URL alone proves nothing, since Spotify serves one picture under changing addresses: two covers are
    told apart by their pictures where both are known, else by one being uploaded and the other a mosaic. `alike` are
    pictures that are the one of `then`, re-encoded.
    """
    left, right = getattr(now, name), getattr(then, name)
    if not isinstance(left, Cover) or not isinstance(right, Cover):
        return name == "cover" or left == right
    if left.sha256 is not None and right.sha256 is not None:
        return left.sha256 == right.sha256 or left.sha256 in alike
    return left.custom is None or right.custom is None or left.custom == right.custom


def differs(name: str, now: Details, wished: Details) -> bool:
    """Whether the wish for the detail `name` is still to be fulfilled; what is None in it stays as it is."""
    wanted, there = getattr(wished, name), getattr(now, name)
    if isinstance(wanted, Cover):
        return wanted.sha256 is not None and (there is None or there.sha256 != wanted.sha256)
    return wanted is not None and wanted != there


def entered(details: Details, asked: NewPlacement) -> tuple[Details, Details]:
    """`details` with what is asked for, and what that takes the place of: only what differs from it."""
    assert asked.details is not None, "a track is no detail"
    changing = [name for name in asked.fields if differs(name, details, asked.details)]
    replaced = Details(**{name: getattr(details, name) for name in changing})
    return replace(details, **{name: getattr(asked.details, name) for name in changing}), replaced


def kept(
    observed: Details, wanted: Details, asked: NewPlacement, after: Details, alike: frozenset[str] = frozenset()
) -> tuple[Details, tuple[str, ...]]:
    """`wanted` with the fields of a placement that nobody changed since `after`, and the names of those held so."""
    then = as_set(asked, after)
    held = tuple(
        name for name in asked.fields if unchanged(name, observed, then, alike) and differs(name, observed, wanted)
    )
    return replace(wanted, **{name: getattr(observed, name) for name in held}), held


def left(
    details: Details,
    asked: NewPlacement,
    replaced: Details | None,
    after: Details | None,
    alike: frozenset[str] = frozenset(),
) -> PutBack:
    """`details` with what was before, but for fields that somebody changed meanwhile and what cannot come back.

    `replaced` None: it changed nothing. `after` None: what it was just after is not known; what was asked for stands
    for it.
    """
    back: dict[str, Any] = {}
    stay: list[str] = []
    notes: list[Note] = []
    then = as_set(asked, after)
    for name in asked.fields if replaced is not None else ():
        old = getattr(replaced, name)
        if not unchanged(name, details, then, alike):
            stay.append(name)
        elif name == "cover":
            lost = no_way_back(old)
            if lost is None:
                back[name] = old
            elif old is not None:
                notes.append(lost)
        elif old is not None:
            back[name] = old
    return PutBack(replace(details, **back), tuple(stay), tuple(notes))


def as_set(asked: NewPlacement, after: Details | None) -> Details:
    """The details as they were just after: texts as they were read back, the cover as it was sent."""
    assert asked.details is not None, "a track is no detail"
    return asked.details if after is None else replace(after, cover=asked.details.cover)


def no_way_back(cover: Cover | None) -> Note | None:
    """Why the cover that is there now could not be put back; None: it could."""
    if cover is None or cover.custom is False:
        return Note("mosaic", "Spotify's own mosaic cannot be put back; the present cover stays.")
    if cover.sha256 is None:
        return Note("cover-unknown", "The former cover was never fetched; the present one stays.")
    return None
