"""Members, invitations, links and API tokens as documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.access import Level, Member, Right, Role, Scope
from playwarden.features.access import rows
from playwarden.features.access.members import Change, Issued
from playwarden.kit.ids import AccountId
from playwarden.web.schemas.bodies import Body, Words
from playwarden.web.schemas.session import Password

RoleName = Literal["owner", "admin", "editor", "viewer"]
Levels = Annotated[dict[Annotated[str, Field(max_length=100)], Literal["edit", "view"]], Field(max_length=1_000)]
"""How far it goes for each account."""
Extra = Annotated[list[Literal["override_plan", "force_rule", "delete"]], Field(max_length=3)]
"""Rights of their own that an editor is given."""
ScopeName = Literal["read", "write", "admin"]
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class MemberDocument(BaseModel):
    """A member. `accounts` is null for all of them, as far as the role goes."""

    id: str
    name: str
    role: RoleName
    accounts: dict[str, str] | None
    extra: list[str]
    can: list[str]
    zone: str | None
    created_at: datetime

    @classmethod
    def of(cls, member: Member) -> Self:
        return cls(
            id=member.id,
            name=member.name,
            role=member.role.value,
            accounts=_levels(member.reach),
            extra=sorted(member.extra),
            can=sorted(member.rights),
            zone=member.zone,
            created_at=member.created_at,
        )


class InvitationBody(Body):
    """What somebody is invited as. `accounts` null: all of them."""

    role: RoleName
    accounts: Levels | None = None
    extra: Annotated[Extra, Field(default_factory=list)]


class MemberChangeBody(Body):
    """What is to be different; what is left out stays. `all_accounts` takes the limits to some accounts away."""

    role: RoleName | None = None
    accounts: Levels | None = None
    all_accounts: bool = False
    extra: Extra | None = None
    zone: Annotated[str, Field(max_length=60)] | None = None

    def change(self) -> Change:
        return Change(
            role=Role(self.role) if self.role else None,
            accounts=None if self.accounts is None else levels(self.accounts),
            all_accounts=self.all_accounts,
            extra=None if self.extra is None else frozenset(Right(name) for name in self.extra),
            zone=self.zone,
        )


class LinkBody(Body):
    """What a link is to be good for: the first member, or to sign `member` in without a password."""

    purpose: Literal["first_member", "sign_in"]
    member: Words | None = None


class IssuedDocument(BaseModel):
    """A link that works once. It is shown now and never again."""

    id: str
    link: str
    expires_at: datetime

    @classmethod
    def of(cls, issued: Issued, base: str) -> Self:
        return cls(id=issued.link.id, link=f"{base}/welcome#{issued.secret}", expires_at=issued.link.expires_at)


class InvitationDocument(BaseModel):
    """A link that waits: for a member, or for an account to be connected."""

    id: str
    purpose: str
    role: str | None
    accounts: dict[str, str] | None
    extra: list[str]
    by: str
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, link: rows.Link) -> Self:
        return cls(
            id=link.id,
            purpose=link.purpose.value,
            role=link.role.value if link.role else None,
            accounts=_levels(link.accounts),
            extra=sorted(link.extra),
            by=link.actor,
            created_at=link.created_at,
            expires_at=link.expires_at,
        )


class LookBody(Body):
    """What stands behind the # of a link."""

    token: Secret


class UseBody(Body):
    """The same, with the name and password of a member to be made."""

    token: Secret
    name: Words | None = None
    password: Password | None = None


class LinkDocument(BaseModel):
    """What a link is good for. `name` is whom it signs in, `account` what it connects again, `writes` whether what is
    connected may then be changed.
    """

    purpose: str
    role: str | None
    name: str | None
    account: str | None
    writes: bool | None
    expires_at: datetime


class TokenBody(Body):
    """A token for a program, which may do what you may as far as its scopes go."""

    name: Words
    scopes: Annotated[list[ScopeName], Field(min_length=1, max_length=3)]
    expires_in_days: Annotated[int, Field(ge=1, le=366)] = 90

    def wanted(self) -> list[Scope]:
        return [Scope(name) for name in self.scopes]


class TokenDocument(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    member: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: rows.ApiToken) -> Self:
        return cls(
            id=token.id,
            name=token.name,
            member=token.member,
            scopes=sorted(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
        )


class MadeTokenDocument(TokenDocument):
    """A new token. `token` is shown now and never again."""

    token: str


def levels(given: dict[str, Literal["edit", "view"]]) -> dict[AccountId, Level]:
    return {AccountId(key): Level(level) for key, level in given.items()}


def _levels(found: Mapping[AccountId, Level] | None) -> dict[str, str] | None:
    return None if found is None else {str(key): level.value for key, level in found.items()}
