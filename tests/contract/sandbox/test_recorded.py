"""Recorded answers of the real Web API have the same shape as ours: keys and kinds of values."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from playwarden.sandbox.running import Running
from tests.contract.sandbox.recorded import FOLDER, Shape, differences, load
from tests.sandboxes import Answered, Caller, ask, redeem, refresh, started

needs_recordings = pytest.mark.skipif(
    not FOLDER.exists(), reason="the recorded answers are not beside this checkout; their made-up twins ran"
)
PYTHON = "python-spotify/"
EXPORTIFY = "exportify/"

PAGE_ENDS = {
    "/next: null is ours alone": "the recorded page was not the last",
    "/next: text is ours alone": "the recorded page was the last",
    "/artists/next: null is ours alone": "the recorded page was not the last",
    "/artists/cursors/after: null is ours alone": "the recorded page was not the last",
    "/items/next: text is ours alone": "the recorded page was the last",
    "/tracks/next: text is ours alone": "the recorded page was the last",
}
SIZED = {
    f"{place}/{side}: number is ours alone": "recorded were lists of few albums; a mosaic has sizes"
    for place in ("/images[]", "[]")
    for side in ("height", "width")
}
UNASKED = {
    f"/items[]/{name}: theirs alone": "recorded with a market, where the account's country counts"
    for name in (
        "track/is_playable",
        "track/album/is_playable",
        "is_playable",
        "restrictions",
        "album/is_playable",
        "album/tracks/items[]/linked_from",
        "album/tracks/items[]/restrictions",
    )
}
NAMED: dict[str, str] = {
    **PAGE_ENDS,
    **SIZED,
    **UNASKED,
    "/account_id: ours alone": "new in May 2026, after the recording",
    "/items: ours alone": "a new playlist recorded before the renaming",
    "/owner/display_name: text is ours alone": "recorded as null right after creating",
    "/tracks/items[]/album/is_playable: theirs alone": "an album's availability is not imitated",
    "/tracks/items[]/restrictions: ours alone": "none of the recorded hits was restricted",
    "/album/total_tracks: ours alone": "an old recording",
    "/preview_url: null is ours alone": "we make no previews",
    "/items[]/track/preview_url: null is ours alone": "we make no previews",
    "/item/preview_url: null is ours alone": "we make no previews",
    "/audio_preview_url: null is ours alone": "we make no previews",
    "/resume_point: theirs alone": "needs a scope nobody asks for",
    "/actions/disallows/skipping_prev: theirs alone": "what a player allows is not imitated further",
    "/actions/disallows/toggling_repeat_track: theirs alone": "what a player allows is not imitated further",
}
"""Differences that are meant: where and why."""


def kinds_held(sandbox: Running, playlist: str) -> set[str]:
    """What sorts of entries a playlist holds: track, episode, local, gone."""
    return {"gone" if uri is None else uri.split(":")[1] for uri in sandbox.uris(playlist)}


def some(me: Caller, *kinds: str) -> str:
    """An own playlist that holds these sorts of entries and no others."""
    return next(
        each
        for each in me.sandbox.playlists_of("listener1")
        if me.sandbox.playlist(each)["owner"] == "listener1" and kinds_held(me.sandbox, each) == set(kinds)
    )


def local_only(me: Caller) -> str:
    playlist = me.new_playlist()
    me.sandbox.edit(playlist, do="insert", uris=["spotify:local:Fugees:The+Score:No+Woman%2C+No+Cry:273"] * 2)
    return playlist


def gone_only(me: Caller) -> str:
    playlist = me.new_playlist()
    me.sandbox.edit(playlist, do="insert", uris=[None], by="")
    return playlist


def a_track(me: Caller) -> Any:
    return me.get(f"/tracks/{me.tracks(1)[0][14:]}")


def an_episode(me: Caller) -> str:
    uris = [uri for each in me.sandbox.playlists_of("listener1") for uri in me.sandbox.uris(each)]
    return next(uri[16:] for uri in uris if uri and uri.startswith("spotify:episode:"))


def heard(me: Caller, path: str) -> Any:
    me.sandbox.play("listener1", some(me, "track"))
    return me.get(path)


FULL = [PYTHON + "playlist_1.json", "rspotify/test_full_playlist_accepts_items_field.json"]
RECORDED: dict[str, tuple[list[str], Callable[[Caller], Any]]] = {
    "me": ([PYTHON + "current_user.json"], lambda me: me.get("/me")),
    "my playlists": (
        [PYTHON + "current_user_playlist_1.json", PYTHON + "current_user_playlist_2.json"],
        lambda me: me.get("/me/playlists", limit=50),
    ),
    "a playlist": (FULL, lambda me: me.get(f"/playlists/{some(me, 'track')}")),
    "items": ([PYTHON + "playlist_items.json"], lambda me: me.get(f"/playlists/{some(me, 'track')}/items")),
    "old items": (
        [EXPORTIFY + "handlers__playlists_4XOGDpHMrVoH33uJEwHWU5_tracks_4.json"],
        lambda me: me.get(f"/playlists/{some(me, 'track')}/tracks"),
    ),
    "local files": (
        [EXPORTIFY + "localTrackHandlers__playlists_4XOGDpHMrVoH33uJEwHWU5_tracks_10.json"],
        lambda me: {name: me.get(f"/playlists/{local_only(me)}/tracks")[name] for name in ("href", "items")},
    ),
    "vanished items": (
        [EXPORTIFY + "nullTrackHandlers__playlists_4XOGDpHMrVoH33uJEwHWU5_tracks_9.json"],
        lambda me: {name: me.get(f"/playlists/{gone_only(me)}/tracks")[name] for name in ("href", "items")},
    ),
    "a new playlist": (
        [PYTHON + "new_playlist.json"],
        lambda me: me.write("POST", "/me/playlists", {"name": "New", "description": "text"}),
    ),
    "a write": (
        [PYTHON + "playlist_update_items.json"],
        lambda me: me.write("POST", f"/playlists/{me.new_playlist()}/items", {"uris": me.tracks(1)}),
    ),
    "a cover": ([PYTHON + "playlist_cover_image.json"], lambda me: me.get(f"/playlists/{some(me, 'track')}/images")),
    "plays": ([PYTHON + "recently_played_tracks.json"], lambda me: me.get("/me/player/recently-played", limit=50)),
    "what plays": ([PYTHON + "current_playing_track.json"], lambda me: heard(me, "/me/player/currently-playing")),
    "the player": (
        [PYTHON + f"playback_{number}.json" for number in (1, 2, 3)],
        lambda me: heard(me, "/me/player"),
    ),
    "saved tracks": ([PYTHON + "saved_tracks.json"], lambda me: me.get("/me/tracks", limit=50)),
    "saved albums": ([PYTHON + "saved_albums.json"], lambda me: me.get("/me/albums", limit=50)),
    "top tracks": ([PYTHON + "top_tracks.json"], lambda me: me.get("/me/top/tracks", limit=50)),
    "top artists": ([PYTHON + "top_artists.json"], lambda me: me.get("/me/top/artists", limit=50)),
    "followed artists": ([PYTHON + "followed_artists.json"], lambda me: me.get("/me/following", type="artist")),
    "an album": ([PYTHON + "get_album.json"], lambda me: me.get(f"/albums/{a_track(me)['album']['id']}")),
    "an album's tracks": (
        [PYTHON + "album_tracks.json"],
        lambda me: me.get(f"/albums/{a_track(me)['album']['id']}/tracks"),
    ),
    "an artist": ([PYTHON + "artist.json"], lambda me: me.get(f"/artists/{a_track(me)['artists'][0]['id']}")),
    "an artist's albums": (
        [PYTHON + "artist_albums.json"],
        lambda me: me.get(f"/artists/{a_track(me)['artists'][0]['id']}/albums"),
    ),
    "a search": ([PYTHON + "search.json"], lambda me: me.get("/search", q="golden", type="track", market="DE")),
    "a track": (["rspotify/test_full_track.json"], a_track),
    "an episode": ([PYTHON + "episode.json"], lambda me: me.get(f"/episodes/{an_episode(me)}")),
    "the library": (
        [PYTHON + "library_contains.json"],
        lambda me: me.get("/me/library/contains", uris=me.tracks(1)[0]),
    ),
}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Caller]:
    """Extended mode: the recordings were made by older apps."""
    with started(mode="extended") as sandbox:
        yield Caller.connected(sandbox)


@needs_recordings
@pytest.mark.parametrize("what", RECORDED)
def test_a_recorded_answer_has_the_shape_of_ours(recorder: Caller, what: str) -> None:
    names, call = RECORDED[what]
    theirs = Shape()
    for name in names:
        theirs.see(load(name))
    assert [each for each in differences(Shape().see(call(recorder)), theirs) if each not in NAMED] == []


@needs_recordings
def test_a_playlist_in_development_mode_is_the_recorded_one_without_what_was_removed(me: Caller) -> None:
    theirs = Shape().see(load("rspotify/test_full_playlist_accepts_items_field.json"))
    found = differences(Shape().see(me.get(f"/playlists/{some(me, 'track')}")), theirs)
    gone = {each.split(":")[0].rsplit("/", 1)[1] for each in found if each.endswith("theirs alone")}
    assert gone == {"available_markets", "popularity", "followers", "tracks", "preview_url"} & gone
    assert [each for each in found if each.endswith("ours alone") and each not in NAMED] == []


@needs_recordings
@pytest.mark.parametrize(("name", "path"), [("playlist_not_found.json", "/playlists/" + "0" * 22)])
def test_a_recorded_error_is_ours_word_for_word(me: Caller, name: str, path: str) -> None:
    assert me.ask("GET", path).json == load(PYTHON + name)


@needs_recordings
def test_the_recorded_429_is_ours_word_for_word(me: Caller) -> None:
    me.sandbox.ban(30)
    assert me.ask("GET", "/me").json == load(PYTHON + "rate_limit.json")


class TestErrorsSeenInTheWild:
    """The bodies quoted in public threads: ours are the same, so these need no file."""

    def test_an_expired_token(self, me: Caller) -> None:
        me.sandbox.expire("listener1")
        assert me.ask("GET", "/me").json == {"error": {"status": 401, "message": "The access token expired"}}

    def test_an_invalid_token(self, sandbox: Running) -> None:
        answer = ask("GET", f"{sandbox.api_url}/me", token="nonsense")
        assert answer.json == {"error": {"status": 401, "message": "Invalid access token"}}

    def test_a_revoked_and_an_unknown_refresh_token(self, me: Caller) -> None:
        me.sandbox.revoke("listener1")
        told = [refresh(me.sandbox, token).json for token in (me.tokens.refresh_token, "nonsense")]
        assert told == [
            {"error": "invalid_grant", "error_description": "Refresh token revoked"},
            {"error": "invalid_grant", "error_description": "Invalid refresh token"},
        ]

    @needs_recordings
    def test_every_collected_body_that_is_quoted_can_be_provoked(self, sandbox: Running, me: Caller) -> None:
        def told(answer: Answered) -> object:
            return answer.json

        sandbox.expire("listener1")
        ours = [told(me.ask("GET", "/me")), told(ask("GET", f"{sandbox.api_url}/me", token="nonsense"))]
        ours += [told(refresh(sandbox, "nonsense")), told(redeem(sandbox, "nonsense"))]
        ours.append(told(redeem(sandbox, "nonsense", client_id="nonsense")))
        sandbox.revoke("listener1")
        ours.append(told(refresh(sandbox, me.tokens.refresh_token)))
        again = Caller.connected(sandbox)
        ours.append(told(again.ask("GET", "/playlists/" + "0" * 22)))
        sandbox.ban(30)
        ours.append(told(again.ask("GET", "/me")))
        quoted = [each["body"] for each in load("error_bodies_collected.json") if "body" in each]
        old_message = {"error": {"status": 404, "message": "non existing id"}}
        assert [each for each in quoted if each not in ours] == [old_message]


class TestTwins:
    """What the recordings pin, pinned by hand for checkouts without them."""

    def test_a_local_file(self, me: Caller) -> None:
        entry = me.get(f"/playlists/{local_only(me)}/items")["items"][0]
        assert entry["is_local"] is True
        assert entry["item"]["album"]["name"] == "The Score"
        assert (entry["item"]["id"], entry["item"]["href"], entry["item"]["duration_ms"]) == (None, None, 273_000)

    def test_a_vanished_item(self, me: Caller) -> None:
        entry = me.get(f"/playlists/{gone_only(me)}/items")["items"][0]
        assert (entry["item"], entry["track"], entry["is_local"]) == (None, None, False)

    def test_differences_are_found(self) -> None:
        ours, theirs = Shape().see({"a": 1, "b": [{"c": None}]}), Shape().see({"a": "1", "b": [{"d": 2}]})
        assert differences(ours, theirs) == ["/a: number is ours alone", "/b[]/c: ours alone", "/b[]/d: theirs alone"]
