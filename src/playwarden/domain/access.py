"""Who may do what: members with roles, rights for each account, the scopes of API tokens, and whoever calls."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from playwarden.kit.ids import AccountId, LinkId, MemberId, SessionId, TokenId

OPERATOR = "operator"
"""The actor of whoever holds the data folder or the operator's token."""


class Right(StrEnum):
    """What may be done. All but VIEW, EDIT and TOKENS are rights of their own."""

    VIEW = "view"
    EDIT = "edit"
    OVERRIDE_PLAN = "override_plan"
    """Change a plan that somebody else made and that waits."""
    FORCE_RULE = "force_rule"
    """Start a plan although a safety rule holds it."""
    DELETE = "delete"
    """Take things away that people made."""
    MEMBERS = "members"
    ACCOUNTS = "accounts"
    """Connect, renew and disconnect accounts, and the apps that they are connected through."""
    SETTINGS = "settings"
    """What concerns the whole server: hold all jobs, backups, webhooks."""
    TOKENS = "tokens"


class Level(StrEnum):
    """How far a member's rights go for one account."""

    VIEW = "view"
    EDIT = "edit"
    ADMIN = "admin"


class Role(StrEnum):
    """What a member is here. Owners and admins reach all accounts."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


_OF_ACCOUNTS = frozenset({Right.EDIT, Right.OVERRIDE_PLAN, Right.FORCE_RULE, Right.DELETE})
"""Rights that count for an account only where its level is EDIT or more."""
GRANTED: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.ADMIN: frozenset(Right),
    Role.EDITOR: frozenset({Right.VIEW, Right.EDIT, Right.TOKENS}),
    Role.VIEWER: frozenset({Right.VIEW, Right.TOKENS}),
}
EXTRA = frozenset({Right.OVERRIDE_PLAN, Right.FORCE_RULE, Right.DELETE})
"""What an editor may be given beyond that, one by one."""
SERVER_WIDE = (Role.OWNER, Role.ADMIN)


class Scope(StrEnum):
    """What an API token may be used for, as far as its member may do it himself."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


SCOPED: Mapping[Scope, frozenset[Right]] = {
    Scope.READ: frozenset({Right.VIEW}),
    Scope.WRITE: frozenset({Right.VIEW}) | _OF_ACCOUNTS,
    Scope.ADMIN: frozenset(Right),
}


def tagged(account: AccountId, tag: str) -> AccountId:
    """What of an account has a tag, where a member's rights go no further: it stands where accounts stand. Whoever does
    not know of such parts finds no account of that name, and shows nothing.
    """
    return AccountId(f"{account}#{tag}")


def parted(reach: str) -> tuple[AccountId, str | None]:
    """The account, and the tag if it is only what has that one."""
    account, _, tag = reach.partition("#")
    return AccountId(account), tag or None


def wholes(reaches: Iterable[AccountId]) -> frozenset[AccountId]:
    """The accounts that these are, or are parts of."""
    return frozenset(parted(each)[0] for each in reaches)


@dataclass(frozen=True, slots=True)
class Touch:
    """The accounts that a thing touches: `seers` show it, `writers` change with it. None: the whole server.

    A thing of several accounts that cannot be told apart (`whole`) is seen by who sees all of them. `tags` are those
    that all of its playlists have: enough for whoever reaches what has one of them.
    """

    seers: frozenset[AccountId] | None
    writers: frozenset[AccountId] | None
    whole: bool = False
    tags: frozenset[str] = frozenset()

    @classmethod
    def all_of(cls, accounts: frozenset[AccountId], tags: frozenset[str] = frozenset()) -> Self:
        """Something that belongs to all of these together."""
        return cls(accounts, accounts, whole=True, tags=tags)

    def joined(self, other: "Touch") -> "Touch":
        """Both of them together, to be seen by who sees either."""
        seers, writers = _union(self.seers, other.seers), _union(self.writers, other.writers)
        return Touch(seers, writers, self.whole or other.whole, self.tags & other.tags)

    def within(self, account: AccountId, reaches: AbstractSet[AccountId]) -> bool:
        """Whether these reaches, accounts or what of them has a tag, hold what it touches of one account."""
        whole, tag = parted(account)
        if account in reaches or (tag is not None and whole in reaches):
            return True
        return any(tagged(account, each) in reaches for each in self.tags)


