"""Apps, connected accounts, and connecting them, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from playwarden.domain.access import Caller, Right
from playwarden.domain.accounts import SCOPES
from playwarden.features.access.rows import Purpose
from playwarden.features.access.secret import new_secret
from playwarden.features.accounts.callback import WITHOUT_PORT
from playwarden.features.accounts.connecting import Asked, redirect_here
from playwarden.features.accounts.service import CONSENT_LASTS, OWN_GROUP
from playwarden.kit.errors import InputError
from playwarden.kit.ids import ConnectionId
from playwarden.web.arrival import Arrival
from playwarden.web.policy import ACCOUNT, OPEN, refusal, requires
from playwarden.web.routes.asked import Named, Opened, Who
from playwarden.web.routes.members import base
from playwarden.web.routes.session import Came
from playwarden.web.schemas.accounts import (
    AccountDocument,
    AppBody,
    AppDocument,
    ConnectBody,
    ConnectingDocument,
    ConnectionDocument,
    ConnectLinkBody,
    DiagnosisBody,
    DiagnosisDocument,
    GoneDocument,
    LinkConnectBody,
    LinkPasteBody,
    ObstacleDocument,
    PasteBody,
    RedirectsDocument,
    ScopeDocument,
    WeightDocument,
)
from playwarden.web.schemas.members import IssuedDocument

router = APIRouter()
CONNECTS = requires(Right.ACCOUNTS)


@router.get("/accounts", dependencies=[requires(Right.VIEW)])
def accounts(opened: Opened, who: Who) -> list[AccountDocument]:
    """The connected accounts, with the day on which each consent ends."""
    return [AccountDocument.of(standing) for standing in opened.accounts.standings() if who.level(standing.account.id)]


@router.get("/scopes", dependencies=[requires(Right.VIEW)])
def scopes() -> list[ScopeDocument]:
    """What Spotify is asked to allow, and what each of it is for."""
    return [ScopeDocument(name=each.name, purpose=each.purpose, writes=each.writes) for each in SCOPES]


@router.get("/apps", dependencies=[CONNECTS])
def apps(opened: Opened) -> list[AppDocument]:
    """The Spotify apps to connect through, the oldest first."""
    return [AppDocument.of(app) for app in opened.accounts.apps()]


@router.post("/apps", dependencies=[CONNECTS])
def add_app(opened: Opened, who: Who, body: AppBody) -> AppDocument:
    """Adds an app by its client id. Its secret, where it has one, is sealed and never shown again."""
    app = opened.accounts.add_app(
        body.client_id,
        actor=who.actor,
        name=body.name,
        quota_group=body.quota_group or OWN_GROUP,
        secret=body.secret,
    )
    return AppDocument.of(app)


@router.delete("/apps/{app}", status_code=204, dependencies=[CONNECTS])
def remove_app(opened: Opened, who: Who, app: Named) -> None:
    """Removes an app through which no account is connected."""
    opened.accounts.remove_app(app, actor=who.actor)


@router.get("/accounts/redirects", dependencies=[CONNECTS])
def redirects(came: Came) -> RedirectsDocument:
    """The redirect URIs to register with an app at Spotify, for this server as it was called."""
    here, obstacle = None, None
    try:
        here = redirect_here(came.url)
    except InputError as error:
        obstacle = ObstacleDocument(what=error.what, remedy=error.remedy)
    # A loopback address that is registered without a port stands for every port.
    named = [here] if here is not None and here.startswith("https:") else []
    return RedirectsDocument(to_register=[*named, WITHOUT_PORT], here=here, obstacle=obstacle, paste=WITHOUT_PORT)


@router.post("/accounts/diagnosis", dependencies=[CONNECTS])
def diagnose(opened: Opened, came: Came, body: DiagnosisBody) -> DiagnosisDocument:
    """Tries out whether an app is set up at Spotify as it has to be: client id, redirect URIs, Premium, list of users,
    scopes. Takes one call for each account that is connected through it; without one, none.
    """
    told = redirects(came)
    wanted = [each for each in (told.here, told.paste) if each is not None]
    return DiagnosisDocument.of(opened.accounts.diagnose(body.app_id, wanted))


@router.post("/accounts/connections", dependencies=[CONNECTS])
def connect(opened: Opened, who: Who, came: Came, body: ConnectBody) -> ConnectingDocument:
    """Begins to connect an account: `url` is Spotify's page, to be opened in this browser.

    With `how: here` Spotify leads back to this server; with `paste` to an address that does not load, which is then
    sent to `.../paste`.
    """
    asked = _asked(opened, body)
    begun = opened.connections.begin(asked, body.how, here=came.url, bound_to=_holder(who), actor=who.actor)
    return ConnectingDocument.of(begun)


@router.get("/accounts/connections/{connection}", dependencies=[CONNECTS])
def connection(opened: Opened, who: Who, connection: Named) -> ConnectionDocument:
    """What became of a connection that you began."""
    return ConnectionDocument.of(opened.connections.find(ConnectionId(connection), bound_to=_holder(who)))


@router.post("/accounts/connections/{connection}/paste", dependencies=[CONNECTS])
def paste(opened: Opened, who: Who, connection: Named, body: PasteBody) -> ConnectionDocument:
    """Finishes a connection with the address that did not load."""
    opened.connections.find(ConnectionId(connection), bound_to=_holder(who))
    return ConnectionDocument.of(opened.connections.finish(body.address, bound_to=_holder(who)))


@router.post("/accounts/links", dependencies=[CONNECTS])
def link(opened: Opened, who: Who, request: Request, body: ConnectLinkBody) -> IssuedDocument:
    """A link by which the owner of an account, who need be no member, connects it once, within a week."""
    asked = _asked(opened, body)
    name = opened.accounts.find(asked.account_id).display_name if asked.account_id else None
    return IssuedDocument.of(opened.members.connect_link(who, asked.to_document(name)), base(opened, request))


@router.get("/accounts/{account}/data", dependencies=[requires(Right.ACCOUNTS, ACCOUNT)])
def weigh(opened: Opened, who: Who, account: Named) -> WeightDocument:
    """What deleting an account with its data would take away."""
    found = opened.connections.weigh(opened.accounts.find(account, who.seen))
    return WeightDocument(playlists=found.playlists, runs=found.runs, placements=found.placements)


@router.delete("/accounts/{account}", dependencies=[requires(Right.ACCOUNTS, ACCOUNT)])
def remove(
    opened: Opened,
    who: Who,
    account: Named,
    data: Annotated[bool, Query(description="Delete also what was recorded of it and of no other account.")] = False,
) -> GoneDocument:
    """Disconnects an account: its tokens are deleted. With `data` all that was recorded of it alone goes too."""
    found = opened.accounts.find(account, who.seen)
    if not data:
        opened.accounts.remove(found.id, actor=who.actor)
        return GoneDocument(id=found.id, playlists=0, runs=0, placements=0, erased_documents=0)
    if Right.DELETE not in who.rights:
        raise refusal(Right.DELETE)
    gone, erased = opened.connections.forget(found, actor=who.actor)
    return GoneDocument(
        id=found.id, playlists=gone.playlists, runs=gone.runs, placements=gone.placements, erased_documents=erased
    )


@router.post("/links/connect", dependencies=[OPEN])
def connect_by_link(opened: Opened, came: Came, response: Response, body: LinkConnectBody) -> ConnectingDocument:
    """Begins to connect the account that a link is for, in this browser. The link stays good until that has worked."""
    found = opened.members.look(body.token)
    if found.purpose is not Purpose.CONNECT or found.asked is None:
        raise InputError("This link connects no account.", "Open it in a browser.")
    secret = new_secret()
    begun = opened.connections.begin(
        Asked.from_document(found.asked),
        body.how,
        here=came.url,
        bound_to=secret,
        actor=f"link:{found.id}",
        link_id=found.id,
    )
    response.set_cookie(
        _cookie(came),
        secret,
        max_age=int(CONSENT_LASTS.total_seconds()),
        path=came.base or "/",
        secure=came.secure,
        httponly=True,
        samesite="lax",
    )
    return ConnectingDocument.of(begun)


@router.post("/links/connect/paste", dependencies=[OPEN])
def paste_by_link(opened: Opened, came: Came, request: Request, body: LinkPasteBody) -> ConnectionDocument:
    """Finishes what a link began in this browser, with the address that did not load."""
    opened.members.look(body.token)
    secret = request.cookies.get(_cookie(came), "")
    return ConnectionDocument.of(opened.connections.finish(body.address, bound_to=secret or new_secret()))


def holders(request: Request, came: Arrival, caller: Caller | None) -> list[str]:
    """What a consent that comes back may be bound to: the session, and what a link left in this browser."""
    secret = request.cookies.get(_cookie(came), "")
    return [*([_holder(caller)] if caller else []), *([secret] if secret else [])]


def _holder(caller: Caller) -> str:
    return caller.session_id or caller.token_id or caller.actor


def _cookie(came: Arrival) -> str:
    return came.cookie.replace("session", "connect")


def _asked(opened: Opened, body: ConnectBody | ConnectLinkBody) -> Asked:
    """Raises NotFound, InputError."""
    known = opened.accounts.find(body.account) if body.account is not None else None
    through = opened.accounts.find_app(known.app_id if known is not None and body.app_id is None else body.app_id)
    return Asked(through.id, body.write, known.id if known else None, body.market)
