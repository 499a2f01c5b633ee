"""Pictures: what they measure, and whether two of them are the same to an eye."""

import io
from dataclasses import dataclass

from playwarden.kit.errors import InputError
from playwarden.kit.likeness import FEWEST_PIXELS, alike, likeness_of
from playwarden.kit.loading import LOADING

__all__ = ["MOST_PIXELS", "Look", "alike", "look_at", "shrunk"]

MOST_PIXELS = 40_000_000
"""A picture that says it is larger is refused before it is unpacked."""
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is: its media type, size in pixels, and likeness (see `kit.likeness`)."""

    media_type: str
    width: int
    height: int
    likeness: str


def look_at(body: bytes) -> Look:
    """Measures a picture. Raises InputError for what is no JPEG, PNG, WebP or GIF, is damaged, or is too large."""
    with LOADING:
        from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(body), formats=list(_MEDIA_TYPES)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise InputError(f"A picture of {width} by {height} pixels is too large.", "Scale it down.")
            picture.draft("RGB", (FEWEST_PIXELS, FEWEST_PIXELS))
            likeness = likeness_of(picture)
            media_type = _MEDIA_TYPES[picture.format or "JPEG"]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError("This is no picture that can be opened.", "Give a JPEG or PNG file.") from error
    return Look(media_type, width, height, likeness)


def shrunk(body: bytes, side: int) -> bytes:
    """A JPEG of the whole picture within `side` by `side` pixels. Raises InputError as `look_at` does."""
    with LOADING:
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
