"""Playlists as a whole: creating, details, libraries, and the two modes."""

from collections.abc import Iterator

import pytest

from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Quirks
from tests.sandboxes import Caller, started


class TestCreating:
    def test_without_a_description_it_gets_the_text_null(self, me: Caller) -> None:
        made = me.write("POST", "/me/playlists", {"name": "New"})
        assert (made["description"], made["public"], made["owner"]["id"]) == ("null", True, "listener1")

    def test_it_stands_first_in_the_list(self, me: Caller) -> None:
        playlist = me.new_playlist()
        page = me.get("/me/playlists", limit=1)
        assert page["items"][0]["id"] == playlist
        assert page["total"] == 17

    def test_it_needs_a_name(self, me: Caller) -> None:
        assert me.ask("POST", "/me/playlists", {}).status == 400

    def test_the_11001st_is_refused(self) -> None:
        with started(playlists_per_account=11_000, accounts=1) as sandbox:
            answer = Caller.connected(sandbox).ask("POST", "/me/playlists", {"name": "One more"})
            assert answer.status == 403

    def test_making_one_for_a_user_is_removed(self, me: Caller) -> None:
        assert me.ask("POST", "/users/listener1/playlists", {"name": "New"}).status == 403


class TestDetails:
    def test_descriptions_come_back_escaped_and_names_do_not(self, me: Caller) -> None:
        playlist = me.new_playlist()
        me.write("PUT", f"/playlists/{playlist}", {"name": "R&B / Soul", "description": "Tom's R&B / Soul <3"})
        read = me.get(f"/playlists/{playlist}")
        assert read["name"] == "R&B / Soul"
        assert read["description"] == "Tom&#x27;s R&amp;B &#x2F; Soul &lt;3"

    def test_an_empty_description_is_refused(self, me: Caller) -> None:
        playlist = me.new_playlist()
        assert me.ask("PUT", f"/playlists/{playlist}", {"description": ""}).status == 400
        assert me.get(f"/playlists/{playlist}")["description"] == "for a test"

    def test_an_empty_name_is_refused(self, me: Caller) -> None:
        assert me.ask("PUT", f"/playlists/{me.new_playlist()}", {"name": ""}).status == 400

    @pytest.mark.parametrize("text", ["Buy followers now", "two\nlines", "x" * 301])
    def test_some_texts_are_refused(self, me: Caller, text: str) -> None:
        assert me.ask("PUT", f"/playlists/{me.new_playlist()}", {"description": text}).status == 400

    def test_absent_keys_stay(self, me: Caller) -> None:
        playlist = me.new_playlist()
        me.write("PUT", f"/playlists/{playlist}", {"public": False})
        read = me.get(f"/playlists/{playlist}")
        assert (read["name"], read["description"], read["public"]) == ("Test", "for a test", False)

    def test_a_collaborative_list_is_private(self, me: Caller) -> None:
        assert me.ask("PUT", f"/playlists/{me.new_playlist()}", {"collaborative": True}).status == 400

    @pytest.mark.parametrize("change", [{"name": "Other"}, {"description": "other"}, {"public": False}])
    def test_every_change_of_details_changes_the_snapshot_id(self, me: Caller, change: dict[str, object]) -> None:
        playlist = me.new_playlist()
        before = me.get(f"/playlists/{playlist}")["snapshot_id"]
        me.write("PUT", f"/playlists/{playlist}", change)
        assert me.get(f"/playlists/{playlist}")["snapshot_id"] != before

    def test_identical_content_can_have_different_snapshot_ids(self, me: Caller) -> None:
        uris = me.tracks(3)
        playlist = me.new_playlist(uris)
        before = me.get(f"/playlists/{playlist}")["snapshot_id"]
        for start, to in ((0, 3), (2, 0)):
            me.write("PUT", f"/playlists/{playlist}/items", {"range_start": start, "insert_before": to})
        assert me.uris(playlist) == uris
        assert me.get(f"/playlists/{playlist}")["snapshot_id"] != before

    def test_reading_changes_nothing(self, me: Caller) -> None:
        first = me.get("/me/playlists", limit=50)
        for each in first["items"]:
            me.get(f"/playlists/{each['id']}")
        assert me.get("/me/playlists", limit=50) == first

    def test_fields_of_a_playlist_without_its_items(self, me: Caller) -> None:
        playlist = me.new_playlist(me.tracks(2))
        assert set(me.get(f"/playlists/{playlist}", fields="snapshot_id,items.total")) == {"snapshot_id", "items"}
        assert set(me.get(f"/playlists/{playlist}", fields="snapshot_id,name")) == {"snapshot_id", "name"}


