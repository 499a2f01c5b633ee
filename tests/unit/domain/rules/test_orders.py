"""Orders put tracks where their words say, and lose none."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from playwarden.domain.audio import Audio
from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.given import Given, Heard
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.order.by_key import apart, wheel
from playwarden.domain.rules.spacing import spaced
from tests.unit.domain.rules.music import NOW, given, names, rules, track, uri

WORLD = given(
    [
        track("a", "Zoë", title="Über", released="2001", ms=300_000),
        track("b", "adam", title="alpha", released="1999-05", ms=100_000),
        track("c", "Mia", title="Beta", released=None, ms=200_000),
    ],
    plays={uri("b"): Heard((NOW,)), uri("a"): Heard((NOW - timedelta(days=2), NOW - timedelta(days=1)))},
    audio={uri(n): Audio(tempo=t, key=k, major=True) for n, t, k in (("a", 120.0, 0), ("b", 90.0, 7))},
)


def laid(step: dict[str, Any], world: Given = WORLD) -> str:
    return names(derive(rules(order=[step]), world, NOTHING).items)


@pytest.mark.parametrize(
    ("step", "order"),
    [
        ({"step": "keep"}, "abc"),
        ({"step": "sort", "by": "title"}, "bca"),
        ({"step": "sort", "by": "artist"}, "bca"),
        ({"step": "sort", "by": "released"}, "bac"),
        ({"step": "sort", "by": "released", "descending": True}, "abc"),
        ({"step": "sort", "by": "duration"}, "bca"),
        ({"step": "sort", "by": "plays", "descending": True}, "abc"),
        ({"step": "sort", "by": "last_played", "descending": True}, "bac"),
        ({"step": "sort", "by": "tempo"}, "bac"),
        ({"step": "sort", "by": "tempo", "descending": True}, "abc"),
        ({"step": "arc", "feature": "tempo", "shape": "falling"}, "abc"),
        ({"step": "arc", "feature": "tempo", "shape": "rising"}, "bac"),
        ({"step": "by_key"}, "abc"),
    ],
    ids=str,
)
def test_an_order_puts_tracks_where_its_words_say(step: dict[str, Any], order: str) -> None:
    assert laid(step) == order


def test_a_wave_begins_and_ends_low_and_is_high_between() -> None:
    letters = "abcdefgh"
    world = given([track(n) for n in letters], audio={uri(n): Audio(energy=i / 10) for i, n in enumerate(letters)})
    order = laid({"step": "arc", "feature": "energy", "shape": "wave"}, world)
    levels = [letters.index(name) for name in order]
    top = levels.index(7)
    assert levels[:top] == sorted(levels[:top])
    assert levels[top:] == sorted(levels[top:], reverse=True)
    assert {levels[0], levels[-1]} == {0, 1}


def test_a_shuffle_is_the_same_within_a_period_and_another_in_the_next() -> None:
    tracks = [track(n) for n in "abcdefghijklmnop"]
    one = laid({"step": "shuffle"}, given(tracks, seed="1 2026-W48"))
    assert laid({"step": "shuffle"}, given(tracks, seed="1 2026-W48")) == one
    assert laid({"step": "shuffle"}, given(tracks, seed="1 2026-W49")) != one
    assert sorted(one) == sorted("abcdefghijklmnop")


def test_a_track_that_joins_moves_no_other_in_a_shuffle() -> None:
    tracks = [track(n) for n in "abcdefghijklmnop"]
    before = laid({"step": "shuffle"}, given(tracks[1:], seed="x"))
    assert laid({"step": "shuffle"}, given(tracks, seed="x")).replace("a", "") == before


def test_keys_next_to_each_other_on_the_circle_of_fifths_are_neighbours() -> None:
    c, g, a_minor, f_sharp = wheel(0, major=True), wheel(7, major=True), wheel(9, major=False), wheel(6, major=True)
    assert apart(c, g) == 1
    assert apart(c, a_minor) == 1
    assert apart(c, f_sharp) == 6


ARTISTS = st.lists(st.sampled_from("abcd"), max_size=14)


def nearest(kinds: list[str]) -> int:
    """How many others stand between the two nearest of a kind."""
    places = [(i, j) for i in range(len(kinds)) for j in range(i + 1, len(kinds)) if kinds[i] == kinds[j]]
    return min((j - i - 1 for i, j in places), default=99)


def possible(kinds: list[str], gap: int) -> bool:
    """Whether so many others can stand between two of a kind: the most frequent ones set the frame."""
    counts = [kinds.count(kind) for kind in set(kinds)]
    most = max(counts, default=0)
    return not kinds or len(kinds) >= (most - 1) * (gap + 1) + counts.count(most)


@settings(max_examples=400)
@drawn(ARTISTS, st.integers(1, 3))
def test_artists_stand_apart_wherever_that_is_possible(kinds: list[str], gap: int) -> None:
    order = spaced(range(len(kinds)), [(kind,) for kind in kinds], gap, {})
    assert sorted(order) == list(range(len(kinds)))
    if possible(kinds, gap):
        assert nearest([kinds[place] for place in order]) >= gap


@drawn(ARTISTS, st.integers(1, 3))
def test_what_stands_apart_already_is_left_in_its_order(kinds: list[str], gap: int) -> None:
    once = spaced(range(len(kinds)), [(kind,) for kind in kinds], gap, {})
    if possible(kinds, gap):
        assert spaced(once, [(kind,) for kind in kinds], gap, {}) == once


def test_tracks_that_are_pinned_count_when_artists_are_spaced() -> None:
    kinds = [("a",), ("b",), ("c",), ("a",)]
    assert spaced([0, 1, 2], kinds, 1, {1: 3}) == [1, 2, 0]
