"""Covers appear late, elsewhere and re-encoded; mosaics follow the tracks."""

import base64
import io

import pytest
from PIL import Image

from playwarden.sandbox.settings import Quirks
from tests.sandboxes import Answered, Caller, ask, started


def jpeg(colour: str = "red", side: int = 300) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(written, "JPEG", quality=95)
    return written.getvalue()


def upload(me: Caller, playlist: str, picture: bytes) -> Answered:
    return me.ask("PUT", f"/playlists/{playlist}/images", body=base64.b64encode(picture))


def shown(me: Caller, playlist: str) -> list[str]:
    return [each["url"] for each in me.get(f"/playlists/{playlist}/images")]


class TestUploads:
    def test_it_is_taken_and_appears_later_under_another_address(self) -> None:
        with started(quirks=Quirks(), rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            playlist = sandbox.playlists_of("listener1")[0]
            before = shown(me, playlist)
            answer = upload(me, playlist, jpeg())
            assert (answer.status, answer.body) == (202, b"")
            assert shown(me, playlist) == before
            sandbox.advance(8)
            after = shown(me, playlist)
            assert len(after) == 1
            assert not set(after) & set(before)

    def test_it_is_served_re_encoded_but_looks_alike(self, me: Caller) -> None:
        playlist = me.new_playlist()
        upload(me, playlist, jpeg("red"))
        served = ask("GET", shown(me, playlist)[0])
        assert served.headers["content-type"] == "image/jpeg"
        assert served.body != jpeg("red")
        with Image.open(io.BytesIO(served.body)) as picture:
            assert picture.size == (640, 640)
            red, green, blue = picture.convert("RGB").resize((1, 1)).tobytes()
            assert red > 200
            assert max(green, blue) < 60

    def test_the_same_picture_again_has_another_address(self, me: Caller) -> None:
        playlist = me.new_playlist()
        addresses = set()
        for _ in range(2):
            upload(me, playlist, jpeg())
            addresses.update(shown(me, playlist))
        assert len(addresses) == 2

    def test_a_custom_cover_has_no_stated_size(self, me: Caller) -> None:
        playlist = me.new_playlist()
        upload(me, playlist, jpeg())
        assert [each["height"] for each in me.get(f"/playlists/{playlist}/images")] == [None]

    def test_it_changes_the_snapshot_id(self, me: Caller) -> None:
        playlist = me.new_playlist()
        before = me.get(f"/playlists/{playlist}")["snapshot_id"]
        upload(me, playlist, jpeg())
        assert me.get(f"/playlists/{playlist}")["snapshot_id"] != before

    @pytest.mark.parametrize("body", [b"not base64!", base64.b64encode(b"\x89PNG picture")])
    def test_what_is_no_jpeg_is_refused(self, me: Caller, body: bytes) -> None:
        assert me.ask("PUT", f"/playlists/{me.new_playlist()}/images", body=body).status == 400

    def test_more_than_256_kilobytes_are_refused(self, me: Caller) -> None:
        assert upload(me, me.new_playlist(), b"\xff\xd8\xff" + bytes(200 * 1024)).status == 413

    def test_it_needs_its_scope(self, me: Caller) -> None:
        playlist = me.new_playlist()
        other = Caller.connected(me.sandbox, scope="playlist-modify-public")
        assert upload(other, playlist, jpeg()).status == 403


class TestMosaics:
    def test_it_is_made_of_the_first_four_albums_and_changes_with_the_tracks(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        before = shown(me, playlist)
        assert len(before) == 3
        total = me.get(f"/playlists/{playlist}")["items"]["total"]
        me.write("PUT", f"/playlists/{playlist}/items", {"range_start": total - 1, "insert_before": 0})
        assert not set(shown(me, playlist)) & set(before)

    def test_it_stays_when_what_changes_lies_behind(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        before = shown(me, playlist)
        me.sandbox.edit(playlist, do="remove", position=110)
        assert shown(me, playlist) == before

    def test_few_albums_make_no_mosaic_and_an_empty_list_has_no_picture(self, me: Caller) -> None:
        assert len(shown(me, me.new_playlist(me.tracks(1)))) == 1
        assert shown(me, me.new_playlist()) == []

    def test_every_address_in_an_answer_serves_a_picture(self, me: Caller) -> None:
        playlist = me.get("/me/playlists", limit=1)["items"][0]
        track = me.get(f"/tracks/{me.tracks(1)[0][14:]}")
        artist = me.get(f"/artists/{track['artists'][0]['id']}")
        for picture in [*playlist["images"], *track["album"]["images"], *artist["images"]]:
            with Image.open(io.BytesIO(ask("GET", picture["url"]).body)) as opened:
                assert opened.size == (picture["width"], picture["height"])

    def test_mischief_takes_the_cover_away(self, me: Caller) -> None:
        playlist = me.sandbox.playlists_of("listener1")[0]
        mosaic = shown(me, playlist)
        upload(me, playlist, jpeg())
        assert shown(me, playlist) != mosaic
        me.sandbox.mischief(playlist)
        assert shown(me, playlist) == mosaic
        read = me.get(f"/playlists/{playlist}")
        assert (read["name"], read["description"]) == ("", "")
