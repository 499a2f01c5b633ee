"""Alerts over HTTP, for who may see what they are about; routes and the heartbeat, for who may change settings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from playwarden.domain.access import Right
from playwarden.domain.alerts import KINDS, Alert, Severity
from playwarden.features.access.reach import seen
from playwarden.features.alerts.service import AlertFilter
from playwarden.kit.ids import AccountId, AlertId, RouteId
from playwarden.web.policy import find_playlist, requires
from playwarden.web.routes.asked import Moment, Most, Named, Opened, Text, Who
from playwarden.web.schemas.alerts import (
    AlertDocument,
    AlertKindDocument,
    HeartbeatBody,
    HeartbeatDocument,
    RouteBody,
    RouteChangeBody,
    RouteDocument,
)

router = APIRouter()
MANAGES = requires(Right.SETTINGS)


@router.get("/alerts", dependencies=[requires(Right.VIEW)])
def alerts(
    opened: Opened,
    who: Who,
    severity: Annotated[list[Severity] | None, Query(max_length=3)] = None,
    kind: Text = None,
    account: Text = None,
    playlist: Text = None,
    since: Moment | None = None,
    before: Text = None,
    limit: Most = 50,
) -> list[AlertDocument]:
    """What people were told of, the newest first; `kind` matches from its beginning. Those alone that are about what
    you may see. `before` continues behind the last one you have.
    """
    wanted = AlertFilter(
        severities=frozenset(severity) if severity else None,
        kind=kind,
        account=AccountId(account) if account else None,
        playlist=find_playlist(opened, who, playlist) if playlist else None,
        since=since,
        before=AlertId(before) if before else None,
    )

    def page(last: Alert | None, most: int) -> Sequence[Alert]:
        return opened.alerts.alerts(wanted if last is None else replace(wanted, before=last.id), most)

    return [AlertDocument.of(one) for one in seen(who, limit, page, opened.alerts.touches)]


@router.get("/alerts/kinds", dependencies=[requires(Right.VIEW)])
def kinds() -> list[AlertKindDocument]:
    """The kinds of alerts, how loud each is as a rule, and when it is told."""
    return [AlertKindDocument(kind=kind, severity=one.severity.value, text=one.when) for kind, one in KINDS.items()]


@router.get("/alert-routes", dependencies=[MANAGES])
def routes(opened: Opened) -> list[RouteDocument]:
    """The routes, the oldest first, with what waits for each."""
    return [RouteDocument.of(one) for one in opened.alerts.routes()]


@router.post("/alert-routes", dependencies=[MANAGES])
def make(opened: Opened, who: Who, body: RouteBody) -> RouteDocument:
    """A new route, told of what happens from now on. Its address is never shown again."""
    return RouteDocument.of(opened.alerts.make(body.asked(), actor=who.actor))


@router.get("/alert-routes/{alert_route}", dependencies=[MANAGES])
def show(opened: Opened, alert_route: Named) -> RouteDocument:
    """One route."""
    return RouteDocument.of(opened.alerts.route(RouteId(alert_route)))


@router.patch("/alert-routes/{alert_route}", dependencies=[MANAGES])
def change(opened: Opened, who: Who, alert_route: Named, body: RouteChangeBody) -> RouteDocument:
    """Changes it. Switched off, what waits for it is dropped, and nothing waits meanwhile."""
    return RouteDocument.of(opened.alerts.change(RouteId(alert_route), body.asked(), actor=who.actor))


@router.delete("/alert-routes/{alert_route}", status_code=204, dependencies=[MANAGES])
def remove(opened: Opened, who: Who, alert_route: Named) -> None:
    """Takes it away, with what waits for it."""
    opened.alerts.remove(RouteId(alert_route), actor=who.actor)


@router.post("/alert-routes/{alert_route}/test", dependencies=[MANAGES])
def test(opened: Opened, alert_route: Named) -> RouteDocument:
    """Sends a test message now, also in quiet hours; `last` says how that went."""
    return RouteDocument.of(opened.alerts.test(RouteId(alert_route)))


@router.get("/heartbeat", dependencies=[MANAGES])
def heartbeat(opened: Opened) -> HeartbeatDocument:
    """The address that is called after each whole sweep, and what came of the last call."""
    return HeartbeatDocument.of(opened.heartbeats.heartbeat())


@router.put("/heartbeat", dependencies=[MANAGES])
def set_heartbeat(opened: Opened, who: Who, body: HeartbeatBody) -> HeartbeatDocument:
    """Sets the address, or takes it away. It is never shown whole again."""
    return HeartbeatDocument.of(opened.heartbeats.set(body.url, actor=who.actor))


@router.post("/heartbeat/test", dependencies=[MANAGES])
def test_heartbeat(opened: Opened) -> HeartbeatDocument:
    """Calls it now; `last` says how that went."""
    return HeartbeatDocument.of(opened.heartbeats.test())
