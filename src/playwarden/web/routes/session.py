"""Signing in and out over HTTP, and where one is signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

import playwarden
from playwarden.domain.access import Caller, Level, Right, parted
from playwarden.features.access.secret import csrf_of
from playwarden.features.access.service import LASTS, Begun
from playwarden.kit.ids import SessionId
from playwarden.web.arrival import ARRIVAL, Arrival
from playwarden.web.device import device
from playwarden.web.gate import SECRET
from playwarden.web.policy import CALLER, OPEN, requires
from playwarden.web.routes.asked import Named, Opened, Who
from playwarden.web.schemas.session import (
    NobodyDocument,
    PasswordBody,
    RightsDocument,
    SessionDocument,
    SessionRow,
    SignInBody,
    WhoDocument,
    ZoneBody,
)

router = APIRouter()


def arrival_of(request: Request) -> Arrival:
    """How the request came; inside this process it comes from nowhere."""
    arrival: Arrival = request.scope.get(ARRIVAL) or Arrival("", "http", "127.0.0.1")
    return arrival


Came = Annotated[Arrival, Depends(arrival_of)]


@router.get("/session", dependencies=[OPEN])
def session(opened: Opened, request: Request) -> SessionDocument | NobodyDocument:
    """Who is signed in, and what they may do. Answered to everybody: `signed_in` tells."""
    caller: Caller | None = request.scope.get(CALLER)
    if caller is None:
        return NobodyDocument(
            set_up=opened.access.set_up(), now=opened.clock.now(), sandbox=_sandbox(opened), version=_version()
        )
    return shown(opened, caller, request.scope.get(SECRET, ""))


@router.post("/session", dependencies=[OPEN])
def sign_in(opened: Opened, request: Request, response: Response, came: Came, body: SignInBody) -> SessionDocument:
    """Signs in with a name and a password. After several wrong ones a while has to pass: `retry_after` seconds."""
    begun = opened.access.sign_in(
        body.name,
        body.password,
        device=device(request.headers.get("user-agent", "")),
        address=came.address,
        instead=request.scope.get(SECRET, ""),
    )
    return signed_in(opened, response, came, begun)


@router.delete("/session", status_code=204, dependencies=[requires(Right.VIEW)])
def sign_out(opened: Opened, response: Response, came: Came, who: Who) -> None:
    """Signs out here."""
    if who.session_id is not None:
        opened.access.end(who, who.session_id)
    response.delete_cookie(came.cookie, path=came.base or "/", secure=came.secure, httponly=True, samesite="lax")


@router.patch("/session", dependencies=[requires(Right.TOKENS)])
def change(opened: Opened, request: Request, who: Who, body: ZoneBody) -> SessionDocument:
    """Sets the zone in which you see times."""
    member = opened.members.set_zone(who, body.zone)
    return shown(opened, Caller.of(member, who.session_id), request.scope.get(SECRET, ""))


@router.put("/session/password", status_code=204, dependencies=[requires(Right.TOKENS)])
def password(opened: Opened, came: Came, who: Who, body: PasswordBody) -> None:
    """Changes your password, and ends your other sessions."""
    opened.access.change_password(who, body.old, body.new, address=came.address)


@router.get("/sessions", dependencies=[requires(Right.TOKENS)])
def sessions(opened: Opened, who: Who) -> list[SessionRow]:
    """Where you are signed in, the last used first."""
    return [SessionRow.of(one, who.session_id) for one in opened.access.sessions(who)]


@router.delete("/sessions", status_code=204, dependencies=[requires(Right.TOKENS)])
def end_others(opened: Opened, who: Who) -> None:
    """Signs you out everywhere but here."""
    opened.access.end_others(who)


@router.delete("/sessions/{session}", status_code=204, dependencies=[requires(Right.TOKENS)])
def end(opened: Opened, who: Who, session: Named) -> None:
    """Ends one of your sessions."""
    opened.access.end(who, SessionId(session))


def signed_in(opened: Opened, response: Response, came: Arrival, begun: Begun) -> SessionDocument:
    """Sets the cookie of a session that just began: no script reads it, and no other site's form sends it."""
    response.set_cookie(
        came.cookie,
        begun.secret,
        max_age=int(LASTS.total_seconds()),
        path=came.base or "/",
        secure=came.secure,
        httponly=True,
        samesite="lax",
    )
    return shown(opened, begun.caller, begun.secret)


def shown(opened: Opened, caller: Caller, secret: str) -> SessionDocument:
    """Whoever calls, as a page wants to know it."""
    member = caller.member
    there = [each.id for each in opened.accounts.accounts()]
    levels = {each: level for each in there if (level := caller.level(each))}
    levels |= {reach: level for reach, level in (caller.accounts or {}).items() if parted(reach)[0] in there}
    return SessionDocument(
        member=WhoDocument(
            id=member.id if member else None, name=member.name if member else caller.actor, role=caller.role.value
        ),
        rights=RightsDocument(
            accounts={key: Level(level).value for key, level in levels.items()},
            all_accounts=caller.everywhere,
            can=sorted(right.value for right in caller.rights),
        ),
        csrf=csrf_of(secret) if secret else None,
        zone=(member.zone if member else None) or "UTC",
        set_up=opened.access.set_up(),
        now=opened.clock.now(),
        sandbox=_sandbox(opened),
        version=_version(),
    )


def _sandbox(opened: Opened) -> bool:
    return bool(opened.settings.clock_url)


def _version() -> str:
    return playwarden.__version__
