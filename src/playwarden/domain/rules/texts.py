"""Names and descriptions filled from fields: {date}, {week}, {month}, {year}, {count}, {artists}."""

import re
from collections.abc import Sequence
from datetime import date

from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME
from playwarden.kit.text import listed

_FIELD = re.compile(r"\{([^{}]*)\}")
FIELDS = ("date", "week", "month", "year", "count", "artists")


def unknown_fields(template: str) -> list[str]:
    """The fields of a template that there are not."""
    return [name for name in _FIELD.findall(template) if name not in FIELDS]


def has_fields(template: str | None) -> bool:
    """Whether a template may come to another text from one period to the next."""
    return template is not None and _FIELD.search(template) is not None


def filled(template: str, today: date, artists: Sequence[Sequence[str]], *, most: int) -> str:
    """The template with its fields filled; `artists` are those of each track, in order. Cut at a word to `most`
    characters, as Spotify takes no more.

    {artists} are the first five that occur, so that a description stays readable.
    """
    named = list(dict.fromkeys(name for of in artists for name in of))
    more = f" and {len(named) - 5} more" if len(named) > 5 else ""
    values = {
        "date": today.isoformat(),
        "week": str(today.isocalendar().week),
        "month": today.strftime("%B"),
        "year": str(today.year),
        "count": str(len(artists)),
        "artists": f"{', '.join(named[:5])}{more}" if more else listed(named),
    }
    text = _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
    if len(text) <= most:
        return text
    cut = text[: most - 1].rsplit(" ", 1)[0]
    return f"{cut or text[: most - 1]}…"


def filled_name(template: str, today: date, artists: Sequence[Sequence[str]]) -> str:
    """A playlist's name from its template."""
    return filled(template, today, artists, most=MAX_NAME)


def filled_description(template: str, today: date, artists: Sequence[Sequence[str]]) -> str:
    """A playlist's description from its template."""
    return filled(template, today, artists, most=MAX_DESCRIPTION)
