"""What goes wrong on the way: reads are repeated, writes never blindly, and every attempt is booked."""

import socket

import pytest

from playwarden.domain.calls import Caller
from playwarden.domain.operations import Create, Insert, SetDetails
from playwarden.kit.errors import LookOnly, OutcomeUnknown, SpotifyNotFound, SpotifyRefused, SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import Running
from playwarden.spotify.client.tracks import artist, artist_albums
from playwarden.spotify.request import Call, Request
from playwarden.store.database import Database
from tests.integration.spotify.rig import Rig, rigged


def new_playlist(rig: Rig, caller: Caller) -> PlaylistId:
    made = rig.target.perform(caller, None, Create("x", description="d")).playlist_id
    assert made is not None
    rig.sandbox.reset_counters()
    return made


@pytest.mark.parametrize("body", ["json", "html", "text", "empty"])
def test_a_read_is_repeated_after_a_server_error(rig: Rig, body: str) -> None:
    caller = rig.caller()
    rig.sandbox.fault("status", status=502, body=body, times=2)
    assert next(rig.target.heads(caller)).total > 0
    assert rig.statuses() == [502, 502, 200]
    assert [status for _, status in rig.booked()] == [502, 502, 200]
    assert 0 < sum(rig.slept) < 10


def test_a_read_is_repeated_after_a_dropped_connection(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.fault("drop_before", times=1)
    rig.sandbox.fault("drop_after", nth=2, times=1)
    assert next(rig.target.heads(caller)).total > 0
    assert [status for _, status in rig.booked()] == [None, None, 200]


def test_a_read_that_never_works_is_given_up_within_seconds(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.fault("status", status=500, times=0)
    with pytest.raises(SpotifyUnavailable, match="500"):
        next(rig.target.heads(caller))
    assert rig.statuses() == [500] * 4
    assert sum(rig.slept) < 10


def test_a_page_of_html_is_no_empty_list(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.fault("status", status=200, body="html", times=0)
    with pytest.raises(SpotifyUnavailable):
        next(rig.target.heads(caller))


@pytest.mark.parametrize("body", ["empty", "text"])
def test_an_empty_answer_is_no_empty_list(rig: Rig, body: str) -> None:
    caller = rig.caller()
    rig.sandbox.fault("status", status=200, body=body, times=0)
    with pytest.raises(SpotifyUnavailable):
        next(rig.target.heads(caller))


@pytest.mark.parametrize(
    ("kind", "took_effect"), [("drop_before", False), ("drop_after", True), ("status", False), ("after", True)]
)
def test_a_write_without_a_clear_answer_is_never_repeated(rig: Rig, kind: str, took_effect: bool) -> None:
    caller = rig.caller()
    playlist = new_playlist(rig, caller)
    uri = "spotify:track:" + rig.sandbox.uris(next(rig.target.heads(caller)).heads[-1].id)[0].rsplit(":", 1)[1]  # type: ignore[union-attr]
    rig.sandbox.reset_counters()
    if kind == "after":
        rig.sandbox.fault("status", method="write", status=503, after=True)
    else:
        rig.sandbox.fault(kind, method="write")
    with pytest.raises(OutcomeUnknown, match="is not known"):
        rig.target.perform(caller, playlist, Insert(0, (uri,)))
    assert len(rig.statuses()) == 1
    assert bool(rig.sandbox.uris(playlist)) is took_effect


def test_a_refused_connection_is_certainly_without_effect_and_spends_nothing(
    sandbox: Running, rig: Rig, sqlite_database: Database, tmp_path: object
) -> None:
    caller = rig.caller()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    with rigged(sandbox, sqlite_database, rig.key_file.parent, api_url=closed) as offline:
        with pytest.raises(SpotifyUnavailable, match="cannot be reached"):
            offline.target.perform(caller, PlaylistId("x" * 22), SetDetails(name="y"))
        assert {status for _, status in offline.booked()} == {0}
        before = offline.quota.summary()[0].total.spent
        with pytest.raises(SpotifyUnavailable):
            next(offline.target.heads(caller))
        assert offline.quota.summary()[0].total.spent == before


def test_a_look_only_account_writes_nothing_and_asks_nobody(rig: Rig) -> None:
    caller = rig.caller(write=False)
    with pytest.raises(LookOnly, match="--write"):
        rig.target.perform(caller, None, Create("x"))
    assert rig.sandbox.counters()["total"] == 0
    assert rig.booked() == []
    assert next(rig.target.heads(caller)).total > 0


def test_the_entries_of_others_are_not_shown(rig: Rig) -> None:
    caller = rig.caller()
    heads = [head for page in rig.target.heads(caller) for head in page.heads]
    foreign = next(head for head in heads if head.owner_id != "listener1" and not head.collaborative)
    assert rig.target.playlist(caller, foreign.id).entries is None
    with pytest.raises(SpotifyRefused, match="only to its owner") as refused:
        rig.target.items(caller, foreign.id, offset=0)
    assert refused.value.status == 403
    with pytest.raises(SpotifyRefused, match="does not let this account change"):
        rig.target.perform(caller, foreign.id, SetDetails(name="mine"))


def test_an_account_off_the_allowlist_is_told_what_to_do(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.fault("forbidden")
    with pytest.raises(SpotifyRefused, match="not on the app's list of users") as refused:
        next(rig.target.heads(caller))
    assert "User Management" in refused.value.remedy


def test_a_removed_call_is_told_as_such(rig: Rig) -> None:
    caller = rig.caller()
    gone = Call(Request("GET", "/users/{id}/playlists", ("listener1",)), lambda document: document)
    with pytest.raises(SpotifyRefused, match="does not let this app") as refused:
        rig.transport.send(caller, gone)
    assert refused.value.status == 403


def test_a_picture_that_is_gone_is_not_found(rig: Rig) -> None:
    with pytest.raises(SpotifyNotFound):
        rig.target.picture(f"{rig.sandbox.base_url}/image/none")
    with pytest.raises(SpotifyRefused, match="no address"):
        rig.target.picture("file:///etc/passwd")


def test_every_further_call_is_served_and_typed(rig: Rig) -> None:
    from playwarden.spotify.client import library, me, player, playlists, tracks

    caller = rig.caller()
    send = rig.transport.send
    heads = next(rig.target.heads(caller)).heads
    own = next(head for head in heads if head.owner_id == "listener1" and head.total)
    known = rig.target.playlist(caller, own.id).tracks[0]
    assert known.artists[0].id is not None
    assert known.album is not None
    assert known.album.id is not None
    assert send(caller, artist(known.artists[0].id)).artist.name == known.artists[0].name
    assert send(caller, artist_albums(known.artists[0].id)).total is not None
    album = send(caller, tracks.album(known.album.id))
    assert album.album.name == known.album.name
    assert known.uri in [track.uri for track in send(caller, tracks.album_tracks(known.album.id)).rows]
    assert send(caller, library.save([known.uri])) is not None
    assert send(caller, library.contains([known.uri])) == (True,)
    assert [saved.value.uri for saved in send(caller, library.saved_tracks()).rows][:1] == [known.uri]
    send(caller, library.drop([known.uri]))
    assert send(caller, library.contains([known.uri])) == (False,)
    assert send(caller, library.saved_albums()).total is not None
    assert send(caller, me.profile()).user_id == "listener1"
    assert isinstance(send(caller, playlists.cover(own.id)), tuple)
    assert send(caller, me.top_tracks()).rows
    assert send(caller, me.top_artists()).rows
    assert send(caller, me.followed_artists()).rows
    assert send(caller, player.recently_played()).rows
    with pytest.raises(SpotifyRefused, match="did not consent"):
        send(caller, player.currently_playing())
    assert ("player", 403) in rig.booked()
