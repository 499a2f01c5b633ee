"""The library: looks at all playlists of the accounts, reads what moved, and says how far it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.quota import told
from playwarden.engine.observe import Whole, read_whole
from playwarden.engine.ports.quota import Quota
from playwarden.engine.ports.target import Target
from playwarden.features.library.covers import Covers
from playwarden.features.library.lists import Listed, list_all, problems_of
from playwarden.features.library.reading import THREADS, Reader, day_budget, days_needed, lane_budget
from playwarden.features.library.reports import (
    Problem,
    Progress,
    ReadingStatus,
    ReadReport,
    SyncReport,
    Watched,
    quiet,
)
from playwarden.features.library.repository import (
    Waiting,
    add_sync,
    list_pages,
    reader_of,
    reading_counts,
    seen_wholly,
    waiting,
    watched,
)
from playwarden.kit.clock import Clock
from playwarden.kit.errors import NeedsReconnecting, NotFound, SpotifyRefused
from playwarden.kit.ids import AccountId, IdSource, PlaylistId
from playwarden.store import catalogue, library
from playwarden.store.database import Database
from playwarden.store.heads import Changes, Listing, changes_of, take_over
from playwarden.store.looks import note_look

WANTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a playlist was opened."""
COVERS_AT_ONCE = 50
"""Pictures that one look or one go at reading fetches at most."""


