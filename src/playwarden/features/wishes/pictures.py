"""A cover from a file: checked, bounded, and encoded as Spotify takes it."""

import warnings
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from playwarden.features.wishes.document import Mark
from playwarden.kit.errors import FileError, InputError

if TYPE_CHECKING:
    from PIL import Image

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""Pictures beyond are refused before they are decoded: a small file can hold a huge one."""
MAX_JPEG_BYTES = 256_000 * 3 // 4
"""What is 256 KB as base64, the most that Spotify takes."""
LONGEST_SIDE = 1_000
"""Pixels; Spotify shows covers at most 640 wide and encodes them anew."""
_REMEDY = "Name a JPEG or PNG picture by its path from the folder of this file."
_QUALITIES = (92, 85, 78, 70, 60, 50)


def cover(wished: str, file: Path, mark: Mark) -> bytes:
    """The JPEG to upload for the picture `wished`, a path relative to the folder of `file`.

    The same picture gives the same bytes, so that its hash can be part of an approval; what else the file carried
    (place, camera, profile) is gone. It may lie anywhere, so that files can share a folder of covers; but whatever a
    file from somebody else names, only what decodes as a picture is ever sent. Raises FileError at `mark`.
    """
    path = file.parent / wished
    try:
        if not path.is_file():
            raise FileError(str(file), mark.line, mark.column, f"expected a picture; there is no file {path}.", _REMEDY)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise FileError(
                str(file), mark.line, mark.column, f"{path} is larger than {MAX_FILE_BYTES // 2**20} MB.", _REMEDY
            )
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(
            str(file), mark.line, mark.column, f"{path} cannot be read: {error.strerror}.", _REMEDY
        ) from None
    try:
        return jpeg(raw)
    except ValueError as error:
        raise FileError(str(file), mark.line, mark.column, f"{path}: {error}", _REMEDY) from None


def sent_along(covers: Mapping[str, str]) -> dict[str, bytes]:
    """Covers that came in base64, by their names in the file: each one a JPEG as `cover` makes them.

    Raises InputError for anything else: it was sent by a program, and goes to Spotify as it is.
    """
    from PIL import Image

    found = {}
    for name, text in covers.items():
        wrong = InputError(f"The cover {name[:60]!r} that was sent along is no JPEG of at most 192 KB, in base64.")
        try:
            raw = b64decode(text, validate=True)
            if len(raw) > MAX_JPEG_BYTES:
                raise wrong
            with Image.open(BytesIO(raw), formats=("JPEG",)) as picture:
                _bound(picture)
                picture.load()
        except (ValueError, OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise wrong from None
        found[name] = raw
    return found


def jpeg(raw: bytes) -> bytes:
    """`raw`, a JPEG, PNG or WebP, as a JPEG of at most MAX_JPEG_BYTES. Raises ValueError with a sentence."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS is the stricter bound
            picture: Image.Image = Image.open(BytesIO(raw), formats=("JPEG", "PNG", "WEBP"))
        _bound(picture)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
        flat = _flat(picture)
    except Image.DecompressionBombError:
        raise ValueError(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels.") from None
    except (OSError, SyntaxError):
        raise ValueError("expected a JPEG, PNG or WebP picture; this is none, or it is damaged.") from None
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    while True:
        for quality in _QUALITIES:
            written = BytesIO()
            flat.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= MAX_JPEG_BYTES:
                return written.getvalue()
        flat.thumbnail((flat.width * 3 // 4, flat.height * 3 // 4))


def _bound(picture: "Image.Image") -> None:
    from PIL import Image

    if picture.width * picture.height > MAX_PIXELS:
        raise Image.DecompressionBombError


def _flat(picture: "Image.Image") -> "Image.Image":
    """`picture` without transparency, on white, in RGB."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")
