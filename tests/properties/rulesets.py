"""Rule sets as hypothesis draws them: every kind of step, with fields drawn by their forms."""

from typing import Any

from hypothesis import strategies as st

from playwarden.domain.rules.branch import Branch, Parts, Steps
from playwarden.domain.rules.forms import Choice, Day, Flag, Form, Length, Link, Number, Several, Text, Whole
from playwarden.domain.rules.kinds import StepKind, kinds_of
from playwarden.domain.rules.records import FieldOf, Record, fields_of
from playwarden.domain.rules.step import Predicate

PLAYLISTS = [f"spotify:playlist:{letter * 22}" for letter in "xyz"]
TRACKS = [f"spotify:track:{number:022d}" for number in range(60)]
ARTISTS = [f"spotify:artist:{number:022d}" for number in range(12)]
ALBUMS = [f"spotify:album:{number:022d}" for number in range(25)]
LINKS = {"playlist": PLAYLISTS, "track": TRACKS, "artist": ARTISTS, "album": ALBUMS}
FILES = ["mine.csv", "yours.csv"]


def values(form: Form, name: str = "", deep: int = 0) -> st.SearchStrategy[Any]:
    """What a document may hold where this form is asked for."""
    match form:
        case Text():
            return _text(name)
        case Whole(least, most):
            return st.integers(least, min(most, least + 40))
        case Number(least, most):
            return st.floats(max(least, 0), min(most, 1)).map(lambda number: round(number, 2))
        case Flag():
            return st.booleans()
        case Choice(words):
            return st.sampled_from(sorted(words))
        case Length():
            return st.one_of(st.integers(60, 400), st.sampled_from(["1:30", "4:05", "1:00:00"]))
        case Day():
            return st.sampled_from(["1995", "2001-06", "2010-01-31", 2005])
        case Link(kind, named):
            return st.sampled_from([*LINKS[kind], *(["Artist 3", "Album 7"] if named else [])])
        case Several(inner):
            if isinstance(inner, Record):
                return st.lists(documents(fields_of(inner.made_of)), min_size=1, max_size=2)
            one = values(inner, name, deep)
            return st.one_of(one, st.lists(one, min_size=1, max_size=3))
        case Steps(roles, alone):
            return st.lists(steps(*roles, alone=alone, deep=deep + 1), min_size=1, max_size=3)
        case Parts():
            return st.lists(documents(fields_of(Branch), deep=deep + 1), min_size=2, max_size=3)
        case Record(made_of):
            return documents(fields_of(made_of), deep=deep)
    raise AssertionError(f"no values for {form}")


def _text(name: str) -> st.SearchStrategy[str]:
    match name:
        case "file":
            return st.sampled_from(FILES)
        case "patterns":
            return st.sampled_from(["song", "/^s.*[0-4]$/", "live", "/(remix|live)/"])
        case "buckets" | "moods":
            return st.sampled_from(["calm", "Rock", "folk"])
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip)


@st.composite
def documents(draw: st.DrawFn, told: tuple[FieldOf, ...], *, deep: int = 0) -> dict[str, Any]:
    """Keys and values: what is needed, and some of the rest."""
    found = {}
    for field in told:
        if field.needed or draw(st.booleans()):
            found[field.name] = draw(values(field.form, field.name, deep))
    return found


@st.composite
def of_kind(draw: st.DrawFn, kind: StepKind, *, deep: int = 0) -> dict[str, Any]:
    return {"step": kind.name, **draw(documents(kind.fields, deep=deep))}


def steps(*roles: Any, alone: bool = False, deep: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """A step with one of these roles; deep within others only those that hold no others."""
    known = [
        kind
        for kind in kinds_of(*roles).values()
        if (not alone or issubclass(kind.made_of, Predicate)) and (deep < 3 or not _holds_others(kind))
    ]
    return st.sampled_from(known).flatmap(lambda kind: of_kind(kind, deep=deep))


def _holds_others(kind: StepKind) -> bool:
    return any(isinstance(field.form, Steps | Parts) for field in kind.fields)


@st.composite
def rule_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set that derives, with rotation and pins now and then; its steps may contradict each other."""
    document: dict[str, Any] = {
        "version": 1,
        "name": draw(st.sampled_from(["One", "Two"])),
        "sources": draw(st.lists(steps("source"), min_size=1, max_size=3)),
        "every": draw(st.sampled_from(["day", "week", "month"])),
    }
    if draw(st.booleans()):
        document["steps"] = draw(st.lists(steps("filter", "order"), min_size=1, max_size=5))
    if draw(st.booleans()):
        document["order"] = draw(st.lists(steps("order"), min_size=1, max_size=2))
    if draw(st.booleans()):
        size = document["size"] = draw(st.integers(1, 25))
        if draw(st.booleans()):
            document["rotation"] = {
                "replace": draw(st.integers(1, size)),
                "leave": draw(st.sampled_from(["oldest", "least_played"])),
                "no_return_days": draw(st.integers(0, 60)),
                "protect_days": draw(st.integers(0, 20)),
            }
        if draw(st.booleans()):
            places = draw(st.lists(st.integers(1, size), max_size=3, unique=True))
            document["pins"] = [{"track": TRACKS[place], "position": place} for place in places] or [
                {"track": TRACKS[0], "position": 1}
            ]
    return document
