"""Likeness of pictures: steady under re-encoding, different for different pictures."""

import io

import pytest
from PIL import Image, ImageDraw

from playwarden.kit.errors import InputError
from playwarden.kit.pictures import alike, look_at


def drawn(seed: int, *, size: int = 400, form: str = "JPEG", quality: int = 92) -> bytes:
    """A picture of a few shapes that `seed` places."""
    picture = Image.new("RGB", (400, 400), ("white", "black", "navy")[seed % 3])
    pen = ImageDraw.Draw(picture)
    for number in range(5):
        x, y = (seed * 97 + number * 131) % 300, (seed * 61 + number * 173) % 300
        pen.rectangle([x, y, x + 120, y + 60 + number * 15], fill=(number * 50, 255 - number * 40, (seed * 37) % 255))
    written = io.BytesIO()
    picture.resize((size, size)).save(written, form, quality=quality)
    return written.getvalue()


@pytest.mark.parametrize("seed", range(12))
def test_a_picture_encoded_and_scaled_again_is_alike(seed: int) -> None:
    original = look_at(drawn(seed))
    for body in (drawn(seed, quality=35), drawn(seed, size=640), drawn(seed, size=300), drawn(seed, form="PNG")):
        assert alike(original.likeness, look_at(body).likeness)


def test_different_pictures_are_not_alike() -> None:
    likenesses = [look_at(drawn(seed)).likeness for seed in range(12)]
    pairs = [(a, b) for a in range(12) for b in range(a)]
    assert not [pair for pair in pairs if alike(likenesses[pair[0]], likenesses[pair[1]])]


def test_a_picture_is_measured() -> None:
    look = look_at(drawn(1, size=300, form="PNG"))
    assert (look.media_type, look.width, look.height, len(look.likeness)) == ("image/png", 300, 300, 16)


@pytest.mark.parametrize("body", [b"", b"text", drawn(1)[:200]])
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        look_at(body)
