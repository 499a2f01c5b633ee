"""Pictures behind the addresses: covers and faces drawn from ids, mosaics, and uploads re-encoded."""

import io
from collections import OrderedDict
from typing import TYPE_CHECKING

from playwarden.sandbox.drawing import chance
from playwarden.sandbox.exchange import Answer, Request
from playwarden.sandbox.world import World

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_REMEMBERED = 200
_PREFIX = 16
_SIDES = {
    "ab67616d0000b273": 640,
    "ab67616d00001e02": 300,
    "ab67616d00004851": 64,
    "ab6761610000e5eb": 640,
    "ab67616100005174": 320,
    "ab6761610000f178": 160,
}
_LEAST_QUALITY = 80


class Pictures:
    """Draws when asked and remembers the last few; no token is needed, as with the real ones."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._remembered: OrderedDict[tuple[str, tuple[int, int]], bytes] = OrderedDict()

    def answer(self, request: Request) -> Answer:
        """`/image/<key>` or `/mosaic/<side>/<key>` as a JPEG."""
        if request.method not in ("GET", "HEAD"):
            return Answer(405)
        quirks = self._world.quirks
        form = self._world.forms.get(request.path.rpartition("/")[2], (quirks.cover_side, quirks.cover_quality))
        picture = self._remembered.get((request.path, form))
        if picture is None:
            picture = self._make(request.path.split("/")[1:], form)
            if picture is None:
                return Answer(404, b"Not found", "text/plain")
            self._remembered[request.path, form] = picture
            if len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return Answer(200, picture, "image/jpeg", (("cache-control", "public, max-age=604800"),))

    def _make(self, parts: list[str], form: tuple[int, int]) -> bytes | None:
        match parts:
            case ["mosaic", side, key] if side.isdigit() and len(key) == 88:
                return _jpeg(_mosaic(key, min(640, max(16, int(side)))))
            case ["image", key] if key in self._world.covers:
                return reencoded(self._world.covers[key], *form)
            case ["image", key] if len(key) > _PREFIX:
                return _jpeg(_drawn(key[_PREFIX:], _SIDES.get(key[:_PREFIX], 300)))
        return None


def reencoded(picture: bytes, side: int, quality: int) -> bytes:
    """An upload as it is served: another size, another quality, other bytes; as it came when Pillow cannot read it."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return _jpeg(opened.convert("RGB").resize((side, side)), quality)
    except (UnidentifiedImageError, OSError):
        return picture


def drawn_cover(key: str) -> bytes:
    """A cover of a few shapes, the same for the same key: a JPEG of 640 pixels."""
    return _jpeg(_drawn(key, 640))


def drawn_mosaic(key: str) -> bytes:
    """A picture like a mosaic of four covers, the same for the same key: a JPEG of 640 pixels."""
    return _jpeg(_mosaic((key * 88)[:88], 640))


def _drawn(key: str, side: int) -> "Image":
    """Some shapes on a colour, the same for the same key."""
    from PIL import Image, ImageDraw

    dice = chance("picture", key)
    picture = Image.new("RGB", (side, side), _colour(dice.randrange(360), dice.randint(25, 45)))
    pen = ImageDraw.Draw(picture)
    for _ in range(dice.randint(3, 6)):
        left, top = dice.random() * side * 0.8, dice.random() * side * 0.8
        box = (left, top, left + (0.15 + dice.random() / 2) * side, top + (0.15 + dice.random() / 2) * side)
        colour = _colour(dice.randrange(360), dice.randint(40, 75))
        if dice.random() < 0.5:
            pen.ellipse(box, fill=colour)
        else:
            pen.rectangle(box, fill=colour)
    return picture


def _colour(hue: int, lightness: int) -> str:
    return f"hsl({hue}, 60%, {lightness}%)"


def _mosaic(key: str, side: int) -> "Image":
    """Four album covers in a square."""
    from PIL import Image

    half = side // 2
    picture = Image.new("RGB", (side, side))
    for place in range(4):
        cover = _drawn(key[place * 22 : place * 22 + 22], 300).resize((half, half))
        picture.paste(cover, (place % 2 * half, place // 2 * half))
    return picture


def _jpeg(picture: "Image", quality: int = _LEAST_QUALITY) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()
