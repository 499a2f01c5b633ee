"""Collects plays: one call an hour for each listener, from the day on which an account allowed it."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playwarden.domain.accounts import scope_list
from playwarden.domain.calls import Caller, Lane
from playwarden.domain.jobs.job import NewJob
from playwarden.domain.listening.collecting import SELDOM, wait_after
from playwarden.engine.ports.sources import Played, Sources
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource
from playwarden.store import catalogue, plays
from playwarden.store.database import Database
from playwarden.store.jobs.adding import add
from playwarden.store.models.accounts import Account
from playwarden.store.models.listening import Listener
from playwarden.store.plays import PlayRow
from playwarden.store.upsert import insert_or_update

COLLECT = "listening.collect"
SCOPE = "user-read-recently-played"


class Listening:
    """The slice's one face."""

    def __init__(self, database: Database, sources: Sources, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._ids = ids

    def tick(self) -> int:
        """Makes the jobs of the accounts that are due; how many. Most ticks find none, by one read."""
        now = self._clock.now()
        with self._database.read() as session:
            due = self._due(session, now)
        if not due:
            return 0
        with self._database.write() as session:
            # Put off first: a job that always fails is not made again every second.
            insert_or_update(session, Listener, [self._later(session, account, now) for account in due])
            return len(add(session, self._ids, [collect_job(account) for account in due], now))

    def collect(self, account: AccountId) -> int:
        """Asks for the plays since the last look, and keeps them; how many are new. One call.

        Raises what reading raises.
        """
        with self._database.read() as session:
            known = session.get(Listener, account)
            newest = known.newest_at if known else None
        asked = self._clock.now()
        after = None if newest is None else int(newest.timestamp() * 1000)
        found = self._sources.recently_played(Caller(account, Lane.LISTENING), after_ms=after)
        return self._keep(account, found, asked, newest)

    def _keep(self, account: AccountId, found: tuple[Played, ...], asked: datetime, newest: datetime | None) -> int:
        span = None if newest is None else asked - newest
        times = [play.at for play in found]
        with self._database.write() as session:
            catalogue.remember_tracks(session, [play.track for play in found], asked)
            new = plays.keep(session, account, [PlayRow(play.track.uri, play.at, play.context) for play in found])
            row = session.get(Listener, account)
            known_from = min([asked, *times]) if row is None or row.newest_at is None else row.known_from
            told = {
                "account_id": account,
                "known_from": known_from,
                "checked_at": asked,
                "next_at": asked + wait_after(new, span),
                "newest_at": max([*times, newest] if newest else times, default=None),
            }
            insert_or_update(session, Listener, [told])
        return new

    def _due(self, session: Session, now: datetime) -> list[AccountId]:
        """Connected accounts whose listener allows it, never asked or due. One put off by a clock that was set back is
        due too.
        """
        query = (
            select(Account.id, Account.scopes)
            .outerjoin(Listener, Listener.account_id == Account.id)
            .where(Account.state == "connected")
            .where(or_(Listener.account_id.is_(None), Listener.next_at <= now, Listener.next_at > now + 2 * SELDOM))
        )
        return [AccountId(key) for key, scopes in session.execute(query) if SCOPE in scope_list(scopes)]

    def _later(self, session: Session, account: AccountId, now: datetime) -> dict[str, object]:
        known = session.get(Listener, account)
        return {
            "account_id": account,
            "known_from": known.known_from if known else now,
            "checked_at": known.checked_at if known else now,
            "next_at": now + SELDOM,
            "newest_at": known.newest_at if known else None,
        }


def collect_job(account: AccountId) -> NewJob:
    """The job that asks for an account's plays."""
    return NewJob(COLLECT, key=f"listening:{account}", payload={"account": account}, lane=Lane.LISTENING)
