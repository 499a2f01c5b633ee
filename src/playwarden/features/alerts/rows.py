"""A route and a heartbeat, as values, and how the database has them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from playwarden.domain.alerts import Alert, QuietHours, Severity, Window
from playwarden.kit.ids import AccountId, AlertId, PlaylistId, RouteId
from playwarden.store.models import alerts as models


@dataclass(frozen=True, slots=True)
class Last:
    """What came of the last try: `words` say why it failed, or what was answered."""

    at: datetime
    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class Route:
    """A way by which somebody is told of alerts of these severities and kinds (None: all). `shown` is what may be shown
    of its address; `waiting` alerts are to be told yet.
    """

    id: RouteId
    name: str
    shown: str
    severities: tuple[Severity, ...]
    kinds: tuple[str, ...] | None
    quiet: QuietHours | None
    window: timedelta
    enabled: bool
    last: Last | None
    failures: int
    actor: str
    created_at: datetime
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """An address that is called after each whole sweep; `beat_at` is when the last one ended, `waits` whether that is
    to be told yet. `last` is the last call of it.
    """

    shown: str
    beat_at: datetime | None
    waits: bool
    last: Last | None
    status: int | None
    actor: str
    created_at: datetime


def route_of(row: models.AlertRoute, waiting: int = 0) -> Route:
    last = None if row.tried_at is None else Last(row.tried_at, bool(row.sent), row.answer or "")
    return Route(
        RouteId(row.id),
        row.name,
        row.shown,
        tuple(Severity(each) for each in row.severities),
        None if row.kinds is None else tuple(row.kinds),
        quiet_of(row.quiet),
        timedelta(seconds=row.window_seconds),
        row.enabled,
        last,
        row.failures,
        row.actor,
        row.created_at,
        waiting,
    )


def alert_of(row: models.Alert) -> Alert:
    return Alert(
        AlertId(row.id),
        row.kind,
        Severity(row.severity),
        row.title,
        row.text,
        row.at,
        row.link,
        None if row.account_id is None else AccountId(row.account_id),
        None if row.playlist_id is None else PlaylistId(row.playlist_id),
    )


def heartbeat_of(row: models.Heartbeat) -> Heartbeat:
    last = None if row.called_at is None else Last(row.called_at, well(row.status), row.answer or "")
    return Heartbeat(row.shown, row.beat_at, row.waits, last, row.status, row.actor, row.created_at)


def well(status: int | None) -> bool:
    """Whether an answer with that status means that the call was taken."""
    return status is not None and 200 <= status < 300


def window_of(row: models.AlertRoute) -> Window | None:
    if row.told_at is None or row.told_severity is None:
        return None
    return Window(row.told_at, Severity(row.told_severity), timedelta(seconds=row.window_seconds))


def quiet_of(document: dict[str, Any] | None) -> QuietHours | None:
    if document is None:
        return None
    start, end = (time.fromisoformat(document[name]) for name in ("from", "until"))
    return QuietHours(start, end, document["zone"], document["alarms"])


def quiet_document(quiet: QuietHours | None) -> dict[str, Any] | None:
    if quiet is None:
        return None
    return {
        "from": f"{quiet.start:%H:%M}",
        "until": f"{quiet.end:%H:%M}",
        "zone": quiet.zone,
        "alarms": quiet.alarms,
    }
