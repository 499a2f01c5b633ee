"""Reads pasted text: guesses how it is written, and says of every line what it names or why it is left out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from playwarden.domain.pasting.formats import Shape, guess, shape_of
from playwarden.domain.pasting.links import isrcs_in, links_in
from playwarden.domain.pasting.names import Sides, guessed_order, sides_of, turned
from playwarden.domain.pasting.noise import end_of, start_of, trimmed
from playwarden.domain.pasting.tables import Table
from playwarden.domain.pasting.tabular import rough_chart, rough_table
from playwarden.domain.pasting.values import (
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
from playwarden.kit.errors import InputError

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_STRAY = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufeff\u200b\u2060\ud800-\udfff]")
_SPACES = re.compile("[^\\S\t]")
_TOGETHER = re.compile(r"^(?:w/|\+)\s*", re.IGNORECASE)
_UNKNOWN = re.compile(r"^\W*ID\W*(?:-|–|—)\W*ID\W*$", re.IGNORECASE)
_MARKDOWN = re.compile(r"^\s*\[(.+)\]\s*\(\s*\)\s*$")
_LONGEST = 500
"""Characters of a title or of all artists together; no name is longer."""
_NO_NAME = "no name in it"


@dataclass(frozen=True, slots=True)
class Rough:
    """A line before it is known which name comes first."""

    line: Line
    sides: Sides | None = None


def read(
    text: str, given: Given | None = None, *, artists: Collection[str] = (), titles: Collection[str] = ()
) -> Reading:
    """What `text` names. `artists` and `titles` are folded names known as such: they tell which of two comes first.

    Every line that is not empty is within one recording, or is left out with its reason; only a line of several links
    is several. Raises InputError for what is larger than MOST_BYTES or longer than MOST_LINES, and nothing else.
    """
    given = given or Given()
    lines = numbered(text)
    shape = guess(lines) if given.format is None else shape_of(given.format, lines, given.columns)
    if shape.table is not None and given.columns is not None:
        shape = shape_of(shape.format, lines, given.columns)
    rough = _covered(lines, _rough(lines, shape))
    pairs = [each.sides for each in rough if each.sides is not None]
    order, order_sure = guessed_order(pairs, artists, titles, usual=-1.0 if shape.format is Format.CHART else 1.0)
    if given.order is not None and order is not None:
        order, order_sure = given.order, 1.0
    return Reading(
        format=shape.format,
        sure=1.0 if given.format is not None else round(shape.sure, 2),
        order=order,
        order_sure=order_sure,
        lines=tuple(_settled(each, order or Order.ARTIST_FIRST) for each in rough),
        columns=_columns(shape.table, order),
        names=tuple(name for pair in pairs if pair.order is None and pair.second for name in (pair.first, pair.second)),
    )


def numbered(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, each with its number from 1, without signs that nobody sees. Raises InputError."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise InputError(f"The text is larger than {MOST_BYTES // 2**20} MB.", "Paste it in several parts.")
    cleaned = ((number, _SPACES.sub(" ", _STRAY.sub("", line))) for number, line in enumerate(_BREAK.split(text), 1))
    found = [(number, line) for number, line in cleaned if line.strip()]
    if len(found) > MOST_LINES:
        raise InputError(
            f"The text has {len(found):,} lines; at most {MOST_LINES:,} are read at once.",
            "Paste it in several parts.",
        )
    return found


def _rough(lines: Sequence[tuple[int, str]], shape: Shape) -> list[Rough]:
    texts = dict(lines)
    if shape.table is not None:
        return [Rough(line, sides) for line, sides in rough_table(shape.table, texts)]
    if shape.blocks is not None:
        return [Rough(line, sides) for line, sides in rough_chart(shape.blocks, texts)]
    return [each for number, text in lines for each in _of_line(number, text, shape)]


def _of_line(number: int, text: str, shape: Shape) -> list[Rough]:
    """A line by itself: links, ISRCs, or names with what stands around them taken off."""
    base = Line(number, number, text.strip(), "left_out")
    links = links_in(text)
    if links.uris:
        return [Rough(replace(base, kind="link", uri=uri)) for uri in links.uris]
    codes, rest = isrcs_in(links.rest)
    if codes and not any(sign.isalpha() for sign in rest):
        return [Rough(replace(base, kind="isrc", isrc=code)) for code in codes]
    if (wrapped := _MARKDOWN.match(rest)) is not None:
        rest = wrapped[1]
    start = start_of(trimmed(rest), bare=shape.counts_up)
    end = end_of(_TOGETHER.sub("", start.rest), labels=shape.format is Format.TIMESTAMPED)
    sides = sides_of(end.rest, by=shape.format is Format.BY)
    if start.number is not None and not shape.counts_up and not sides.second:
        whole = end_of(trimmed(rest))  # `#41 - Dave Matthews Band` is a name
        if sides_of(whole.rest).second:
            end, sides = whole, sides_of(whole.rest)
    if links.wrong and not sides.second:
        return [Rough(replace(base, note=links.wrong[0]))]
    if not any(sign.isalnum() for sign in sides.first + sides.second):
        return [Rough(replace(base, note=_NO_NAME))]
    if _UNKNOWN.match(end.rest):
        return [Rough(replace(base, note="a track that nobody has named yet (ID)"))]
    if not sides.second and sides.first.endswith((":", "：")):
        return [Rough(replace(base, note="a heading, by its colon"))]
    line = replace(
        base, kind="names", duration_ms=end.duration_ms, explicit=end.explicit, isrc=codes[0] if codes else None
    )
    return [Rough(line, sides)]


def _settled(rough: Rough, order: Order) -> Line:
    if rough.sides is None:
        long = rough.line.kind == "link" and len(rough.line.title + "".join(rough.line.artists)) > 2 * _LONGEST
        return replace(rough.line, title="", artists=()) if long else rough.line
    artist, title = turned(rough.sides, order)
    if len(title) > _LONGEST or len(artist) > _LONGEST:
        return replace(rough.line, kind="left_out", note="longer than any name")
    made = tuple(name for part in artist.split(";") if (name := part.strip()))
    note = rough.line.note or ("" if made else "no artist is named")
    return replace(rough.line, title=title, artists=made, note=note)


def _columns(table: Table | None, order: Order | None) -> tuple[Column, ...] | None:
    """The columns of a table as they were read: without heads the first of two names may be the artist."""
    if table is None or table.told or order is not Order.ARTIST_FIRST:
        return None if table is None else table.columns
    turned_: dict[Meaning | None, Meaning] = {"title": "artist", "artist": "title"}
    return tuple(replace(column, means=turned_.get(column.means, column.means)) for column in table.columns)


def _covered(lines: Sequence[tuple[int, str]], rough: Sequence[Rough]) -> list[Rough]:
    """With the lines that no recording takes, left out."""
    taken = {number for each in rough for number in range(each.line.first, each.line.last + 1)}
    beside = [
        Rough(Line(number, number, text.strip(), "left_out", note="beside the table"))
        for number, text in lines
        if number not in taken
    ]
    return sorted([*rough, *beside], key=lambda each: each.line.first)
