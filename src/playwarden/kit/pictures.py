"""Pictures: what they measure, and how alike two of them look."""

import io
from dataclasses import dataclass

from playwarden.kit.errors import InputError

ALIKE = 8
"""Bits of 64 in which the likenesses of one picture differ at most after re-encoding and scaling."""
MOST_PIXELS = 40_000_000
"""A picture that says it is larger is refused before it is unpacked."""
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is: its media type, size in pixels, and likeness (16 hexadecimal digits)."""

    media_type: str
    width: int
    height: int
    likeness: str


def look_at(body: bytes) -> Look:
    """Measures a picture. Raises InputError for what is no JPEG, PNG, WebP or GIF, is damaged, or is too large.

    The likeness is a difference hash: the picture is shrunk to 9 by 8 grey pixels, and each bit says whether a pixel
    is brighter than its right neighbour.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(body), formats=list(_MEDIA_TYPES)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise InputError(f"A picture of {width} by {height} pixels is too large.", "Scale it down.")
            picture.draft("L", (64, 64))
            small = picture.convert("L").resize((9, 8), Image.Resampling.BOX)
            media_type = _MEDIA_TYPES[picture.format or "JPEG"]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("This is no picture that can be opened.", "Give a JPEG or PNG file.") from error
    grey = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = grey[row * 9 + column]
            bits = bits << 1 | (left > grey[row * 9 + column + 1])
    return Look(media_type, width, height, f"{bits:016x}")


def shrunk(body: bytes, side: int) -> bytes:
    """A JPEG of the whole picture within `side` by `side` pixels. Raises InputError as `look_at` does."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(body), formats=list(_MEDIA_TYPES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise InputError("The picture is too large.", "Scale it down.")
            picture.draft("RGB", (side, side))
            small = picture.convert("RGB")
            small.thumbnail((side, side))
            written = io.BytesIO()
            small.save(written, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("This is no picture that can be opened.", "Give a JPEG or PNG file.") from error
    return written.getvalue()


def alike(one: str, other: str) -> bool:
    """Whether two likenesses are those of one picture, re-encoded or scaled."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE
