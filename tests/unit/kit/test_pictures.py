"""What a picture is, and that it stays the same one however it is served, while any other is another."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image

from playwarden.kit.errors import InputError
from playwarden.kit.likeness import distance
from playwarden.kit.pictures import alike, look_at
from tests.artwork import Served, covers, numbered

WAYS = (
    Served(300, "JPEG", 60),
    Served(300, "WEBP", 75, Image.Resampling.BOX),
    Served(640, "JPEG", 95, Image.Resampling.BILINEAR),
    Served(640, "JPEG", 60, Image.Resampling.BICUBIC),
    Served(300, "PNG", 0, Image.Resampling.BICUBIC),
    Served(1_000, "JPEG", 80),
)


@pytest.fixture(scope="module")
def looks() -> dict[str, list[str]]:
    """Every cover's likeness in two ways of serving, other ones in turn; `make bench NAME=covers` takes all of them."""
    return {
        name: [look_at(WAYS[(number + step) % len(WAYS)].of(picture)).likeness for step in (0, number % 3 + 1)]
        for number, (name, picture) in enumerate(covers().items())
    }


def test_a_picture_encoded_and_scaled_again_is_alike(looks: dict[str, list[str]]) -> None:
    assert len(looks) > 40
    assert [(name, distance(one, other)) for name, (one, other) in looks.items() if not alike(one, other)] == []


def test_another_picture_is_not_alike_and_be_it_one_of_the_same_series(looks: dict[str, list[str]]) -> None:
    pairs = list(combinations(looks, 2))
    assert len(pairs) > 200
    assert [(one, other) for one, other in pairs if alike(looks[one][0], looks[other][1])] == []


def test_what_was_served_can_be_served_again(looks: dict[str, list[str]]) -> None:
    """Spotify's own encoding of ours, and what another service makes of that."""
    once = Served(640, "JPEG", 80).of(numbered(7, 0.09))
    again = Served(300, "WEBP", 70).of(_opened(once))
    likeness = look_at(again).likeness
    assert alike(likeness, looks["forest volume 7"][0])
    assert not alike(likeness, looks["forest volume 8"][0])


@pytest.mark.parametrize(
    ("one", "other", "same"), [("0" * 16, "0" * 16, True), ("0" * 16, "1" * 16, False), ("", "", False)]
)
def test_likenesses_of_another_form_are_never_alike_unless_they_are_one(one: str, other: str, *, same: bool) -> None:
    present = look_at(Served(64, "JPEG", 80).of(numbered(1, 0.3))).likeness
    assert alike(one, other) is same
    assert not alike(one, present)
    assert not alike(present, one)


def test_a_picture_is_measured() -> None:
    look = look_at(Served(300, "PNG", 0).of(numbered(1, 0.3)))
    assert (look.media_type, look.width, look.height) == ("image/png", 300, 300)


@pytest.mark.parametrize("body", [b"", b"text", Served(300, "JPEG", 80).of(numbered(1, 0.3))[:200]])
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        look_at(body)


def _opened(body: bytes) -> Image.Image:
    with Image.open(BytesIO(body)) as picture:
        return picture.convert("RGB")
