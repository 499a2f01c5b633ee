"""Who is calling: by password, session, API token; sessions begin, are listed, and end. All of it on real time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.domain.access import Caller, Scope
from playwarden.features.access import rows as values
from playwarden.features.access.passwords import Passwords
from playwarden.features.access.rows import ApiToken, SignedIn
from playwarden.features.access.secret import TOKEN_PREFIX, equal, hashed, new_secret
from playwarden.features.access.throttle import Throttle
from playwarden.features.access.uses import NOTED_EVERY, Uses
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound, Refused, WrongPassword
from playwarden.kit.ids import IdSource, MemberId, SessionId, TokenId
from playwarden.store import audit
from playwarden.store.commits import Mark
from playwarden.store.database import Database
from playwarden.store.models import access as rows

IDLE = timedelta(days=7)
LASTS = timedelta(days=30)
"""A session ends when it was not used for so long, and after so long however much it was used."""
MOST_KNOWN = 5_000
MOST_SESSIONS = 50
MOST_TOKENS = 100
LONGEST_TOKEN_DAYS = 366
LONGEST_DEVICE = 100


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that just began. `secret` is for its cookie, and is not kept."""

    secret: str
    session: SignedIn
    caller: Caller


Shown = tuple[Literal["session", "token"], str]
"""What was shown, by the hash that is kept of it: a session's secret is no token."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who what was shown stands for as long as nothing is committed, and until then by the clock."""

    mark: Mark
    caller: Caller
    until: datetime


