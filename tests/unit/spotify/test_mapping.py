"""Whatever shape Spotify answers in, the same values come out; what is missing is 'not provided'."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from playwarden.domain.catalogue import Album, Artist
from playwarden.domain.playlist import EntryKind
from playwarden.kit.errors import SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.spotify import mapping
from playwarden.spotify.client import library, me, player, playlists, search, tracks
from tests.unit.spotify.recorded import every, needs_recordings, recorded

ADDED = "2024-05-16T20:46:24Z"


def track(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:022d}",
        "uri": f"spotify:track:{number:022d}",
        "type": "track",
        "name": f"Song {number}",
        "duration_ms": 1000,
        "explicit": False,
        "artists": [{"id": "a1", "name": "Ada"}, {"id": "a2", "name": "Ben"}],
        "album": {"id": "b1", "name": "Album", "images": [{"url": "https://i/1"}, {"url": "https://i/2"}]},
        "external_ids": {"isrc": "XX1234567890"},
        **more,
    }


LOCAL: dict[str, Any] = {
    "id": None,
    "uri": "spotify:local:Ada:Demo:Song:128",
    "type": "track",
    "name": "Song",
    "is_local": True,
    "artists": [{"id": None, "name": "Ada"}],
    "album": {"id": None, "name": "Demo", "images": []},
    "duration_ms": 128000,
    "external_ids": {},
}
EPISODE: dict[str, Any] = {
    "id": "e1",
    "uri": "spotify:episode:e1",
    "type": "episode",
    "name": "Part one",
    "show": {"id": "s1", "name": "Show", "publisher": "Radio"},
}


def line(inside: object, *, name: str = "item", **more: Any) -> dict[str, Any]:
    return {"added_at": ADDED, "added_by": {"id": "ada"}, "is_local": False, name: inside, **more}


def playlist(inside: object, *, name: str = "items", **more: Any) -> dict[str, Any]:
    return {
        "id": "p1",
        "name": "Rock &amp; Roll",
        "description": "a &amp;amp; b &#x27;c&#x27; &#x2F;",
        "owner": {"id": "ada", "display_name": "Ada"},
        "snapshot_id": "s1",
        "public": True,
        "collaborative": False,
        "images": [{"url": "https://i/cover"}],
        name: inside,
        **more,
    }


@pytest.mark.parametrize("outer", ["items", "tracks"])
@pytest.mark.parametrize("inner", ["item", "track"])
def test_both_names_of_everything_are_read(outer: str, inner: str) -> None:
    rows = [
        line(track(1), name=inner),
        line(None, name=inner),
        line(LOCAL, name=inner),
        line(EPISODE, name=inner),
        None,
    ]
    reading = mapping.reading(playlist({"total": 5, "items": rows}, name=outer))
    assert reading is not None
    assert reading.entries is not None
    assert [entry.kind for entry in reading.entries] == [
        EntryKind.TRACK,
        EntryKind.UNAVAILABLE,
        EntryKind.LOCAL,
        EntryKind.EPISODE,
        EntryKind.UNAVAILABLE,
    ]
    assert reading.entries[0].added_at == datetime(2024, 5, 16, 20, 46, 24, tzinfo=UTC)
    assert reading.entries[0].added_by == "ada"
    assert reading.head.total == 5
    assert [known.kind for known in reading.tracks] == ["track", "local", "episode"]


def test_item_wins_over_a_track_that_is_only_a_flag() -> None:
    assert mapping.entry(line(track(2), track=True)).uri == track(2)["uri"]


def test_only_the_description_is_unescaped_and_only_once() -> None:
    head = mapping.head(playlist({"total": 0}))
    assert head is not None
    assert head.name == "Rock &amp; Roll"
    assert head.description == "a &amp; b 'c' /"


@pytest.mark.parametrize("gone", ["description", "public", "images", "owner", "snapshot_id", "name", "items"])
def test_a_field_that_is_missing_or_null_is_not_provided(gone: str) -> None:
    document = playlist({"total": 3})
    for changed in ({**document, gone: None}, {name: value for name, value in document.items() if name != gone}):
        head = mapping.head(changed)
        assert head is not None
        if gone == "description":
            assert head.description is None
        if gone == "items":
            assert head.total is None


def test_an_empty_description_is_provided() -> None:
    head = mapping.head(playlist({"total": 0}, description=""))
    assert head is not None
    assert head.description == ""


def test_a_list_of_somebody_else_has_no_entries_rather_than_none_at_all() -> None:
    for document in (playlist({"total": 12}), playlist(None)):
        reading = mapping.reading(document)
        assert reading is not None
        assert reading.entries is None


def test_nulls_among_the_heads_are_skipped_and_counted() -> None:
    call = playlists.heads(offset=50)
    page, rows = call.read({"items": [None, playlist({"total": 1}), {"name": "no id"}], "total": 53})
    assert (len(page.heads), page.offset, page.total, rows) == (1, 50, 53, 3)


def test_a_page_without_a_total_goes_on_while_there_is_a_next_one() -> None:
    assert mapping.items_page({"items": [line(track())], "next": "https://x"}, offset=10).total == 12
    assert mapping.items_page({"items": [line(track())], "next": None}, offset=10).total == 11


@pytest.mark.parametrize("answer", [None, {}, [], "text", {"items": None}, {"error": {"status": 200}}])
def test_an_answer_without_rows_is_no_empty_page(answer: object) -> None:
    for call in (playlists.heads(offset=0), playlists.items(PlaylistId("p"), offset=0)):
        with pytest.raises(SpotifyUnavailable):
            call.read(answer)
    with pytest.raises(SpotifyUnavailable):
        playlists.playlist(PlaylistId("p")).read(answer)
    with pytest.raises(SpotifyUnavailable):
        tracks.track("t").read(answer)


def test_a_relinked_track_stands_for_the_one_in_the_list() -> None:
    assert mapping.entry(line(track(1, linked_from={"uri": "spotify:track:old"}))).uri == "spotify:track:old"


def test_a_uri_is_made_of_type_and_id_where_it_is_missing() -> None:
    assert mapping.entry(line({"type": "track", "id": "x"})).uri == "spotify:track:x"
    assert mapping.entry(line({"type": "ad", "id": "x"})).uri is None


def test_a_track_keeps_what_the_catalogue_wants() -> None:
    found = mapping.track(track())
    assert found is not None
    assert found.title == "Ada, Ben - Song 1"
    assert found.album == Album("b1", "Album", "https://i/1")
    assert (found.isrc, found.duration_ms, found.explicit) == ("XX1234567890", 1000, False)


def test_an_episode_is_credited_to_its_publisher() -> None:
    found = mapping.track(EPISODE)
    assert found is not None
    assert found.artists == (Artist(None, "Radio"),)


def test_the_same_track_is_told_once() -> None:
    assert len(mapping.tracks([track(1), track(1), None, track(2)])) == 2


@needs_recordings
def test_recorded_playlists_are_read() -> None:
    for name, total, first in (
        ("python-spotify/playlist_1.json", 1, "spotify:track:3ZL9gPzeCnKG9l5SB1SlcZ"),
        (
            "python-spotify/playlist_2.json",
            2,
            "spotify:local:Fugees+%28Refugee+Camp%29:The+Score:No+Woman%2C+No+Cry:273",
        ),
        ("python-spotify/playlist_3.json", 3, "spotify:track:4bEdcyI0l4zX2Ut5m5Xrhw"),
        ("rspotify/test_full_playlist_accepts_items_field.json", 5, "spotify:track:4rzfv0JLZfVhOhbSQ8o5jZ"),
    ):
        reading = mapping.reading(recorded(name))
        assert reading is not None
        assert reading.entries is not None
        assert (reading.head.total, reading.entries[0].uri) == (total, first), name
        assert reading.tracks


@needs_recordings
def test_recorded_entries_of_every_kind_are_read() -> None:
    nulls = mapping.items_page(
        recorded("exportify/nullTrackHandlers__playlists_4XOGDpHMrVoH33uJEwHWU5_tracks_9.json"), offset=0
    )
    assert (nulls.entries[0].uri, nulls.entries[0].added_by) == (None, None)
    episode = mapping.items_page(
        recorded("rspotify/test_deserialization_playlist_item_with_malformed_episodes.json"), offset=0
    )
    assert episode.entries[0].kind is EntryKind.EPISODE
    assert mapping.items_page(recorded("rspotify/test_null_item_in_page.json"), offset=0).entries[0].uri is None


@needs_recordings
def test_recorded_pages_are_read() -> None:
    page, rows = playlists.heads(offset=0).read(recorded("python-spotify/current_user_playlist_1.json"))
    assert (page.total, len(page.heads), rows) == (94, 48, 48)
    assert len(player.recently_played().read(recorded("python-spotify/recently_played_tracks.json")).rows) == 48
    assert len(library.saved_tracks().read(recorded("python-spotify/saved_tracks.json")).rows) == 48
    assert len(library.saved_albums().read(recorded("python-spotify/saved_albums.json")).rows) == 44
    assert len(me.followed_artists().read(recorded("python-spotify/followed_artists.json")).rows) == 48
    assert len(me.top_artists().read(recorded("python-spotify/top_artists.json")).rows) == 48
    assert len(me.top_tracks().read(recorded("python-spotify/top_tracks.json")).rows) == 48
    assert len(search.by_isrc("x").read(recorded("python-spotify/search.json"))) == 5
    assert me.profile().read(recorded("python-spotify/current_user.json")).extended
    playing = player.currently_playing().read(recorded("python-spotify/playback_4.json"))
    assert playing is not None
    assert playing.track is not None
    assert playing.track.kind == "local"
    assert playlists.cover(PlaylistId("p")).read(recorded("python-spotify/playlist_cover_image.json"))[0].width is None


@pytest.mark.parametrize("path", every(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_recorded_answer_breaks_any_reader(path: Path) -> None:
    document = recorded(f"{path.parent.name}/{path.name}")
    for call in (
        playlists.heads(offset=0),
        playlists.playlist(PlaylistId("p")),
        playlists.items(PlaylistId("p"), offset=0),
        playlists.cover(PlaylistId("p")),
        library.saved_tracks(),
        library.saved_albums(),
        library.contains(["spotify:track:x"]),
        me.profile(),
        me.top_artists(),
        me.followed_artists(),
        player.recently_played(),
        player.currently_playing(),
        search.by_isrc("x"),
        tracks.track("x"),
        tracks.artist("x"),
        tracks.album("x"),
    ):
        try:
            call.read(document)
        except SpotifyUnavailable:
            continue


@pytest.mark.parametrize("odd", [chr(0), chr(0xD83C), chr(0xDFA7)], ids=["NUL", "high half", "low half"])
def test_what_no_database_takes_is_replaced_in_every_text(odd: str) -> None:
    head = mapping.head({"id": "p", "name": f"A{odd}B", "description": f"x{odd}", "owner": {"display_name": odd}})
    assert head is not None
    assert (head.name, head.description, head.owner_name) == ("A\ufffdB", "x\ufffd", "\ufffd")
    track = mapping.track(
        {"uri": "spotify:track:t", "name": f"T{odd}", "artists": [{"id": "a", "name": f"{odd}rtist"}]}
    )
    assert track is not None
    assert (track.name, track.artists[0].name) == ("T\ufffd", "\ufffdrtist")


def test_other_odd_characters_stay() -> None:
    name = "a\nb\t\u200b\U0001f3a7\ufeff"
    head = mapping.head({"id": "p", "name": name})
    assert head is not None
    assert head.name == name
