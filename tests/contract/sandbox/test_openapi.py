"""Every answer of the sandbox is held against Spotify's own OpenAPI document, where that is present."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from playwarden.sandbox.api import routes
from tests.contract.sandbox import openapi
from tests.sandboxes import Answered, Caller, started

needs_document = pytest.mark.skipif(
    not openapi.DOCUMENT.exists(), reason="Spotify's OpenAPI document is not beside this checkout; its made-up twin ran"
)


class Held:
    """Calls, and holds every answer against the document."""

    def __init__(self, me: Caller, *, extended: bool) -> None:
        self.me = me
        self.extended = extended
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, method: str, template: str, document: object = None, **more: Any) -> Any:
        parts = more.pop("parts", {})
        body = more.pop("body", None)
        answer = self.me.ask(method, template.format(**parts), document, body=body, **more)
        assert answer.status < 300, (method, template, answer.status, answer.body[:200])
        self.seen.add((method, template))
        described = template.replace("{id}", _PLACEHOLDERS.get(template.split("/")[1], "{id}"))
        described = "/me/top/{type}" if template.startswith("/me/top/") else described
        self._hold(method, described, answer)
        return answer.json

    def _hold(self, method: str, described: str, answer: Answered) -> None:
        assert openapi.problems(method, described, answer.status, answer.json, extended=self.extended) == []


_PLACEHOLDERS = {"playlists": "{playlist_id}", "users": "{user_id}"}


@pytest.fixture(params=["development", "extended"])
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    with started(mode=request.param) as sandbox:
        yield Held(Caller.connected(sandbox), extended=request.param == "extended")


def cover() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "JPEG")
    return base64.b64encode(written.getvalue())


def everyday(held: Held) -> None:
    """Every call of development mode once or oftener."""
    held("GET", "/me")
    lists = held("GET", "/me/playlists", limit=50)["items"]
    for each in lists:
        parts = {"id": each["id"]}
        held("GET", "/playlists/{id}", parts=parts)
        held("GET", "/playlists/{id}/images", parts=parts)
        if each["owner"]["id"] == "listener1":
            held("GET", "/playlists/{id}/items", parts=parts)
            held("GET", "/playlists/{id}/items", parts=parts, additional_types="track,episode")
            held("GET", "/playlists/{id}/items", parts=parts, market="DE", limit=50)
    uris = held.me.tracks(4)
    made = {"id": held("POST", "/me/playlists", {"name": "New"})["id"]}
    held("PUT", "/playlists/{id}", {"name": "Newer", "description": "text"}, parts=made)
    held("POST", "/playlists/{id}/items", {"uris": uris}, parts=made)
    held("PUT", "/playlists/{id}/items", {"range_start": 0, "insert_before": 2}, parts=made)
    held("DELETE", "/playlists/{id}/items", {"items": [{"uri": uris[0]}]}, parts=made)
    held("PUT", "/playlists/{id}/items", {"uris": uris}, parts=made)
    held("PUT", "/playlists/{id}/images", body=cover(), parts=made)
    for method in ("PUT", "DELETE"):
        held(method, "/me/library", uris=f"spotify:playlist:{made['id']}")
    held("GET", "/me/library/contains", uris=",".join(uris))


def music(held: Held) -> None:
    """The catalogue and the listener's own things."""
    found = held("GET", "/search", q="golden", type="track,album,artist,playlist,show,episode")
    track = held("GET", "/tracks/{id}", parts={"id": found["tracks"]["items"][0]["id"]})
    held("GET", "/tracks/{id}", parts={"id": track["id"]}, market="DE")
    album, artist = {"id": track["album"]["id"]}, {"id": track["artists"][0]["id"]}
    held("GET", "/albums/{id}", parts=album)
    held("GET", "/albums/{id}/tracks", parts=album)
    held("GET", "/artists/{id}", parts=artist)
    held("GET", "/artists/{id}/albums", parts=artist, limit=10)
    show = held("GET", "/search", q="long groove", type="show")["shows"]["items"][0]
    whole = held("GET", "/shows/{id}", parts={"id": show["id"]})
    held("GET", "/episodes/{id}", parts={"id": whole["episodes"]["items"][0]["id"]})
    held("GET", "/me/tracks", limit=50)
    held("GET", "/me/albums", limit=50)
    held("GET", "/me/following", type="artist", limit=50)
    held("GET", "/me/top/tracks", limit=50)
    held("GET", "/me/top/artists", limit=50)


def playing(held: Held) -> None:
    """The player: a track, an episode, silence."""
    sandbox = held.me.sandbox
    held("GET", "/me/player/recently-played", limit=50)
    for number in (0, 6):
        playlist = sandbox.playlists_of("listener1")[number]
        talks = [place for place, uri in enumerate(sandbox.uris(playlist)) if uri and "episode" in uri]
        sandbox.play("listener1", playlist, talks[0] if talks else 0)
        assert held("GET", "/me/player/currently-playing", additional_types="track,episode")["item"]
        held("GET", "/me/player", additional_types="track,episode")


