"""Two names in a line: parted at what stands between them, and which of them is the artist, guessed over the whole."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from playwarden.domain.matching import fold
from playwarden.domain.pasting.noise import unquoted
from playwarden.domain.pasting.values import Order

_DASHES = "-–—―−‐‑‒－ｰ﹣⸺"
_APART = re.compile(
    rf"\s+[{_DASHES}~〜～]+\s+|\s*(?:--+|[—―－⸺])\s*|\s+[{_DASHES}](?=\S)|(?<=\S)[{_DASHES}]\s+|\t+|\s+[|｜•·:]\s+|\s*[/／]{{2}}\s*"
)
_COLON = re.compile(r"(?<=\S)[:：]\s+")
_SLASH = re.compile(r"\s+[/／]\s+")
_BY = re.compile(r"\s+by\s+", re.IGNORECASE)
_QUOTED_BY = re.compile(
    r"""^(["“„«'‘「『].+["”“»'’」』])\s*,?\s+(?:by|von|par|por|di|door|av)\s+(.+)$""", re.IGNORECASE
)
_BRACKETED = re.compile(r"^(.*?)\s*[「『]([^「」『』]+)[」』]\s*(.*)$")
_QUOTED = re.compile(r"""^(.+?)\s*[,:]?\s*(?:"([^"]+)"|“([^”]+)”|„([^“]+)“|«([^»]+)»)\s*(\(.*\))?$""")
_VERSION = re.compile(
    r"\b(?:remix|mix|edit|version|live|acoustic|remaster(?:ed)?|instrumental|karaoke|demo|radio|bonus track)\b|"
    r"from\s+[\"“]|[\[(](?:feat|ft|with)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r",\s|\s&\s|\s[x×]\s|\s(?:feat|ft|vs)\b\.?(?![^(]*\))|;", re.IGNORECASE)
_MADE_BY = re.compile(r"^by\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two names as they stand; `order` is set where the line itself says which is which. `second` empty: one alone.
    `fields`: each had a field of its own, so that a dash in it is part of the name.
    """

    first: str
    second: str = ""
    order: Order | None = None
    fields: bool = False


def sides_of(text: str, *, by: bool = False) -> Sides:
    """The names of a line. `by`: the paste is written as `Title by Artist`, so that a dash is part of a title."""
    if (match := _QUOTED_BY.match(text)) is not None:
        return _sides(match[1], match[2], Order.TITLE_FIRST)
    if by and (found := _by(text)) is not None:
        return found
    if (match := _BRACKETED.match(text)) is not None and match[1].strip(f" {_DASHES}"):
        return _sides(match[2] + (f" {match[3]}" if match[3] else ""), match[1].strip(f" {_DASHES}"), Order.TITLE_FIRST)
    if (match := _BRACKETED.match(text)) is not None and match[3].strip(f" {_DASHES}/／"):
        return _sides(match[2], match[3].strip(f" {_DASHES}/／"), Order.TITLE_FIRST)
    if (cut := _cut(text)) is not None:
        return _sides(text[: cut.start()], text[cut.end() :], None)
    if (match := _QUOTED.match(text)) is not None:
        title = next(group for group in match.groups()[1:5] if group)
        return _sides(title + (f" {match[6]}" if match[6] else ""), match[1], Order.TITLE_FIRST)
    found = _by(text)
    if found is not None:
        return found
    for pattern in (_SLASH, _COLON):
        halves = pattern.split(text, maxsplit=1)
        if len(halves) == 2 and all(half.strip() for half in halves):
            return _sides(halves[0], halves[1], None)
    return Sides(unquoted(text))


def turned(sides: Sides, order: Order) -> tuple[str, str]:
    """(artist, title). Where several dashes part a line, what is behind the first two belongs to the title."""
    if not sides.second:
        return "", sides.first
    if (sides.order or order) is Order.TITLE_FIRST:
        title, artist = sides.first, sides.second
        if (
            sides.order is None and not sides.fields and len(parts := _APART.split(artist)) > 1
        ):  # `Title - Live - Artist`
            artist = parts[-1]
            title = f"{title} - {' - '.join(part for part in parts[:-1] if part)}"
    else:
        artist, title = sides.first, sides.second
    return _MADE_BY.sub("", unquoted(artist)), unquoted(title)


def guessed_order(
    pairs: Sequence[Sides], artists: Collection[str] = (), titles: Collection[str] = (), *, usual: float = 1.0
) -> tuple[Order | None, float]:
    """Which of two names is the artist, and how sure that is (0 to 1), from all lines together. None: no line leaves
    it open. `artists` and `titles` are folded names that are known as such.

    Artists come back, titles hardly do; versions stand with titles, several names with artists; and what is known
    weighs most. `usual` is what is taken without any of that: above 0 artists first.
    """
    open_ = [pair for pair in pairs if pair.second and pair.order is None]
    if not open_:
        return None, 1.0
    firsts, seconds = [fold(pair.first) for pair in open_], [fold(pair.second) for pair in open_]
    points = usual
    points += _repeated(firsts) - _repeated(seconds)
    points += sum(bool(_VERSION.search(pair.second)) - bool(_VERSION.search(pair.first)) for pair in open_)
    points += 0.6 * sum(bool(_SEVERAL.search(pair.first)) - bool(_SEVERAL.search(pair.second)) for pair in open_)
    for first, second in zip(firsts, seconds, strict=True):
        points += 2.0 * ((first in artists) - (second in artists))
        points += 1.0 * ((second in titles) - (first in titles))
    weight = abs(points) / (abs(points) + 2 + 0.15 * len(open_))
    order = Order.ARTIST_FIRST if points >= 0 else Order.TITLE_FIRST
    return order, round(0.5 + 0.5 * weight, 2)


def _repeated(names: Sequence[str]) -> float:
    """How many lines name what another line names too."""
    return float(sum(number - 1 for number in Counter(names).values() if number > 1))


def _cut(text: str) -> re.Match[str] | None:
    """The first thing that parts two names; others behind it stay within the second."""
    cuts = _APART.finditer(text)
    return next((cut for cut in cuts if text[: cut.start()].strip() and text[cut.end() :].strip()), None)


def _by(text: str) -> Sides | None:
    """`Stand by Me by Ben E. King` is parted at the last one."""
    last = next(iter(reversed(list(_BY.finditer(text)))), None)
    if last is None or not text[: last.start()].strip() or not text[last.end() :].strip():
        return None
    return _sides(text[: last.start()], text[last.end() :], Order.TITLE_FIRST)


def _sides(first: str, second: str, order: Order | None) -> Sides:
    first, second = unquoted(first), unquoted(second)
    if not first or not second:
        return Sides(first or second)
    return Sides(first, second, order)
