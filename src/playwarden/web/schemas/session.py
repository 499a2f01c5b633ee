"""Signing in, and who is signed in, as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.features.access.rows import SignedIn
from playwarden.kit.ids import SessionId
from playwarden.web.schemas.bodies import Body, Words

Password = Annotated[str, Field(max_length=1_000)]


class SignInBody(Body):
    """Name and password."""

    name: Words
    password: Password


class PasswordBody(Body):
    """The present password, and the one to be."""

    old: Password
    new: Password


class ZoneBody(Body):
    """A zone of the IANA database, such as `Europe/Berlin`."""

    zone: Annotated[str, Field(max_length=60)]


class WhoDocument(BaseModel):
    """Who calls; `id` is null for the operator, who is no member."""

    id: str | None
    name: str
    role: str


class RightsDocument(BaseModel):
    """How far it goes for each account that is seen (`view`, `edit` or `admin`), and all that may be done somewhere.

    `account#tag` stands for what of an account has a tag, where it goes no further.
    """

    accounts: dict[str, str]
    all_accounts: bool
    can: list[str]


class _Present(BaseModel):
    set_up: bool
    now: datetime
    sandbox: bool
    version: str


class NobodyDocument(_Present):
    """Nobody is signed in. `set_up`: there is a member; `sandbox`: it follows the clock of a sandbox."""

    signed_in: Literal[False] = False


class SessionDocument(_Present):
    """Who is signed in. `csrf` goes with every write as `X-Playwarden-CSRF`; null where a token was shown."""

    signed_in: Literal[True] = True
    member: WhoDocument
    rights: RightsDocument
    csrf: str | None
    zone: str


class SessionRow(BaseModel):
    """A browser in which you are signed in, until `ends_at` at the latest."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    device: str
    address: str
    current: bool

    @classmethod
    def of(cls, one: SignedIn, current: SessionId | None) -> Self:
        return cls(
            id=one.id,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
            ends_at=one.ends_at,
            device=one.device,
            address=one.address,
            current=one.id == current,
        )
