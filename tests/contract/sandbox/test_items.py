"""Entries are added, moved, replaced and removed as Spotify does it, with all that hurts in it."""

import pytest

from playwarden.sandbox.running import Running
from tests.sandboxes import Caller, started

LOCAL = "spotify:local:Garage+Days:Demos:Take+1:200"


@pytest.fixture
def ten(me: Caller) -> list[str]:
    return me.tracks(10)


def items(playlist: str) -> str:
    return f"/playlists/{playlist}/items"


def dates(me: Caller, playlist: str) -> dict[str | None, str]:
    return {entry["uri"]: entry["added_at"] for entry in me.sandbox.playlist(playlist)["entries"]}


class TestAdding:
    def test_a_block_goes_to_its_position(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:4])
        me.write("POST", items(playlist), {"uris": ten[4:6], "position": 1})
        assert me.uris(playlist) == [ten[0], ten[4], ten[5], *ten[1:4]]

    def test_without_a_position_it_goes_to_the_end(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:2])
        me.write("POST", items(playlist), {"uris": ten[2:4]})
        assert me.uris(playlist) == ten[:4]

    def test_a_bare_list_as_body_and_the_query_are_accepted(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist()
        me.write("POST", items(playlist), ten[:2])
        assert me.ask("POST", items(playlist), uris=",".join(ten[2:4]), position=0).status == 201
        assert me.uris(playlist) == [*ten[2:4], *ten[:2]]

    def test_more_than_100_are_refused(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist()
        assert me.ask("POST", items(playlist), {"uris": ten[:1] * 101}).status == 400

    def test_a_position_beyond_the_end_is_refused(self, me: Caller, ten: list[str]) -> None:
        assert me.ask("POST", items(me.new_playlist()), {"uris": ten, "position": 1}).status == 400

    def test_a_local_file_cannot_be_added(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist()
        assert me.ask("POST", items(playlist), {"uris": [ten[0], LOCAL]}).status == 400
        assert me.uris(playlist) == []

    def test_the_10001st_item_is_refused(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist()
        me.sandbox.edit(playlist, do="insert", uris=ten * 1_000)
        assert me.ask("POST", items(playlist), {"uris": ten[:1]}).status == 400

    def test_adding_twice_adds_twice(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:1])
        me.write("POST", items(playlist), {"uris": ten[:1]})
        assert me.uris(playlist) == [ten[0], ten[0]]

    def test_an_entry_says_when_and_by_whom(self, me: Caller, ten: list[str]) -> None:
        me.sandbox.control("PUT", "clock", {"now": "2027-03-01T12:00:00Z", "rate": 0})
        me = Caller.connected(me.sandbox)
        entry = me.get(items(me.new_playlist(ten[:1])))["items"][0]
        assert (entry["added_at"], entry["added_by"]["id"]) == ("2027-03-01T12:00:00Z", "listener1")


class TestMoving:
    @pytest.mark.parametrize(
        ("start", "before", "length", "expected"),
        [
            (0, 10, 1, "1234567890"),
            (9, 0, 1, "9012345678"),
            (2, 6, 3, "0152346789"),
            (5, 1, 2, "0561234789"),
            (3, 4, 1, "0123456789"),
        ],
    )
    def test_insert_before_counts_positions_before_the_move(
        self, me: Caller, ten: list[str], start: int, before: int, length: int, expected: str
    ) -> None:
        playlist = me.new_playlist(ten)
        me.write("PUT", items(playlist), {"range_start": start, "insert_before": before, "range_length": length})
        assert me.uris(playlist) == [ten[int(place)] for place in expected]

    def test_moved_entries_keep_their_dates(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten)
        before = dates(me, playlist)
        me.sandbox.advance(60)
        me.write("PUT", items(playlist), {"range_start": 0, "insert_before": 10, "range_length": 4})
        assert dates(me, playlist) == before

    def test_local_files_and_vanished_entries_can_be_moved(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:3])
        me.sandbox.edit(playlist, do="insert", uris=[LOCAL, None], position=0)
        me.write("PUT", items(playlist), {"range_start": 0, "insert_before": 5, "range_length": 2})
        assert me.uris(playlist) == [*ten[:3], LOCAL, None]

    @pytest.mark.parametrize("body", [{"range_start": 0}, {"range_start": 9, "insert_before": 0, "range_length": 2}])
    def test_a_range_outside_is_refused(self, me: Caller, ten: list[str], body: dict[str, int]) -> None:
        assert me.ask("PUT", items(me.new_playlist(ten)), body).status == 400

    def test_an_old_snapshot_id_locks_nothing(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten)
        old = me.sandbox.playlist(playlist)["snapshot_id"]
        me.sandbox.edit(playlist, do="remove", position=9)
        body = {"range_start": 0, "insert_before": 2, "snapshot_id": old}
        me.write("PUT", items(playlist), body)
        assert me.uris(playlist) == [ten[1], ten[0], *ten[2:9]]


class TestReplacing:
    def test_everything_is_replaced_and_every_date_is_lost(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten)
        before = dates(me, playlist)
        me.sandbox.advance(60)
        me.write("PUT", items(playlist), {"uris": ten[:3]})
        assert me.uris(playlist) == ten[:3]
        assert all(date != before[uri] for uri, date in dates(me, playlist).items())

    def test_an_empty_list_empties(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten)
        me.write("PUT", items(playlist), {"uris": []})
        assert me.uris(playlist) == []

    def test_local_files_are_destroyed_by_it(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:2])
        me.sandbox.edit(playlist, do="insert", uris=[LOCAL])
        me.write("PUT", items(playlist), {"uris": ten[:2]})
        assert LOCAL not in me.uris(playlist)

    def test_a_replace_naming_a_local_file_is_refused(self, me: Caller, ten: list[str]) -> None:
        assert me.ask("PUT", items(me.new_playlist(ten[:2])), {"uris": [LOCAL]}).status == 400


class TestRemoving:
    def test_every_occurrence_goes_whatever_positions_are_named(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist([ten[0], ten[1], ten[0], ten[2]])
        me.write("DELETE", items(playlist), {"items": [{"uri": ten[0], "positions": [2]}]})
        assert me.uris(playlist) == [ten[1], ten[2]]

    def test_a_local_file_spoils_the_whole_call(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:3])
        me.sandbox.edit(playlist, do="insert", uris=[LOCAL])
        assert me.ask("DELETE", items(playlist), {"items": [{"uri": ten[0]}, {"uri": LOCAL}]}).status == 400
        assert me.uris(playlist) == [*ten[:3], LOCAL]

    def test_a_uri_that_is_not_there_is_passed_over(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:3])
        before = me.sandbox.playlist(playlist)["snapshot_id"]
        after = me.write("DELETE", items(playlist), {"items": [{"uri": ten[5]}]})["snapshot_id"]
        assert before == after

    def test_more_than_100_are_refused(self, me: Caller, ten: list[str]) -> None:
        body = {"items": [{"uri": ten[0]}] * 101}
        assert me.ask("DELETE", items(me.new_playlist(ten)), body).status == 400

    def test_survivors_keep_their_dates(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten)
        before = dates(me, playlist)
        me.sandbox.advance(60)
        me.write("DELETE", items(playlist), {"items": [{"uri": ten[0]}]})
        assert dates(me, playlist) == {uri: date for uri, date in before.items() if uri != ten[0]}


