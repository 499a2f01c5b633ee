"""How to look at protected playlists with the fewest calls, and how often a quota lets one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwarden.kit.ids import PlaylistId

PAGE = 50
EVERY = timedelta(minutes=5)
WHOLE_EVERY = timedelta(hours=4)
"""How often the whole list is paged through at least: only that tells that a playlist is missing."""
SHARE = 0.85
"""Of the calls that a day gives, the part that looking may take; the rest confirms and restores."""
READS = 20
"""Single reads that one look at an account asks for at most where its list does not show everything."""
ALERTED = timedelta(hours=1)
"""After an incident its account is looked at more often for so long."""


@dataclass(frozen=True, slots=True)
class Route:
    """One look at an account: list pages by number, or all of them (`whole`), or playlists one by one."""

    whole: bool = False
    pages: tuple[int, ...] = ()
    singles: tuple[PlaylistId, ...] = ()

    def calls(self, total: int) -> int:
        """What it costs where the list holds `total` playlists."""
        return (-(-max(total, 1) // PAGE) if self.whole else len(self.pages)) + len(self.singles)


def route(places: Mapping[PlaylistId, int | None], total: int, *, whole_due: bool) -> Route:
    """The cheapest look at the playlists at `places` (None: not known) in a list of `total`.

    The whole list where that is due, or costs no more. Single reads where they are fewer than the pages.
    """
    if not places:
        return Route()
    pages = sorted({place // PAGE for place in places.values() if place is not None})
    lost = [playlist for playlist, place in places.items() if place is None]
    everything = -(-max(total, 1) // PAGE)
    if whole_due or lost or len(pages) >= everything:
        return Route(whole=True) if whole_due or lost or everything <= len(places) else _singles(places)
    return Route(pages=tuple(pages)) if len(pages) <= len(places) else _singles(places)


def _singles(places: Collection[PlaylistId]) -> Route:
    return Route(singles=tuple(sorted(places)))


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the accounts of one quota group are looked at; `slowed`: less often than wished, for the quota.
    `spare`: what a day has beyond these looks, half of it: for what lists do not show. None: without limit.
    """

    every: timedelta
    slowed: bool = False
    calls_a_day: int = 0
    spare: int | None = None

    def reads(self, accounts: int, last: datetime | None, now: datetime) -> int:
        """How many playlists of one of `accounts` may be read by themselves now, `last` being when one was: the spare
        calls are spread over the day, so that they are missing neither for looks nor for putting back.
        """
        if self.spare is None:
            return READS
        if self.spare <= 0:
            return 0
        apart = timedelta(days=1) * accounts / self.spare
        return READS if last is None else min(READS, max(0, int((now - last) / apart)))


def pace(calls: float, a_day: int | None, wished: timedelta = EVERY) -> Pace:
    """How often looks that cost `calls` together can be taken out of `a_day` calls (None: without limit)."""
    if calls <= 0:
        return Pace(wished)
    least = wished
    if a_day is not None:
        granted = max(1.0, a_day * SHARE)
        least = max(wished, timedelta(seconds=86_400 * calls / granted))
    a_look = round(calls * timedelta(days=1) / least)
    return Pace(least, least > wished, a_look, None if a_day is None else max(0, (a_day - a_look) // 2))


def after_incident(pace: Pace) -> timedelta:
    """How often an account is looked at in the hour after an incident: twice as often, once a minute at most. Not where
    the quota sets the pace: what one account took would be missing for the others, and for putting back.
    """
    return pace.every if pace.slowed else max(timedelta(minutes=1), pace.every / 2)
