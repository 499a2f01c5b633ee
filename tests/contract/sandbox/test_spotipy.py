"""A foreign client, spotipy, lives its whole playlist life against the sandbox."""

import base64
import io
from collections.abc import Iterator

import pytest
import spotipy
from PIL import Image

from playwarden.sandbox.running import Running
from tests.sandboxes import connect, started


def client(sandbox: Running, account: str = "listener1") -> spotipy.Spotify:
    made = spotipy.Spotify(auth=connect(sandbox, account).access_token, retries=0, status_retries=0)
    made.prefix = sandbox.api_url + "/"
    return made


@pytest.fixture(params=["development", "extended"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[spotipy.Spotify, Running]]:
    with started(mode=request.param) as sandbox:
        yield client(sandbox), sandbox


@pytest.fixture
def life(served: tuple[spotipy.Spotify, Running]) -> tuple[spotipy.Spotify, Running, str, list[str]]:
    """A new playlist with six tracks found by search."""
    spotify, sandbox = served
    found = [
        track["uri"]
        for word in ("golden", "silver", "rain")
        for track in spotify.search(word, limit=10)["tracks"]["items"]
    ]
    uris = list(dict.fromkeys(found))[:8]
    playlist = spotify.current_user_playlist_create("Life", public=False, description="from outside")["id"]
    spotify.playlist_add_items(playlist, uris[:6])
    return spotify, sandbox, playlist, uris


def held(spotify: spotipy.Spotify, playlist: str) -> list[str]:
    page = spotify.playlist_items(playlist)
    found = list(page["items"])
    while page["next"]:
        page = spotify.next(page)
        found += page["items"]
    return [entry["track"]["uri"] for entry in found]


Life = tuple[spotipy.Spotify, Running, str, list[str]]


class TestLife:
    def test_create_and_read(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        read = spotify.playlist(playlist)
        assert (read["name"], read["description"], read["public"]) == ("Life", "from outside", False)
        assert held(spotify, playlist) == uris[:6]

    def test_add_at_a_position(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        spotify.playlist_add_items(playlist, uris[6:8], position=1)
        assert held(spotify, playlist) == [uris[0], *uris[6:8], *uris[1:6]]

    def test_reorder(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        snapshot = spotify.playlist_reorder_items(playlist, 0, 6, range_length=2)["snapshot_id"]
        assert held(spotify, playlist) == [*uris[2:6], *uris[:2]]
        spotify.playlist_reorder_items(playlist, 4, 0, range_length=2, snapshot_id=snapshot)
        assert held(spotify, playlist) == uris[:6]

    def test_replace(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        spotify.playlist_replace_items(playlist, uris[3:8])
        assert held(spotify, playlist) == uris[3:8]

    def test_remove(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        spotify.playlist_add_items(playlist, [uris[0]])
        spotify.playlist_remove_all_occurrences_of_items(playlist, [uris[0]])
        assert held(spotify, playlist) == uris[1:6]

    def test_removing_one_occurrence_removes_all(self, life: Life) -> None:
        spotify, _, playlist, uris = life
        spotify.playlist_add_items(playlist, [uris[0]])
        spotify.playlist_remove_specific_occurrences_of_items(playlist, [{"uri": uris[0], "positions": [6]}])
        assert held(spotify, playlist) == uris[1:6]

    def test_details(self, life: Life) -> None:
        spotify, _, playlist, _ = life
        spotify.playlist_change_details(playlist, name="After", description="Tom's", public=True)
        read = spotify.playlist(playlist)
        assert (read["name"], read["description"], read["public"]) == ("After", "Tom&#x27;s", True)

    def test_cover(self, life: Life) -> None:
        spotify, _, playlist, _ = life
        written = io.BytesIO()
        Image.new("RGB", (64, 64), "teal").save(written, "JPEG")
        before = spotify.playlist_cover_image(playlist)
        spotify.playlist_upload_cover_image(playlist, base64.b64encode(written.getvalue()))
        assert spotify.playlist_cover_image(playlist) != before

    def test_more_than_one_page(self, life: Life) -> None:
        spotify, sandbox, playlist, uris = life
        sandbox.edit(playlist, do="insert", uris=uris * 20)
        assert held(spotify, playlist) == [*uris[:6], *(uris * 20)]

    def test_the_list_of_playlists(self, life: Life) -> None:
        spotify, _, playlist, _ = life
        assert spotify.current_user_playlists(limit=5)["items"][0]["id"] == playlist

    def test_following_and_saving_go_through_the_library(self, life: Life) -> None:
        spotify, sandbox, _, uris = life
        theirs = sandbox.playlists_of("listener2")[1]
        spotify.current_user_follow_playlist(theirs)
        assert sandbox.playlists_of("listener1")[0] == theirs
        spotify.current_user_saved_tracks_delete([uris[0]])
        spotify.current_user_saved_tracks_add([uris[0]])
        assert spotify.current_user_saved_tracks_contains([uris[0]]) == [True]

    def test_looking_around(self, life: Life) -> None:
        spotify, _, _, uris = life
        track = spotify.track(uris[0])
        assert spotify.album(track["album"]["id"])["tracks"]["items"]
        assert spotify.artist(track["artists"][0]["id"])["name"] == track["artists"][0]["name"]
        assert spotify.me()["id"] == "listener1"
        assert spotify.current_user_recently_played(limit=5)["items"]
        assert spotify.current_user_top_tracks(limit=5)["items"]
        assert spotify.current_user_followed_artists(limit=5)["artists"]["items"]


class TestRemovedCalls:
    """What spotipy still calls by the old names."""

    def test_unfollowing_is_refused_in_development_mode(self) -> None:
        with started() as sandbox:
            spotify = client(sandbox)
            playlist = spotify.current_user_playlist_create("Mine")["id"]
            with pytest.raises(spotipy.SpotifyException) as refused:
                spotify.current_user_unfollow_playlist(playlist)
            assert refused.value.http_status == 403
            assert playlist in sandbox.playlists_of("listener1")

    def test_unfollowing_deletes_in_extended_mode(self) -> None:
        with started(mode="extended") as sandbox:
            spotify = client(sandbox)
            playlist = spotify.current_user_playlist_create("Mine")["id"]
            spotify.current_user_unfollow_playlist(playlist)
            assert playlist not in sandbox.playlists_of("listener1")

    def test_batch_reads_are_refused_in_development_mode_and_served_in_extended(self) -> None:
        with started() as sandbox:
            spotify = client(sandbox)
            uri = spotify.search("golden")["tracks"]["items"][0]["uri"]
            with pytest.raises(spotipy.SpotifyException) as refused:
                spotify.tracks([uri])
            assert refused.value.http_status == 403
        with started(mode="extended") as sandbox:
            assert client(sandbox).tracks([uri])["tracks"][0]["uri"] == uri
