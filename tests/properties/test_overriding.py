"""A waiting plan that is changed by hand: each thing that is said holds, and nothing else moves."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.compose import lower_state
from playwarden.domain.operations import SetDetails, entries_after
from playwarden.domain.overriding import Change, Leave, Override, changed_details, overridden, sayable
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.plan import plan
from playwarden.domain.playlist import Cover, Details, Entry, PlaylistState
from playwarden.kit.errors import InputError
from tests.properties.playlists import START, edited, entries


def state(listed: tuple[Entry, ...]) -> PlaylistState:
    return PlaylistState(Details("a", "about", public=False), listed)


def uris(found: PlaylistState) -> list[str | None]:
    return [one.uri for one in found.entries]


@st.composite
def said(draw: st.DrawFn) -> tuple[PlaylistState, PlaylistState, list[Change]]:
    """What stands there, what is wished, and changes that fit."""
    before, after = draw(edited(12))
    now = state(entries(before))
    wished = lower_state(now, state(entries(after))).desired
    out = unpaired(now.entries, pair(now.entries, wished.entries))
    kept = [index for index in out if draw(st.booleans())]
    changes = [Change("keep", now.entries[index].uri, index + 1) for index in kept]
    rest = list(range(len(wished.entries)))
    dropped = [index for index in rest if wished.entries[index].addable and draw(st.integers(0, 4)) == 0]
    changes += [Change("drop", wished.entries[index].uri, index + 1) for index in dropped]
    put = [index for index in rest if index not in dropped and draw(st.integers(0, 4)) == 0]
    length = len(rest) - len(dropped) + len(kept)
    places = draw(st.lists(st.integers(1, max(1, length)), min_size=len(put), max_size=len(put), unique=True))
    changes += [
        Change("put", wished.entries[index].uri, index + 1, place) for index, place in zip(put, places, strict=True)
    ]
    return now, wished, draw(st.permutations(changes))


@settings(deadline=None, max_examples=150)
@given(said())
def test_what_is_dropped_goes_what_is_kept_stays_and_what_is_put_stands_there(
    drawn: tuple[PlaylistState, PlaylistState, list[Change]],
) -> None:
    now, wished, changes = drawn
    found = overridden(now, wished, changes)
    by = {verb: [one for one in changes if one.verb == verb] for verb in ("drop", "keep", "put")}
    expected = Counter(uris(wished)) - Counter(one.uri for one in by["drop"]) + Counter(one.uri for one in by["keep"])
    assert Counter(uris(found)) == expected
    assert all(found.entries[(one.at or 0) - 1].uri == one.uri for one in by["put"])
    assert found.details == wished.details


@settings(deadline=None, max_examples=150)
@given(said())
def test_what_nothing_is_said_of_stays_in_its_order(
    drawn: tuple[PlaylistState, PlaylistState, list[Change]],
) -> None:
    now, wished, changes = drawn
    places = {one.position - 1 for one in changes if one.verb != "keep"}
    named = {one.uri for one in changes}
    rest = [one.uri for index, one in enumerate(wished.entries) if index not in places and one.uri not in named]
    assert [uri for uri in uris(overridden(now, wished, changes)) if uri not in named] == rest


@settings(deadline=None, max_examples=100)
@given(said())
def test_the_order_in_which_it_is_said_does_not_matter(
    drawn: tuple[PlaylistState, PlaylistState, list[Change]],
) -> None:
    now, wished, changes = drawn
    assert overridden(now, wished, changes) == overridden(now, wished, changes[::-1])


@settings(deadline=None, max_examples=100)
@given(said())
def test_it_can_be_planned_and_the_plan_leads_there(
    drawn: tuple[PlaylistState, PlaylistState, list[Change]],
) -> None:
    now, wished, changes = drawn
    desired = lower_state(now, overridden(now, wished, changes)).desired
    made = plan(now, desired)
    after = now.entries
    for operation in made.operations:
        after = entries_after(after, operation)
    assert [one.uri for one in after] == uris(desired) == uris(overridden(now, wished, changes))


@settings(deadline=None, max_examples=50)
@given(edited(12))
def test_without_a_word_it_stays_as_it_is_and_every_line_can_be_spoken_of(lists: tuple[list[str], list[str]]) -> None:
    now = state(entries(lists[0]))
    wished = lower_state(now, state(entries(lists[1]))).desired
    assert overridden(now, wished, ()) == wished
    for sign, place, entry in sayable(plan(now, wished)):
        overridden(
            now, wished, [Change("keep" if sign == "-" else "put", entry.uri, place, None if sign == "-" else 1)]
        )


@settings(deadline=None, max_examples=30)
@given(said())
def test_what_was_changed_is_written_down_and_read_again(
    drawn: tuple[PlaylistState, PlaylistState, list[Change]],
) -> None:
    made = Override("member:1 (Ada)", START, "because", tuple(drawn[2]), "a" * 64, "b" * 64)
    assert Override.from_document(made.to_document()) == made


NOW, WISHED = state(entries("abcL")), state(tuple(Entry(f"spotify:track:{name}") for name in "abx"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([Change("drop", "spotify:track:b", 1)], "does not stand at 1"),
        ([Change("drop", "spotify:track:b", 9)], "does not stand at 9"),
        ([Change("keep", "spotify:track:a", 1)], "does not take out"),
        ([Change("drop", "spotify:track:a", 1), Change("put", "spotify:track:a", 1, 2)], "named twice"),
        ([Change("put", "spotify:track:a", 1, 2), Change("put", "spotify:track:b", 2, 2)], "Two entries are put at 2"),
        ([Change("put", "spotify:track:a", 1, 5)], "no position 5"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(changes: list[Change], words: str) -> None:
    wished = lower_state(NOW, WISHED).desired
    with pytest.raises(InputError, match=words):
        overridden(NOW, wished, changes)


def test_a_local_file_cannot_be_dropped() -> None:
    wished = lower_state(NOW, WISHED).desired
    place = next(index for index, one in enumerate(wished.entries) if not one.addable)
    with pytest.raises(InputError, match="local file"):
        overridden(NOW, wished, [Change("drop", wished.entries[place].uri, place + 1)])


def test_a_detail_that_is_left_stays_as_it_is_and_the_others_are_set() -> None:
    wished = PlaylistState(Details("b", "new", public=False), NOW.entries)
    found = overridden(NOW, wished, [Leave("description")])
    assert found == PlaylistState(Details("b", "about", public=False), NOW.entries)
    assert plan(NOW, found).operations == (SetDetails(name="b"),)


def test_a_cover_that_is_left_is_not_sent() -> None:
    wished = PlaylistState(Details("b", "about", public=False, cover=Cover(sha256="c" * 64)), NOW.entries)
    assert changed_details(NOW.details, wished.details) == ("name", "cover")
    assert plan(NOW, overridden(NOW, wished, [Leave("cover")])).operations == (SetDetails(name="b"),)


def test_of_a_playlist_that_is_to_be_made_all_but_the_name_can_be_left() -> None:
    wished = PlaylistState(Details("b", "new", public=True), WISHED.entries)
    found = overridden(None, wished, [Leave("public"), Leave("description")])
    assert found.details == Details("b")
    with pytest.raises(InputError, match="needs its name"):
        overridden(None, wished, [Leave("name")])


def test_only_a_detail_that_is_set_can_be_left() -> None:
    with pytest.raises(InputError, match="does not set the name"):
        overridden(NOW, lower_state(NOW, WISHED).desired, [Leave("name")])


def test_what_was_left_is_written_down_and_read_again() -> None:
    made = Override("member:1 (Ada)", START, "because", (Leave("cover"),), "a" * 64, "b" * 64)
    assert Override.from_document(made.to_document()) == made


def test_only_what_is_put_says_where_to() -> None:
    with pytest.raises(InputError, match="'at'"):
        Change("drop", "spotify:track:a", 1, 2)
    with pytest.raises(InputError, match="'at'"):
        Change("put", "spotify:track:a", 1)
