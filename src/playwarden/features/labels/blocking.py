"""Tracks and artists that the rules of an account never choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from playwarden.features.labels.naming import Line, named_ones
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError
from playwarden.kit.ids import AccountId
from playwarden.store import audit
from playwarden.store.database import Database, exclusive
from playwarden.store.models.accounts import Account
from playwarden.store.models.labels import Blocked
from playwarden.store.upsert import insert_missing, portions

MOST_BLOCKED = 20_000
MOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Barred:
    """A track or an artist on an account's blocklist; `name` is empty where it is not known."""

    account_id: AccountId
    account: str
    uri: str
    name: str
    at: datetime
    actor: str


class Blocklist:
    """One for each account; costs no call."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def all(self, accounts: Sequence[AccountId] | None = None) -> list[Barred]:
        """Of these accounts, or of all that are connected: the newest first."""
        query = select(Blocked, Account.display_name).join(Account, Account.id == Blocked.account_id)
        query = query.where(Account.state != "removed").order_by(Blocked.at.desc(), Blocked.uri)
        if accounts is not None:
            query = query.where(Blocked.account_id.in_(accounts))
        with self._database.read() as session:
            return [
                Barred(AccountId(row.account_id), name, row.uri, row.name, row.at, row.actor)
                for row, name in session.execute(query)
            ]

    def change(
        self, account: AccountId, *, add: Sequence[str] = (), remove: Sequence[str] = (), actor: str
    ) -> tuple[list[Line], list[Line]]:
        """Blocks tracks and artists, and takes others off: links, URIs, or names of artists. Answers what came and
        what went. Raises InputError, NotFound, Conflict; nothing is changed then.
        """
        if not add and not remove:
            raise InputError("Nothing is to be blocked, and nothing to be taken off.", "Name a track or an artist.")
        if len(add) + len(remove) > MOST_AT_ONCE:
            raise InputError(f"At most {MOST_AT_ONCE:,} are blocked or taken off at once.")
        with self._database.write() as session:
            exclusive(session, f"blocked {account}")
            more, less = _once(named_ones(session, add)), _once(named_ones(session, remove))
            there = _there(session, account, [*more, *less])
            added = [line for uri, line in more.items() if uri not in there]
            removed = [line for uri, line in less.items() if uri in there and uri not in more]
            said = {"account_id": account, "at": self._clock.now(), "actor": actor}
            insert_missing(session, Blocked, [said | {"uri": line.uri, "name": line.name} for line in added])
            for some in portions([line.uri for line in removed]):
                session.execute(delete(Blocked).where(Blocked.account_id == account, Blocked.uri.in_(some)))
            count = session.scalar(select(func.count()).select_from(Blocked).where(Blocked.account_id == account)) or 0
            if count > MOST_BLOCKED:
                raise Conflict(f"A blocklist holds at most {MOST_BLOCKED:,}.", "Take some off first.")
            for action, lines in (("blocklist.add", added), ("blocklist.remove", removed)):
                if lines:
                    self._note(session, account, action, lines, actor)
        return added, removed

    def _note(self, session: Session, account: AccountId, action: str, lines: Sequence[Line], actor: str) -> None:
        told = {str(line.uri): line.name for line in lines}
        came = action == "blocklist.add"
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=f"account:{account}",
            before=None if came else told,
            after=told if came else None,
        )


def _once(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.uri: line for line in lines if line.uri}


def _there(session: Session, account: AccountId, uris: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(uris):
        query = select(Blocked.uri).where(Blocked.account_id == account, Blocked.uri.in_(some))
        found.update(session.scalars(query))
    return found
