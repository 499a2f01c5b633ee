"""A cover is checked, bounded, and always the same bytes for the same picture."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from playwarden.features.wishes.document import Mark
from playwarden.features.wishes.pictures import cover, jpeg
from playwarden.kit.errors import FileError


def picture(size: tuple[int, int], form: str = "JPEG", mode: str = "RGB", *, noisy: bool = False) -> bytes:
    drawn = Image.effect_noise(size, 120).convert(mode) if noisy else Image.new(mode, size, 90)
    written = BytesIO()
    drawn.save(written, form)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA")]
)
def test_a_jpeg_or_png_becomes_a_jpeg(form: str, mode: str) -> None:
    with Image.open(BytesIO(jpeg(picture((300, 200), form, mode)))) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (300, 200))


def test_a_picture_that_compresses_badly_still_fits() -> None:
    made = jpeg(picture((2_000, 2_000), "PNG", noisy=True))
    assert len(base64.b64encode(made)) <= 256_000


def test_the_same_picture_gives_the_same_bytes() -> None:
    raw = picture((640, 640), noisy=True)
    assert jpeg(raw) == jpeg(raw)


def test_what_else_a_file_carried_is_gone() -> None:
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where this was taken"
    Image.new("RGB", (10, 10)).save(written, "JPEG", exif=exif)
    assert b"where this was taken" in written.getvalue()
    assert b"where this was taken" not in jpeg(written.getvalue())


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 broken", picture((9, 9), "GIF")])
def test_what_is_no_jpeg_or_png_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="expected a JPEG, PNG or WebP picture"):
        jpeg(raw)


def test_a_small_file_that_holds_a_huge_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="million pixels"):
        jpeg(picture((20_000, 10_000), "PNG", "1"))


def test_a_missing_cover_names_the_line_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"lists\.yaml:4:12: expected a picture; there is no file .*none\.jpg"):
        cover("none.jpg", tmp_path / "lists.yaml", Mark(4, 12))


def test_a_cover_lies_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(picture((20, 20), "PNG"))
    assert cover("one.png", tmp_path / "lists.yaml", Mark(1, 1)).startswith(b"\xff\xd8\xff")
