"""What a rule set costs in a week is told before it is chosen, by how the API pages."""

from datetime import timedelta
from typing import Any

import pytest

from playwarden.domain.rules.given import Need
from playwarden.domain.rules.pricing import (
    ALBUMS_PAGE,
    CHECKED_DAYS,
    LISTS_A_WEEK,
    Extent,
    Known,
    Price,
    need_words,
    playlist_calls,
    price,
    reading_calls,
)
from playwarden.domain.rules.reading import read
from playwarden.engine.observe import reading_cost
from playwarden.engine.ports import sources
from playwarden.features.rules.list_keys import FRESH
from playwarden.features.rules.shelf import CHECKED
from tests.unit.domain.rules.music import HERE

LIST = Need("playlist", HERE)
FOLLOWED = Need("releases", "followed", 7, "album,single")
ARTIST = "spotify:artist:" + "a" * 22


def cost(known: Known, **rest: Any) -> Price:
    return price(read({"version": 1, "name": "Test", **rest}), known)


def lines(priced: Price) -> dict[str, float]:
    return {line.words: round(line.calls, 2) for line in priced.lines}


@pytest.mark.parametrize("total", [0, 1, 100, 101, 150, 151, 10_000])
def test_a_playlist_costs_what_the_engine_reads_it_with(total: int) -> None:
    assert playlist_calls(total) == reading_cost(total)


def test_lists_are_priced_as_long_as_they_are_good_for() -> None:
    assert timedelta(days=CHECKED_DAYS) == CHECKED
    assert timedelta(weeks=1) / FRESH == LISTS_A_WEEK


def test_pages_of_albums_are_as_long_as_the_engine_asks_for() -> None:
    assert ALBUMS_PAGE == sources.ALBUMS_PAGE


@pytest.mark.parametrize(
    ("need", "extent", "calls"),
    [
        (LIST, Extent(100), 1),
        (LIST, Extent(101), 2),
        (Need("saved"), Extent(0), 1),
        (Need("saved"), Extent(1_001), 21),
        (Need("top", "short"), None, 2),
        (Need("top", "short"), Extent(700), 2),
        (Need("top", "short"), Extent(50), 1),
        (Need("album", "x"), Extent(51), 2),
        (Need("artist", ARTIST), Extent(0, albums=0), 2),
        (Need("artist", ARTIST), Extent(0, albums=12), 3 + 12),
        (Need("search", "year:2026", 3), None, 3),
        (FOLLOWED, Extent(120, albums=9), 3 + 240 + 9),
        (Need("releases", ARTIST, 7, "album"), Extent(1, albums=2), 1 + 2),
        (Need("plays"), None, 0),
        (Need("file", "a.csv"), Extent(5_000), 0),
        (Need("buckets"), None, 0),
        (Need("audio"), None, 0),
        (Need("playable"), None, 0),
    ],
)
def test_a_list_costs_its_pages(need: Need, extent: Extent | None, calls: int) -> None:
    assert reading_calls(need, extent) == calls


def test_a_weekly_rotation_costs_its_looks_its_writes_and_their_proof() -> None:
    priced = cost(
        Known({LIST: Extent(320)}, length=50),
        sources=[{"step": "playlist", "playlists": [HERE]}],
        size=50,
        rotation={"replace": 2},
    )
    # one removal, two places to fill, one read that shows the fifty
    assert lines(priced) == {
        "looking at 2 playlists": 1 + reading_cost(320),
        "changing the playlist": 3,
        "reading back what was changed": 1,
    }
    assert priced.calls_a_week == 11
    assert priced.assumptions == (
        "Each refresh is taken to find something to change: one that finds nothing writes nothing.",
    )


def test_an_unchanged_list_costs_no_more_than_a_look_at_the_list_of_lists() -> None:
    pool = {"sources": [{"step": "playlist", "playlists": [HERE]}], "size": 50, "every": "day"}
    seldom = cost(Known({LIST: Extent(1_000, changes=0.5)}, length=50), **pool)
    always = cost(Known({LIST: Extent(1_000)}, length=50), **pool)
    assert lines(seldom)["looking at 2 playlists"] == 7 * 1 + 0.5 * reading_cost(1_000)
    assert lines(always)["looking at 2 playlists"] == 7 * (1 + reading_cost(1_000))


def test_a_shuffle_never_costs_more_than_replacing_and_two() -> None:
    shuffled = {"sources": [{"step": "saved"}], "size": 250, "order": [{"step": "shuffle"}]}
    priced = cost(Known({Need("saved"): Extent(400)}, length=250), **shuffled, rotation={"replace": 100})
    assert lines(priced)["changing the playlist"] == 3 + 2
    assert lines(priced)["reading back what was changed"] == reading_cost(250)


def test_without_dates_to_keep_a_change_costs_a_replacement_and_a_proof() -> None:
    rotating = {"sources": [{"step": "saved"}], "size": 30, "rotation": {"replace": 5}, "keep_dates": False}
    priced = cost(Known({Need("saved"): Extent(400)}, length=30), **rotating)
    assert lines(priced)["changing the playlist"] == 1
    assert lines(priced)["reading back what was changed"] == 1
    assert cost(Known({Need("saved"): Extent(400)}, length=30), **rotating | {"keep_dates": True}).first == (
        priced.first + 2
    )


