"""Three weeks of a curator's life on the sandbox, lived in a minute by the product's own API: what the demo shows.

The sandbox's clock is moved from one moment of the story to the next; what is due meanwhile is done by the server as
on any day. Nothing is written past the product: members sign in, connect, plan, apply and undo; other people edit in
the sandbox's Spotify.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from scripts.shell import Failed
from scripts.visitor import Document, Visitor, until

from playwarden.kit.clock import parse_instant
from playwarden.sandbox.running import Running

DAYS = 20
"""So long ago the story begins."""
PEOPLE = 4
"""So many have an account at the sandbox's Spotify; the last one is left to be connected by whoever watches."""
LISTS = 10
"""So many playlists of each account have a part in it."""
PASSWORD = "a long enough password"
ZONE = "Europe/Berlin"
RATE = 60
"""How fast the sandbox's clock runs between two moments, so that nobody waits for what lags."""
STEP = timedelta(minutes=15)
"""So far the time is moved at once while protected playlists are watched: further, and looks would be missing."""
CLOSE_BY = 14
"""Minutes before the present from which it is reached in one step: the clock must not overtake it on a slow machine."""


def first_day() -> datetime:
    """When the sandbox has to begin for the story to end now."""
    return _midnight() - timedelta(days=DAYS) + timedelta(hours=8)


def _midnight() -> datetime:
    """When today began where the people of the story live."""
    return datetime.now(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass
class Weeks:
    """The sandbox, the server that is up on it, and who is there. `days` are counted back from today."""

    sandbox: Running
    address: str
    midnight: datetime = field(default_factory=_midnight)
    members: dict[str, Visitor] = field(default_factory=dict)
    accounts: dict[str, Document] = field(default_factory=dict)
    """By their user id at Spotify."""
    _lists: dict[str, list[Document]] = field(default_factory=dict)
    _tracks: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, member: str) -> Visitor:
        return self.members[member]

    def to(self, days: int, hour: int, minute: int = 0) -> None:
        """Lets the time come, and everything that is due by then be done. Raises Failed."""
        self._reach(self._moment(days, hour, minute))

    def text(self, days: int, hour: int) -> str:
        """A moment as people there write it; days to come are negative."""
        return f"{self._moment(days, hour, 0):%Y-%m-%d %H:%M}"

    def moment(self, days: int, hour: int) -> datetime:
        """The same as a moment of the world's clock."""
        return self._moment(days, hour, 0).astimezone(UTC)

    def _moment(self, days: int, hour: int, minute: int) -> datetime:
        # Days of the calendar there, so that nine o'clock is nine o'clock on either side of a change of clocks.
        return (self.midnight - timedelta(days=days)).replace(hour=hour, minute=minute)

    def before_now(self, minutes: float) -> None:
        """The same for so many minutes before the present."""
        self._reach(datetime.now(UTC) - timedelta(minutes=minutes))

    def watching(self, minutes: float) -> None:
        """The same in small steps: protected playlists are looked at all the while."""
        while (left := datetime.now(UTC) - timedelta(minutes=minutes) - self.sandbox.now()) > timedelta(0):
            self._reach(self.sandbox.now() + min(left, STEP), rate=RATE / 6)

    def to_the_present(self) -> None:
        """Ends the story: from here on the sandbox's time is everybody's."""
        self.watching(CLOSE_BY)
        self._reach(datetime.now(UTC), rate=1)

    def _reach(self, moment: datetime, rate: float = RATE) -> None:
        if moment < self.sandbox.now():
            raise Failed(f"the story would have to go back to {moment}")
        self.sandbox.set_clock(moment, rate=rate)
        anybody = next(iter(self.members.values()))
        until("the server knows the time", lambda: parse_instant(anybody.get("session")["now"]) >= moment)
        self.settle(moment)

    def settle(self, moment: datetime) -> None:
        """Waits until everything that was due at a moment is done. Raises Failed."""
        anybody = next(iter(self.members.values()))

        def seen_to(schedule: Document) -> bool:
            due = schedule["next_at"]
            return schedule["paused_at"] is not None or due is None or parse_instant(due) > moment

        until("schedules are seen to", lambda: all(seen_to(each) for each in anybody.get("schedules")))
        until("placements are seen to", lambda: not self._due(anybody, moment))
        until("protected playlists are looked at", lambda: self._watched(anybody, moment))
        until("jobs are done", lambda: not anybody.get("jobs?state=queued&state=running&limit=1"))

    @staticmethod
    def _due(anybody: Visitor, moment: datetime) -> list[Document]:
        open_ones = [one for one in anybody.get("jobs?state=scheduled&limit=100") if one["due_at"] is not None]
        return [one for one in open_ones if parse_instant(one["due_at"]) <= moment]

    @staticmethod
    def _watched(anybody: Visitor, moment: datetime) -> bool:
        """Whether no account with protected playlists was due to be looked at by then."""
        looks = [one["next_at"] for one in anybody.get("protection")["accounts"]]
        return all(at is not None and parse_instant(at) > moment for at in looks)

    def reported(self, playlist: Document, **tampered: Any) -> None:
        """A false report takes a playlist down; with details somebody writes those over what was there."""
        self.sandbox.control("POST", "mischief", {"playlist": playlist["id"], **tampered})

    def lists(self, user: str, least: int = 15, most: int = 90) -> list[Document]:
        """What an account owned and the mirror had read when it was first asked, by name. Raises Failed where that is
        little.
        """
        if user not in self._lists:
            rows = [
                row
                for row in self["Mara"].get("playlists")
                if row["owner_id"] == user and row["items"] == "read" and least <= (row["total"] or 0) <= most
            ]
            if len(rows) < LISTS:
                raise Failed(f"{user} has fewer than {LISTS} playlists of {least} to {most} entries")
            self._lists[user] = sorted(rows, key=lambda row: (row["name"], row["id"]))
        return self._lists[user]

    def uris(self, playlist: Document) -> list[str]:
        """What a playlist holds, without what has no address."""
        shown = self["Mara"].get(f"playlists/{playlist['id']}")
        return [entry["uri"] for entry in shown["entries"] if entry["uri"] is not None]

    def others(self, playlist: Document, number: int, *, source: str = "listener3", skip: int = 0) -> list[str]:
        """Different tracks of another account's playlists that this one does not hold."""
        now = set(self.uris(playlist))
        if source not in self._tracks:
            uris = [uri for each in self.lists(source)[:4] for uri in self.uris(each)]
            self._tracks[source] = list(dict.fromkeys(uri for uri in uris if uri.startswith("spotify:track:")))
        found = [uri for uri in self._tracks[source] if uri not in now]
        return [*found[skip:], *found[:skip]][:number]

    def elsewhere(self, playlist: Document, **edit: Any) -> None:
        """Somebody edits a playlist in the Spotify app."""
        self.sandbox.control("POST", f"playlists/{playlist['id']}/edits", edit)


def lived(sandbox: Running, address: str, welcome: str) -> Weeks:
    """Everything from the first sign-in, by the link `welcome`, to the present. Raises Failed."""
    from scripts import chapters

    weeks = Weeks(sandbox, address)
    sandbox.set_clock(rate=RATE)
    _told(chapters.arrive, lambda: chapters.arrive(weeks, welcome))
    for chapter in chapters.AFTERWARDS:
        _told(chapter, partial(chapter, weeks))
    return weeks


def _told(chapter: Callable[..., None], live: Callable[[], None]) -> None:
    began = time.monotonic()
    live()
    print(f"  {chapter.__doc__} ({time.monotonic() - began:.0f} s)", flush=True)
