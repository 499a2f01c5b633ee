"""Timings: what says when a schedule is due. A kind of timing is one file here; adding a kind is adding its file.

A kind is a frozen dataclass that the module calls `TIMING`. Times are aware and in UTC; walls and zones are a matter of
each kind, by the rules in `zones.py`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol, Self

from playwarden.domain.jobs.timing.reading import YEARS, Fields, of_these_years
from playwarden.kit.errors import InputError
from playwarden.kit.loading import loads
from playwarden.kit.text import listed

__all__ = ["Timing", "from_document", "kinds", "next_times", "of_these_years"]


class Timing(Protocol):
    """When something is due, again and again or once. A value that is wrong is never made: InputError instead."""

    kind: ClassVar[str]
    """Permanent: it is in the database."""
    default_jitter: ClassVar[bool]
    """Whether its jobs are spread out unless somebody says otherwise."""

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time strictly after an aware `moment`, in UTC; None when there is none any more."""
        ...

    def fixed(self) -> str:
        """Why no time of it can be moved on a calendar, as a sentence; nothing where one can."""
        ...

    def moved(self, time: datetime, to: datetime) -> Self:
        """The same with `time`, one of its times, at `to` instead, and every later one as far. Raises InputError."""
        ...

    def words(self) -> str:
        """For people: `every Monday at 06:00, Europe/Berlin`."""
        ...

    def to_document(self) -> dict[str, Any]:
        """As JSON; `from_document` reads it back, equal."""
        ...

    @classmethod
    def read(cls, fields: Fields, *, now: datetime, seed: str) -> Self:
        """From the fields of a document. What it leaves out may follow from `now` and `seed`. Raises InputError."""
        ...


@cache
@loads
def kinds() -> Mapping[str, type[Timing]]:
    """Every kind found in this folder, by name."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found: list[type[Timing]] = [module.TIMING for module in modules if hasattr(module, "TIMING")]
    return {each.kind: each for each in sorted(found, key=lambda each: each.kind)}


def from_document(document: Mapping[str, Any], *, now: datetime, seed: str = "") -> Timing:
    """The timing that a document describes. A stored one is complete; of a new one, `every` begins `now` unless it
    names an anchor, and `weekly` lies where its `seed` puts it.

    Raises InputError, with a sentence that names what is wrong.
    """
    name = document.get("kind")
    kind = kinds().get(name) if isinstance(name, str) else None
    if kind is None:
        told = f"no kind of timing is called '{name}'" if isinstance(name, str) else "a timing names its kind"
        raise InputError(f"{told[0].upper()}{told[1:]}.", f"The kinds are {listed(sorted(kinds()))}.")
    fields = Fields({key: value for key, value in document.items() if key != "kind"}, f"the timing '{kind.kind}'")
    timing = kind.read(fields, now=now, seed=seed)
    fields.close()
    return timing


def next_times(timing: Timing, after: datetime, number: int) -> list[datetime]:
    """The next `number` times after `after`, fewer when there are not so many within a few hundred years."""
    times: list[datetime] = []
    moment = after
    while len(times) < number and moment.year <= YEARS[-1] and (found := timing.next_after(moment)) is not None:
        times.append(found)
        moment = found
    return times
