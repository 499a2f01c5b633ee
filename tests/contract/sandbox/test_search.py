"""Search answers at most 10, understands field filters, and finds by ISRC."""

from typing import Any

import pytest

from playwarden.sandbox.api.search import words
from tests.sandboxes import Caller, started


@pytest.fixture
def track(me: Caller) -> dict[str, Any]:
    found: dict[str, Any] = me.get(f"/tracks/{me.tracks(1)[0][14:]}")
    return found


def found(me: Caller, q: str, kind: str = "track", **query: object) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = me.get("/search", q=q, type=kind, **query)[kind + "s"]["items"]
    return items


def test_five_unless_asked_and_ten_at_most(me: Caller) -> None:
    assert len(found(me, "the")) == 5
    assert len(found(me, "the", limit=10)) == 10
    assert me.ask("GET", "/search", q="the", type="track", limit=11).status == 400


def test_extended_mode_gives_fifty() -> None:
    with started(mode="extended") as sandbox:
        assert len(found(Caller.connected(sandbox), "the", limit=50)) == 50


def test_the_offset_ends_at_1000(me: Caller) -> None:
    me.get("/search", q="the", type="track", offset=1000)
    assert me.ask("GET", "/search", q="the", type="track", offset=1001).status == 400


def test_title_and_artist_find_the_track(me: Caller, track: dict[str, Any]) -> None:
    hits = found(me, f"track:{track['name']} artist:{track['artists'][0]['name']}")
    assert track["id"] in [each["id"] for each in hits]
    assert all(each["artists"][0]["name"] == track["artists"][0]["name"] for each in hits)


def test_quotes_end_a_filter(me: Caller, track: dict[str, Any]) -> None:
    hits = found(me, f'artist:"{track["artists"][0]["name"]}" {track["name"]}')
    assert track["id"] in [each["id"] for each in hits]


def test_an_isrc_finds_every_release_of_the_recording(me: Caller, track: dict[str, Any]) -> None:
    isrc = track["external_ids"]["isrc"]
    hits = found(me, f"isrc:{isrc}")
    assert track["id"] in [each["id"] for each in hits]
    assert {each["external_ids"]["isrc"] for each in hits} == {isrc}


def test_album_and_year_narrow(me: Caller, track: dict[str, Any]) -> None:
    year = track["album"]["release_date"][:4]
    query = f"album:{track['album']['name']} artist:{track['artists'][0]['name']}"
    assert track["id"] in [each["id"] for each in found(me, f"{query} year:{year}", limit=10)]
    assert found(me, f"{query} year:1900-1950") == []


def test_accents_and_capitals_do_not_matter(me: Caller) -> None:
    def names(q: str) -> list[str]:
        return [each["name"] for each in found(me, q, "artist", limit=10)]

    assert names("LUCIA") == names("Lucía") != []


def test_new_albums_of_an_artist_in_one_call(me: Caller, track: dict[str, Any]) -> None:
    me.sandbox.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z"})
    me = Caller.connected(me.sandbox)
    assert found(me, f"artist:{track['artists'][0]['name']} tag:new", "album") == []


def test_several_kinds_at_once(me: Caller) -> None:
    answer = me.get("/search", q="golden", type="track,album,artist")
    assert set(answer) == {"tracks", "albums", "artists"}


@pytest.mark.parametrize("query", [{"q": "", "type": "track"}, {"q": "x", "type": "colour"}, {"q": "x"}])
def test_wrong_searches_are_refused(me: Caller, query: dict[str, str]) -> None:
    assert me.ask("GET", "/search", None, body=None, **query).status == 400


def test_plain_words_find_what_holds_most_of_them_and_nothing_that_holds_few(me: Caller, track: dict[str, Any]) -> None:
    whole = f"{track['name']} {track['artists'][0]['name']}"
    assert track["id"] in [each["id"] for each in found(me, f"{whole} zzzz", limit=10)]
    assert found(me, f"{track['name'].split()[0]} zzzz yyyy xxxx wwww") == []


def test_words_of_any_script_are_words() -> None:
    assert words("Кино - Группа крови") == ["кино", "группа", "крови"]
    assert words("米津玄師「Lemon」") == ["米津玄師", "lemon"]
    assert words("Don't Stop") == words("DON’T STOP") == ["dont", "stop"]
