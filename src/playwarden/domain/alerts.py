"""Alerts: what people are told of at once, which of it leaves when, and how many of them become one message."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from playwarden.domain.jobs.timing.zones import moment_of, zone_named
from playwarden.kit.ids import AccountId, AlertId, PlaylistId
from playwarden.kit.text import counted


class Severity(StrEnum):
    """How loud an alert is, the quietest first."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an alert may be about: how loud it is unless its writer says otherwise, one and many of it, and when."""

    severity: Severity
    one: str
    many: str
    when: str


KINDS: Mapping[str, Kind] = {
    "incident.takedown": Kind(
        Severity.WARNING, "take-down", "take-downs", "Title, description or cover of a protected playlist were emptied."
    ),
    "incident.edit": Kind(
        Severity.WARNING, "foreign edit", "foreign edits", "A protected playlist was changed, not through Playwarden."
    ),
    "incident.gone": Kind(
        Severity.ALARM, "playlist gone", "playlists gone", "A protected playlist is gone or hidden."
    ),
    "incident.failed": Kind(
        Severity.ALARM, "failed restore", "failed restores", "A protected playlist could not be put back."
    ),
    "incident.ended": Kind(
        Severity.INFO, "incident over", "incidents over", "An incident is over: put back, or accepted."
    ),
    "protection.breaker": Kind(
        Severity.ALARM,
        "opened breaker",
        "opened breakers",
        "The most restores in 24 hours were made: nothing is put back until a person has looked.",
    ),
    "protection.unwatched": Kind(
        Severity.ALARM, "time unwatched", "times unwatched", "For a while nobody watched over protected playlists."
    ),
    "consent.ending": Kind(
        Severity.ALARM, "consent ending", "consents ending", "The authorisation of an account ends soon."
    ),
    "consent.ended": Kind(
        Severity.ALARM, "consent ended", "consents ended", "An account has to be connected again."
    ),
}  # fmt: skip
"""Each kind of alert. A dot separates what it belongs to from what it is."""

BACKOFF = (15, 60, 300, 900, 1_800, 3_600)
"""Seconds after the first failed try of a route, the second and so on; the last one again and again: what waits is told
in one message, so that trying on costs little, and nothing is given up.
"""
GROUPING = timedelta(minutes=5)
LONGEST_GROUPING = timedelta(days=1)
MOST_TOLD = 15
"""Alerts that a message tells one by one; the rest is counted."""
KEPT_FOR = timedelta(days=180)
_LONGEST_TITLE, _LONGEST_TEXT = 200, 1_000


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people are to be told of. `link` is a path of the pages, such as `/protection`; `account` and
    `playlist` are what it is about, None: the whole server.
    """

    id: AlertId
    kind: str
    severity: Severity
    title: str
    text: str
    at: datetime
    link: str = ""
    account: AccountId | None = None
    playlist: PlaylistId | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end` on the walls of `zone`, past midnight where it ends before it starts; alarms are told
    all the same if `alarms`.
    """

    start: time
    end: time
    zone: str
    alarms: bool

    def until(self, now: datetime) -> datetime | None:
        """When the quiet that `now` lies in is over; None: it is not quiet. It begins and ends once a day, also where a
        wall's clock skips its time or shows it twice (see `zones`).
        """
        zone = zone_named(self.zone)
        today = now.astimezone(zone).date()
        for days in (-1, 0, 1):
            day = today + timedelta(days=days)
            end = day + timedelta(days=1) if self.end <= self.start else day
            begins = moment_of(datetime.combine(day, self.start), zone)
            ends = moment_of(datetime.combine(end, self.end), zone)
            if begins <= now < ends:
                return ends
        return None


@dataclass(frozen=True, slots=True)
class Window:
    """What was told last on a route: what follows within `length` is told together at its end."""

    opened_at: datetime
    severity: Severity
    length: timedelta

    def is_open(self, now: datetime) -> bool:
        """A clock that was set back closes it: waiting for the old time to come again could take a day."""
        return self.opened_at <= now < self.opened_at + self.length


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves on a route."""

    title: str
    text: str
    severity: Severity


def leaving(
    waiting: Mapping[AlertId, Severity], window: Window | None, quiet: QuietHours | None, now: datetime
) -> list[AlertId]:
    """Which of what waits for a route is to be told now, in one message.

    All of it, unless it is quiet (then alarms at most) or a window is open; what is louder than anything that was told
    in that window does not wait for its end, and takes the rest along.
    """
    told = dict(waiting)
    if quiet is not None and quiet.until(now) is not None:
        told = {key: each for key, each in told.items() if quiet.alarms and each is Severity.ALARM}
    if not told or window is None or not window.is_open(now):
        return list(told)
    return list(told) if max(each.rank for each in told.values()) > window.severity.rank else []


def rests(failures: int, tried_at: datetime | None, now: datetime) -> bool:
    """Whether a route that failed so often in a row, last at `tried_at`, is left alone still. A clock that was set back
    ends the rest.
    """
    if not failures or tried_at is None:
        return False
    wait = timedelta(seconds=BACKOFF[min(failures, len(BACKOFF)) - 1])
    return tried_at <= now < tried_at + wait


def composed(alerts: Sequence[Alert], base: str, zone: str) -> Message:
    """One message of one alert or more. `base` is where the pages are, `zone` the one that times are told in."""
    loudest_first = sorted(alerts, key=lambda each: (-each.severity.rank, each.at, each.id))
    first = loudest_first[0]
    if len(alerts) == 1:
        said = [_short(first.text, _LONGEST_TEXT), f"{_time(first.at, zone)} {base}{first.link}"]
        return Message(_short(first.title, _LONGEST_TITLE), "\n\n".join(each for each in said if each), first.severity)
    kinds = Counter(each.kind for each in loudest_first)
    summary = ", ".join(_counted(kind, number) for kind, number in kinds.items())
    lines = [f"- {_time(each.at, zone)} {_short(each.title, _LONGEST_TITLE)}" for each in loudest_first[:MOST_TOLD]]
    rest = len(alerts) - len(lines)
    if rest:
        lines.append(f"- and {rest:,} more")
    links = {each.link.partition("?")[0] for each in alerts}
    where = base + (links.pop() if len(links) == 1 else "")
    title = f"{counted(len(alerts), 'alert')}: {summary}"
    return Message(_short(title, _LONGEST_TITLE), "\n".join([*lines, "", where]), first.severity)


def _counted(kind: str, number: int) -> str:
    known = KINDS.get(kind)
    return counted(number, known.one, known.many) if known else counted(number, kind, kind)


def _time(at: datetime, zone: str) -> str:
    wall = at.astimezone(zone_named(zone))
    return f"{wall:%d %b %H:%M}" + (" UTC" if zone == "UTC" else "")


def _short(words: str, most: int) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= most else one_line[: most - 1] + "…"