def test_new_releases_are_asked_of_each_artist_and_each_album_is_read_once() -> None:
    releases = {"sources": [{"step": "releases", "days": 7}], "size": 20, "floor": 5}
    priced = cost(Known({FOLLOWED: Extent(80, albums=6)}), **releases)
    assert lines(priced)["new releases of 80 artists"] == 2 + 160 + 6
    daily = cost(Known({FOLLOWED: Extent(80, albums=6)}, times_a_week=7), **releases)
    assert lines(daily)["new releases of 80 artists"] == 7 * 162 + 6
    held = cost(Known({FOLLOWED: Extent(80, albums=6)}, times_a_week=7, releases_a_week=350), **releases)
    assert lines(held)["new releases of 80 artists"] == 350


def test_what_was_never_read_is_assumed_and_said() -> None:
    priced = cost(Known(), sources=[{"step": "releases", "days": 7}, {"step": "playlist", "playlists": [HERE]}])
    assert priced.assumptions == (
        "Whom the account follows was never read: 100 artists are assumed, each with a new release every ten weeks.",
        f"The playlist {HERE} was never read: 100 tracks are assumed.",
        "How long the playlist gets is not known: 100 tracks are assumed.",
        "Each refresh is taken to find something to change: one that finds nothing writes nothing.",
    )
    assert lines(priced)["new releases of 100 artists"] == 2 + 200 + 10


def test_rules_that_need_nothing_read_cost_their_own_playlist_alone() -> None:
    fixed = {"sources": [{"step": "tracks", "tracks": ["spotify:track:" + "a" * 22]}], "size": 1}
    assert lines(cost(Known(length=1), **fixed)) == {
        "looking at 1 playlist": 1,
        "changing the playlist": 3,
        "reading back what was changed": 1,
    }
    assert cost(Known(playlist=False), **fixed) == Price(0, 0, (), ())


def test_what_can_be_played_is_asked_of_every_list_page_by_page() -> None:
    asked = {"sources": [{"step": "playlist", "playlists": [HERE]}], "steps": [{"step": "playable"}], "size": 20}
    priced = cost(Known({LIST: Extent(120)}, length=20), **asked)
    assert lines(priced)["what can be played"] == 3
    assert priced.first == reading_cost(120) + 3 + 1 + 3 + 1
    daily = {"every": "day", **asked}
    seldom = cost(Known({LIST: Extent(120, changes=1)}, length=20), **daily)
    assert lines(seldom)["what can be played"] == 6.5
    clean = cost(Known(length=90), mode="clean", every="day", steps=[{"step": "playable"}])
    assert lines(clean)["what can be played"] == 7 * 2


def test_a_list_that_was_read_today_is_not_read_again() -> None:
    hourly = Known({Need("top", "short"): Extent(50)}, playlist=False, times_a_week=168)
    assert cost(hourly, sources=[{"step": "top", "range": "short"}]).calls_a_week == 9


def test_an_artists_albums_are_listed_anew_and_their_tracks_read_once() -> None:
    artist = {"sources": [{"step": "artist_tracks", "artists": [ARTIST]}]}
    priced = cost(Known({Need("artist", ARTIST): Extent(0, albums=25)}, playlist=False), **artist)
    assert lines(priced) == {"the albums of 1 artist": 4}
    assert priced.first == 4 + 25


def test_less_than_a_call_a_week_is_counted_in_parts_and_told_as_one() -> None:
    monthly = {"every": "month", "mode": "append", "sources": [{"step": "top", "range": "short"}]}
    priced = cost(Known({Need("top", "short"): Extent(50)}, length=30), **monthly)
    assert lines(priced)["top tracks"] == 0.23
    assert priced.calls_a_week == 1


def test_a_text_with_fields_costs_a_call_a_refresh_and_one_without_none() -> None:
    append = {"mode": "append", "sources": [{"step": "saved"}]}
    known = Known({Need("saved"): Extent(40)}, length=30)
    dated = cost(known, **append, texts={"name": "Week {week}"})
    assert lines(dated)["its name and description"] == 1
    assert "its name and description" not in lines(cost(known, **append, texts={"name": "Saved"}))


def test_another_rule_set_costs_what_it_needs_and_one_that_leads_back_to_itself_ends() -> None:
    inner = read(
        {"version": 1, "name": "Inner", "sources": [{"step": "saved"}, {"step": "rule_set", "rule_set": "Test"}]}
    )
    outer = {"sources": [{"step": "rule_set", "rule_set": "Inner"}]}
    itself = read({"version": 1, "name": "Test", **outer})
    known = Known({Need("saved"): Extent(130)}, playlist=False, others={"Inner": inner, "Test": itself})
    # of saved tracks the newest page alone: the others are known
    assert price(itself, known).calls_a_week == 1
    assert price(itself, known).first == 3


def test_the_first_refresh_reads_everything_and_writes_the_whole_list() -> None:
    priced = cost(
        Known({Need("album", "spotify:album:" + "a" * 22): Extent(12)}),
        sources=[{"step": "album_tracks", "albums": ["spotify:album:" + "a" * 22]}],
        size=12,
    )
    # the album; the creation, one insertion, one read that proves both
    assert priced.first == 1 + 2 + 1
    assert "album" not in "".join(lines(priced))


def test_needs_are_called_as_people_call_them() -> None:
    assert need_words(LIST, {HERE: "Morning"}) == "the playlist 'Morning'"
    assert need_words(FOLLOWED) == "new releases of the artists followed"
    assert need_words(Need("search", "year:2026", 2)) == "the search for 'year:2026'"
