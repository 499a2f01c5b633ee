"""What each edit wants of a playlist, and what it says where it cannot have it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.compose import Wish, lower
from playwarden.domain.edits import Edit, Facts, edit_from_document, kinds
from playwarden.domain.playlist import Details, PlaylistState
from playwarden.kit.errors import InputError
from tests.unit.domain.states import names, state, uri

TODAY = date(2026, 11, 2)
FACTS = Facts(TODAY)


def edit(kind: str, **fields: Any) -> Edit:
    return edit_from_document({"kind": kind, **fields})


def wanted(of: PlaylistState, asked: Edit, facts: Facts = FACTS) -> str:
    """The list that the edit leads to."""
    return names(lower(of, asked.wish(of, facts)).desired)


def codes(wish: Wish) -> list[str]:
    return [note.code for note in wish.notes]


def known(**titles: str) -> Facts:
    """A catalogue in which a letter is called so."""
    return Facts(TODAY, {uri(letter): Track(uri(letter), title) for letter, title in titles.items()})


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"where": "top"}, "xyabc"),
        ({"where": "bottom"}, "abcxy"),
        ({}, "abcxy"),
        ({"where": "position", "position": 2}, "axybc"),
        ({"where": "position", "position": 9}, "abcxy"),
        ({"where": "after", "after": uri("b")}, "abxyc"),
        ({"where": "after", "after": uri("z")}, "abcxy"),
    ],
)
def test_tracks_are_added_where_it_was_asked_for(place: dict[str, Any], expected: str) -> None:
    assert wanted(state("abc"), edit("add", uris=[uri("x"), uri("y")], **place)) == expected


def test_a_track_that_is_there_is_not_added_again_unless_asked_for() -> None:
    once = edit("add", uris=[uri("b"), uri("x"), uri("x")])
    assert wanted(state("abc"), once) == "abcx"
    assert codes(once.wish(state("abc"), FACTS)) == ["already-there"]
    assert wanted(state("abc"), edit("add", uris=[uri("b")], twice=True)) == "abcb"


def test_a_place_that_is_not_there_is_told() -> None:
    far = edit("add", uris=[uri("x")], where="position", position=9)
    lost = edit("add", uris=[uri("x")], where="after", after=uri("z"))
    assert codes(far.wish(state("abc"), FACTS)) == ["beyond-the-end"]
    assert codes(lost.wish(state("abc"), FACTS)) == ["no-such-neighbour"]


def test_every_occurrence_is_removed_and_nothing_else() -> None:
    asked = edit("remove", uris=[uri("b"), uri("z")])
    assert wanted(state("ab?b1c"), asked) == "a?1c"
    assert codes(asked.wish(state("ab"), FACTS)) == ["not-there"]
    assert edit("remove", uris=[uri("z")]).wish(state("ab"), FACTS).entries is None


def test_a_track_takes_the_first_place_of_those_it_replaces() -> None:
    asked = edit("replace", uris=[uri("b"), uri("d"), uri("z")], by=uri("x"))
    assert wanted(state("ab?b1dc"), asked) == "ax?1c"
    assert asked.wish(state("ac"), FACTS).entries is None, "where none of them stands nothing is wanted"


def test_a_track_that_stands_there_already_stays_where_it_is_when_it_replaces_others() -> None:
    asked = edit("replace", uris=[uri("b")], by=uri("c"))
    assert wanted(state("abdc"), asked) == "adc"
    assert codes(asked.wish(state("abdc"), FACTS)) == ["already-there"]


def test_a_local_file_is_neither_replaced_nor_put_in_a_place() -> None:
    found = edit("replace", uris=[uri("1"), uri("a")], by=uri("x")).wish(state("1ab"), FACTS)
    assert codes(found) == ["local-stays"]
    assert wanted(state("1ab"), edit("replace", uris=[uri("1"), uri("a")], by=uri("x"))) == "1xb"
    with pytest.raises(InputError, match="local file"):
        edit("replace", uris=[uri("a")], by=uri("1"))
    with pytest.raises(InputError, match="its own place"):
        edit("replace", uris=[uri("a")], by=uri("a"))


def test_a_local_file_that_is_to_be_removed_stays_and_is_told() -> None:
    found = lower(state("a1b"), edit("remove", uris=[uri("1"), uri("a")]).wish(state("a1b"), FACTS))
    assert names(found.desired) == "1b"
    assert [note.code for note in found.notes] == ["keeps-local"]


def test_sorting_goes_by_names_as_people_read_them() -> None:
    facts = known(a="The Zoo", b="élan", c="Élan (live)", d="AARDVARK")
    assert wanted(state("abcd"), edit("sort", by="title"), facts) == "dbca"
    assert wanted(state("abcd"), edit("sort", by="title", descending=True), facts) == "acbd"


def test_equals_keep_their_order_and_the_unknown_stand_last() -> None:
    facts = known(a="same", b="Same", d="before")
    sort = edit("sort", by="title")
    assert wanted(state("xabyd"), sort, facts) == "dabxy"
    assert wanted(state("xabyd"), edit("sort", by="title", descending=True), facts) == "abdxy"
    assert [note.text for note in sort.wish(state("xabyd"), facts).notes] == [
        "2 entries have no known title: last, in their present order."
    ]


def test_local_and_unavailable_entries_keep_their_places_in_a_sorted_list() -> None:
    facts = known(a="1", b="2", c="3")
    found = lower(state("c1b?a"), edit("sort", by="title").wish(state("c1b?a"), facts))
    assert names(found.desired) == "a1b?c"
    assert found.notes == ()


@pytest.mark.parametrize(
    ("by", "expected"),
    [("artist", "bca"), ("album", "cab"), ("released", "bac"), ("duration", "acb"), ("added", "abc")],
)
def test_there_are_six_ways_to_sort(by: str, expected: str) -> None:
    tracks = {
        uri("a"): Track(
            uri("a"), "t", artists=(Artist(None, "Z"),), album=Album(None, "M", None, "1999-05"), duration_ms=1
        ),
        uri("b"): Track(
            uri("b"), "t", artists=(Artist(None, "A"),), album=Album(None, "Z", None, "1999"), duration_ms=3
        ),
        uri("c"): Track(
            uri("c"), "t", artists=(Artist(None, "B"),), album=Album(None, "A", None, "2001"), duration_ms=2
        ),
    }
    assert wanted(state("abc"), edit("sort", by=by), Facts(TODAY, tracks)) == expected
    assert wanted(state("abc"), edit("sort", by="added", descending=True), Facts(TODAY, tracks)) == "cba"


@pytest.mark.parametrize(
    ("keep", "expected"), [("first", "abcd"), ("last", "cbda"), ("oldest", "abcd"), ("cheapest", "abcd")]
)
def test_of_several_the_one_asked_for_stays(keep: str, expected: str) -> None:
    assert wanted(state("abcbda"), edit("deduplicate", keep=keep)) == expected


def test_the_oldest_is_told_by_its_date() -> None:
    at = state("abca")
    turned = at.with_entries((at.entries[3], *at.entries[1:3], at.entries[0]))
    assert wanted(turned, edit("deduplicate", keep="oldest")) == "bca"
    assert wanted(turned, edit("deduplicate", keep="first")) == "abc"


def test_the_dates_that_go_are_counted_and_local_files_stay_twice() -> None:
    wish = edit("deduplicate").wish(state("a1b1ab"), FACTS)
    assert [note.text for note in wish.notes] == [
        "1 local file stands there more than once: they cannot be removed.",
        "2 tracks lose their dates: Spotify removes every occurrence, so that one is put back.",
    ]


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ((1, 2, 4), "cabde"),
        ((1, 2, 6), "cdeab"),
        ((4, 1, 1), "dabce"),
        ((2, 2, 3), "abcde"),
        ((4, 9, 1), "deabc"),
        ((9, 1, 1), "abcde"),
    ],
)
def test_a_stretch_is_moved(move: tuple[int, int, int], expected: str) -> None:
    start, length, before = move
    assert wanted(state("abcde"), edit("reorder", how="move", start=start, length=length, before=before)) == expected


def test_an_order_is_turned_round_or_shuffled_by_its_seed() -> None:
    assert wanted(state("a1b?"), edit("reorder", how="reverse")) == "?b1a"
    shuffled = wanted(state("abcdefgh"), edit("reorder", how="shuffle", seed="x"))
    assert shuffled != "abcdefgh"
    assert wanted(state(shuffled), edit("reorder", how="shuffle", seed="x")) == shuffled
    assert wanted(state("abcdefgh"), edit("reorder", how="shuffle", seed="y")) != shuffled


def described(name: str = "Monday Mix", description: str | None = "Old & new") -> PlaylistState:
    return state("abc", Details(name, description, public=True, collaborative=False))


def test_a_pattern_fills_in_what_is_known() -> None:
    facts = Facts(TODAY, number=7, of=40)
    asked = edit("details", name="{number:3}/{of} {name} ({count})", description="{{as of}} {date}, {description}")
    wish = asked.wish(described(), facts)
    assert wish.name == "007/40 Monday Mix (3)"
    assert wish.description == "{as of} 2026-11-02, Old & new"


def test_words_are_replaced_in_the_name_the_description_or_both() -> None:
    here = described("Mix of 2025 (2025)", "For 2025")
    asked = {"find": "2025", "replace": r"20\26"}
    assert edit("details", **asked).wish(here, FACTS).name == r"Mix of 20\26 (20\26)"
    both = edit("details", **asked, within="both").wish(here, FACTS)
    assert both.description == r"For 20\26"
    swapped = edit("details", find=r"(\w+) of (\d+).*", replace=r"\2 \1", regex=True)
    assert swapped.wish(here, FACTS).name == "2025 Mix"
    assert edit("details", find="MIX", replace="Mix", ignore_case=True).wish(here, FACTS).name is None


def test_what_spotify_would_refuse_stays_and_is_told() -> None:
    empty = edit("details", find="Old & new", replace="", within="description").wish(described(), FACTS)
    assert (empty.description, codes(empty)) == (None, ["empty-description"])
    nameless = edit("details", find=".*", replace="", regex=True).wish(described(), FACTS)
    assert (nameless.name, codes(nameless)) == (None, ["empty-name"])
    long = edit("details", name="{name}" * 20).wish(described(), FACTS)
    assert (long.name, codes(long)) == (None, ["long-name"])


def test_a_description_that_is_not_provided_is_not_guessed() -> None:
    here = described(description=None)
    asked = edit("details", name="{name} {description}", find="z", replace="y", within="both")
    assert asked.wish(here, FACTS).name is None
    assert set(codes(asked.wish(here, FACTS))) == {"not-provided"}


def test_only_private_playlists_are_collaborative() -> None:
    public = described()
    made = edit("visibility", collaborative=True).wish(public, FACTS)
    assert (made.public, made.collaborative, codes(made)) == (False, True, ["made-private"])
    shared = replace(public, details=replace(public.details, public=False, collaborative=True))
    stays = edit("visibility", public=True).wish(shared, FACTS)
    assert (stays.public, codes(stays)) == (None, ["stays-private"])
    assert edit("visibility", public=True, collaborative=False).wish(shared, FACTS).public is True


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"kind": "melt"},
        {"kind": "add"},
        {"kind": "add", "uris": []},
        {"kind": "add", "uris": ["a song"]},
        {"kind": "add", "uris": [uri("1")]},
        {"kind": "add", "uris": [uri("a")], "where": "position"},
        {"kind": "add", "uris": [uri("a")], "position": 2},
        {"kind": "add", "uris": [uri("a")], "where": "position", "position": True},
        {"kind": "add", "uris": [uri("a")], "where": "after"},
        {"kind": "add", "uris": [uri("a")], "colour": "red"},
        {"kind": "sort"},
        {"kind": "sort", "by": "mood"},
        {"kind": "sort", "by": "title", "descending": "yes"},
        {"kind": "reorder", "how": "move", "start": 1},
        {"kind": "reorder", "how": "reverse", "start": 1, "before": 2},
        {"kind": "visibility"},
        {"kind": "visibility", "public": True, "collaborative": True},
        {"kind": "details"},
        {"kind": "details", "name": "{colour}"},
        {"kind": "details", "name": "{name"},
        {"kind": "details", "find": "a"},
        {"kind": "details", "find": "", "replace": "b"},
        {"kind": "details", "find": "(a*)*", "replace": "b", "regex": True},
        {"kind": "details", "find": "a", "replace": r"\1", "regex": True},
        {"kind": "details", "name": "x" * 501},
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        edit_from_document(document)


def test_every_kind_has_a_text_and_words() -> None:
    expected = ["add", "deduplicate", "details", "remove", "renew", "reorder", "replace", "sort", "visibility"]
    assert list(kinds()) == expected
    assert all(kind.text for kind in kinds().values())
