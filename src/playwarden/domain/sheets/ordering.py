"""In which order rows stand that somebody moved: by their place in the sheet, by numbers, or both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from typing import Literal

Order = Literal["auto", "number", "place"]
"""Which counts. `auto`: the place in the sheet, but a number that was changed says where its row goes."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row in the order of the sheet: which number it bore when it was written (None: it is new), and bears now."""

    was: int | None
    number: float | None

    @property
    def renumbered(self) -> bool:
        """Whether somebody wrote another number than the one it bore."""
        return self.number is not None and (self.was is None or not isclose(self.number, self.was))


def ordered(rows: Sequence[Placed], order: Order = "auto") -> list[int]:
    """The indexes of `rows` in the order that is meant.

    A whole number is the place from 1 where its row ends up; one with a fraction means behind the row that bears the
    whole number before it: `2.5` stands behind the second. Of equal numbers the one that stands higher comes first.
    """
    if order == "place":
        return list(range(len(rows)))
    if order == "number":
        last = 0.0
        keys = []
        for row in rows:
            last = row.number if row.number is not None else last
            keys.append(last)
        return sorted(range(len(rows)), key=lambda index: keys[index])
    line = [index for index, row in enumerate(rows) if not row.renumbered]
    moved = [(row.number, index) for index, row in enumerate(rows) if row.renumbered and row.number is not None]
    for number, index in sorted(moved):
        line.insert(_place(rows, line, number), index)
    return line


def by_number(rows: Sequence[Placed], order: Order = "auto") -> bool:
    """Whether numbers had a say."""
    return order == "number" or (order == "auto" and any(row.renumbered for row in rows))


def _place(rows: Sequence[Placed], line: Sequence[int], number: float) -> int:
    whole = int(number)
    if number == whole:
        return min(max(whole - 1, 0), len(line))
    for place, index in enumerate(line):
        if rows[index].was == whole and not rows[index].renumbered:
            return place + 1
    return min(whole, len(line))
