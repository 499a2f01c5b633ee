"""How protection stands, in words: how often is looked and why, what lists do not show, how long it was wrong."""

from collections.abc import Collection
from datetime import datetime, timedelta

from playwarden.domain.protection.preferred import FIELDS
from playwarden.kit.text import counted, listed


def how_often(every: timedelta, *, slowed: bool, calls: int) -> str:
    """`every 9 minutes at today's quota: 8 calls a look`."""
    quota = " at today's quota" if slowed else ""
    return f"every {lasting(every)}{quota}: {counted(calls, 'call')} a look"


def lacking_words(lacking: Collection[str], playlists: int, calls: int) -> str | None:
    """What a list does not show and what that costs; None where it shows all that is protected."""
    if not lacking or not playlists:
        return None
    fields = listed([name for name in FIELDS if name in lacking])
    return (
        f"Its list does not show the {fields}: {counted(playlists, 'playlist')} "
        f"{'is' if playlists == 1 else 'are'} read alone as well, up to {counted(calls, 'call')} a day more, "
        "as far as the quota allows."
    )


def lasting(span: timedelta) -> str:
    """`45 seconds`, `9 minutes`, `2 hours`, `3 days`, whole numbers; the larger unit from two of it on."""
    seconds = max(0, round(span.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return counted(round(seconds / size), unit)
    return counted(seconds, "second")


def wrong_for(
    last_right_at: datetime | None, found_at: datetime, right_at: datetime | None, now: datetime
) -> tuple[timedelta, timedelta | None]:
    """How long it was wrong at least (since it was found) and at most (since it was last seen right; None: unknown)."""
    end = right_at or now
    most = None if last_right_at is None else max(timedelta(0), end - last_right_at)
    return max(timedelta(0), end - found_at), most
