"""A cover is compared by what it shows: a new address is no attack, another picture is."""

import io

import pytest
from PIL import Image, ImageDraw

from tests.integration.protection.conftest import Castle, names


def drawn(colour: str, shape: tuple[int, int, int, int] = (40, 60, 200, 180), *, quality: int = 90) -> bytes:
    """A simple cover."""
    picture = Image.new("RGB", (300, 300), colour)
    pen = ImageDraw.Draw(picture)
    pen.ellipse(shape, fill="white")
    pen.rectangle((10, 220, 160, 290), fill="black")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def smaller(body: bytes) -> bytes:
    """The same cover as another size and quality."""
    with Image.open(io.BytesIO(body)) as picture:
        written = io.BytesIO()
        picture.resize((640, 640)).save(written, "JPEG", quality=60)
    return written.getvalue()


MINE, THEIRS = drawn("navy"), drawn("crimson", (150, 20, 290, 120))
MOSAIC = "https://mosaic.example/640/" + "b" * 88


@pytest.fixture
def covered(castle: Castle) -> Castle:
    """With one protected playlist that has a cover of its own."""
    mix = castle.target.put(castle.ann, "p1", name="Morning", description="Coffee")
    castle.cover(mix, MINE)
    castle.protect(mix)
    return castle


class TestACover:
    def test_that_is_served_under_another_address_is_no_incident_and_is_fetched_once(self, covered: Castle) -> None:
        mix = covered.target.lists[covered.ann][0]
        covered.cover(mix, smaller(MINE))
        covered.later()
        fetched = len(covered.target.fetched)

        covered.later()

        assert covered.incidents() == []
        assert len(covered.target.fetched) == fetched

    def test_that_is_swapped_is_put_back(self, covered: Castle) -> None:
        mix = covered.target.lists[covered.ann][0]
        covered.cover(mix, THEIRS)
        covered.later()
        covered.later()

        assert covered.target.writes == ["cover"]
        assert names(covered.incidents()) == [("edit", "ended", "restored")]

    def test_that_became_a_mosaic_is_a_take_down(self, covered: Castle) -> None:
        mix = covered.target.lists[covered.ann][0]
        covered.target.edit(mix, cover_url=MOSAIC)
        covered.later()
        covered.later()

        assert covered.target.writes == ["cover"]
        assert names(covered.incidents()) == [("takedown", "ended", "restored")]

    def test_and_texts_are_put_back_by_one_call_each(self, covered: Castle) -> None:
        mix = covered.target.lists[covered.ann][0]
        covered.target.edit(mix, name="", description="", cover_url=MOSAIC)
        covered.later()

        assert covered.target.writes == ["details", "cover"]

    def test_whose_picture_cannot_be_fetched_is_not_known_and_not_wrong(self, covered: Castle) -> None:
        mix = covered.target.lists[covered.ann][0]
        url = covered.cover(mix, THEIRS)
        del covered.target.pictures[url]

        covered.later()

        assert covered.incidents() == []
        assert covered.target.writes == []


class TestAPlaylistWithoutACoverOfItsOwn:
    def test_may_change_its_mosaic_with_its_tracks(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "p1", name="Morning", cover_url=MOSAIC)
        castle.protect(mix)
        castle.target.edit(mix, cover_url=MOSAIC[:-1] + "c")

        castle.later()

        assert castle.incidents() == []
        assert castle.protection(mix).preferred.get("cover") is None