class TestLibrary:
    def test_deleting_is_removing_from_the_library(self, me: Caller) -> None:
        playlist = me.new_playlist()
        uri = f"spotify:playlist:{playlist}"
        assert me.get("/me/library/contains", uris=uri) == [True]
        me.write("DELETE", f"/me/library?uris={uri}")
        assert me.get("/me/library/contains", uris=uri) == [False]
        assert playlist not in [each["id"] for each in me.get("/me/playlists", limit=50)["items"]]
        assert me.get(f"/playlists/{playlist}")["name"] == "Test"

    def test_it_can_be_followed_again(self, me: Caller) -> None:
        playlist = me.new_playlist()
        for method in ("DELETE", "PUT"):
            me.write(method, f"/me/library?uris=spotify:playlist:{playlist}")
        assert me.get("/me/playlists", limit=1)["items"][0]["id"] == playlist

    def test_tracks_are_saved_and_taken_out(self, me: Caller) -> None:
        uri = me.tracks(1)[0]
        me.sandbox.advance(60)
        me = Caller(me.sandbox, me.tokens)
        me.write("DELETE", f"/me/library?uris={uri}")
        me.write("PUT", f"/me/library?uris={uri}")
        assert me.get("/me/tracks", limit=1)["items"][0]["track"]["uri"] == uri
        me.write("DELETE", f"/me/library?uris={uri}")
        assert me.get("/me/library/contains", uris=uri) == [False]

    def test_at_most_40_at_once(self, me: Caller) -> None:
        assert me.ask("PUT", "/me/library", uris=",".join(me.tracks(41))).status == 400

    def test_followed_artists_come_by_cursor(self, me: Caller) -> None:
        first = me.get("/me/following", type="artist", limit=2)["artists"]
        second = me.get("/me/following", type="artist", limit=2, after=first["cursors"]["after"])["artists"]
        assert not {each["id"] for each in first["items"]} & {each["id"] for each in second["items"]}

    def test_without_the_scope_private_lists_do_not_show(self, sandbox: Running, me: Caller) -> None:
        shown = Caller.connected(sandbox, scope="user-read-private").get("/me/playlists", limit=50)
        assert shown["total"] < me.get("/me/playlists", limit=50)["total"]
        assert all(each["public"] for each in shown["items"])


REMOVED = [
    ("GET", "/tracks?ids={track}"),
    ("GET", "/artists?ids={artist}"),
    ("GET", "/albums?ids={album}"),
    ("GET", "/users/listener2"),
    ("GET", "/users/listener2/playlists"),
    ("GET", "/artists/{artist}/top-tracks"),
    ("GET", "/markets"),
    ("GET", "/browse/new-releases"),
    ("GET", "/playlists/{playlist}/tracks"),
    ("GET", "/playlists/{playlist}/followers/contains"),
    ("PUT", "/playlists/{playlist}/followers"),
    ("DELETE", "/playlists/{playlist}/followers"),
    ("GET", "/me/tracks/contains?ids={track}"),
    ("PUT", "/me/tracks?ids={track}"),
    ("DELETE", "/me/tracks?ids={track}"),
    ("GET", "/me/following/contains?type=artist&ids={artist}"),
]


def filled(me: Caller, path: str) -> str:
    track = me.get(f"/tracks/{me.tracks(1)[0][14:]}")
    return path.format(
        track=track["id"],
        artist=track["artists"][0]["id"],
        album=track["album"]["id"],
        playlist=me.sandbox.playlists_of("listener1")[0],
    )


