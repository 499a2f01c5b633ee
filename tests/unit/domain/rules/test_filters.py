"""Each filter keeps what its words say; what is not known stays or goes as the step says."""

from datetime import timedelta
from typing import Any

import pytest

from playwarden.domain.audio import Audio
from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.given import Given, Heard, Need
from playwarden.domain.rules.memory import NOTHING
from tests.unit.domain.rules.music import NOW, THERE, artist_uri, given, names, offers, rules, track, uri

WORLD = given(
    [
        track("a", "Björk", title="Jóga", released="1997-09-15", ms=305_000, isrc="I1", explicit=False),
        track("b", "Björk", title="Joga (Live)", released="1997", ms=303_000, isrc="I2", explicit=None),
        track("c", ("Nas", "Björk"), title="One Mic", released="2001-12", ms=268_000, isrc="I1", explicit=True),
        track("d", "Nas", title="N.Y. State of Mind", released=None, ms=None, album="Illmatic"),
        track("e", "The XX", title="Intro", released="2009-08-14", ms=127_000, album="xx"),
        track("f", "The XX", title="Intro", released="2009-08-14", ms=129_500, album="Intro EP"),
    ],
    {THERE: "ac"},
    plays={
        uri("a"): Heard((NOW - timedelta(days=400), NOW - timedelta(days=90))),
        uri("b"): Heard((NOW - timedelta(days=3), NOW - timedelta(days=2), NOW - timedelta(days=1))),
    },
    plays_from=NOW - timedelta(days=500),
    audio={uri("a"): Audio(energy=0.3), uri("c"): Audio(energy=0.9)},
    playable={uri("a"): True, uri("b"): False},
    buckets={artist_uri("Björk"): frozenset({"Icelandic"}), uri("c"): frozenset({"hip hop"})},
    moods={uri("e"): frozenset({"calm"})},
    more={Need("saved"): offers("be")},
)


def kept(step: dict[str, Any], world: Given = WORLD) -> str:
    return names(derive(rules(step), world, NOTHING).items)


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ({"step": "in_playlist", "playlists": [THERE]}, "ac"),
        ({"step": "in_playlist", "playlists": [THERE], "not": True}, "bdef"),
        ({"step": "artist", "artists": ["bjork"]}, "abc"),
        ({"step": "artist", "artists": [artist_uri("Nas")]}, "cd"),
        ({"step": "artist", "artists": ["the xx", artist_uri("Nas")], "not": True}, "ab"),
        ({"step": "album", "albums": ["illmatic"]}, "d"),
        ({"step": "title", "patterns": ["joga"]}, "ab"),
        ({"step": "title", "patterns": ["Mind", "mic"]}, "cd"),
        ({"step": "title", "patterns": ["/^intro$/"]}, "ef"),
        ({"step": "title", "patterns": ["/\\(live\\)/"], "not": True}, "acdef"),
        ({"step": "explicit"}, "c"),
        ({"step": "explicit", "not": True}, "a"),
        ({"step": "explicit", "not": True, "unknown": "in"}, "abdef"),
        ({"step": "duration", "least": "2:10", "most": 300}, "c"),
        ({"step": "duration", "least": "2:10", "unknown": "in"}, "abcd"),
        ({"step": "duration", "least": "5:00", "not": True}, "cef"),
        ({"step": "released", "from": 1998}, "cef"),
        ({"step": "released", "until": "1997"}, "ab"),
        ({"step": "released", "from": "1997-06", "until": "1999"}, "a"),
        ({"step": "released", "from": "1997-06", "until": "1999", "unknown": "in"}, "abd"),
        ({"step": "released", "from": "1997-06", "not": True, "unknown": "in"}, "bd"),
        ({"step": "playable"}, "a"),
        ({"step": "playable", "unknown": "in"}, "acdef"),
        ({"step": "played", "within_days": 60}, "b"),
        ({"step": "played", "not": True, "within_days": 60}, "acdef"),
        ({"step": "played", "least": 2, "most": 2}, "a"),
        ({"step": "played", "least": 0, "most": 2}, "acdef"),
        ({"step": "liked"}, "be"),
        ({"step": "liked", "not": True}, "acdf"),
        ({"step": "genre", "buckets": ["icelandic"]}, "abc"),
        ({"step": "genre", "buckets": ["Hip Hop"]}, "c"),
        ({"step": "genre", "buckets": ["hip hop"], "not": True}, "ab"),
        ({"step": "mood", "moods": ["calm"], "unknown": "in"}, "abcdef"),
        ({"step": "audio", "feature": "energy", "least": 0.5}, "c"),
        ({"step": "audio", "feature": "energy", "least": 0.5, "unknown": "in"}, "bcdef"),
        ({"step": "duplicates", "by": "id"}, "abcdef"),
        ({"step": "duplicates", "by": "isrc"}, "abdef"),
        ({"step": "duplicates", "by": "likeness"}, "abcde"),
        ({"step": "at_most", "number": 1}, "ade"),
        ({"step": "at_most", "number": 1, "of": "first_artist"}, "ace"),
        ({"step": "at_most", "number": 1, "of": "album"}, "abcdef"),
        ({"step": "first", "number": 2}, "ab"),
        ({"step": "all", "steps": [{"step": "liked"}, {"step": "artist", "artists": ["Björk"]}]}, "b"),
        ({"step": "any", "steps": [{"step": "liked"}, {"step": "artist", "artists": ["Nas"]}]}, "bcde"),
        ({"step": "none", "steps": [{"step": "liked"}, {"step": "artist", "artists": ["Nas"]}]}, "af"),
        (
            {
                "step": "any",
                "not": True,
                "steps": [{"step": "none", "steps": [{"step": "liked"}]}, {"step": "explicit", "unknown": "in"}],
            },
            "",
        ),
    ],
    ids=str,
)
def test_a_filter_keeps_what_its_words_say(step: dict[str, Any], left: str) -> None:
    assert kept(step) == left


def test_a_track_added_within_so_many_days_is_kept_and_of_an_unknown_day_it_is_not_known() -> None:
    world = given(
        [track(name) for name in "abc"],
        more={Need("playlist", "spotify:playlist:" + "h" * 22): (*offers("ab", days_ago=10), *offers("c"))},
    )
    assert kept({"step": "added", "within_days": 9}, world) == "b"
    assert kept({"step": "added", "within_days": 9, "unknown": "in"}, world) == "bc"
    assert kept({"step": "added", "until": "2026-11-16"}, world) == "a"


def test_a_track_that_the_catalogue_does_not_know_passes_no_filter_that_asks_for_a_fact() -> None:
    world = given([track("a", released="2020")], {"spotify:playlist:" + "h" * 22: "ax"})
    assert kept({"step": "released", "from": "2000"}, world) == "a"
    assert kept({"step": "released", "from": "2000", "unknown": "in"}, world) == "ax"
    assert kept({"step": "in_playlist", "playlists": [THERE], "not": True}, world) == "ax"


def test_the_blocklist_stands_before_every_step_and_can_be_left_aside() -> None:
    world = given([track("a", "A"), track("b", ("B", "A")), track("c", "C")], blocked=frozenset({artist_uri("A")}))
    assert names(derive(rules(), world, NOTHING).items) == "c"
    assert names(derive(rules(blocklist=False), world, NOTHING).items) == "abc"


def test_filters_that_look_at_each_track_alone_give_the_same_in_any_order() -> None:
    one, other = {"step": "liked", "not": True}, {"step": "released", "from": "1997", "unknown": "in"}
    assert derive(rules(one, other), WORLD, NOTHING).items == derive(rules(other, one), WORLD, NOTHING).items
