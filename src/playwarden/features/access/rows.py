"""Rows of members, sessions, links and tokens as values."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.access import EXTRA, Level, Member, Right, Role, Scope, parted
from playwarden.domain.tags import tag_named
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import AccountId, LinkId, MemberId, SessionId, TokenId
from playwarden.store.models import access as rows
from playwarden.store.models.accounts import Account

LONGEST_NAME = 60


class Purpose(StrEnum):
    """What a link is good for."""

    FIRST_MEMBER = "first_member"
    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser in which a member is signed in."""

    id: SessionId
    member_id: MemberId
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works once; `asked` is what it is to connect."""

    id: LinkId
    purpose: Purpose
    actor: str
    created_at: datetime
    expires_at: datetime
    role: Role | None = None
    accounts: Mapping[AccountId, Level] | None = None
    extra: frozenset[Right] = frozenset()
    member_id: MemberId | None = None
    asked: Mapping[str, Any] | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program shows instead of a password, without its secret."""

    id: TokenId
    member_id: MemberId
    member: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def name_key(name: str) -> str:
    """A name as it is signed in with: without regard to case and ways of writing."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def named(name: str) -> str:
    """A name that somebody chose. Raises InputError."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or any(sign in name for sign in "()"):
        raise InputError(f"A name has between 1 and {LONGEST_NAME} characters on one line, without brackets.")
    return name


def member_of(row: rows.Member) -> Member:
    return Member(
        id=MemberId(row.id),
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        accounts=levels_of(row.accounts),
        extra=extra_of(row.extra),
        zone=row.zone,
    )


def session_of(row: rows.Session) -> SignedIn:
    return SignedIn(
        SessionId(row.id),
        MemberId(row.member_id),
        row.device,
        row.address,
        row.created_at,
        row.last_seen_at,
        row.ends_at,
    )


def link_of(row: rows.Link) -> Link:
    return Link(
        id=LinkId(row.id),
        purpose=Purpose(row.purpose),
        actor=row.actor,
        created_at=row.created_at,
        expires_at=row.expires_at,
        role=Role(row.role) if row.role else None,
        accounts=levels_of(row.accounts),
        extra=extra_of(row.extra),
        member_id=MemberId(row.member_id) if row.member_id else None,
        asked=row.asked,
        used_at=row.used_at,
    )


def token_of(row: rows.ApiToken, member: str) -> ApiToken:
    return ApiToken(
        TokenId(row.id),
        MemberId(row.member_id),
        member,
        row.name,
        frozenset(Scope(scope) for scope in row.scopes),
        row.created_at,
        row.expires_at,
        row.last_used_at,
    )


def levels_of(document: Mapping[str, Any] | None) -> dict[AccountId, Level] | None:
    return None if document is None else {AccountId(key): Level(level) for key, level in document.items()}


def levels_document(levels: Mapping[AccountId, Level] | None) -> dict[str, Any] | None:
    return None if levels is None else {str(key): level.value for key, level in levels.items()}


def extra_of(names: Iterable[str]) -> frozenset[Right]:
    return frozenset(Right(name) for name in names) & EXTRA


def check_accounts(session: Session, levels: Mapping[AccountId, Level] | None) -> None:
    """Raises NotFound for an account that is not there, InputError for what is no tag behind one."""
    known = set(session.scalars(select(Account.id).where(Account.state != "removed")))
    for reach in levels or ():
        account, tag = parted(reach)
        if tag is not None and tag != tag_named(tag):
            raise InputError(f"'{tag[:60]}' is no tag as it is kept.", f"Write '{tag_named(tag)}'.")
        if account not in known:
            raise NotFound(f"There is no account '{account[:60]}'.", "`playwarden accounts list` names them.")


def member_row(session: Session, member_id: str) -> rows.Member:
    """By id, or by name. Raises NotFound."""
    row = session.get(rows.Member, member_id) or session.scalar(
        select(rows.Member).where(rows.Member.name_key == name_key(member_id))
    )
    if row is None:
        raise NotFound(f"There is no member '{member_id[:60]}'.", "`playwarden members list` names them.")
    return row


def is_taken(session: Session, name: str) -> bool:
    """Whether a member has that name."""
    return session.scalar(select(rows.Member.id).where(rows.Member.name_key == name_key(name))) is not None


def owners(session: Session) -> int:
    """How many owners there are."""
    return session.scalar(select(func.count()).where(rows.Member.role == Role.OWNER.value)) or 0


def any_member(session: Session) -> bool:
    """Whether anybody was let in yet."""
    return session.scalar(select(rows.Member.id).limit(1)) is not None