class TestReading:
    def test_a_page_holds_at_most_50(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        assert len(me.get(items(playlist), limit=50)["items"]) == 50
        assert me.ask("GET", items(playlist), limit=51).status == 400

    def test_the_whole_playlist_comes_with_its_first_100(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        page = me.get(f"/playlists/{playlist}")["items"]
        assert (len(page["items"]), page["total"]) == (100, 120)
        assert me.get(page["next"].removeprefix(me.sandbox.api_url).split("?")[0], offset=100)["total"] == 120

    def test_fields_fetch_less(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        page = me.get(items(playlist), limit=2, fields="total,items(added_at,added_by.id,item(uri,album(name)))")
        assert page["total"] == 120
        assert set(page) == {"total", "items"}
        entry = page["items"][0]
        assert set(entry) == {"added_at", "added_by", "item"}
        assert entry["added_by"] == {"id": "listener1"}
        assert set(entry["item"]) == {"uri", "album"}
        assert set(entry["item"]["album"]) == {"name"}

    def test_fields_with_a_mark_leave_out(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        album = me.get(items(playlist), limit=1, fields="items.item.album(!external_urls,images)")["items"][0]["item"][
            "album"
        ]
        assert "name" in album
        assert not {"external_urls", "images"} & set(album)

    def test_filtered_and_whole_pages_agree(self, me: Caller) -> None:
        for playlist in me.sandbox.playlists_of("listener1")[:6]:
            answer = me.ask("GET", items(playlist), limit=50, additional_types="track,episode")
            if answer.status == 403:
                continue
            fields = "total,items(added_at,added_by,is_local,primary_color,item,track,video_thumbnail)"
            filtered = me.get(items(playlist), limit=50, additional_types="track,episode", fields=fields)
            assert filtered["items"] == answer.json["items"]

    def test_an_entry_is_a_track_an_episode_a_local_file_or_nothing(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:1])
        episode = next(
            uri
            for each in me.sandbox.playlists_of("listener1")
            for uri in me.sandbox.uris(each)
            if uri and uri.startswith("spotify:episode:")
        )
        me.write("POST", items(playlist), {"uris": [episode]})
        me.sandbox.edit(playlist, do="insert", uris=[LOCAL, None])
        track, talk, local, gone = me.get(items(playlist), additional_types="track,episode")["items"]
        assert track["item"]["type"] == "track"
        assert talk["item"]["type"] == "episode"
        assert (local["is_local"], local["item"]["id"], local["item"]["uri"]) == (True, None, LOCAL)
        assert local["item"]["name"] == "Take 1"
        assert gone["item"] is None
        assert gone["added_at"]

    def test_who_does_not_say_episode_gets_it_in_a_tracks_form(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[4 + 2]
        entries = me.get(items(playlist), limit=50)["items"]
        talks = [entry["track"] for entry in entries if entry["track"] and entry["track"]["type"] == "episode"]
        assert talks
        assert all("album" in talk and "show" not in talk for talk in talks)

    def test_a_track_that_leaves_the_catalogue_leaves_an_entry_without_item(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:2])
        assert me.uris(playlist) == ten[:2]
        me.sandbox.control("PUT", f"tracks/{ten[0][14:]}", {"gone": True})
        assert me.uris(playlist) == [None, ten[1]]


class TestMarkets:
    def test_availability_is_answered_only_for_a_market(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:1])
        assert "is_playable" not in me.get(items(playlist))["items"][0]["item"]
        assert "is_playable" in me.get(items(playlist), market="DE")["items"][0]["item"]

    def test_a_closed_track_without_a_twin_is_not_playable(self, me: Caller, ten: list[str]) -> None:
        playlist = me.new_playlist(ten[:1])
        me.sandbox.control("PUT", f"tracks/{ten[0][14:]}", {"closed_in": "everywhere"})
        twins = me.get(
            "/search", q=f"isrc:{me.get(items(playlist))['items'][0]['item']['external_ids']['isrc']}", type="track"
        )
        for twin in twins["tracks"]["items"]:
            me.sandbox.control("PUT", f"tracks/{twin['id']}", {"closed_in": "everywhere"})
        item = me.get(items(playlist), market="DE")["items"][0]["item"]
        assert (item["uri"], item["is_playable"], item["restrictions"]) == (ten[0], False, {"reason": "market"})

    @pytest.mark.parametrize("mode", ["development", "extended"])
    def test_a_closed_track_with_a_twin_is_relinked_and_delete_does_not_find_the_twin(self, mode: str) -> None:
        with started(mode=mode) as sandbox:
            me = Caller.connected(sandbox)
            original, twin = twins(me)
            playlist = me.new_playlist([original])
            sandbox.control("PUT", f"tracks/{original[14:]}", {"closed_in": ["DE"]})
            item = me.get(items(playlist), market="DE")["items"][0]["item"]
            assert (item["uri"], item["is_playable"]) == (twin, True)
            assert ("linked_from" in item) == (mode == "extended")
            assert me.get(items(playlist))["items"][0]["item"]["uri"] == original
            me.write("DELETE", items(playlist), {"items": [{"uri": twin}]})
            assert me.uris(playlist) == [original]


def twins(me: Caller) -> tuple[str, str]:
    """Two releases of one recording."""
    for uri in me.tracks(400):
        isrc = me.get(f"/tracks/{uri[14:]}")["external_ids"]["isrc"]
        found = [track["uri"] for track in me.get("/search", q=f"isrc:{isrc}", type="track")["tracks"]["items"]]
        if len(found) == 2:
            for each in found:
                me.sandbox.control("PUT", f"tracks/{each[14:]}", {"closed_in": []})
            return found[0], found[1]
    raise AssertionError("every tenth recording is out twice")


class TestOthers:
    def test_items_of_others_lists_are_refused_and_their_details_shown(self, sandbox: Running, me: Caller) -> None:
        theirs = sandbox.playlists_of("listener2")[0]
        assert me.ask("GET", items(theirs)).status == 403
        assert "items" not in me.get(f"/playlists/{theirs}")

    def test_nobody_writes_to_others_lists(self, sandbox: Running, me: Caller, ten: list[str]) -> None:
        theirs = sandbox.playlists_of("listener2")[0]
        assert me.ask("POST", items(theirs), {"uris": ten[:1]}).status == 403
        assert me.ask("PUT", f"/playlists/{theirs}", {"name": "Mine"}).status == 403

    def test_collaborators_read_and_write_but_do_not_rename(self, sandbox: Running, me: Caller, ten: list[str]) -> None:
        shared = me.new_playlist(ten[:1], public=False, collaborative=True)
        friend = Caller.connected(sandbox, "listener2")
        assert friend.ask("GET", items(shared)).status == 403
        friend.write("PUT", f"/me/library?uris=spotify:playlist:{shared}")
        friend.write("POST", items(shared), {"uris": ten[1:2]})
        added = friend.get(items(shared))["items"][1]
        assert added["added_by"]["id"] == "listener2"
        assert friend.ask("PUT", f"/playlists/{shared}", {"name": "Ours"}).status == 403

    def test_scopes_are_needed(self, sandbox: Running, me: Caller, ten: list[str]) -> None:
        reader = Caller.connected(sandbox, scope="playlist-read-private")
        playlist = me.new_playlist(ten)
        answer = reader.ask("POST", items(playlist), {"uris": ten})
        assert (answer.status, answer.json["error"]["message"]) == (403, "Insufficient client scope")

    def test_unknown_and_malformed_ids(self, me: Caller) -> None:
        assert me.ask("GET", items("0" * 22)).status == 404
        assert me.ask("GET", items("nonsense")).status == 400
