"""Readers take any JSON: they give values, or say that the answer is something else, and never break."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playwarden.kit.errors import SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.spotify import mapping
from playwarden.spotify.client import library, me, player, playlists, search, tracks
from playwarden.spotify.http import Answer
from playwarden.spotify.refusals import reason_of, refusal
from playwarden.spotify.request import Request

NAMES = [
    "items",
    "item",
    "tracks",
    "track",
    "id",
    "uri",
    "type",
    "name",
    "description",
    "owner",
    "display_name",
    "snapshot_id",
    "public",
    "collaborative",
    "images",
    "url",
    "total",
    "offset",
    "next",
    "followers",
    "artists",
    "album",
    "show",
    "external_ids",
    "isrc",
    "added_at",
    "added_by",
    "linked_from",
    "duration_ms",
    "explicit",
    "played_at",
    "context",
    "cursors",
    "after",
    "error",
    "message",
    "reason",
    "genres",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
SCALARS |= st.sampled_from(["spotify:track:x", "spotify:local:a:b:c:1", "2024-05-16T20:46:24Z", "track", "episode"])
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)
CALLS = (
    playlists.heads(offset=0),
    playlists.playlist(PlaylistId("p")),
    playlists.items(PlaylistId("p"), offset=0),
    playlists.cover(PlaylistId("p")),
    library.saved_tracks(),
    library.saved_albums(),
    library.contains(["spotify:track:x"]),
    me.profile(),
    me.top_tracks(),
    me.followed_artists(),
    player.recently_played(),
    player.currently_playing(),
    search.by_isrc("x"),
    tracks.track("x"),
    tracks.artist("x"),
    tracks.album("x"),
)


@given(JSON)
def test_no_json_breaks_a_reader(document: Any) -> None:
    for call in CALLS:
        try:
            call.read(document)
        except SpotifyUnavailable:
            continue


@given(st.lists(JSON, max_size=6))
def test_a_page_has_as_many_entries_as_rows(rows: list[Any]) -> None:
    assert len(mapping.items_page({"items": rows}, offset=0).entries) == len(rows)


@given(JSON, st.integers(400, 428), st.text(max_size=30))
def test_every_refusal_has_a_sentence(document: Any, status: int, text: str) -> None:
    answer = Answer(status, document, text)
    refused = refusal(Request("GET", "/playlists/{id}", ("p",)), answer)
    assert refused.status == status
    assert refused.what.endswith(".")
    assert isinstance(reason_of(answer), str)
