"""Size, rotation, pins, shares and modes: who stands in the playlist from period to period."""

from datetime import timedelta
from typing import Any

from playwarden.domain.rules.checking import check
from playwarden.domain.rules.deriving import Derived, derive
from playwarden.domain.rules.given import Given, Heard, Need
from playwarden.domain.rules.memory import NOTHING, Came, Memory
from tests.unit.domain.rules.music import HERE, NOW, THERE, given, names, offers, rules, track, uri

LETTERS = "abcdefghijklmnop"
TRACKS = [track(letter, letter.upper()) for letter in LETTERS]


def world(lists: dict[str, str] | None = None, *, week: int = 0, **facts: Any) -> Given:
    return given(TRACKS, lists, today=NOW.date() + timedelta(weeks=week), **facts)


def weeks(number: int, lists: dict[str, str] | None = None, **document: Any) -> list[str]:
    """What stands there week after week."""
    memory, told = NOTHING, []
    for week in range(number):
        derived = derive(rules(**document), world(lists, week=week), memory)
        memory = derived.memory
        told.append(names(derived.items))
    return told


def test_without_rotation_the_first_ones_stand_there() -> None:
    assert weeks(2, size=3) == ["abc", "abc"]


def test_rotation_replaces_so_many_in_each_period_in_the_places_of_those_that_leave() -> None:
    assert weeks(4, {HERE: "abcdef"}, size=3, rotation={"replace": 1}) == ["abc", "dbc", "dac", "dab"]


def test_what_left_does_not_return_before_its_time() -> None:
    told = weeks(5, {HERE: "abcde"}, size=3, rotation={"replace": 1, "no_return_days": 14})
    assert told == ["abc", "dbc", "dec", "dea", "bea"]


def test_where_too_few_can_come_fewer_leave() -> None:
    assert weeks(3, {HERE: "abcd"}, size=3, rotation={"replace": 3, "no_return_days": 60}) == ["abc", "dbc", "dbc"]


def test_a_track_that_came_in_is_protected_for_its_days() -> None:
    told = weeks(4, {HERE: "abcdef"}, size=3, rotation={"replace": 1, "protect_days": 14})
    assert told == ["abc", "abc", "dbc", "dac"]


def test_the_least_played_go_first() -> None:
    plays = {uri("a"): Heard((NOW,)), uri("c"): Heard((NOW,))}
    document: dict[str, Any] = {"size": 3, "rotation": {"replace": 1, "leave": "least_played"}}
    first = derive(rules(**document), world({HERE: "abcd"}), NOTHING)
    then = derive(rules(**document), world({HERE: "abcd"}, week=1, plays=plays), first.memory)
    assert names(then.items) == "adc"


def test_a_track_that_no_longer_passes_leaves_at_once_and_is_replaced() -> None:
    document: dict[str, Any] = {"size": 3, "rotation": {"replace": 1}}
    first = derive(rules(**document), world(), NOTHING)
    blocked = derive(rules(**document), world(blocked=frozenset({uri("b")})), first.memory)
    assert names(blocked.items) == "acd"
    assert blocked.chosen.left == {uri("b"): "filter"}


def test_what_stands_there_stays_when_its_source_offers_it_no_longer() -> None:
    document: dict[str, Any] = {"size": 3, "rotation": {"replace": 1}}
    first = derive(rules(**document), world(), NOTHING)
    then = derive(rules(**document), world({HERE: "xyzdef"[3:]}, week=1), first.memory)
    assert names(then.items) == "dbc"


def test_pins_stand_at_their_places_and_take_no_part_in_rotation() -> None:
    pins = [{"track": uri("p"), "position": 1}, {"track": uri("b"), "position": 3}]
    assert weeks(3, size=4, rotation={"replace": 1}, pins=pins) == ["pabc", "pdbc", "pdba"]


def test_a_pin_behind_the_end_stands_at_the_end() -> None:
    pins = [{"track": uri("p"), "position": 9}, {"track": uri("o"), "position": 10}]
    assert weeks(1, {HERE: "ab"}, pins=pins) == ["abpo"]


def mix(**rest: Any) -> dict[str, Any]:
    one = {"share": 2, "sources": [{"step": "playlist", "playlists": [HERE]}]}
    other = {"share": 1, "sources": [{"step": "playlist", "playlists": [THERE]}]}
    return {"sources": [{"step": "mix", "parts": [one, other]}], **rest}


