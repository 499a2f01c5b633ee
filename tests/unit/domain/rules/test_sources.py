"""Sources offer their tracks in order; a mix deals them by its shares."""

from datetime import timedelta
from typing import Any

import pytest

from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.given import Heard, Need
from playwarden.domain.rules.memory import NOTHING
from playwarden.domain.rules.reading import read
from tests.unit.domain.rules.music import HERE, NOW, THERE, given, names, offers, track, uri

LETTERS = "abcdefghijkl"
WORLD = given(
    [track(name) for name in LETTERS],
    {HERE: "abcdefgh", THERE: "aijkl"},
    plays={
        uri("a"): Heard(tuple(NOW - timedelta(days=100 + n) for n in range(5, 0, -1))),
        uri("b"): Heard((NOW - timedelta(days=5), NOW - timedelta(days=4), NOW - timedelta(days=3))),
        uri("c"): Heard((NOW - timedelta(days=80), NOW - timedelta(days=1))),
        uri("d"): Heard((NOW - timedelta(days=70),)),
    },
    more={
        Need("saved"): offers("dc"),
        Need("top", "short"): offers("ba"),
        Need("releases", "followed", 7, "album,single"): offers("lk"),
        Need("album", "spotify:album:" + "b" * 22): offers("ef"),
        Need("artist", "spotify:artist:" + "a" * 22): offers("gh"),
        Need("search", "calm piano", 2): offers("ji"),
        Need("file", "mine.csv"): offers("fa"),
        Need("rules", "Other"): offers("cb"),
    },
)


def offered(*sources: dict[str, Any]) -> str:
    document = {"version": 1, "name": "Test", "sources": list(sources)}
    return names(derive(read(document), WORLD, NOTHING).items)


def playlist(*links: str) -> dict[str, Any]:
    return {"step": "playlist", "playlists": list(links)}


@pytest.mark.parametrize(
    ("source", "tracks"),
    [
        (playlist(HERE), "abcdefgh"),
        (playlist(THERE, HERE), "aijklbcdefgh"),
        ({"step": "saved"}, "dc"),
        ({"step": "top", "range": "short"}, "ba"),
        ({"step": "plays", "pick": "most", "days": 36_500}, "abcd"),
        ({"step": "plays", "pick": "most", "days": 30}, "bc"),
        ({"step": "plays", "pick": "recent", "days": 30}, "cb"),
        ({"step": "plays", "pick": "forgotten", "days": 60}, "ad"),
        ({"step": "plays", "pick": "forgotten", "days": 60, "times": 2}, "a"),
        ({"step": "releases", "days": 7}, "lk"),
        ({"step": "album_tracks", "albums": ["spotify:album:" + "b" * 22]}, "ef"),
        ({"step": "artist_tracks", "artists": ["https://open.spotify.com/artist/" + "a" * 22 + "?si=1"]}, "gh"),
        ({"step": "search", "words": "calm piano", "pages": 2}, "ji"),
        ({"step": "tracks", "tracks": [uri("c"), uri("a")]}, "ca"),
        ({"step": "csv", "file": "mine.csv"}, "fa"),
        ({"step": "rule_set", "rule_set": "Other"}, "cb"),
    ],
    ids=str,
)
def test_a_source_offers_its_tracks_in_order(source: dict[str, Any], tracks: str) -> None:
    assert offered(source) == tracks


def test_sources_follow_each_other_and_a_track_is_offered_once() -> None:
    assert offered(playlist(THERE), {"step": "saved"}, playlist(HERE)) == "aijkldcbefgh"


def parts(*of: dict[str, Any], way: str = "shares") -> dict[str, Any]:
    return {"step": "mix", "parts": list(of), "way": way}


def test_a_mix_by_shares_holds_them_at_every_beginning_of_the_list() -> None:
    two, one = {"share": 2, "sources": [playlist(HERE)]}, {"sources": [playlist(THERE)]}
    assert offered(parts(two, one)) == "abicdjefkghl"


def test_a_mix_in_turn_takes_so_many_of_each_part() -> None:
    first = {"take": 3, "sources": [playlist(HERE)]}
    second = {"take": 2, "sources": [playlist(THERE)]}
    assert offered(parts(first, second, way="in_turn")) == "abci"


def test_a_mix_round_robin_goes_on_with_whoever_is_left() -> None:
    assert (
        offered(parts({"sources": [{"step": "saved"}]}, {"sources": [playlist(THERE)]}, way="round_robin")) == "dacijkl"
    )


def test_a_part_has_steps_of_its_own() -> None:
    step = {"step": "in_playlist", "playlists": [THERE], "not": True}
    part = {"sources": [playlist(HERE)], "steps": [step], "take": 2}
    assert offered(parts(part, {"sources": [{"step": "saved"}]}, way="in_turn")) == "bcd"
