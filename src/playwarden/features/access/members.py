"""Members: the first one, invitations, roles and rights, and the links that work once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.access import EXTRA, SERVER_WIDE, Caller, Level, Member, Right, Role, may_manage
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.features.access import rows as values
from playwarden.features.access.passwords import Passwords
from playwarden.features.access.rows import Link, Purpose
from playwarden.features.access.secret import equal, hashed, new_secret
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, LinkExpired, LinkSpent, NotAllowed, NotFound
from playwarden.kit.ids import AccountId, IdSource, LinkId, MemberId
from playwarden.store import audit
from playwarden.store.database import Database, exclusive
from playwarden.store.models import access as rows

LASTS: Mapping[Purpose, timedelta] = {
    Purpose.FIRST_MEMBER: timedelta(days=1),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.SIGN_IN: timedelta(hours=1),
    Purpose.CONNECT: timedelta(days=7),
}
KEPT_FOR = timedelta(days=30)
"""How long a link that was used or came too late is told from one that never was."""
MOST_MEMBERS = 1_000
MOST_INVITATIONS = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What of a member is to be different; None: as it is. `all_accounts` takes a list of accounts away."""

    role: Role | None = None
    accounts: Mapping[AccountId, Level] | None = None
    all_accounts: bool = False
    extra: frozenset[Right] | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that was just made. `secret` is shown this once."""

    link: Link
    secret: str


class Members:
    """Every change is written to the audit chain with it."""

    def __init__(self, database: Database, clock: Clock, real: Clock, ids: IdSource, passwords: Passwords) -> None:
        self._database = database
        self._clock = clock
        self._real = real
        self._ids = ids
        self._passwords = passwords

    def members(self) -> list[Member]:
        """The oldest first."""
        with self._database.read() as session:
            found = session.scalars(select(rows.Member).order_by(rows.Member.created_at, rows.Member.id))
            return [values.member_of(row) for row in found]

    def member(self, which: str) -> Member:
        """By id or name. Raises NotFound."""
        with self._database.read() as session:
            return values.member_of(values.member_row(session, which))

    def change(self, caller: Caller, which: str, change: Change) -> Member:
        """Raises NotFound, InputError, NotAllowed, and Conflict for the last owner."""
        with self._database.write() as session:
            exclusive(session, "members")
            row = values.member_row(session, which)
            before = values.member_of(row)
            self._check_managed(caller, before.role, change.role)
            if change.role is not None:
                self._check_last_owner(session, before, change.role)
                row.role = change.role.value
            if change.accounts is not None:
                values.check_accounts(session, change.accounts)
                row.accounts = values.levels_document(change.accounts)
            elif change.all_accounts:
                row.accounts = None
            if change.extra is not None:
                row.extra = _extra(change.extra)
            if change.zone is not None:
                row.zone = zone_named(change.zone).key
            after = values.member_of(row)
            demoted = before.role is Role.OWNER and after.role is not Role.OWNER
            if demoted or not before.rights <= after.rights:
                self._take_links_of(session, after)
            if after.to_document() != before.to_document():
                self._note(session, caller.actor, "member.change", after.id, before.to_document(), after.to_document())
        return after

    def set_zone(self, caller: Caller, zone: str) -> Member:
        """The zone in which a member sees times. Raises InputError, NotFound for the operator."""
        if caller.member is None:
            raise NotFound("The operator is no member and has no zone.")
        with self._database.write() as session:
            row = values.member_row(session, caller.member.id)
            row.zone = zone_named(zone).key
            return values.member_of(row)

    def remove(self, caller: Caller, which: str) -> Member:
        """With all sessions and tokens. Raises NotFound, NotAllowed, and Conflict for the last owner."""
        with self._database.write() as session:
            exclusive(session, "members")
            row = values.member_row(session, which)
            gone = values.member_of(row)
            self._check_managed(caller, gone.role, None)
            self._check_last_owner(session, gone, None)
            self._take_links_of(session, gone)
            session.delete(row)
            self._note(session, caller.actor, "member.remove", gone.id, gone.to_document(), None)
        return gone

    # -- links

    def first_link(self, actor: str) -> Issued:
        """A link that makes the first member, an owner; earlier ones do not work any more. Raises Conflict when there
        is a member.
        """
        with self._database.write() as session:
            exclusive(session, "members")
            if values.any_member(session):
                raise Conflict(
                    "There are members already.", "`playwarden members link --sign-in NAME` lets one of them in."
                )
            session.execute(delete(rows.Link).where(rows.Link.purpose == Purpose.FIRST_MEMBER.value))
            return self._issued(session, Purpose.FIRST_MEMBER, actor, role=Role.OWNER.value)

    def invite(
        self,
        caller: Caller,
        role: Role,
        accounts: Mapping[AccountId, Level] | None = None,
        extra: frozenset[Right] = frozenset(),
    ) -> Issued:
        """A link by which somebody becomes a member. Raises NotAllowed, InputError, NotFound."""
        self._check_managed(caller, role, role)
        with self._database.write() as session:
            values.check_accounts(session, accounts)
            if len(self._waiting(session)) >= MOST_INVITATIONS:
                raise Conflict("Too many invitations wait.", "Withdraw some of them.")
            issued = self._issued(
                session,
                Purpose.INVITATION,
                caller.actor,
                role=role.value,
                accounts=None if role in SERVER_WIDE else values.levels_document(accounts),
                extra=_extra(extra),
            )
            after = {"role": role.value, "accounts": values.levels_document(accounts), "extra": _extra(extra)}
            self._note(session, caller.actor, "member.invite", issued.link.id, None, after)
        return issued

    def sign_in_link(self, caller: Caller, which: str) -> Issued:
        """A link that signs a member in without the password. Raises NotFound, and NotAllowed to all but owners: who
        has it is that member.
        """
        if caller.role is not Role.OWNER:
            raise NotAllowed("Only an owner makes links that sign somebody in.", "Ask an owner.")
        with self._database.write() as session:
            member = values.member_row(session, which)
            issued = self._issued(session, Purpose.SIGN_IN, caller.actor, member_id=member.id)
            self._note(session, caller.actor, "member.sign_in_link", member.id, None, None)
        return issued

    def connect_link(self, caller: Caller, asked: Mapping[str, Any]) -> Issued:
        """A link by which an owner of an account who is no member connects it; `asked` says through what."""
        with self._database.write() as session:
            issued = self._issued(session, Purpose.CONNECT, caller.actor, asked=dict(asked))
            self._note(session, caller.actor, "account.invite", issued.link.id, None, dict(asked))
        return issued

    def invitations(self) -> list[Link]:
        """Those that wait, for members and for connections; the newest first."""
        with self._database.read() as session:
            return self._waiting(session)

    def withdraw(self, caller: Caller, link_id: LinkId) -> None:
        """Raises NotFound, NotAllowed."""
        with self._database.write() as session:
            row = session.get(rows.Link, link_id)
            if row is None or row.used_at is not None:
                raise NotFound("There is no such invitation.", "It may have been used or withdrawn.")
            link = values.link_of(row)
            if link.role is not None:
                self._check_managed(caller, link.role, None)
            session.delete(row)
            self._note(session, caller.actor, "member.withdraw", link.id, None, None)

    def look(self, secret: str) -> Link:
        """What a link is good for; it stays unused. Raises NotFound, LinkSpent, LinkExpired."""
        with self._database.read() as session:
            return values.link_of(self._row(session, secret))

    def join(self, secret: str, name: str, password: str) -> MemberId:
        """Makes the member whom a link invites, once. Raises NotFound, LinkSpent, LinkExpired, InputError, Conflict."""
        name = values.named(name)
        kept = self._passwords.checked(password)
        now = self._real.now()
        with self._database.write() as session:
            exclusive(session, "members")
            row = self._row(session, secret)
            link = values.link_of(row)
            if link.role is None:
                raise InputError("This link makes no member.")
            if link.purpose is Purpose.FIRST_MEMBER and values.any_member(session):
                raise LinkSpent("There is a first member already.", "Ask for an invitation.")
            if values.is_taken(session, name):
                raise Conflict(f"There is a member called '{name}' already.", "Choose another name.")
            if len(session.scalars(select(rows.Member.id)).all()) >= MOST_MEMBERS:
                raise Conflict(f"There are {MOST_MEMBERS:,} members already.", "Remove some first.")
            row.used_at = now
            new = rows.Member(
                id=self._ids.new("mem", now),
                name=name,
                name_key=values.name_key(name),
                role=link.role.value,
                accounts=values.levels_document(link.accounts),
                extra=_extra(link.extra),
                zone=None,
                password_hash=kept,
                created_at=now,
            )
            session.add(new)
            session.flush()
            member = values.member_of(new)
            actor = Caller.of(member).actor
            self._note(session, actor, "member.join", member.id, None, member.to_document() | {"link": link.id})
        return member.id

    def use(self, secret: str) -> Link:
        """Uses up a link that makes no member. Raises NotFound, LinkSpent, LinkExpired, InputError."""
        with self._database.write() as session:
            exclusive(session, "members")
            row = self._row(session, secret)
            link = values.link_of(row)
            if link.role is not None:
                raise InputError("This link makes a member: it needs a name and a password.")
            row.used_at = self._real.now()
            return link

    # -- within a transaction

    def _issued(self, session: Session, purpose: Purpose, actor: str, **more: Any) -> Issued:
        now = self._real.now()
        session.execute(delete(rows.Link).where(rows.Link.expires_at < now - KEPT_FOR))
        secret = new_secret()
        row = rows.Link(
            id=self._ids.new("lnk", now),
            token_sha256=hashed(secret),
            purpose=purpose.value,
            actor=actor,
            created_at=now,
            expires_at=now + LASTS[purpose],
            **({"role": None, "accounts": None, "extra": [], "member_id": None, "asked": None, "used_at": None} | more),
        )
        session.add(row)
        session.flush()
        return Issued(values.link_of(row), secret)

    def _row(self, session: Session, secret: str) -> rows.Link:
        row = session.scalar(select(rows.Link).where(rows.Link.token_sha256 == hashed(secret)))
        if row is None or not equal(secret, row.token_sha256):
            raise NotFound("This link is not known here.", "Was all of it copied? Ask for a new one.")
        if row.used_at is not None:
            raise LinkSpent("This link was used already.", "Each works once: ask for a new one.")
        if row.expires_at <= self._real.now():
            raise LinkExpired("This link came too late.", "Ask for a new one.")
        return row

    def _waiting(self, session: Session) -> list[Link]:
        wanted = or_(
            rows.Link.purpose == Purpose.INVITATION.value,
            rows.Link.purpose == Purpose.CONNECT.value,
        )
        query = select(rows.Link).where(wanted, rows.Link.used_at.is_(None), rows.Link.expires_at > self._real.now())
        return [values.link_of(row) for row in session.scalars(query.order_by(rows.Link.id.desc()))]

    def _take_links_of(self, session: Session, member: Member) -> None:
        """What somebody may not do any more, the links that they made and that wait must not do either."""
        made = rows.Link.actor.startswith(f"member:{member.id} (", autoescape=True)
        session.execute(delete(rows.Link).where(made, rows.Link.used_at.is_(None)))

    def _check_managed(self, caller: Caller, present: Role, wanted: Role | None) -> None:
        for role in (present, wanted):
            if role is not None and not may_manage(caller.role, role):
                raise NotAllowed("Only an owner makes, changes and removes owners.", "Ask an owner.")

    def _check_last_owner(self, session: Session, member: Member, wanted: Role | None) -> None:
        if member.role is Role.OWNER and wanted is not Role.OWNER and values.owners(session) == 1:
            raise Conflict(f"{member.name} is the only owner.", "Make somebody else an owner first.")

    def _note(self, session: Session, actor: str, action: str, about: str, before: object, after: object) -> None:
        kind = "link" if about.startswith("lnk_") else "member"
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=f"{kind}:{about}",
            before=before,
            after=after,
        )


def _extra(rights: frozenset[Right]) -> list[str]:
    """Raises InputError for what nobody is given by itself."""
    strange = sorted(rights - EXTRA)
    if strange:
        raise InputError(
            f"'{strange[0]}' comes with a role, it is not given by itself.",
            f"What is: {', '.join(sorted(EXTRA))}.",
        )
    return sorted(right.value for right in rights)
