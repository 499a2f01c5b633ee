"""Which candidates of a pool: one byte each, 0 or 1, in one whole number, so that all, any and none are one operation.

A pool of 100,000 makes a number of 100 KB; `&`, `|` and counting take microseconds, whatever made the masks.
"""

from collections.abc import Iterable, Sequence

Mask = int


def mask(flags: Iterable[bool]) -> Mask:
    """The mask of the candidates whose flag is true, in the order of the pool."""
    return int.from_bytes(bytes(flags if isinstance(flags, list) else list(flags)), "little")


def everyone(size: int) -> Mask:
    """All of a pool of `size`."""
    return int.from_bytes(b"\x01" * size, "little")


def mask_of(places: Iterable[int], size: int) -> Mask:
    """The mask of the candidates at these places of a pool of `size`."""
    flags = bytearray(size)
    for place in places:
        flags[place] = 1
    return int.from_bytes(flags, "little")


def count(one: Mask) -> int:
    """How many there are in it."""
    return one.bit_count()


def holds(one: Mask, place: int) -> bool:
    """Whether the candidate at `place` is in it."""
    return bool(one >> (8 * place) & 1)


def kept(order: Sequence[int], one: Mask, size: int) -> list[int]:
    """The places of `order` that are in the mask, in their order."""
    flags = one.to_bytes(size, "little")
    return [place for place in order if flags[place]]
