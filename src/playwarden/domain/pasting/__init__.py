"""Pasted text -> the recordings that it names: read without a call, guessed, shown, correctable."""

from playwarden.domain.pasting.reading import read
from playwarden.domain.pasting.values import (
    FORMATS,
    MOST_BYTES,
    MOST_LINES,
    Column,
    Format,
    Given,
    Line,
    Meaning,
    Order,
    Reading,
)

__all__ = [
    "FORMATS",
    "MOST_BYTES",
    "MOST_LINES",
    "Column",
    "Format",
    "Given",
    "Line",
    "Meaning",
    "Order",
    "Reading",
    "read",
]
