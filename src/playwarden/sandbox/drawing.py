"""Chance that is the same for the same seed, and ids that tell what they stand for."""

import hashlib
import random

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_SPACE = 1 << 128
_FACTOR = 0x9E3779B97F4A7C15F39CC0605CEDC835
_INVERSE = pow(_FACTOR, -1, _SPACE)

TRACK, ALBUM, ARTIST, EPISODE, SHOW, PLAYLIST = range(1, 7)


def chance(*key: object) -> random.Random:
    """A source of random numbers that depends on the key alone."""
    return random.Random(":".join(map(str, key)))


def hashed(length: int, *key: object) -> str:
    """Hexadecimal digits that depend on the key alone; at most 64."""
    return hashlib.sha256(":".join(map(str, key)).encode()).hexdigest()[:length]


def base62(value: int, width: int = 22) -> str:
    """A number in the 62 digits of Spotify's ids."""
    pairs = []
    for _ in range(0, width, 2):
        value, rest = divmod(value, 3844)
        pairs.append(_PAIRS[rest])
    return "".join(reversed(pairs))[-width:]


def is_id(text: str) -> bool:
    """Whether a text is shaped like an id: 22 base-62 digits."""
    return len(text) == 22 and text.isascii() and text.isalnum()


class Ids:
    """Turns (kind, number) into an id that looks random, and back: the world need not exist before it is asked for."""

    def __init__(self, seed: int) -> None:
        self._offset = int(hashed(32, "ids", seed), 16)

    def name(self, kind: int, number: int) -> str:
        """The id of the number-th thing of a kind."""
        return base62(((kind << 64 | number) * _FACTOR + self._offset) % _SPACE)

    def number(self, kind: int, text: str) -> int | None:
        """The number behind an id, or None when it names no thing of this kind here."""
        if not is_id(text):
            return None
        value = 0
        for digit in text:
            value = value * 62 + _VALUES[digit]
        plain = (value - self._offset) * _INVERSE % _SPACE
        return plain & ((1 << 64) - 1) if plain >> 64 == kind and value < _SPACE else None