class Library:
    """The mirror of all accounts' playlists. Thread-safe; holds no state but what failed to be fetched."""

    def __init__(
        self,
        database: Database,
        target: Target,
        quota: Quota,
        clock: Clock,
        ids: IdSource,
        *,
        covers: bool = True,
        threads: int = THREADS,
        looks_a_day: float = 0.0,
    ) -> None:
        """`looks_a_day`: how often `sync` is called by itself, which the promise of when all is read counts with."""
        self._database = database
        self._target = target
        self._quota = quota
        self._clock = clock
        self._ids = ids
        self._looks_a_day = looks_a_day
        self._reader = Reader(database, target, clock, ids, threads=threads)
        self._covers = Covers(database, target, clock, ids) if covers else None

    def sync(
        self,
        accounts: Sequence[AccountId] | None = None,
        *,
        lane: Lane = Lane.INTERACTIVE,
        read: bool = True,
        progress: Progress = quiet,
    ) -> SyncReport:
        """Looks at all playlists of the accounts (None: all), then reads the items of what moved in `lane` and, in the
        background lane, of what was never read. `read=False` leaves the items to `continue_reading`. By itself it does
        not look again at accounts whose whole list a sweep has seen since its last turn: one answer serves both.

        An account that fails is a problem in the report; when all fail, the first error is raised.
        """
        started = self._clock.now()
        with self._database.read() as session:
            chosen = watched(session, accounts)
            seen = self._seen_since(session, started) if lane is not Lane.INTERACTIVE and accounts is None else {}
        connected = [one for one in chosen if one.connected and one.id not in seen]
        listed = list_all(self._target, connected, lane, progress)
        problems = (*_disconnected(chosen), *problems_of(listed))
        if problems and not seen and len(problems) == len(chosen) and not any(found.listing.heads for found in listed):
            raise problems[0].error
        changes = self._take_over([found.listing for found in listed], started)
        reading = self._read(lane, progress) if read else ReadReport()
        covers = self._covers.settle(COVERS_AT_ONCE, progress) if self._covers else 0
        problems += tuple(problem for problem in reading.problems if problem not in problems)
        return self._report(started, chosen, listed, changes, reading, covers, problems, sum(seen.values()))

    def _seen_since(self, session: Session, now: datetime) -> dict[AccountId, int]:
        """Half its turn long: what it has seen itself the last time is older."""
        if not self._looks_a_day:
            return {}
        return seen_wholly(session, now - timedelta(hours=12) / self._looks_a_day, now)

    def continue_reading(self, budget: int | None = None, *, progress: Progress = quiet) -> ReadReport:
        """Reads on in the background lane where the last go ended: at most a quarter of what is left that day, and at
        most `budget` calls for each quota group.
        """
        with self._database.read() as session:
            left = waiting(session, self._clock.now())
        report = self._read_on(left, budget, progress)
        if self._covers is not None:
            self._covers.settle(COVERS_AT_ONCE, progress)
        return report

    def read_items(self, playlist_id: PlaylistId, *, lane: Lane = Lane.INTERACTIVE) -> Whole:
        """Reads one playlist to its end, now, and keeps what was seen.

        Raises NotFound, SpotifyRefused for a list of somebody else, and what `Target` raises.
        """
        with self._database.read() as session:
            held = library.mirrored(session, playlist_id, with_entries=False)
            account = reader_of(session, playlist_id)
        if held is None:
            raise NotFound(f"The playlist {playlist_id} is not mirrored here.", "`playwarden sync` looks at all lists.")
        if account is None:
            raise SpotifyRefused(
                f"The items of '{held.details.name}' are not provided by Spotify: it is a list of somebody else.",
                "Connect the account that owns it, or one that was invited to it.",
                status=403,
            )
        whole = read_whole(self._target, Caller(account, lane), playlist_id)
        now = self._clock.now()
        with self._database.write() as session:
            catalogue.remember_tracks(session, whole.tracks, now)
            library.record_readings(session, self._ids, [(whole.head, whole.entries)], now)
        return whole

    def want(self, playlist_id: PlaylistId) -> None:
        """Somebody opened it: its items are read before others. Written once a minute however many open it."""
        now = self._clock.now()
        with self._database.read() as session:
            if library.is_wanted(session, playlist_id, since=now - WANTED_EVERY):
                return
        with self._database.write() as session:
            library.want(session, playlist_id, now)

    def status(self) -> ReadingStatus:
        """How far the items are read, and until when the rest will be."""
        now = self._clock.now()
        with self._database.read() as session:
            readable, read, provided_not = reading_counts(session)
            left = waiting(session, now, writing=True)
            pages = list_pages(session) if left else {}
        return ReadingStatus(
            readable=readable,
            read=read,
            provided_not=provided_not,
            left=len(left),
            left_calls=sum(one.cost for one in left),
            by=self._by(left, pages, now),
            now=now,
        )

    def _by(self, left: Sequence[Waiting], pages: Mapping[str, int], now: datetime) -> datetime | None:
        if not left:
            return None
        looking = {group: number * self._looks_a_day for group, number in pages.items()}
        days = days_needed(left, day_budget(self._quota, left, looking))
        return None if days is None else now + timedelta(days=days)

    def _take_over(self, listings: Sequence[Listing], looked_at: datetime) -> Changes:
        """Compares without a write transaction first: an unchanged library needs none but for when it was looked at."""
        now = self._clock.now()
        with self._database.read() as session:
            changes = changes_of(session, listings, now)
        with self._database.write() as session:
            if not changes.empty:
                changes = take_over(session, self._ids, listings, now)
            for listing in listings:
                note_look(session, listing, changes.late, looked_at)
        return changes

    def _read(self, lane: Lane, progress: Progress) -> ReadReport:
        with self._database.read() as session:
            left = waiting(session, self._clock.now())
        if not left:
            return ReadReport()
        first = [one for one in left if one.changed or one.wanted_at is not None]
        report = self._reader.read(first, lane, lane_budget(self._quota, first, lane), progress)
        done = set(report.read)
        return report.plus(self._read_on([one for one in left if one.id not in done], None, progress))

    def _read_on(self, left: Sequence[Waiting], budget: int | None, progress: Progress) -> ReadReport:
        if not left:
            return ReadReport()
        budgets = day_budget(self._quota, left)
        if budget is not None:
            budgets = {group: one.capped(budget) for group, one in budgets.items()}
        return self._reader.read(left, Lane.BACKGROUND, budgets, progress)

    def _report(
        self,
        started: datetime,
        chosen: Sequence[Watched],
        listed: Sequence[Listed],
        changes: Changes,
        reading: ReadReport,
        covers: int,
        problems: tuple[Problem, ...],
        elsewhere: int,
    ) -> SyncReport:
        """`elsewhere`: playlists that others have looked at instead."""
        ended = self._clock.now()
        report = SyncReport(
            started_at=started,
            ended_at=ended,
            accounts=len(chosen),
            calls=sum(found.calls for found in listed) + reading.calls,
            seen=len({head.id for found in listed for head in found.listing.heads}) + elsewhere,
            new=len(changes.new),
            changed=len(changes.stated) + reading.changed,
            gone=len(changes.gone),
            covers=covers,
            reading=reading,
            status=self.status(),
            problems=problems,
        )
        note = "; ".join(f"{problem.account_name}: {problem.error.what}" for problem in problems)
        if reading.until is not None:
            note = "; ".join(filter(None, (note, f"reading goes on after {told(reading.until)}")))
        with self._database.write() as session:
            add_sync(
                session,
                {
                    "started_at": started,
                    "ended_at": ended,
                    "accounts": [one.id for one in chosen],
                    "calls": report.calls,
                    "seen": report.seen,
                    "changed": report.new + report.changed + report.gone,
                    "read": len(reading.read),
                    "note": note or None,
                },
            )
        return report


def _disconnected(chosen: Sequence[Watched]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            one.id,
            one.name,
            NeedsReconnecting(
                f"The account {one.name} is not connected any more.", "`playwarden accounts connect` renews it."
            ),
        )
        for one in chosen
        if not one.connected
    )