def test_shares_hold_in_every_week_of_a_rotation() -> None:
    told = weeks(6, {HERE: "abcdefgh", THERE: "ijklmnop"}, **mix(size=6, rotation={"replace": 2}))
    assert all(sum(name in "abcdefgh" for name in each) == 4 for each in told)
    assert len(set(told)) == 6


def test_shares_hold_whatever_a_later_step_does_to_the_order() -> None:
    told = weeks(
        1,
        {HERE: "abcdefgh", THERE: "ijklmnop"},
        **mix(size=3, steps=[{"step": "sort", "by": "title", "descending": True}]),
    )
    assert told == ["phg"]


def test_a_part_that_has_too_few_leaves_its_places_to_the_others() -> None:
    assert weeks(1, {HERE: "a", THERE: "ijklmnop"}, **mix(size=4)) == ["aijk"]


def test_no_artist_stands_twice_though_one_of_them_came_last_week() -> None:
    tracks = [track("a", "A"), track("b", "B"), track("c", "A"), track("d", "D")]
    document: dict[str, Any] = {"size": 2, "rotation": {"replace": 1}, "steps": [{"step": "at_most", "number": 1}]}
    memory = Memory((Came(uri("b"), NOW.date()), Came(uri("a"), NOW.date())), {}, "2026-W47")
    then = derive(rules(**document), given(tracks, {HERE: "cd"}), memory)
    assert names(then.items) == "da", "c is by the artist of a, so d comes for b"


def test_with_fewer_than_the_floor_it_says_so() -> None:
    derived = derive(rules(floor=5), world({HERE: "ab"}), NOTHING)
    assert derived.short == "The rules come to 2 of at least 5 tracks, so the playlist is left as it is."


def run(mode: str, current: str, lists: dict[str, str], memory: Memory = NOTHING, **rest: Any) -> Derived:
    sources = {} if mode != "clean" else {"sources": None}
    document = {"mode": mode, **rest, **sources}
    if mode == "clean":
        from playwarden.domain.rules.reading import read

        return derive(read({"version": 1, "name": "x", "mode": mode, **rest}), world(lists), memory, offers(current))
    return derive(rules(**document), world(lists), memory, offers(current))


def test_append_adds_what_is_new_and_takes_nothing_out() -> None:
    assert names(run("append", "xa", {HERE: "abc"}).items) == "xabc"
    assert names(run("append", "xa", {HERE: "abc"}, add_at="top").items) == "bcxa"
    assert names(run("append", "xa", {HERE: "abc"}, size=3).items) == "xab"


def test_append_does_not_bring_back_what_somebody_took_out() -> None:
    first = run("append", "", {HERE: "abc"})
    assert names(run("append", "ac", {HERE: "abcd"}, first.memory).items) == "acd"


def test_clean_filters_and_orders_what_is_there() -> None:
    steps = [{"step": "artist", "artists": ["B"], "not": True}, {"step": "sort", "by": "title"}]
    assert names(run("clean", "cbac", {}, steps=steps).items) == "acc"


def test_mirror_is_the_other_list_doubles_and_all() -> None:
    assert names(run("mirror", "x", {HERE: "cabc"}).items) == "cabc"


def test_the_tests_beside_rules_say_what_is_not_so() -> None:
    tests: list[dict[str, Any]] = [
        {"name": "long enough", "least": 2, "most": 3},
        {"name": "not so", "least": 5, "holds": uri("p"), "lacks": uri("a"), "lacks_artists": "b"},
        {"name": "nobody twice", "no_artist_twice": True},
        {"name": "apart", "apart": 1},
    ]
    tracks = [track("a", "A"), track("b", ("B", "A")), track("c", "C")]
    found = check(derive(rules(tests=tests), given(tracks), NOTHING), given(tracks))
    assert [one.holds for one in found] == [True, False, False, False]
    assert found[1].faults == (
        "there are 3 tracks, not at least 5",
        f"not in: {uri('p')}",
        "in, though they are to be out: A - Song a",
        "by artists who are to be out: B, A - Song b",
    )
    assert found[3].faults == (
        "fewer than 1 other between two of one artist: 'A - Song a' at 1 and 'B, A - Song b' at 2",
    )


def test_another_rule_set_is_a_source_like_any_other() -> None:
    source = {"step": "rule_set", "rule_set": "Other"}
    facts = world(more={Need("rules", "Other"): offers("ba")})
    assert names(derive(rules(sources=[source]), facts, NOTHING).items) == "ba"