class TestModes:
    @pytest.mark.parametrize(("method", "path"), REMOVED)
    def test_removed_calls_are_refused_in_development_mode(self, me: Caller, method: str, path: str) -> None:
        answer = me.ask(method, filled(me, path))
        assert (answer.status, answer.json) == (403, {"error": {"status": 403, "message": "Forbidden"}})

    @pytest.mark.parametrize(("method", "path"), REMOVED)
    def test_removed_calls_are_served_in_extended_mode(self, method: str, path: str) -> None:
        with started(mode="extended") as sandbox:
            me = Caller.connected(sandbox)
            assert me.ask(method, filled(me, path)).status == 200

    @pytest.mark.parametrize("mode", ["development", "extended"])
    @pytest.mark.parametrize("path", ["/audio-features", "/recommendations", "/browse/featured-playlists"])
    def test_what_is_gone_for_every_new_app_is_refused_in_both(self, mode: str, path: str) -> None:
        with started(mode=mode) as sandbox:
            assert Caller.connected(sandbox).ask("GET", path).status == 403

    def test_removed_fields_are_absent_not_empty(self, me: Caller) -> None:
        track = me.get(f"/tracks/{me.tracks(1)[0][14:]}")
        artist = me.get(f"/artists/{track['artists'][0]['id']}")
        album = me.get(f"/albums/{track['album']['id']}")
        playlist = me.get(f"/playlists/{me.sandbox.playlists_of('listener1')[0]}")
        gone = {"popularity", "available_markets", "linked_from", "followers", "preview_url"}
        for shape in (track, track["album"], artist, album, playlist):
            assert not gone & set(shape)
        assert track["external_ids"]["isrc"]
        assert not {"email", "country", "product", "followers"} & set(me.get("/me"))

    def test_removed_fields_are_there_in_extended_mode(self) -> None:
        with started(mode="extended") as sandbox:
            me = Caller.connected(sandbox)
            track = me.get(f"/tracks/{me.tracks(1)[0][14:]}")
            assert {"popularity", "available_markets", "preview_url"} <= set(track)
            assert {"followers", "popularity"} <= set(me.get(f"/artists/{track['artists'][0]['id']}"))
            assert {"country", "product", "followers"} <= set(me.get("/me"))

    def test_entries_hold_item_and_the_deprecated_track(self, me: Caller) -> None:
        entry = me.get(f"/playlists/{me.sandbox.playlists_of('listener1')[0]}/items", limit=1)["items"][0]
        assert entry["item"] == entry["track"]

    def test_the_old_path_holds_track_alone(self) -> None:
        with started(mode="extended") as sandbox:
            me = Caller.connected(sandbox)
            page = me.get(f"/playlists/{sandbox.playlists_of('listener1')[0]}/tracks")
            assert len(page["items"]) == 100
            assert "item" not in page["items"][0]

    def test_lists_name_the_total_under_items_and_in_extended_mode_under_tracks_too(self, me: Caller) -> None:
        assert "tracks" not in me.get("/me/playlists")["items"][0]
        with started(mode="extended") as sandbox:
            shown = Caller.connected(sandbox).get("/me/playlists")["items"][0]
            assert shown["tracks"]["total"] == shown["items"]["total"]

    def test_artist_albums_come_10_a_page_albums_before_singles_newest_first(self, me: Caller) -> None:
        artist = filled(me, "{artist}")
        assert me.ask("GET", f"/artists/{artist}/albums", limit=11).status == 400
        albums = me.get(f"/artists/{artist}/albums", limit=10, include_groups="album,single")["items"]
        assert [each["album_type"] for each in albums] == sorted(each["album_type"] for each in albums)
        for kind in ("album", "single"):
            dates = [each["release_date"] for each in albums if each["album_type"] == kind]
            assert dates == sorted(dates, reverse=True)

    def test_one_world_may_hold_apps_of_both_modes(self, sandbox: Running) -> None:
        app = sandbox.control("POST", "apps", {"mode": "extended", "developer": "dev-9"})
        assert Caller.connected(sandbox, client_id=app["client_id"]).ask("GET", "/markets").status == 200


