"""The same recordings under several links are left once, in one playlist or across them; others stand in for what is
unplayable.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from playwarden.domain.catalogue import Artist, Track
from playwarden.domain.compose import lower
from playwarden.domain.edits import Edit, Facts, Pairing, StandIn, edit_from_document
from playwarden.domain.edits.renew import Renew
from playwarden.kit.errors import InputError
from tests.unit.domain.states import names, state, uri

TODAY = date(2026, 11, 26)


def track(letter: str, title: str, *, isrc: str | None = None, lasts: int | None = 200_000, by: str = "Ada") -> Track:
    return Track(uri(letter), title, artists=(Artist(None, by),), duration_ms=lasts, isrc=isrc)


KNOWN = {
    one.uri: one
    for one in (
        track("a", "Rivers", isrc="DE1"),
        track("b", "Rivers (2011 Remaster)", isrc="DE1"),
        track("c", "RIVERS", lasts=202_500),
        track("d", "Rivers", lasts=260_000),
        track("e", "Rivers (Live)"),
        track("f", "Rivers", by="Bob"),
        track("g", "Rivers", lasts=None),
    )
}
FACTS = Facts(TODAY, KNOWN)


def edit(kind: str = "deduplicate", **fields: Any) -> Edit:
    return edit_from_document({"kind": kind, **fields})


def left(of: str, asked: Edit, facts: Facts = FACTS) -> str:
    observed = state(of)
    return names(lower(observed, asked.wish(observed, facts)).desired)


def codes(of: str, asked: Edit, facts: Facts = FACTS) -> list[str]:
    return [note.code for note in asked.wish(state(of), facts).notes]


@pytest.mark.parametrize(
    ("by", "expected"),
    [("id", "abcdefg"), ("isrc", "acdefg"), ("likeness", "adefg")],
)
def test_what_makes_them_the_same_is_chosen(by: str, expected: str) -> None:
    assert left("abcdefga", edit(by=by)) == expected


@pytest.mark.parametrize(("keep", "expected"), [("first", "axy"), ("last", "xyb"), ("oldest", "axy")])
def test_which_of_them_stays_is_chosen(keep: str, expected: str) -> None:
    assert left("axyb", edit(by="isrc", keep=keep)) == expected


def test_a_date_is_lost_only_where_one_link_stood_twice() -> None:
    assert codes("ab", edit(by="isrc")) == []
    assert codes("aba", edit(by="isrc")) == ["dates-lost"]


def test_what_is_not_known_is_compared_by_its_link_and_told() -> None:
    assert left("axxb", edit(by="isrc")) == "ax"
    assert "not-known" in codes("axb", edit(by="isrc"))
    assert "not-known" not in codes("axb", edit(by="id"))


def across(lists: list[str], **fields: Any) -> tuple[str, ...]:
    """What is left of each list of entries, each entry of a list added a day after the one before, in this order."""
    asked = edit(across=True, **fields)
    assert isinstance(asked, Pairing)
    states = [state(one) for one in lists]
    met = [(one, replace(FACTS, playlist=f"p{number}")) for number, one in enumerate(states)]
    wishes = [one.wish for one in asked.together(met)]
    return tuple(names(lower(one, wish).desired) for one, wish in zip(states, wishes, strict=True))


def test_across_playlists_a_track_stays_in_the_first() -> None:
    assert across(["xb", "axcy"]) == ("xb", "acy")
    assert across(["xb", "axcy"], by="isrc") == ("xb", "cy")
    assert across(["bxb", "xbx", "bb"], keep="last") == ("xb", "", "")


@pytest.mark.parametrize(
    ("stays_in", "expected"),
    [
        ("first", ("yxb", "", "efg")),
        ("oldest", ("y", "xb", "efg")),
        ("newest", ("yx", "", "efgb")),
        ("p1", ("y", "xb", "efg")),
        ("p2", ("yx", "", "efgb")),
    ],
)
def test_in_which_of_the_playlists_it_stays_is_chosen(stays_in: str, expected: tuple[str, ...]) -> None:
    """`b` was added on the third day of the first list, the second of the second, the fourth of the third."""
    assert across(["yxb", "xb", "efgb"], stays_in=stays_in) == expected


def test_a_track_that_the_named_playlist_lacks_stays_in_the_first_that_holds_it() -> None:
    assert across(["ax", "ay", "x"], stays_in="p2") == ("a", "y", "x")


def test_what_cannot_be_played_never_stays_where_another_can() -> None:
    shut = replace(FACTS, shut=frozenset({uri("a")}))
    assert left("axb", edit(by="isrc"), shut) == "xb"
    assert left("axa", edit(by="isrc"), shut) == "ax"


def test_what_is_to_be_left_alone_is() -> None:
    assert left("axbxa", edit(by="isrc", leave=[uri("b"), uri("x")])) == "axbx"
    facts = replace(FACTS, instead={uri("a"): StandIn(uri("n"), "same")})
    assert left("ax", edit("renew", leave=[uri("a")]), facts) == "ax"


def test_an_explicit_and_a_clean_one_are_not_alike() -> None:
    clean = replace(FACTS, tracks={**KNOWN, uri("c"): replace(KNOWN[uri("c")], explicit=True)})
    assert left("ac", edit(by="likeness")) == "a"
    assert left("ac", edit(by="likeness"), clean) == "ac"


def test_every_pair_says_what_goes_what_stays_and_why() -> None:
    asked = edit(by="likeness")
    assert isinstance(asked, Pairing)
    (found,) = asked.together([(state("axbca"), FACTS)])
    assert [(one.place, one.uri[-1], (one.other or "")[-1], one.why) for one in found.pairs] == [
        (3, "b", "a", "the same recording code (ISRC DE1)"),
        (4, "c", "a", "the same names, 2 seconds longer or shorter"),
        (5, "a", "a", "the same track"),
    ]
    instead = {uri("a"): StandIn(uri("n"), "same code"), uri("z"): None}
    (renewed,) = Renew().together([(state("axa"), replace(FACTS, instead=instead))])
    assert [(one.place, one.other, one.why) for one in renewed.pairs] == [
        (1, uri("n"), "same code"),
        (3, uri("n"), "same code"),
    ]


def test_it_is_written_down_and_read_back() -> None:
    asked = edit(by="likeness", across=True, keep="last", stays_in="oldest", leave=[uri("a")])
    assert edit_from_document(asked.to_document()) == asked
    assert asked.words() == (
        "leave every track in one playlist only, the one to which it was added first (by likeness; the last stays)"
    )
    assert edit().to_document() == {"kind": "deduplicate", "keep": "first"}
    renewed = edit("renew", market="de", leave=[uri("a")])
    assert renewed.to_document() == {"kind": "renew", "market": "DE", "leave": [uri("a")]}
    for wrong in ({"stays_in": "oldest"}, {"kind": "renew", "market": "Germany"}):
        with pytest.raises(InputError):
            edit_from_document({"kind": "deduplicate", **wrong})


def test_what_can_be_played_comes_in_the_place_of_what_cannot() -> None:
    facts = replace(FACTS, instead={uri("a"): StandIn(uri("n"), "same code"), uri("d"): None}, unasked=2)
    assert left("xadya", edit("renew"), facts) == "xndy"
    assert codes("xadya", edit("renew"), facts) == ["no-substitute", "not-asked"]
    assert left("xany", edit("renew"), facts) == "xny", "what is there already is not added"
    assert left("xy", edit("renew"), facts) == "xy"
