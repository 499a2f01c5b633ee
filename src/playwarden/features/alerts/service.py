"""Routes as people set them up, made, changed, tried, taken away, each change in the audit chain; and the alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from playwarden.domain.access import SERVER, Touch
from playwarden.domain.alerts import GROUPING, KINDS, LONGEST_GROUPING, Alert, Message, QuietHours, Severity
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.features.access.reach import Reach
from playwarden.features.alerts.messenger import Messenger, shown
from playwarden.features.alerts.rows import Route, alert_of, quiet_document, route_of
from playwarden.features.alerts.telling import Teller
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, AlertId, IdSource, PlaylistId, RouteId
from playwarden.kit.seal import Sealer
from playwarden.kit.text import listed
from playwarden.store import audit
from playwarden.store.database import Database, exclusive
from playwarden.store.models import alerts as models

MOST = 50
LONGEST_NAME = 100
_TEST = Message("A test of alerts", "This is a test. If you can read it, it works.", Severity.INFO)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a route is to be; of a change what is None stays. `all_kinds` and `never_quiet` take a limit away."""

    name: str | None = None
    url: str | None = None
    severities: tuple[Severity, ...] | None = None
    kinds: tuple[str, ...] | None = None
    all_kinds: bool = False
    quiet: QuietHours | None = None
    never_quiet: bool = False
    window: timedelta | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts are listed; `before` continues behind the last one that one has."""

    severities: frozenset[Severity] | None = None
    kind: str | None = None
    account: AccountId | None = None
    playlist: PlaylistId | None = None
    since: datetime | None = None
    before: AlertId | None = None


class Alerts:
    """Admins set routes up; what waits for them leaves by `telling`."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        real: Clock,
        ids: IdSource,
        messenger: Messenger,
        teller: Teller,
        reach: Reach,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._real = real
        self._ids = ids
        self._messenger = messenger
        self._teller = teller
        self._reach = reach

    # -- alerts

    def alerts(self, wanted: AlertFilter, limit: int) -> list[Alert]:
        """The newest first."""
        row = models.Alert
        query = select(row).order_by(row.id.desc()).limit(limit)
        if wanted.severities is not None:
            query = query.where(row.severity.in_([each.value for each in wanted.severities]))
        for column, value in ((row.account_id, wanted.account), (row.playlist_id, wanted.playlist)):
            query = query if value is None else query.where(column == value)
        if wanted.kind is not None:
            query = query.where(row.kind.startswith(wanted.kind, autoescape=True))
        if wanted.since is not None:
            query = query.where(row.at >= wanted.since)
        if wanted.before is not None:
            query = query.where(row.id < wanted.before)
        with self._database.read() as session:
            return [alert_of(each) for each in session.scalars(query)]

    def touches(self, alerts: Sequence[Alert]) -> list[Touch]:
        """Who may see each: who changes its playlist, else who reaches its account, else who reaches the server. Of a
        playlist that is in nobody's list any more the account decides.
        """
        known = self._reach.placements({each.playlist for each in alerts if each.playlist is not None})
        found = []
        for each in alerts:
            touch = None if each.playlist is None else known[each.playlist]
            if touch is None or not touch.seers:
                touch = SERVER if each.account is None else Touch.all_of(frozenset({each.account}))
            found.append(touch)
        return found

    # -- routes

    def routes(self) -> list[Route]:
        """All of them, the oldest first."""
        with self._database.read() as session:
            counted = select(models.AlertWaiting.route_id, func.count()).group_by(models.AlertWaiting.route_id)
            waiting = dict(session.execute(counted).all())
            rows = session.scalars(select(models.AlertRoute).order_by(models.AlertRoute.id))
            return [route_of(row, waiting.get(row.id, 0)) for row in rows]

    def route(self, route_id: RouteId) -> Route:
        """Raises NotFound."""
        found = [one for one in self.routes() if one.id == route_id]
        if not found:
            raise _unknown(route_id)
        return found[0]

    def make(self, asked: Asked, *, actor: str) -> Route:
        """A new route, told of what happens from now on. Raises InputError, Conflict where there are too many."""
        url = (asked.url or "").strip()
        self._messenger.check(url)
        quiet, now = _quiet(asked.quiet), self._real.now()
        with self._database.write() as session:
            exclusive(session, "alerts")
            if (session.scalar(select(func.count()).select_from(models.AlertRoute)) or 0) >= MOST:
                raise Conflict(f"There are {MOST} routes already.", "Remove one first.")
            row = models.AlertRoute(
                id=self._ids.new("rte", now),
                name=_name(asked.name or shown(url)),
                url=self._sealer.seal(url),
                shown=shown(url),
                severities=_severities(asked.severities or tuple(Severity)),
                kinds=_kinds(asked.kinds),
                quiet=quiet_document(quiet),
                window_seconds=_seconds(GROUPING if asked.window is None else asked.window),
                enabled=asked.enabled is not False,
                failures=0,
                actor=actor,
                created_at=now,
            )
            session.add(row)
            self._note(session, actor, "alert-route.add", row, after=_told(row))
        return route_of(row)

    def change(self, route_id: RouteId, asked: Asked, *, actor: str) -> Route:
        """Raises NotFound, InputError. Switched off, what waits for it is dropped, and nothing waits meanwhile."""
        url = None if asked.url is None else asked.url.strip()
        if url is not None:
            self._messenger.check(url)
        with self._database.write() as session:
            exclusive(session, "alerts")
            row = _row(session, route_id)
            before = _told(row)
            if url is not None:
                row.url, row.shown = self._sealer.seal(url), shown(url)
                row.failures, row.tried_at, row.sent, row.answer = 0, None, None, None
            self._set(row, asked)
            if not row.enabled:
                session.execute(delete(models.AlertWaiting).where(models.AlertWaiting.route_id == row.id))
            if url is not None or _told(row) != before:
                self._note(session, actor, "alert-route.change", row, before=before, after=_told(row))
        return self.route(route_id)

    def remove(self, route_id: RouteId, *, actor: str) -> None:
        """Takes it away with what waits for it. Raises NotFound."""
        with self._database.write() as session:
            row = _row(session, route_id)
            before = _told(row)
            session.delete(row)
            self._note(session, actor, "alert-route.remove", row, before=before)

    def test(self, route_id: RouteId) -> Route:
        """Sends a test message now, whatever the hour; `last` says how that went. Raises NotFound."""
        self.route(route_id)
        self._teller.test(route_id, _TEST)
        return self.route(route_id)

    def _set(self, row: models.AlertRoute, asked: Asked) -> None:
        if asked.name is not None:
            row.name = _name(asked.name)
        if asked.severities is not None:
            row.severities = _severities(asked.severities)
        if asked.kinds is not None or asked.all_kinds:
            row.kinds = None if asked.all_kinds else _kinds(asked.kinds)
        if asked.quiet is not None or asked.never_quiet:
            row.quiet = None if asked.never_quiet else quiet_document(_quiet(asked.quiet))
        if asked.window is not None:
            row.window_seconds = _seconds(asked.window)
        if asked.enabled is not None:
            row.enabled = asked.enabled
            row.failures = 0

    def _note(
        self,
        session: Session,
        actor: str,
        action: str,
        row: models.AlertRoute,
        *,
        before: object = None,
        after: object = None,
    ) -> None:
        subject = f"alert-route:{row.id}"
        now = self._clock.now()
        audit.append(session, at=now, actor=actor, action=action, subject=subject, before=before, after=after)


