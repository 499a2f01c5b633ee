"""Members, invitations, one-time links and API tokens over HTTP."""

from fastapi import APIRouter, Request, Response

from playwarden.domain.access import Right, Role
from playwarden.features.access.rows import Purpose
from playwarden.kit.errors import InputError, NotAllowed
from playwarden.kit.ids import LinkId, TokenId
from playwarden.web.arrival import ARRIVAL, Arrival
from playwarden.web.device import device
from playwarden.web.gate import SECRET
from playwarden.web.policy import OPEN, requires
from playwarden.web.routes.asked import Named, Opened, Who
from playwarden.web.routes.session import Came, signed_in
from playwarden.web.schemas.members import (
    InvitationBody,
    InvitationDocument,
    IssuedDocument,
    LinkBody,
    LinkDocument,
    LookBody,
    MadeTokenDocument,
    MemberChangeBody,
    MemberDocument,
    TokenBody,
    TokenDocument,
    UseBody,
    levels,
)
from playwarden.web.schemas.session import SessionDocument

router = APIRouter()
MANAGES = requires(Right.MEMBERS)


@router.get("/members", dependencies=[requires(Right.VIEW)])
def members(opened: Opened, who: Who) -> list[MemberDocument]:
    """The members, the oldest first; who does not manage members sees himself."""
    found = opened.members.members()
    everybody = Right.MEMBERS in who.rights
    return [MemberDocument.of(each) for each in found if everybody or (who.member and each.id == who.member.id)]


@router.post("/members/invitations", dependencies=[MANAGES])
def invite(opened: Opened, request: Request, who: Who, body: InvitationBody) -> IssuedDocument:
    """A link by which one person becomes a member, within a week."""
    accounts = None if body.accounts is None else levels(body.accounts)
    issued = opened.members.invite(who, Role(body.role), accounts, frozenset(Right(name) for name in body.extra))
    return IssuedDocument.of(issued, base(opened, request))


@router.get("/members/invitations", dependencies=[MANAGES])
def invitations(opened: Opened) -> list[InvitationDocument]:
    """The links that wait, the newest first. What they hold is not shown again."""
    return [InvitationDocument.of(link) for link in opened.members.invitations()]


@router.delete("/members/invitations/{invitation}", status_code=204, dependencies=[MANAGES])
def withdraw(opened: Opened, who: Who, invitation: Named) -> None:
    """Makes a link that waits useless."""
    opened.members.withdraw(who, LinkId(invitation))


@router.post("/members/links", dependencies=[MANAGES])
def link(opened: Opened, request: Request, who: Who, body: LinkBody) -> IssuedDocument:
    """A link for the first member while there is none, or one that signs a member in without the password: only an
    owner makes these.
    """
    if body.purpose == "sign_in":
        if body.member is None:
            raise InputError("A link that signs in needs the member.", "Name them in `member`.")
        issued = opened.members.sign_in_link(who, body.member)
    else:
        if who.member is not None:
            raise NotAllowed("The first member is made by the operator.", "Run `playwarden members link`.")
        issued = opened.members.first_link(who.actor)
    return IssuedDocument.of(issued, base(opened, request))


@router.patch("/members/{member}", dependencies=[MANAGES])
def change(opened: Opened, who: Who, member: Named, body: MemberChangeBody) -> MemberDocument:
    """Changes role, rights or zone of a member, named by id or name, from the next request on."""
    return MemberDocument.of(opened.members.change(who, member, body.change()))


@router.delete("/members/{member}", status_code=204, dependencies=[MANAGES])
def remove(opened: Opened, who: Who, member: Named) -> None:
    """Removes a member, with all sessions and tokens. What was done stays in the audit chain under the name."""
    opened.members.remove(who, member)


@router.post("/links/look", dependencies=[OPEN])
def look(opened: Opened, body: LookBody) -> LinkDocument:
    """What a link is good for. It stays unused."""
    found = opened.members.look(body.token)
    name = opened.members.member(found.member_id).name if found.member_id else None
    asked = found.asked or {}
    return LinkDocument(
        purpose=found.purpose.value,
        role=found.role.value if found.role else None,
        name=name,
        account=asked.get("name"),
        writes=asked.get("write"),
        expires_at=found.expires_at,
    )


@router.post("/links/use", dependencies=[OPEN])
def use(opened: Opened, request: Request, response: Response, came: Came, body: UseBody) -> SessionDocument:
    """Uses a link: makes the member it invites, or signs in the one it is for."""
    found = opened.members.look(body.token)
    if found.purpose is Purpose.CONNECT:
        raise InputError("This link connects an account; it signs nobody in.", "Open it in a browser.")
    if found.role is not None:
        if body.name is None or body.password is None:
            raise InputError("A new member needs a name and a password.")
        member_id = opened.members.join(body.token, body.name, body.password)
    else:
        used = opened.members.use(body.token)
        assert used.member_id is not None, "such a link is for somebody"
        member_id = used.member_id
    begun = opened.access.begin(
        member_id,
        device=device(request.headers.get("user-agent", "")),
        address=came.address,
        instead=request.scope.get(SECRET, ""),
    )
    return signed_in(opened, response, came, begun)


@router.get("/tokens", dependencies=[requires(Right.TOKENS)])
def tokens(opened: Opened, who: Who) -> list[TokenDocument]:
    """Your API tokens; those of everybody for who manages members."""
    return [TokenDocument.of(each) for each in opened.access.tokens(who, everybodys=Right.MEMBERS in who.rights)]


@router.post("/tokens", dependencies=[requires(Right.TOKENS)])
def make_token(opened: Opened, who: Who, body: TokenBody) -> MadeTokenDocument:
    """A new API token of yours. It is shown now and never again."""
    token, secret = opened.access.make_token(who, body.name, body.wanted(), body.expires_in_days)
    return MadeTokenDocument(**TokenDocument.of(token).model_dump(), token=secret)


@router.delete("/tokens/{token}", status_code=204, dependencies=[requires(Right.TOKENS)])
def revoke(opened: Opened, who: Who, token: Named) -> None:
    """Revokes a token at once."""
    opened.access.revoke(who, TokenId(token), everybodys=Right.MEMBERS in who.rights)


def base(opened: Opened, request: Request) -> str:
    """What links begin with: the public address, else the one that was called, else where `up` listens."""
    settings = opened.settings
    arrival: Arrival | None = request.scope.get(ARRIVAL)
    if settings.public_url:
        return settings.public_url
    return arrival.url if arrival is not None else f"http://{settings.host}:{settings.port}"
