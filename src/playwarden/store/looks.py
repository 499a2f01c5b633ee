"""Looks at list pages as the database keeps them: one row an account, for whoever needs to know within a minute."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Head
from playwarden.engine.ports.library import FRESH, OWN_WRITES, lately
from playwarden.engine.ports.looks import Vouched, Wanted
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store import library
from playwarden.store.database import Database
from playwarden.store.heads import Listing, changes_of, write
from playwarden.store.models.accounts import Account
from playwarden.store.models.jobs import Job
from playwarden.store.models.library import Look, Playlist, View
from playwarden.store.models.rules import RuleSet
from playwarden.store.upsert import insert_or_update, portions

_ABOUT_TO_RUN = (JobState.SCHEDULED.value, JobState.QUEUED.value, JobState.WAITING.value, JobState.RUNNING.value)

TOGETHER = timedelta(minutes=3)
"""What is written within so long is proved by the same page."""


class StoredLooks:
    """Implements `engine.ports.looks.Looks`."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def vouched(self, account_id: AccountId, ids: Collection[PlaylistId]) -> Vouched:
        now = self._clock.now()
        with self._database.read() as session:
            look = session.get(Look, account_id)
            if look is None or not lately(look.looked_at, now, FRESH):
                return Vouched()
            late = set(look.late)
            shown: set[str] = set()
            for some in portions(sorted(ids)):
                above = select(View.playlist_id).where(View.account_id == account_id, View.position < look.depth)
                shown.update(session.scalars(above.where(View.playlist_id.in_(some))))
            found = {
                playlist_id: held
                for playlist_id in ids
                if playlist_id in shown
                and playlist_id not in late
                and (held := library.mirrored(session, playlist_id)) is not None
                and held.gone_at is None
                and not lately(held.written_at, now, OWN_WRITES)
            }
            return Vouched(found, look.looked_at, look.depth)

    def wanted(self, account_id: AccountId, ids: Collection[PlaylistId]) -> list[Wanted]:
        now = self._clock.now()
        soon = _soon(now + FRESH)
        query = (
            select(Playlist.id, View.position, Playlist.total, Playlist.written_at)
            .join(View, View.playlist_id == Playlist.id)
            .where(View.account_id == account_id, Playlist.gone_at.is_(None))
            .where(Playlist.items_snapshot_id.is_not(None))
        )
        found: dict[PlaylistId, Wanted] = {}
        with self._database.read() as session:
            queries = [query.where(Playlist.id.in_(some)) for some in portions(sorted(ids))]
            for one in (*queries, query.where((literal("playlist:") + Playlist.id).in_(soon))):
                for row in session.execute(one):
                    if not lately(row.written_at, now, OWN_WRITES):
                        found[PlaylistId(row.id)] = Wanted(PlaylistId(row.id), row.position, row.total or 0)
        return list(found.values()) if found.keys() & set(ids) else []

    def writing(self, account_id: AccountId) -> list[Wanted]:
        # Those whose proof waits have been written to already: they come due a while after the others.
        by = self._clock.now() + TOGETHER
        refreshed = select(RuleSet.playlist_id).where((literal("rules:") + RuleSet.id).in_(_soon(by, "rules:%")))
        query = (
            select(Playlist.id, View.position, Playlist.total)
            .join(View, View.playlist_id == Playlist.id)
            .where(View.account_id == account_id, Playlist.gone_at.is_(None))
            .where(or_((literal("playlist:") + Playlist.id).in_(_soon(by)), Playlist.id.in_(refreshed)))
        )
        with self._database.read() as session:
            return [Wanted(PlaylistId(row.id), row.position, row.total or 0) for row in session.execute(query)]

    def take(self, account_id: AccountId, heads: Sequence[Head], looked_at: datetime) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            user_id = session.get_one(Account, account_id).user_id
            listing = Listing(account_id, user_id, tuple(heads), whole=False)
            changes = changes_of(session, [listing], now)
            write(session, self._ids, changes, now)
            note_look(session, listing, changes.late, looked_at)


def _soon(by: datetime, like: str = "playlist:%") -> Select[str]:
    """The keys of jobs that are about one playlist, or one rule set, and due by then."""
    return select(Job.key).where(Job.state.in_(_ABOUT_TO_RUN), Job.due_at <= by, Job.key.like(like))


def note_look(session: Session, listing: Listing, late: Collection[str], looked_at: datetime) -> None:
    """Remembers what a listing vouches for, after its changes were written: what it showed and is believed about."""
    shown = {head.id for head in listing.heads}
    depth = len(listing.heads)
    above = select(View.playlist_id).where(View.account_id == listing.account, View.position < depth)
    unseen = {playlist_id for playlist_id in session.scalars(above) if playlist_id not in shown}
    row = {
        "account_id": listing.account,
        "looked_at": looked_at,
        "depth": depth,
        "late": sorted(unseen.union(shown.intersection(late))),
    }
    insert_or_update(session, Look, [row])
