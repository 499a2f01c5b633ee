"""How far apart two pictures are to an eye: the same whatever size, format and quality each is served in.

A difference hash of 64 or 256 bits was tried first: on covers that are nearly uniform its bits are noise, and it sees
neither another colour nor another number in a corner. A small copy of the picture sees all of these. `make bench
NAME=covers` prints what the bounds below rest on.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import pairwise
from operator import add, mul, sub
from typing import TYPE_CHECKING

from playwarden.kit.loading import LOADING

if TYPE_CHECKING:
    from PIL import Image

FORM = "2:"
"""What a likeness of this form begins with; 16 hexadecimal digits were the first."""
BRIGHT, COLOURED = 72, 16
"""Cells to a side of the copy in brightness, and of those in the two colours."""
FEWEST_PIXELS = 256
"""To a side: a JPEG may be read at a half, a quarter or an eighth of its size while it keeps as many."""
_BLOCK = 3
_CELLS = (2 * _BLOCK) ** 2
_FLAT = 400.0
"""Variance that is little: beside it the structure of a window is no structure but noise."""
MOST_STRUCTURE, MOST_BRIGHTNESS, MOST_COLOUR = 0.17, 12.8, 5.0
"""What re-encoding and scaling never reach: in one window of a twelfth of the side, how much of both structures does
not agree (0 to 1, or more), and how far apart the means are (levels of 256); in one cell, how far apart the colours."""


def likeness_of(picture: "Image.Image") -> str:
    """A picture's likeness: a copy of 72 by 72 levels of brightness and two of 16 by 16 of colour, as text."""
    with LOADING:
        from PIL import Image

    sides = (BRIGHT, COLOURED, COLOURED)
    bands = picture.convert("RGB").convert("YCbCr").split()
    cells = b"".join(
        band.resize((side, side), Image.Resampling.BILINEAR).tobytes() for band, side in zip(bands, sides, strict=True)
    )
    return FORM + b64encode(cells).decode()


def alike(one: str, other: str) -> bool:
    """Whether two likenesses are those of one picture, re-encoded or scaled. One of another form is like itself."""
    if one == other:
        return bool(one)
    return one.startswith(FORM) and other.startswith(FORM) and distance(one, other) < 1


def distance(one: str, other: str) -> float:
    """How far two likenesses of the present form are apart: 0 the same, from 1 on another picture."""
    left, right = (b64decode(each.removeprefix(FORM)) for each in (one, other))
    bright = BRIGHT * BRIGHT
    colour: int = max(map(abs, map(sub, left[bright:], right[bright:])))
    structure, brightness = _apart(left[:bright], right[:bright])
    return max(structure / MOST_STRUCTURE, brightness / MOST_BRIGHTNESS, colour / MOST_COLOUR)


def _apart(left: bytes, right: bytes) -> tuple[float, float]:
    """The most that any window's structure disagrees, and the most that its means are apart.

    Disagreement is the variance of the difference, as a share of both variances: a digit that became another one
    differs by half of what is written there, while what a strong compression does to an edge is a small share of it.
    """
    squares = list(map(add, map(mul, left, left), map(mul, right, right)))
    products = list(map(mul, left, right))
    structure = brightness = 0.0
    for ours, theirs, both, shared in zip(*map(_windows, (left, right, squares, products)), strict=True):
        mine, other = ours / _CELLS, theirs / _CELLS
        off = mine - other
        variances = both / _CELLS - mine * mine - other * other
        differing = (both - 2 * shared) / _CELLS - off * off
        structure = max(structure, differing / (variances + _FLAT))
        brightness = max(brightness, abs(off))
    return structure, brightness


def _windows(cells: Sequence[int]) -> list[int]:
    """Sums over windows of 6 by 6 cells, each half over the next, row by row."""
    across = [sum(three) for three in zip(*(cells[start::_BLOCK] for start in range(_BLOCK)), strict=True)]
    wide = BRIGHT // _BLOCK
    rows = [across[start : start + wide] for start in range(0, len(across), wide)]
    blocks = [
        [sum(three) for three in zip(*rows[start : start + _BLOCK], strict=True)] for start in range(0, BRIGHT, _BLOCK)
    ]
    return [
        sum(four) for upper, lower in pairwise(blocks) for four in zip(upper, upper[1:], lower, lower[1:], strict=False)
    ]