SERVER = Touch(None, None)
NOWHERE = Touch(frozenset(), frozenset())
"""What belongs to no account any more: for those alone who reach all of them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who signs in. `accounts` None: all of them, as far as the role goes; `tagged` ones are parts of them."""

    id: MemberId
    name: str
    role: Role
    created_at: datetime
    accounts: Mapping[AccountId, Level] | None = None
    extra: frozenset[Right] = frozenset()
    zone: str | None = None

    @property
    def rights(self) -> frozenset[Right]:
        """All that the member may do somewhere."""
        return GRANTED[self.role] | (self.extra & EXTRA if self.role is Role.EDITOR else frozenset())

    @property
    def reach(self) -> Mapping[AccountId, Level] | None:
        """The accounts with their levels; None: all."""
        if self.role in SERVER_WIDE or self.accounts is None:
            return None
        if self.role is Role.VIEWER:
            return dict.fromkeys(self.accounts, Level.VIEW)
        return self.accounts

    def to_document(self) -> dict[str, object]:
        """JSON, for the audit chain."""
        return {
            "name": self.name,
            "role": self.role.value,
            "accounts": None if self.accounts is None else {key: level.value for key, level in self.accounts.items()},
            "extra": sorted(right.value for right in self.extra),
        }


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks for something, and how far that goes. `actor` is what the audit chain calls them."""

    actor: str
    role: Role
    rights: frozenset[Right]
    accounts: Mapping[AccountId, Level] | None = None
    member: Member | None = None
    session_id: SessionId | None = None
    token_id: TokenId | None = None
    link_id: LinkId | None = field(default=None)

    @classmethod
    def of(cls, member: Member, session_id: SessionId | None = None) -> Self:
        """A member who signed in."""
        return cls(
            actor=f"member:{member.id} ({member.name})",
            role=member.role,
            rights=member.rights,
            accounts=member.reach,
            member=member,
            session_id=session_id,
        )

    def through(self, token_id: TokenId, name: str, scopes: frozenset[Scope]) -> "Caller":
        """The same member by an API token."""
        assert self.member is not None
        allowed = frozenset().union(*(SCOPED[scope] for scope in scopes))
        return replace(
            self,
            actor=f"member:{self.member.id} ({self.member.name}, token {name})",
            rights=self.rights & allowed,
            token_id=token_id,
        )

    @property
    def everywhere(self) -> bool:
        """Whether all accounts are reached, those of the future too."""
        return self.accounts is None

    @property
    def seen(self) -> frozenset[AccountId] | None:
        """The accounts that may be looked at; None: all."""
        return None if self.accounts is None else frozenset(self.accounts)

    @property
    def known(self) -> frozenset[AccountId] | None:
        """The accounts of which something may be looked at; None: all."""
        return None if self.accounts is None else wholes(self.accounts)

    @property
    def changed(self) -> frozenset[AccountId] | None:
        """The accounts that may be edited; None: all."""
        if self.accounts is None:
            return None
        return frozenset(key for key, level in self.accounts.items() if level is not Level.VIEW)

    def level(self, account: AccountId) -> Level | None:
        """How far it goes for one account; None: it is not even seen."""
        if self.accounts is not None:
            return self.accounts.get(account)
        if self.role in SERVER_WIDE:
            return Level.ADMIN
        return Level.EDIT if Right.EDIT in self.rights else Level.VIEW

    def sees(self, touch: Touch) -> bool:
        """Whether a thing that touches these accounts may be looked at."""
        if Right.VIEW not in self.rights:
            return False
        if self.accounts is None:
            return True
        if not touch.seers:
            return False
        found = (touch.within(account, self.accounts.keys()) for account in touch.seers)
        return all(found) if touch.whole else any(found)

    def may(self, right: Right, touch: Touch) -> bool:
        """Whether `right` may be used on a thing that touches these accounts."""
        if right is Right.VIEW:
            return self.sees(touch)
        if right not in self.rights or not self.sees(touch):
            return False
        changed = self.changed
        if changed is None:
            return True
        return bool(touch.writers) and all(touch.within(account, changed) for account in touch.writers or ())


def the_operator() -> Caller:
    """Whoever holds the data folder: an owner without a name."""
    return Caller(OPERATOR, Role.OWNER, frozenset(Right))


def may_manage(caller: Role, role: Role) -> bool:
    """Whether somebody of one role may make, change or remove members of another: only owners touch owners."""
    return caller is Role.OWNER or (caller is Role.ADMIN and role is not Role.OWNER)


def _union(one: frozenset[AccountId] | None, other: frozenset[AccountId] | None) -> frozenset[AccountId] | None:
    return None if one is None or other is None else one | other
