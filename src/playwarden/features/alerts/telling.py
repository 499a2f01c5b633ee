"""Gives alerts to the routes that want them, and lets what waits leave: at least once, grouped, not in quiet hours."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from playwarden.domain.alerts import KEPT_FOR, Message, Severity, composed, leaving, rests
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.engine.ports.leases import Leases
from playwarden.features.alerts.messenger import Messenger, Told
from playwarden.features.alerts.rows import alert_of, quiet_of, window_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Busy, PlaywardenError
from playwarden.kit.ids import AlertId
from playwarden.kit.seal import Sealer
from playwarden.store.database import Database, exclusive
from playwarden.store.models import alerts as models
from playwarden.store.upsert import insert_missing, portions

log = logging.getLogger(__name__)
PAGE = 1_000
"""Alerts that are given to routes in one transaction, and those that one message is made of."""
AT_ONCE = 2
"""Routes that are told at the same time: each is a process of its own meanwhile."""
LEASE = "alerts"
_LOUDEST_FIRST = case({Severity.ALARM.value: 0, Severity.WARNING.value: 1}, value=models.Alert.severity, else_=2)
"""However much waits before it, an alarm is looked at: it may leave at once."""


def spread(database: Database, clock: Clock) -> int:
    """Gives new alerts to the routes that want them; how many alerts. Whatever stops this, none is left out."""
    new = select(models.Alert.id).where(models.Alert.is_new)
    with database.read() as session:
        if session.scalar(new.limit(1)) is None:
            return 0
    with database.write() as session:
        exclusive(session, "alerts")
        found = session.execute(
            select(models.Alert.id, models.Alert.kind, models.Alert.severity)
            .where(models.Alert.is_new)
            .order_by(models.Alert.id)
            .limit(PAGE)
        ).all()
        routes = session.scalars(select(models.AlertRoute).where(models.AlertRoute.enabled)).all()
        waiting = [
            {"route_id": route.id, "alert_id": alert.id}
            for route in routes
            for alert in found
            if alert.severity in route.severities and (route.kinds is None or alert.kind in route.kinds)
        ]
        for some in portions(waiting):
            insert_missing(session, models.AlertWaiting, some)
        session.execute(update(models.Alert).where(models.Alert.id.in_([one.id for one in found])).values(is_new=False))
        session.execute(delete(models.Alert).where(models.Alert.at < clock.now() - KEPT_FOR))
    return len(found)


class Teller:
    """One process at a time tells; what was told and could not be noted is told again."""

    def __init__(
        self, database: Database, sealer: Sealer, leases: Leases, real: Clock, messenger: Messenger, *, base: str
    ) -> None:
        """`real`: the clock of whoever is told; `base`: where the pages are."""
        self._database = database
        self._sealer = sealer
        self._leases = leases
        self._real = real
        self._messenger = messenger
        self._base = base

    def tell_due(self) -> int:
        """Tells what is due; how many routes were tried."""
        with self._database.read() as session:
            due = self._due(session, self._real.now())
        if not due:
            return 0
        try:
            with self._leases.held(LEASE), ThreadPoolExecutor(AT_ONCE, "alerts") as pool:
                return sum(pool.map(self._to_one, due))
        except Busy:
            return 0  # Another process does it.

    def test(self, route_id: str, message: Message) -> None:
        """Sends `message` now, whatever waits, and whatever the hour."""
        with self._database.read() as session:
            row = session.get(models.AlertRoute, route_id)
            url = None if row is None else self._sealer.open(row.url)
        if url is not None:
            told = self._messenger.tell(url, message)
            self._note(route_id, told, [], None)

    def _due(self, session: Session, now: datetime) -> list[str]:
        waiting = select(models.AlertWaiting.route_id).distinct()
        rows = session.scalars(
            select(models.AlertRoute).where(models.AlertRoute.enabled, models.AlertRoute.id.in_(waiting))
        )
        return [row.id for row in rows if self._leaving(session, row, now)]

    def _leaving(self, session: Session, row: models.AlertRoute, now: datetime) -> list[AlertId]:
        if rests(row.failures, row.tried_at, now):
            return []
        query = (
            select(models.Alert.id, models.Alert.severity)
            .join(models.AlertWaiting, models.AlertWaiting.alert_id == models.Alert.id)
            .where(models.AlertWaiting.route_id == row.id)
            .order_by(_LOUDEST_FIRST, models.Alert.id)
            .limit(PAGE)
        )
        waiting = {AlertId(one.id): Severity(one.severity) for one in session.execute(query)}
        try:
            return leaving(waiting, window_of(row), quiet_of(row.quiet), now)
        except PlaywardenError as error:
            log.warning("the quiet hours of the route '%s' cannot be told: %s", row.name, error)
            return list(waiting)  # A time zone that this machine does not know: too loud is better than silent.

    def _to_one(self, route_id: str) -> int:
        """What is to be told on one route, in one message; 1 if it was tried."""
        with self._database.read() as session:
            row = session.get(models.AlertRoute, route_id)
            if row is None or not row.enabled:
                return 0
            due = self._leaving(session, row, self._real.now())
            found = session.scalars(select(models.Alert).where(models.Alert.id.in_(due)))
            alerts = [alert_of(each) for each in found]
            if not alerts:
                return 0  # Somebody else told them meanwhile.
            message = composed(alerts, self._base, _zone(row))
            try:
                url = self._sealer.open(row.url)
            except PlaywardenError as error:
                url, told = None, Told(False, str(error))
        if url is not None:
            told = self._messenger.tell(url, message)
        self._note(route_id, told, [each.id for each in alerts], message.severity)
        return 1

    def _note(self, route_id: str, told: Told, alerts: Sequence[AlertId], severity: Severity | None) -> None:
        """What came of a try. `severity` None: it was a test, which opens no window."""
        now = self._real.now()
        with self._database.write() as session:
            row = session.get(models.AlertRoute, route_id)
            if row is None:
                return  # It was taken away meanwhile.
            row.tried_at, row.sent, row.answer = now, told.ok, told.words
            row.failures = 0 if told.ok else row.failures + (severity is not None)
            if told.ok and severity is not None:
                row.told_at, row.told_severity = now, severity.value
                gone = (models.AlertWaiting.route_id == route_id, models.AlertWaiting.alert_id.in_(alerts))
                session.execute(delete(models.AlertWaiting).where(*gone))


def _zone(row: models.AlertRoute) -> str:
    """The zone that a route is told times in; UTC where this machine does not know it any more."""
    zone = str(row.quiet["zone"]) if row.quiet else "UTC"
    try:
        zone_named(zone)
    except PlaywardenError:
        return "UTC"
    return zone
