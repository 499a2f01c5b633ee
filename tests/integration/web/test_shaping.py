"""Playlists made, duplicated, merged, split and described over the API: shown with their cost, applied, undone."""

import io
from base64 import b64encode
from typing import Any

import pytest
from PIL import Image

from playwarden.kit.ids import PlaylistId
from playwarden.store.pictures import picture_bytes
from tests.integration.web.conftest import House


@pytest.fixture
def stocked(house: House) -> House:
    house.container.library.sync()
    return house


def account(house: House) -> str:
    return str(house.get("/accounts")[0]["id"])


def applied(house: House, proposal: dict[str, Any]) -> list[str]:
    """The playlists of a proposal after it was carried out."""
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply")
    assert house.carried_out(started["job"])["state"] == "succeeded"
    return [str(part["playlist_id"]) for part in house.get(f"/runs/{started['run']}")["parts"]]


def made(house: House, name: str, uris: list[str]) -> str:
    [playlist] = applied(
        house, house.post("/playlists/create", {"account": account(house), "name": name, "uris": uris})
    )
    return playlist


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 700)) -> str:
    written = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(written, kind)
    return b64encode(written.getvalue()).decode()


def test_a_playlist_is_made_with_its_items_and_taken_back_by_undo(stocked: House) -> None:
    uris = stocked.tracks(7)
    body = {"account": account(stocked), "name": "Friday", "description": "The week is over", "uris": uris}
    before = len(stocked.sandbox.calls())
    proposal = stocked.post("/playlists/create", body)
    assert len(stocked.sandbox.calls()) == before, "it looks at nothing"
    assert (proposal["writes"], proposal["playlists"][0]["added"]) == (2, 7)
    [playlist] = applied(stocked, proposal)
    truth = stocked.sandbox.playlist(playlist)
    assert (truth["name"], truth["description"], stocked.sandbox.uris(playlist)) == ("Friday", "The week is over", uris)
    run = stocked.get("/runs")[0]["id"]
    applied(stocked, stocked.post(f"/runs/{run}/undo", {}))
    assert playlist not in stocked.sandbox.playlists_of("listener1")


def test_a_link_is_taken_for_an_item_and_nothing_else_is(stocked: House) -> None:
    [uri] = stocked.tracks(1)
    link = f"https://open.spotify.com/track/{uri.rpartition(':')[2]}?si=1"
    assert stocked.sandbox.uris(made(stocked, "By link", [link])) == [uri]
    for wrong in ("spotify:album:4iV5W9uYEdYUVa79Axb7Rh", "a song"):
        body = {"account": account(stocked), "name": "Wrong", "uris": [wrong]}
        assert stocked.api.post("/playlists/create", body)[0] == 400


def test_a_duplicate_holds_the_same_and_is_private_unless_told(stocked: House) -> None:
    uris = stocked.tracks(4)
    source = made(stocked, "Source", [*uris, uris[0]])
    stocked.post(f"/playlists/{source}/read")
    body = {"playlist": source, "account": account(stocked)}
    [copy] = applied(stocked, stocked.post("/playlists/duplicate", body))
    truth = stocked.sandbox.playlist(copy)
    assert (truth["name"], truth["public"]) == ("Source - copy", False)
    assert stocked.sandbox.uris(copy) == stocked.sandbox.uris(source)


def test_what_moved_since_it_was_read_is_no_source(stocked: House) -> None:
    uris = stocked.tracks(3)
    source = made(stocked, "Moving", uris)
    stocked.sandbox.edit(source, do="remove", position=0)
    stocked.sandbox.advance(120)  # what a list shows just after a write of ours is not believed
    stocked.container.library.sync(read=False)
    status, document = stocked.api.post("/playlists/duplicate", {"playlist": source, "account": account(stocked)})
    assert (status, document["code"]) == (409, "conflict")
    assert "changed since" in document["detail"]


def test_several_become_one_and_stay_as_they_are(stocked: House) -> None:
    uris = stocked.tracks(6)
    one, other = made(stocked, "One", uris[:4]), made(stocked, "Other", uris[2:])
    body = {"playlists": [one, other], "account": account(stocked), "name": "Both"}
    [both] = applied(stocked, stocked.post("/playlists/merge", body))
    assert stocked.sandbox.uris(both) == uris
    turns = stocked.post("/playlists/merge", body | {"order": "turns", "twice": True, "name": "In turns"})
    assert turns["playlists"][0]["added"] == 8
    assert stocked.sandbox.uris(one) == uris[:4]