class Access:
    """Says who calls. `real` is the machine's clock, whatever clock the product follows."""

    def __init__(
        self, database: Database, clock: Clock, real: Clock, ids: IdSource, passwords: Passwords, throttle: Throttle
    ) -> None:
        self._database = database
        self._clock = clock
        self._real = real
        self._ids = ids
        self._passwords = passwords
        self._throttle = throttle
        self._set_up = False
        self._known: dict[Shown, Known] = {}
        self.uses = Uses(database)

    def set_up(self) -> bool:
        """Whether there is a member: nothing is open before."""
        if not self._set_up:
            with self._database.read() as session:
                self._set_up = values.any_member(session)
        return self._set_up

    # -- signing in

    def sign_in(self, name: str, password: str, *, device: str, address: str, instead: str = "") -> Begun:
        """Begins a session; the one with the secret `instead`, which the browser had, ends. Raises WrongPassword (and
        takes as long whether the name or the password is wrong), Throttled, Busy.
        """
        key = values.name_key(name)
        self._throttle.begin(key, address, self._real.now())
        with self._database.read() as session:
            row = session.scalar(select(rows.Member).where(rows.Member.name_key == key))
        if not self._passwords.fits(password, row.password_hash if row else None) or row is None:
            raise WrongPassword("The name or the password is not right.", "Look at both again.")
        self._throttle.succeeded(key, address, self._real.now())
        return self.begin(MemberId(row.id), device=device, address=address, instead=instead)

    def begin(self, member_id: MemberId, *, device: str, address: str, instead: str = "") -> Begun:
        """A session for a member who has shown that it is them. Raises NotFound."""
        now = self._real.now()
        secret = new_secret()
        with self._database.write() as session:
            member = values.member_of(values.member_row(session, member_id))
            if instead:
                session.execute(delete(rows.Session).where(rows.Session.token_sha256 == hashed(instead)))
            old = select(rows.Session.id).where(rows.Session.member_id == member_id)
            old = old.order_by(rows.Session.last_seen_at.desc()).offset(MOST_SESSIONS - 1)
            session.execute(delete(rows.Session).where(rows.Session.id.in_(session.scalars(old).all())))
            session.execute(
                delete(rows.Session).where((rows.Session.ends_at <= now) | (rows.Session.last_seen_at <= now - IDLE))
            )
            row = rows.Session(
                id=self._ids.new("ses", now),
                member_id=member_id,
                token_sha256=hashed(secret),
                device=device[:LONGEST_DEVICE],
                address=address,
                created_at=now,
                last_seen_at=now,
                ends_at=now + LASTS,
            )
            session.add(row)
            session.flush()
            begun = values.session_of(row)
        return Begun(secret, begun, Caller.of(member, begun.id))

    def mark(self) -> Mark | None:
        """As the database stands before it is asked who calls; asks for nothing that takes time."""
        return self._database.commits.mark()

    def known_session(self, secret: str, mark: Mark | None) -> Caller | None:
        """The same as `by_session` from memory, if nothing was committed since; None: look it up."""
        return self._known_by(("session", hashed(secret)), mark)

    def known_token(self, secret: str, mark: Mark | None) -> Caller | None:
        """The same as `by_token` from memory, if nothing was committed since; None: look it up."""
        return self._known_by(("token", hashed(secret)), mark)

    def by_session(self, secret: str) -> Caller | None:
        """Who is signed in with the secret of a session; None: it has ended, or never was one."""
        mark, now = self.mark(), self._real.now()
        with self._database.read() as session:
            found = session.execute(
                select(rows.Session, rows.Member)
                .join(rows.Member, rows.Member.id == rows.Session.member_id)
                .where(rows.Session.token_sha256 == hashed(secret))
            ).one_or_none()
        if found is None or not equal(secret, found[0].token_sha256):
            return None
        row, member = found
        used = (rows.Session, row.id)
        if row.ends_at <= now or self.uses.last(used, row.last_seen_at) <= now - IDLE:
            return None
        caller = Caller.of(values.member_of(member), SessionId(row.id))
        self._know(
            ("session", row.token_sha256),
            mark,
            caller,
            min(row.ends_at, self.uses.note(used, row.last_seen_at, now) + NOTED_EVERY),
        )
        return caller

    def by_token(self, secret: str) -> Caller | None:
        """Who an API token acts for; None: it has expired, was revoked, or never was one."""
        if not secret.startswith(TOKEN_PREFIX):
            return None
        mark, now = self.mark(), self._real.now()
        with self._database.read() as session:
            found = session.execute(
                select(rows.ApiToken, rows.Member)
                .join(rows.Member, rows.Member.id == rows.ApiToken.member_id)
                .where(rows.ApiToken.token_sha256 == hashed(secret))
            ).one_or_none()
        if found is None or not equal(secret, found[0].token_sha256) or found[0].expires_at <= now:
            return None
        row, member = found
        scopes = frozenset(Scope(scope) for scope in row.scopes)
        caller = Caller.of(values.member_of(member)).through(TokenId(row.id), row.name, scopes)
        noted_at = self.uses.note((rows.ApiToken, row.id), row.last_used_at, now)
        self._know(("token", row.token_sha256), mark, caller, min(row.expires_at, noted_at + NOTED_EVERY))
        return caller

    def _know(self, shown: Shown, mark: Mark | None, caller: Caller, until: datetime) -> None:
        if mark is not None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[shown] = Known(mark, caller, until)

    def _known_by(self, shown: Shown, mark: Mark | None) -> Caller | None:
        kept = self._known.get(shown) if mark is not None else None
        return kept.caller if kept is not None and kept.mark == mark and self._real.now() < kept.until else None

    # -- sessions

    def sessions(self, caller: Caller) -> list[SignedIn]:
        """Where a member is signed in, the last used first."""
        self.uses.write()
        now = self._real.now()
        with self._database.read() as session:
            found = session.scalars(
                select(rows.Session)
                .where(rows.Session.member_id == _member_id(caller), rows.Session.ends_at > now)
                .where(rows.Session.last_seen_at > now - IDLE)
                .order_by(rows.Session.last_seen_at.desc(), rows.Session.id)
            )
            return [values.session_of(row) for row in found]

    def end(self, caller: Caller, session_id: SessionId) -> None:
        """Ends one session of the caller. Raises NotFound."""
        with self._database.write() as session:
            row = session.get(rows.Session, session_id)
            if row is None or row.member_id != _member_id(caller):
                raise NotFound("There is no such session.", "It may have ended already.")
            session.delete(row)

    def end_others(self, caller: Caller) -> int:
        """Ends all sessions of the caller but the present one; how many."""
        with self._database.write() as session:
            gone = session.execute(
                delete(rows.Session)
                .where(rows.Session.member_id == _member_id(caller), rows.Session.id != (caller.session_id or ""))
                .returning(rows.Session.id)
            )
            return len(gone.all())

    def change_password(self, caller: Caller, old: str, new: str, *, address: str) -> None:
        """Ends the caller's other sessions; API tokens stay. Raises WrongPassword, Throttled, InputError, Refused
        for who is not signed in with a session.
        """
        member_id = _member_id(caller)
        if caller.session_id is None:
            raise Refused("A password is changed by who is signed in with it.", "Sign in first.")
        with self._database.read() as session:
            row = values.member_row(session, member_id)
        self._throttle.begin(row.name_key, address, self._real.now())
        if not self._passwords.fits(old, row.password_hash):
            raise WrongPassword("The present password is another one.", "Look at it again.")
        self._throttle.succeeded(row.name_key, address, self._real.now())
        kept = self._passwords.checked(new)
        with self._database.write() as session:
            values.member_row(session, member_id).password_hash = kept
            session.execute(
                delete(rows.Session).where(
                    rows.Session.member_id == member_id, rows.Session.id != (caller.session_id or "")
                )
            )
            self._note(session, caller, "member.password", f"member:{member_id}", None, None)

    # -- API tokens

    def make_token(self, caller: Caller, name: str, scopes: Iterable[Scope], days: int) -> tuple[ApiToken, str]:
        """A new token of the caller, and its secret, which is shown this once. Raises InputError, Conflict."""
        member_id = _member_id(caller)
        name = values.named(name)
        wanted = frozenset(scopes)
        if not wanted:
            raise InputError("A token needs a scope.", f"There are: {', '.join(Scope)}.")
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise InputError(f"A token lasts between 1 and {LONGEST_TOKEN_DAYS} days.")
        now = self._real.now()
        secret = new_secret(TOKEN_PREFIX)
        with self._database.write() as session:
            member = values.member_row(session, member_id)
            own = session.scalars(select(rows.ApiToken.name).where(rows.ApiToken.member_id == member_id)).all()
            if name in own or len(own) >= MOST_TOKENS:
                raise Conflict(f"There is a token '{name}' already, or too many.", "Revoke one you do not need.")
            row = rows.ApiToken(
                id=self._ids.new("tok", now),
                member_id=member_id,
                name=name,
                token_sha256=hashed(secret),
                scopes=sorted(scope.value for scope in wanted),
                created_at=now,
                expires_at=now + timedelta(days=days),
                last_used_at=None,
            )
            session.add(row)
            session.flush()
            told = {"name": name, "scopes": row.scopes, "expires_at": row.expires_at.isoformat()}
            self._note(session, caller, "token.make", f"token:{row.id}", None, told)
            return values.token_of(row, member.name), secret

    def tokens(self, caller: Caller, *, everybodys: bool) -> list[ApiToken]:
        """The caller's tokens, or those of all members; the newest first."""
        self.uses.write()
        query = select(rows.ApiToken, rows.Member.name).join(rows.Member, rows.Member.id == rows.ApiToken.member_id)
        if not everybodys:
            query = query.where(rows.ApiToken.member_id == _member_id(caller))
        with self._database.read() as session:
            return [
                values.token_of(row, name) for row, name in session.execute(query.order_by(rows.ApiToken.id.desc()))
            ]

    def revoke(self, caller: Caller, token_id: TokenId, *, everybodys: bool) -> None:
        """Raises NotFound, also for somebody else's."""
        with self._database.write() as session:
            row = session.get(rows.ApiToken, token_id)
            if row is None or not (everybodys or row.member_id == _member_id(caller)):
                raise NotFound("There is no such token.", "It may have been revoked already.")
            session.delete(row)
            self._note(session, caller, "token.revoke", f"token:{token_id}", {"name": row.name}, None)

    def _note(self, session: Session, caller: Caller, action: str, subject: str, before: object, after: object) -> None:
        audit.append(
            session,
            at=self._clock.now(),
            actor=caller.actor,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )


def _member_id(caller: Caller) -> MemberId:
    """Raises Refused for the operator, who is nobody in particular."""
    if caller.member is None:
        raise Refused("The operator is no member: this belongs to one.", "Sign in as a member.")
    return caller.member.id