def old_calls(held: Held) -> None:
    """What is served in extended mode only."""
    track = held.me.get(f"/tracks/{held.me.tracks(1)[0][14:]}")
    playlist = {"id": held.me.new_playlist()}
    held("GET", "/tracks", ids=track["id"])
    held("GET", "/albums", ids=track["album"]["id"])
    held("GET", "/artists", ids=track["artists"][0]["id"])
    held("GET", "/artists/{id}/top-tracks", parts={"id": track["artists"][0]["id"]})
    held("GET", "/users/{id}", parts={"id": "listener2"})
    held("GET", "/users/{id}/playlists", parts={"id": "listener2"})
    held("POST", "/users/{id}/playlists", {"name": "Old way"}, parts={"id": "listener1"})
    held("GET", "/markets")
    held("GET", "/browse/new-releases")
    held("POST", "/playlists/{id}/tracks", {"uris": [track["uri"]]}, parts=playlist)
    held("GET", "/playlists/{id}/tracks", parts=playlist)
    held("PUT", "/playlists/{id}/tracks", {"uris": [track["uri"]]}, parts=playlist)
    held("DELETE", "/playlists/{id}/tracks", {"tracks": [{"uri": track["uri"]}]}, parts=playlist)
    for method in ("PUT", "DELETE"):
        held(method, "/playlists/{id}/followers", parts=playlist)
        held(method, "/me/tracks", ids=track["id"])
        held(method, "/me/albums", ids=track["album"]["id"])
        held(method, "/me/following", type="artist", ids=track["artists"][0]["id"])
    held("GET", "/playlists/{id}/followers/contains", parts=playlist, ids="listener1")
    held("GET", "/me/tracks/contains", ids=track["id"])
    held("GET", "/me/albums/contains", ids=track["album"]["id"])
    held("GET", "/me/following/contains", type="artist", ids=track["artists"][0]["id"])


@needs_document
def test_every_answer_is_as_the_document_says(held: Held) -> None:
    everyday(held)
    music(held)
    playing(held)
    if held.extended:
        old_calls(held)
    served = {(each.method, each.template) for each in routes().all if each.handler is not None}
    if not held.extended:
        served = {
            (each.method, each.template) for each in routes().all if each.handler is not None and not each.removed
        }
    assert held.seen == served


@needs_document
def test_the_document_is_able_to_refuse() -> None:
    wrong = {"id": 7, "name": None, "artists": "nobody", "album": {"id": "x"}}
    assert len(openapi.problems("GET", "/tracks/{id}", 200, wrong, extended=False)) >= 4


@needs_document
@pytest.mark.parametrize("wrong", [{"name": 7}, {"release_date_precision": "century"}, {"images": [{"url": None}]}])
def test_one_wrong_element_among_many_is_found(me: Caller, wrong: dict[str, object]) -> None:
    page = me.get("/search", q="golden", type="album", limit=10)
    assert openapi.problems("GET", "/search", 200, page, extended=False) == []
    page["albums"]["items"][6] |= wrong
    assert openapi.problems("GET", "/search", 200, page, extended=False) != []


@needs_document
def test_every_call_we_answer_is_in_the_document() -> None:
    paths = openapi.document()["paths"]
    for route in routes().all:
        described = route.template.replace("{id}", _PLACEHOLDERS.get(route.template.split("/")[1], "{id}"))
        described = "/me/top/{type}" if described.startswith("/me/top/") else described
        described = described.replace("/browse/categories/{id}", "/browse/categories/{category_id}")
        assert route.method.lower() in paths[described], route


ENTRY = {"added_at", "added_by", "is_local", "item", "track"}
SHAPES: dict[str, set[str]] = {
    "/me": {"account_id", "display_name", "external_urls", "href", "id", "images", "type", "uri"},
    "/playlists/{playlist}": {
        "collaborative",
        "description",
        "external_urls",
        "href",
        "id",
        "images",
        "items",
        "name",
        "owner",
        "public",
        "snapshot_id",
        "type",
        "uri",
    },
    "/playlists/{playlist}/items": {"href", "items", "limit", "next", "offset", "previous", "total"},
    "/tracks/{track}": {
        "album",
        "artists",
        "disc_number",
        "duration_ms",
        "explicit",
        "external_ids",
        "external_urls",
        "href",
        "id",
        "is_local",
        "name",
        "track_number",
        "type",
        "uri",
    },
    "/me/playlists": {"href", "items", "limit", "next", "offset", "previous", "total"},
    "/me/player/recently-played": {"cursors", "href", "items", "limit", "next"},
}
"""The made-up twin of the document: what development mode answers, by hand."""


@pytest.mark.parametrize("path", SHAPES)
def test_answers_have_the_shapes_written_down_by_hand(me: Caller, path: str) -> None:
    playlist = me.sandbox.playlists_of("listener1")[0]
    answer = me.get(path.format(playlist=playlist, track=me.tracks(1)[0][14:]))
    assert SHAPES[path] - set(answer) == set()
    if path.endswith("/items"):
        assert set(answer["items"][0]) >= ENTRY
