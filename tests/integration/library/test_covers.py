"""Covers: fetched without a call when their address changed, and the same picture is the same cover."""

import io

import pytest
from PIL import Image, ImageDraw

from playwarden.kit.ids import PlaylistId
from playwarden.store.pictures import picture_bytes
from tests.integration.library.conftest import Room


def drawn(kind: str, *, size: int = 300, quality: int = 90) -> bytes:
    """A JPEG with a shape in it."""
    picture = Image.new("RGB", (300, 300), "white")
    pen = ImageDraw.Draw(picture)
    if kind == "left":
        pen.polygon([(0, 0), (200, 0), (0, 300)], fill="navy")
    else:
        pen.ellipse([60, 100, 290, 290], fill="orange")
        pen.line([(0, 40), (300, 10)], fill="black", width=30)
    written = io.BytesIO()
    picture.resize((size, size)).save(written, "JPEG", quality=quality)
    return written.getvalue()


@pytest.fixture
def mine(room: Room) -> PlaylistId:
    room.target.pictures = {
        "https://pictures/one": drawn("left"),
        "https://pictures/again": drawn("left", size=640, quality=60),
        "https://pictures/other": drawn("round"),
        "https://pictures/broken": b"not a picture",
    }
    return room.target.put(room.ann, "mine", cover_url="https://pictures/one")


def test_the_cover_of_an_own_playlist_is_kept_with_its_first_version(room: Room, mine: PlaylistId) -> None:
    calls = room.library.sync().calls
    cover = room.held(mine).details.cover
    assert cover is not None
    assert cover.sha256 is not None
    assert [version.details.cover for version in room.versions(mine)] == [cover]
    with room.database.read() as session:
        assert picture_bytes(session, cover.sha256) == room.target.pictures["https://pictures/one"]
    assert calls == len(room.target.lists) + 1


def test_the_same_picture_under_another_address_is_no_change(room: Room, mine: PlaylistId) -> None:
    room.library.sync()
    before = room.held(mine).details.cover
    room.target.edit(mine, cover_url="https://pictures/again")
    room.later()
    assert room.library.sync().covers == 0
    after = room.held(mine).details.cover
    assert before is not None
    assert after is not None
    assert (after.url, after.sha256) == ("https://pictures/again", before.sha256)
    assert room.causes(mine) == ["first"]


def test_another_picture_is_a_version(room: Room, mine: PlaylistId) -> None:
    room.library.sync()
    room.target.edit(mine, cover_url="https://pictures/other")
    room.later()
    assert room.library.sync().covers == 1
    assert room.causes(mine) == ["first", "spotify"]
    compared = room.questions.diff(mine)
    assert [change.name for change in compared.difference.details] == ["cover"]


def test_a_picture_is_fetched_once(room: Room, mine: PlaylistId) -> None:
    room.library.sync()
    room.later()
    room.library.sync()
    assert room.target.fetched == ["https://pictures/one"]


def test_covers_of_others_and_mosaics_are_not_fetched(room: Room) -> None:
    room.target.put(room.ann, "theirs", owner="stranger", cover_url="https://pictures/one")
    room.target.put(room.ann, "mixed", cover_url="https://mosaic.scdn.co/640/abc")
    room.library.sync()
    assert room.target.fetched == []


@pytest.mark.parametrize("url", ["https://pictures/broken", "https://pictures/missing"])
def test_a_cover_that_cannot_be_had_spoils_nothing_and_is_not_tried_for_ever(room: Room, url: str) -> None:
    mine = room.target.put(room.ann, "mine", cover_url=url)
    room.target.pictures["https://pictures/broken"] = b"not a picture"
    room.library.sync()
    room.later()
    room.library.sync()
    assert room.target.fetched == [url]
    assert room.held(mine).current
    room.target.pictures[url] = drawn("left")
    room.later(minutes=6 * 60)
    room.library.sync()
    assert room.target.fetched == [url, url]
    held = room.held(mine).details.cover
    assert held is not None
    assert held.sha256 is not None