class TestLags:
    """Times are the sandbox's; its clock stands still here and is moved by hand."""

    @pytest.fixture
    def slow(self) -> Iterator[Caller]:
        with started(quirks=Quirks(), rate=0.0) as sandbox:
            yield Caller.connected(sandbox)

    def test_items_are_the_old_ones_for_0_6_seconds(self, slow: Caller) -> None:
        playlist = slow.sandbox.playlists_of("listener1")[0]
        before = slow.get(f"/playlists/{playlist}/items")["total"]
        slow.write("POST", f"/playlists/{playlist}/items", {"uris": slow.tracks(2)})
        assert slow.get(f"/playlists/{playlist}/items")["total"] == before
        slow.sandbox.advance(0.6)
        assert slow.get(f"/playlists/{playlist}/items")["total"] == before + 2

    def test_writes_act_on_the_truth_not_on_what_shows(self, slow: Caller) -> None:
        uris = slow.tracks(3)
        playlist = slow.new_playlist(uris)
        slow.write("PUT", f"/playlists/{playlist}/items", {"range_start": 2, "insert_before": 0})
        assert slow.sandbox.uris(playlist) == [uris[place] for place in (2, 0, 1)]

    def test_a_new_snapshot_id_shows_after_30_seconds_and_a_third_one_before(self, slow: Caller) -> None:
        playlist = slow.sandbox.playlists_of("listener1")[0]

        def shown() -> set[str]:
            listed = slow.get("/me/playlists", limit=1)["items"][0]
            assert listed["id"] == playlist
            return {listed["snapshot_id"], slow.get(f"/playlists/{playlist}")["snapshot_id"]}

        old = shown()
        new = slow.write("POST", f"/playlists/{playlist}/items", {"uris": slow.tracks(1)})["snapshot_id"]
        assert shown() == old
        slow.sandbox.advance(15)
        between = shown()
        assert not between & {new, *old}
        slow.sandbox.advance(15)
        assert shown() == {new}

    def test_the_list_shows_old_details_for_a_moment_the_playlist_itself_the_new(self, slow: Caller) -> None:
        playlist = slow.sandbox.playlists_of("listener1")[0]
        slow.write("PUT", f"/playlists/{playlist}", {"name": "Other"})
        assert slow.get(f"/playlists/{playlist}")["name"] == "Other"
        assert slow.get("/me/playlists", limit=1)["items"][0]["name"] != "Other"
        slow.sandbox.advance(2)
        assert slow.get("/me/playlists", limit=1)["items"][0]["name"] == "Other"

    def test_a_list_page_may_lag_by_minutes(self, slow: Caller) -> None:
        slow.sandbox.quirks(list_lag=300)
        playlist = slow.sandbox.playlists_of("listener1")[0]
        old = slow.get("/me/playlists", limit=1)["items"][0]
        slow.write("PUT", f"/playlists/{playlist}", {"name": "Other"})
        slow.sandbox.advance(299)
        assert slow.get("/me/playlists", limit=1)["items"][0] == old
        slow.sandbox.advance(60)
        assert slow.get("/me/playlists", limit=1)["items"][0]["name"] == "Other"

    def test_a_list_page_may_lack_descriptions(self, slow: Caller) -> None:
        slow.sandbox.quirks(list_descriptions=False)
        assert {each["description"] for each in slow.get("/me/playlists", limit=50)["items"]} == {""}

    def test_a_clock_set_back_makes_nothing_vanish(self, slow: Caller) -> None:
        uris = slow.tracks(3)
        playlist = slow.new_playlist(uris)
        slow.sandbox.advance(-86_400)
        assert slow.uris(playlist) == uris
        truth = slow.sandbox.playlist(playlist)["snapshot_id"]
        assert slow.get(f"/playlists/{playlist}")["snapshot_id"] == truth
