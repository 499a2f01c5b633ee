"""A cover from a file: checked, bounded, and encoded as Spotify takes it."""

import threading
import warnings
from base64 import b64decode
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from playwarden.features.wishes.document import Mark
from playwarden.kit.errors import FileError, InputError
from playwarden.kit.loading import LOADING

if TYPE_CHECKING:
    from PIL import Image

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""Pictures beyond are refused before they are decoded: a small file can hold a huge one."""
MAX_WHOLE = 25_000_000
"""The same for what is decoded whole before it is made smaller: all but JPEG."""
_LARGE = 4_000_000
"""Pixels from which on pictures are decoded one at a time: each takes up to 10 bytes of memory for a pixel."""
_turn = threading.Lock()
MAX_JPEG_BYTES = 256_000 * 3 // 4
"""What is 256 KB as base64, the most that Spotify takes."""
LONGEST_SIDE = 1_000
"""Pixels; Spotify shows covers at most 640 wide and encodes them anew."""
_ROUNDED = 1.0
"""Pixels that a crop may lie outside of a picture: whoever drew it rounded."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_REMEDY = "Name a JPEG or PNG picture by its path from the folder of this file."
_QUALITIES = (92, 85, 78, 70, 60, 50)


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of a picture as it is seen: `x` of its width and `y` of its height lie before it, its `side` is a share
    of the picture's shorter one."""

    x: float
    y: float
    side: float

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, upper, right and lower edge in pixels, always a square. Raises ValueError when it is not inside."""
        share = self.side * min(width, height)
        if not (0 < self.side <= 1 and 0 <= self.x < 1 and 0 <= self.y < 1):
            raise ValueError("the crop is not inside of the picture.")
        if self.x * width + share > width + _ROUNDED or self.y * height + share > height + _ROUNDED:
            raise ValueError("the crop is not inside of the picture.")
        side = max(1, round(share))
        left, top = min(round(self.x * width), width - side), min(round(self.y * height), height - side)
        return left, top, left + side, top + side


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
    with LOADING:
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


def jpeg(raw: bytes, crop: Crop | None = None) -> bytes:
    """`raw`, a JPEG, PNG, WebP or GIF (its first frame), or a square of it, as a JPEG of at most MAX_JPEG_BYTES.

    As it is seen: turned as its EXIF data say, in sRGB, on white where it is transparent. Raises ValueError with a
    sentence.
    """
    with LOADING:
        from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS is the stricter bound
            picture: Image.Image = Image.open(BytesIO(raw), formats=_FORMATS)
        _bound(picture)
        large = picture.width * picture.height > _LARGE  # as it lies there: a progressive JPEG is held whole
        # A square of a picture needs its pixels, so that less of the picture is left out while it is read.
        needed = LONGEST_SIDE if crop is None else round(LONGEST_SIDE / max(crop.side, 0.01))
        picture.draft("RGB", (needed, needed))
        with _turn if large else nullcontext():
            flat = _seen(picture, crop)
    except Image.DecompressionBombError:
        raise ValueError(
            f"the picture has more than {MAX_WHOLE // 1_000_000} million pixels (a JPEG: {MAX_PIXELS // 1_000_000})."
        ) from None
    except (OSError, SyntaxError):
        raise ValueError("expected a JPEG, PNG, WebP or GIF picture; this is none, or it is damaged.") from None
    while True:
        for quality in _QUALITIES:
            written = BytesIO()
            flat.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= MAX_JPEG_BYTES:
                return written.getvalue()
        flat.thumbnail((flat.width * 3 // 4, flat.height * 3 // 4))


def _bound(picture: "Image.Image") -> None:
    with LOADING:
        from PIL import Image

    if picture.width * picture.height > (MAX_PIXELS if picture.format == "JPEG" else MAX_WHOLE):
        raise Image.DecompressionBombError


def _seen(picture: "Image.Image", crop: Crop | None) -> "Image.Image":
    """`picture`, or a square of it, as it is seen, no larger than a cover. `picture` itself is used up."""
    with LOADING:
        from PIL import ImageOps

    ImageOps.exif_transpose(picture, in_place=True)
    if crop is not None:
        picture = picture.crop(crop.box(*picture.size))
    flat = _flat(picture)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return flat


def _flat(picture: "Image.Image") -> "Image.Image":
    """`picture` without transparency, on white, in sRGB."""
    with LOADING:
        from PIL import Image

    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return _in_srgb(ground, profile)
    if picture.mode.startswith("I"):  # 16 bits a pixel; a conversion alone would make all that is not black white
        return picture.convert("I").point(lambda level: level * (1 / 256)).convert("L").convert("RGB")
    return _in_srgb(picture, profile)


def _in_srgb(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """In the colours that its profile means; without one, or with one that does not fit, in those it names."""
    with LOADING:
        from PIL import ImageCms

    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                turned.info.clear()
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB")
