"""Looks at list pages as the database keeps them: one row an account, for whoever needs to know within a minute."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.jobs.job import JobState
from playwarden.domain.library import Head
from playwarden.engine.ports.library import FRESH, OWN_WRITES, Mirrored, lately
from playwarden.engine.ports.looks import Wanted
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store import library
from playwarden.store.database import Database
from playwarden.store.heads import Listing, changes_of, write
from playwarden.store.models.accounts import Account
from playwarden.store.models.jobs import Job
from playwarden.store.models.library import Look, Playlist, View
from playwarden.store.upsert import insert_or_update

_ABOUT_TO_RUN = (JobState.SCHEDULED.value, JobState.QUEUED.value, JobState.WAITING.value, JobState.RUNNING.value)


class StoredLooks:
    """Implements `engine.ports.looks.Looks`."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def vouched(self, account_id: AccountId, playlist_id: PlaylistId) -> Mirrored | None:
        now = self._clock.now()
        with self._database.read() as session:
            look = session.get(Look, account_id)
            if look is None or not lately(look.looked_at, now, FRESH) or playlist_id in look.late:
                return None
            view = session.get(View, (account_id, playlist_id))
            if view is None or view.position >= look.depth:
                return None
            held = library.mirrored(session, playlist_id)
            return None if held is None or held.gone_at or lately(held.written_at, now, OWN_WRITES) else held

    def wanted(self, account_id: AccountId, playlist_id: PlaylistId) -> list[Wanted]:
        now = self._clock.now()
        due = select(Job.key).where(Job.state.in_(_ABOUT_TO_RUN), Job.due_at <= now + FRESH, Job.key.like("playlist:%"))
        query = (
            select(Playlist.id, View.position, Playlist.total, Playlist.written_at)
            .join(View, View.playlist_id == Playlist.id)
            .where(View.account_id == account_id, Playlist.gone_at.is_(None))
            .where(Playlist.items_snapshot_id == Playlist.snapshot_id)
            .where((Playlist.id == playlist_id) | ("playlist:" + Playlist.id).in_(due))
        )
        with self._database.read() as session:
            found = [
                Wanted(PlaylistId(row.id), row.position, row.total or 0)
                for row in session.execute(query)
                if not lately(row.written_at, now, OWN_WRITES)
            ]
        return found if any(one.id == playlist_id for one in found) else []

    def take(self, account_id: AccountId, heads: Sequence[Head], looked_at: datetime) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            user_id = session.get_one(Account, account_id).user_id
            listing = Listing(account_id, user_id, tuple(heads), whole=False)
            changes = changes_of(session, [listing], now)
            write(session, self._ids, changes, now)
            note_look(session, listing, changes.late, looked_at)


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
