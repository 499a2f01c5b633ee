"""Covers drawn from seeds, of the kinds that real ones are, many of them close relatives; and how they are served."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

SIDE = 1_200
"""Pixels of an original: what is served of it is always smaller."""


@dataclass(frozen=True, slots=True)
class Served:
    """One way a picture is served: pixels of its side, format, quality, and the filter that scaled it."""

    side: int
    form: str
    quality: int
    scaled: Image.Resampling = Image.Resampling.LANCZOS

    def __str__(self) -> str:
        return f"{self.form.lower()} {self.side} q{self.quality}"

    def of(self, picture: Image.Image) -> bytes:
        """The picture as it is served."""
        written = io.BytesIO()
        picture.resize((self.side, self.side), self.scaled).save(written, self.form, quality=self.quality)
        return written.getvalue()


_FILTERS = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.BOX)


def ways(sides: tuple[int, ...] = (300, 640, 1_080), qualities: tuple[int, ...] = (60, 75, 85, 95)) -> list[Served]:
    """Every size in every quality as JPEG and WebP, scaled by one filter or another."""
    wanted = [(side, form, quality) for side in sides for form in ("JPEG", "WEBP") for quality in qualities]
    return [Served(*one, scaled=_FILTERS[number % len(_FILTERS)]) for number, one in enumerate(wanted)]


def covers() -> dict[str, Image.Image]:
    """Pictures by name, all of them different to an eye, in RGB."""
    found = dict(_drawn())
    found |= {f"mosaic {name}": _mosaic(found, tiles) for name, tiles in _MOSAICS.items()}
    return found


_MOSAICS = {
    "of four": ("sunset", "forest", "portrait", "focus"),
    "with two tiles changed places": ("forest", "sunset", "portrait", "focus"),
    "with one tile of a series changed": ("sunset", "forest", "portrait", "focus 2"),
    "of others": ("dots", "shapes", "night", "lines"),
}


def _drawn() -> Iterator[tuple[str, Image.Image]]:
    sunset, forest, portrait = _photo(1, (250, 140, 60), (30, 20, 90)), _photo(2, (60, 120, 50), (15, 40, 30)), _face(3)
    yield "sunset", sunset
    yield "sunset mirrored", ImageOps.mirror(sunset)
    yield "sunset cropped", sunset.crop((60, 60, SIDE - 60, SIDE - 60)).resize((SIDE, SIDE))
    yield "sunset in grey", sunset.convert("L").convert("RGB")
    yield "sunset darker", ImageEnhance.Brightness(sunset).enhance(0.85)
    yield "sunset paler", ImageEnhance.Color(sunset).enhance(0.7)
    yield "sunset with a sticker", _stuck(sunset)
    yield "forest", forest
    yield "forest of another day", _photo(12, (60, 120, 50), (15, 40, 30))
    yield "portrait", portrait
    for number in (1, 7, 8):
        yield f"forest volume {number}", numbered(number, 0.09)
    for text, ground in (("focus", "#5c33c4"), ("focus", "#96008c"), ("focus 2", "#5c33c4"), ("focus 3", "#5c33c4")):
        name = text if ground == "#5c33c4" else "focus in a colour as bright"
        yield name, _written(Image.new("RGB", (SIDE, SIDE), ground), text.upper(), at=(0.1, 0.42), tall=0.12)
    night = _grained(Image.new("RGB", (SIDE, SIDE), (16, 16, 20)), 4, 3)
    yield "night", night
    yield "night with a faint moon", _disc(night, (0.7, 0.25), 0.08, (44, 44, 52))
    yield "night bluer", _grained(Image.new("RGB", (SIDE, SIDE), (14, 16, 44)), 4, 3)
    yield "black", Image.new("RGB", (SIDE, SIDE))
    white = Image.new("RGB", (SIDE, SIDE), "white")
    yield "white", white
    yield "white with a small disc", _disc(white, (0.5, 0.5), 0.04, (30, 30, 30))
    yield "white with a small ring", _disc(_disc(white, (0.5, 0.5), 0.04, (30, 30, 30)), (0.5, 0.5), 0.022, (255,) * 3)
    yield "white with a small disc aside", _disc(white, (0.54, 0.5), 0.04, (30, 30, 30))
    yield "white with a small red disc", _disc(white, (0.5, 0.5), 0.04, (190, 20, 30))
    yield "stripes", _pattern(lambda x, _: x // 20 % 2)
    yield "stripes across", _pattern(lambda _, y: y // 20 % 2)
    yield "board", _pattern(lambda x, y: (x // 20 + y // 20) % 2)
    yield "board of large fields", _pattern(lambda x, y: (x // 150 + y // 150) % 2)
    yield "board of large fields, the other way", _pattern(lambda x, y: (x // 150 + y // 150 + 1) % 2)
    yield "dots", _halftone(forest)
    yield "shapes", _shapes(5)
    yield "shapes placed otherwise", _shapes(6)
    lines = _lines(7)
    yield "lines", lines
    yield "lines inverted", ImageOps.invert(lines)
    yield "lines and one more", _more(lines)
    yield "grain", _grained(Image.new("RGB", (SIDE, SIDE), (120, 120, 120)), 8, 60)


def numbered(number: int, tall: float) -> Image.Image:
    """One cover of a series, told by a number in the corner; `tall`: the height of its type, of the side."""
    forest = _photo(2, (60, 120, 50), (15, 40, 30))
    return _written(forest, f"Vol. {number}", at=(0.06, 0.95 - tall), tall=tall, ink="#d8e0d0")


def _photo(seed: int, light: tuple[int, int, int], dark: tuple[int, int, int]) -> Image.Image:
    """A gradient under clouds of several sizes and some grain."""
    dice = Random(seed)
    height = Image.linear_gradient("L").resize((SIDE, SIDE))
    for cells, share in ((4, 0.35), (16, 0.2), (64, 0.12)):
        clouds = Image.frombytes("L", (cells, cells), dice.randbytes(cells * cells))
        height = Image.blend(height, clouds.resize((SIDE, SIDE), Image.Resampling.BICUBIC), share)
    return _grained(ImageOps.colorize(height, dark, light), seed, 12)


def _face(seed: int) -> Image.Image:
    picture = _photo(seed, (220, 200, 180), (90, 70, 60))
    picture = _disc(picture, (0.5, 0.95), 0.42, (50, 60, 90))
    picture = _disc(picture, (0.5, 0.42), 0.22, (215, 170, 140)).filter(ImageFilter.GaussianBlur(6))
    for x in (0.42, 0.58):
        picture = _disc(picture, (x, 0.39), 0.018, (40, 30, 30))
    return picture


def _grained(picture: Image.Image, seed: int, much: int) -> Image.Image:
    grain = Image.frombytes("L", (SIDE, SIDE), Random(seed).randbytes(SIDE * SIDE))
    noise = grain.point(lambda value: 128 + (value - 128) * much // 128)
    return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), offset=-128)


def _disc(picture: Image.Image, at: tuple[float, float], radius: float, ink: tuple[int, ...]) -> Image.Image:
    drawn = picture.copy()
    x, y, r = at[0] * SIDE, at[1] * SIDE, radius * SIDE
    ImageDraw.Draw(drawn).ellipse((x - r, y - r, x + r, y + r), fill=ink)
    return drawn


def _written(
    picture: Image.Image, text: str, *, at: tuple[float, float], tall: float, ink: str = "white"
) -> Image.Image:
    drawn = picture.copy()
    font = ImageFont.load_default(size=tall * SIDE)
    ImageDraw.Draw(drawn).text((at[0] * SIDE, at[1] * SIDE), text, fill=ink, font=font)
    return drawn


def _stuck(picture: Image.Image) -> Image.Image:
    return _written(_disc(picture, (0.9, 0.1), 0.05, (240, 220, 40)), "NEW", at=(0.87, 0.085), tall=0.03, ink="black")


def _pattern(lit: Callable[[int, int], int]) -> Image.Image:
    half = range(0, SIDE, 2)
    small = Image.frombytes("L", (len(half), len(half)), bytes(255 * lit(x, y) for y in half for x in half))
    return small.resize((SIDE, SIDE), Image.Resampling.NEAREST).convert("RGB")


def _halftone(picture: Image.Image) -> Image.Image:
    """Black dots on white, the larger the darker, as newspapers print."""
    cells = 75
    step, small = SIDE // cells, picture.convert("L").resize((cells, cells))
    drawn = Image.new("RGB", (SIDE, SIDE), "white")
    pen = ImageDraw.Draw(drawn)
    for place, value in enumerate(small.tobytes()):
        x, y, r = (place % cells + 0.5) * step, (place // cells + 0.5) * step, (255 - value) / 255 * step * 0.7
        pen.ellipse((x - r, y - r, x + r, y + r), fill="black")
    return drawn


def _shapes(seed: int) -> Image.Image:
    dice = Random(seed)
    drawn = Image.new("RGB", (SIDE, SIDE), (20, 40, 200))
    pen = ImageDraw.Draw(drawn)
    for _ in range(6):
        x, y, wide = dice.randrange(900), dice.randrange(900), dice.randrange(100, 500)
        pen.rectangle((x, y, x + wide, y + wide // 2), fill=(dice.randrange(256), dice.randrange(80), 30))
    return drawn


def _lines(seed: int) -> Image.Image:
    dice = Random(seed)
    drawn = Image.new("RGB", (SIDE, SIDE), "white")
    pen = ImageDraw.Draw(drawn)
    for _ in range(40):
        ends = [dice.randrange(SIDE) for _ in range(4)]
        pen.line(ends, fill="black", width=dice.randrange(2, 8))
    return drawn


def _more(picture: Image.Image) -> Image.Image:
    drawn = picture.copy()
    ImageDraw.Draw(drawn).line((200, 1_000, 500, 940), fill="black", width=8)
    return drawn


def _mosaic(pictures: dict[str, Image.Image], tiles: tuple[str, ...]) -> Image.Image:
    """Four covers in a square, as Spotify makes of the first four albums."""
    half = SIDE // 2
    drawn = Image.new("RGB", (SIDE, SIDE))
    for place, name in enumerate(tiles):
        drawn.paste(pictures[name].resize((half, half)), (place % 2 * half, place // 2 * half))
    return drawn