def test_one_takes_in_another_behind_what_stands_there_and_undo_takes_it_out(stocked: House) -> None:
    uris = stocked.tracks(6)
    one, other = made(stocked, "Into", uris[:3]), made(stocked, "From", uris[1:])
    proposal = stocked.post("/playlists/merge", {"playlists": [other], "into": one})
    assert proposal["playlists"][0]["added"] == 3
    applied(stocked, proposal)
    assert stocked.sandbox.uris(one) == uris
    applied(stocked, stocked.post(f"/runs/{stocked.get('/runs')[0]['id']}/undo", {}))
    assert stocked.sandbox.uris(one) == uris[:3]


def test_merging_one_alone_is_refused(stocked: House) -> None:
    one = made(stocked, "Alone", stocked.tracks(2))
    body = {"playlists": [one, one], "account": account(stocked)}
    assert stocked.api.post("/playlists/merge", body)[0] == 400


def test_one_is_split_into_several_by_one_run_with_one_undo(stocked: House) -> None:
    uris = stocked.tracks(7)
    source = made(stocked, "Long", uris)
    before = set(stocked.sandbox.playlists_of("listener1"))
    body = {"playlist": source, "account": account(stocked), "by": "size", "size": 3}
    proposal = stocked.post("/playlists/split", body)
    assert [one["name"] for one in proposal["playlists"]] == ["Long - 1", "Long - 2", "Long - 3"]
    parts = applied(stocked, proposal)
    assert [uri for part in parts for uri in stocked.sandbox.uris(part)] == uris
    applied(stocked, stocked.post(f"/runs/{stocked.get('/runs')[0]['id']}/undo", {}))
    assert set(stocked.sandbox.playlists_of("listener1")) == before
    by_artist = stocked.post("/playlists/split", body | {"by": "artist"})
    assert sum(one["added"] for one in by_artist["playlists"]) == 7
    status, document = stocked.api.post("/playlists/split", body | {"by": "added"})
    assert (status, "no two parts" in document["detail"]) == (400, True)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_details_and_a_cover_of_any_kind_are_written_together(stocked: House, kind: str) -> None:
    playlist = made(stocked, "Plain", [])
    body = {"name": "Fine", "description": "With a cover", "public": True, "cover": picture(kind)}
    proposal = stocked.post(f"/playlists/{playlist}/details", body)
    assert proposal["writes"] == 2
    applied(stocked, proposal)
    truth = stocked.sandbox.playlist(playlist)
    assert (truth["name"], truth["description"], truth["public"]) == ("Fine", "With a cover", True)
    stocked.container.library.sync()
    shown = stocked.container.gallery.playlist(PlaylistId(playlist), "full")
    with Image.open(io.BytesIO(shown.body)) as cover:
        assert cover.format == "JPEG"


def test_making_it_collaborative_makes_it_private(stocked: House) -> None:
    playlist = made(stocked, "Open", [])
    applied(stocked, stocked.post(f"/playlists/{playlist}/details", {"public": True}))
    applied(stocked, stocked.post(f"/playlists/{playlist}/details", {"collaborative": True}))
    truth = stocked.sandbox.playlist(playlist)
    assert (truth["public"], truth["collaborative"]) == (False, True)


def test_what_is_no_picture_and_what_asks_for_nothing_is_refused_before_any_call(stocked: House) -> None:
    playlist = made(stocked, "Strict", [])
    before = len(stocked.sandbox.calls())
    for body in (
        {},
        {"cover": b64encode(b"not a picture").decode()},
        {"cover": "***"},
        {"public": True, "collaborative": True},
    ):
        assert stocked.api.post(f"/playlists/{playlist}/details", body)[0] == 400, body
    for body in ({"name": ""}, {"name": "x" * 101}, {"name": "\ud800"}, {"name": "  "}, {"colour": "red"}):
        assert stocked.api.post(f"/playlists/{playlist}/details", body)[0] == 422, body
    assert len(stocked.sandbox.calls()) == before


def test_a_cover_is_kept_whole_or_as_the_square_that_was_chosen(house: House) -> None:
    body = picture(size=(300, 200))
    whole = house.post("/placements/covers", {"picture": body})["cover"]
    square = house.post("/placements/covers", {"picture": body, "crop": {"x": 0.1, "y": 0, "side": 1}})["cover"]
    with house.container.database.read() as session:
        sizes = [
            Image.open(io.BytesIO(picture_bytes(session, each.removeprefix("picture:")))).size
            for each in (whole, square)
        ]
    assert sizes == [(300, 200), (200, 200)]
    outside = {"picture": body, "crop": {"x": 0.5, "y": 0, "side": 1}}
    status, refused = house.api.post("/placements/covers", outside)
    assert (status, "not inside" in str(refused)) == (400, True), refused
