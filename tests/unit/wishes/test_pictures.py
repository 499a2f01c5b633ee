"""A cover is checked, bounded, and always the same bytes for the same picture."""

import base64
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from playwarden.features.wishes.document import Mark
from playwarden.features.wishes.pictures import LONGEST_SIDE, Crop, cover, jpeg
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


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 broken", picture((9, 9), "BMP")])
def test_what_is_no_picture_or_another_kind_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="expected a JPEG, PNG, WebP or GIF picture"):
        jpeg(raw)


def test_a_small_file_that_holds_a_huge_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="million pixels"):
        jpeg(picture((20_000, 10_000), "PNG", "1"))


def test_what_is_decoded_whole_may_be_less_large_than_a_jpeg() -> None:
    with pytest.raises(ValueError, match="25 million pixels"):
        jpeg(picture((5_001, 5_001), "PNG", "1"))
    with Image.open(BytesIO(jpeg(picture((5_001, 5_001))))) as made:
        assert made.size == (LONGEST_SIDE, LONGEST_SIDE)


def test_many_large_pictures_at_once_take_the_memory_of_one(tmp_path: Path) -> None:
    """100 KB that unpack to 100 MB, sent by four at the same moment."""
    small = tmp_path / "small.png"
    small.write_bytes(picture((5_000, 5_000), "PNG", "RGBA"))
    done = subprocess.run(
        [sys.executable, "-c", _FOUR, str(small)], check=True, capture_output=True, text=True, timeout=120
    )
    assert small.stat().st_size < 200_000
    assert int(done.stdout) < 450, "MB at most"


_FOUR = """
import resource, sys, threading
from playwarden.features.wishes.pictures import jpeg
raw = open(sys.argv[1], "rb").read()
threads = [threading.Thread(target=jpeg, args=(raw,)) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""


def test_a_missing_cover_names_the_line_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"lists\.yaml:4:12: expected a picture; there is no file .*none\.jpg"):
        cover("none.jpg", tmp_path / "lists.yaml", Mark(4, 12))


def test_a_cover_lies_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(picture((20, 20), "PNG"))
    assert cover("one.png", tmp_path / "lists.yaml", Mark(1, 1)).startswith(b"\xff\xd8\xff")


def opened(body: bytes) -> Image.Image:
    with Image.open(BytesIO(body)) as made:
        assert made.format == "JPEG"
        return made.convert("RGB")


def quarters(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """Red, green, blue and white: upper left, upper right, lower left, lower right."""
    drawn = Image.new("RGB", size, "white")
    pen, (wide, tall) = ImageDraw.Draw(drawn), size
    pen.rectangle((0, 0, wide // 2 - 1, tall // 2 - 1), fill="red")
    pen.rectangle((wide // 2, 0, wide, tall // 2 - 1), fill="lime")
    pen.rectangle((0, tall // 2, wide // 2 - 1, tall), fill="blue")
    return drawn


def saved(drawn: Image.Image, form: str, **how: object) -> bytes:
    written = BytesIO()
    drawn.save(written, form, **how)
    return written.getvalue()


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


@given(
    size=st.tuples(st.integers(1, 1_600), st.integers(1, 1_600)),
    form=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    mode=st.sampled_from(["RGB", "L", "RGBA", "P", "LA", "1", "CMYK", "I;16"]),
    cut=st.none() | st.tuples(*[st.floats(0, 1, exclude_min=True)] * 3),
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_becomes_a_jpeg_that_spotify_takes(
    size: tuple[int, int], form: str, mode: str, cut: tuple[float, float, float] | None
) -> None:
    kept = {"JPEG": ("RGB", "L", "1", "CMYK"), "GIF": ("RGB", "L", "RGBA", "P", "1"), "WEBP": ("RGB", "RGBA", "L")}
    raw = picture(size, form, mode if mode in kept.get(form, ("RGB", "L", "RGBA", "P", "LA", "1", "I;16")) else "RGB")
    crop = None
    if cut is not None:
        side = max(cut[2], 1 / min(size))
        free = [1 - side * min(size) / each for each in size]
        crop = Crop(max(0.0, cut[0] * free[0]), max(0.0, cut[1] * free[1]), side)
    made = opened(jpeg(raw, crop))
    assert len(base64.b64encode(jpeg(raw, crop))) <= 256_000
    assert max(made.size) <= LONGEST_SIDE
    assert crop is None or made.width == made.height
    assert crop is not None or abs(made.width / made.height - size[0] / size[1]) <= max(size[0] / size[1], 1)


@pytest.mark.parametrize(
    ("crop", "colour"),
    [
        (Crop(0, 0, 0.5), (255, 0, 0)),
        (Crop(0.75, 0, 0.5), (0, 255, 0)),
        (Crop(0, 0.5, 0.5), (0, 0, 255)),
        (Crop(0.75, 0.5, 0.5), (255, 255, 255)),
    ],
)
def test_a_crop_is_the_square_that_was_chosen(crop: Crop, colour: tuple[int, int, int]) -> None:
    made = opened(jpeg(saved(quarters(), "PNG"), crop))
    assert made.size == (100, 100)
    assert all(near(made.getpixel(at), colour) for at in ((4, 4), (95, 4), (4, 95), (95, 95)))


def test_a_crop_keeps_the_pixels_of_a_large_photograph() -> None:
    raw = saved(Image.new("RGB", (6_000, 4_000), "navy"), "JPEG")
    assert opened(jpeg(raw, Crop(0.1, 0.1, 0.2))).size == (800, 800)


@pytest.mark.parametrize(
    "crop", [Crop(0, 0, 0), Crop(0, 0, 1.01), Crop(-0.1, 0, 0.5), Crop(0, 0.6, 0.5), Crop(0.8, 0, 0.5)]
)
def test_a_crop_that_is_not_inside_is_refused(crop: Crop) -> None:
    with pytest.raises(ValueError, match="crop is not inside"):
        jpeg(saved(quarters(), "PNG"), crop)


def test_a_photograph_that_lies_on_its_side_is_turned_before_it_is_cropped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees to the right
    made = opened(jpeg(saved(quarters(), "JPEG", exif=exif, quality=95), Crop(0, 0, 0.5)))
    assert near(made.getpixel((50, 50)), (0, 0, 255)), "what lay lower left is upper left"


def test_what_is_transparent_is_white() -> None:
    drawn = Image.new("RGBA", (60, 60), (200, 0, 0, 0))
    assert near(opened(jpeg(saved(drawn, "PNG"))).getpixel((30, 30)), (255, 255, 255))


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (50, 50), each) for each in ("red", "blue")]
    for form in ("GIF", "WEBP"):
        raw = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        assert near(opened(jpeg(raw)).getpixel((25, 25)), (255, 0, 0))


def test_sixteen_bits_of_grey_stay_grey() -> None:
    raw = saved(Image.new("I;16", (40, 40), 30_000), "PNG")
    assert near(opened(jpeg(raw)).getpixel((20, 20)), (117, 117, 117))


def test_colours_are_those_that_the_profile_means() -> None:
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for profile in (srgb.tobytes(), ImageCms.ImageCmsProfile(lab).tobytes(), b"no profile"):
        raw = saved(Image.new("RGB", (40, 40), (200, 40, 40)), "JPEG", icc_profile=profile, quality=95)
        assert near(opened(jpeg(raw)).getpixel((20, 20)), (200, 40, 40)), "one that does not fit is passed over"