def _row(session: Session, route_id: RouteId) -> models.AlertRoute:
    row = session.get(models.AlertRoute, route_id)
    if row is None:
        raise _unknown(route_id)
    return row


def _unknown(route_id: RouteId) -> NotFound:
    return NotFound(f"There is no route '{route_id[:40]}'.", "`playwarden alerts routes` names them.")


def _name(given: str) -> str:
    name = " ".join(given.split())[:LONGEST_NAME]
    if not name:
        raise InputError("A route has a name.", "Such as the person or the chat that it goes to.")
    return name


def _severities(given: Sequence[Severity]) -> list[str]:
    if not given:
        raise InputError("A route is told of something.", f"Severities are {listed(list(Severity))}.")
    return [each.value for each in Severity if each in given]


def _kinds(given: Sequence[str] | None) -> list[str] | None:
    if given is None:
        return None
    strange = [each for each in given if each not in KINDS]
    if strange or not given:
        what = f"There is no kind of alert '{strange[0][:60]}'." if strange else "A route is told of something."
        raise InputError(what, f"The kinds are {listed(list(KINDS), most=30)}.")
    return list(dict.fromkeys(given))


def _quiet(given: QuietHours | None) -> QuietHours | None:
    if given is not None:
        zone_named(given.zone)
        if given.start == given.end:
            raise InputError("Quiet hours begin and end at different times.", "Switch a route off to hear nothing.")
    return given


def _seconds(window: timedelta) -> int:
    if not timedelta(0) <= window <= LONGEST_GROUPING:
        raise InputError("Alerts are told together within a day at most.", "Name 0 to 1,440 minutes.")
    return round(window.total_seconds())


def _told(row: models.AlertRoute) -> dict[str, Any]:
    return {
        "name": row.name,
        "address": row.shown,
        "severities": list(row.severities),
        "kinds": row.kinds,
        "quiet": row.quiet,
        "window_seconds": row.window_seconds,
        "enabled": row.enabled,
    }
