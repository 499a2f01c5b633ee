"""Reads the fields of a timing's document one by one; what is wrong or left over is told in a sentence."""

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from playwarden.kit.errors import InputError

LONGEST = 200
"""Characters of a text in a timing."""
YEARS = range(1970, 2201)
"""Years of moments that a timing may name: calendars end at 9999, and whoever reckons on needs room."""


def of_these_years(moment: datetime) -> datetime:
    """`moment`, when it lies in `YEARS`. Raises InputError."""
    if moment.year not in YEARS:
        raise InputError(f"A schedule knows the years {YEARS[0]} to {YEARS[-1]}.", "Name a moment within them.")
    return moment


class Fields:
    """A document whose fields are taken by name; `what` names it in messages."""

    def __init__(self, document: Mapping[str, Any], what: str) -> None:
        self._left = dict(document)
        self._known: list[str] = []
        self._what = what

    def text(self, name: str, default: str | None = None) -> str:
        value = self._take(name, default)
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"'{name}' of {self._what} is to be a text.")
        if len(value) > LONGEST:
            raise InputError(f"'{name}' of {self._what} is longer than {LONGEST} characters.")
        if not value.isprintable():
            raise InputError(f"'{name}' of {self._what} holds characters that cannot be printed.")
        return value.strip()

    def number(self, name: str, default: int | None = None) -> int:
        value = self._take(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise InputError(f"'{name}' of {self._what} is to be a whole number.")
        return value

    def moment(self, name: str, default: datetime | None = None) -> datetime:
        """An aware datetime in UTC, from one or from ISO 8601 with its offset."""
        value = self._take(name, default)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            if isinstance(moment, datetime) and moment.tzinfo is not None:
                return of_these_years(moment).astimezone(UTC)
        except ValueError:
            pass
        raise InputError(f"'{name}' of {self._what} is to be a date and time with its offset: 2026-12-01T18:00+01:00.")

    def close(self) -> None:
        """Raises InputError for a field that nobody took."""
        for name in self._left:
            near = difflib.get_close_matches(str(name), self._known, 1)
            hint = f"Did you mean '{near[0]}'?" if near else f"It has {', '.join(self._known)}."
            raise InputError(f"{self._what[0].upper()}{self._what[1:]} has no '{str(name)[:40]}'.", hint)

    def _take(self, name: str, default: object) -> Any:
        self._known.append(name)
        value = self._left.pop(name, None)
        if value is None:
            value = default
        if value is None:
            raise InputError(f"{self._what[0].upper()}{self._what[1:]} needs '{name}'.")
        return value
