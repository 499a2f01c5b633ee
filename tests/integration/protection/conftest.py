"""A guard over the real store, against several accounts in memory whose playlists others attack."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from playwarden.domain.accounts import WRITE_SCOPES
from playwarden.domain.calls import Caller, Lane
from playwarden.domain.jobs.job import Job
from playwarden.domain.operations import Operation, SetCover, SetDetails, details_after
from playwarden.domain.plan import Limits
from playwarden.domain.protection.acting import Caps
from playwarden.engine.apply import Desk
from playwarden.engine.ports.target import Performed
from playwarden.features.library.service import Library
from playwarden.features.protection.keeping import Asked
from playwarden.features.protection.service import Guard
from playwarden.features.protection.tasks import SettleProtected, SweepProtected
from playwarden.features.runs.repository import RunsRepository
from playwarden.features.runs.service import Runs, RunsDesk
from playwarden.features.runs.tasks import CarryPart, CarryRun
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.errors import SpotifyRefused
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds, RunnerId
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.journal import StoredJournal
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models import protection as rows
from playwarden.store.models.accounts import Account
from tests.fakes.clock import FakeClock
from tests.fakes.target import FakeQuota, FakeTarget
from tests.integration.library.conftest import add_accounts


@dataclass
class Besieged(FakeTarget):
    """A target that can be written to. Covers appear at once, under another address than they were sent from.

    `refuses`: a description that Spotify does not take.
    """

    refuses: str = ""
    uploads: int = 0
    writes: list[str] = field(default_factory=list)

    def perform(
        self, caller: Caller, playlist_id: PlaylistId | None, operation: Operation, *, picture: bytes | None = None
    ) -> Performed:
        self._called(operation.kind, caller)
        assert playlist_id is not None
        self.writes.append(operation.kind)
        kept = self._kept(playlist_id)
        if isinstance(operation, SetCover):
            assert picture is not None
            self.uploads += 1
            url = f"https://i.example/image/ab67706c{self.uploads:032x}"
            self.pictures[url] = picture
            self.edit(playlist_id, cover_url=url)
            return Performed(None)
        assert isinstance(operation, SetDetails)
        if self.refuses and operation.description and self.refuses in operation.description:
            raise SpotifyRefused("Spotify refused it.", status=400)
        after = details_after(kept.head.details, operation)
        self.edit(playlist_id, name=after.name, description=after.description, public=after.public)
        return Performed(None)


@dataclass
class Castle:
    """Everything a story needs: `ann` and `ben` are connected and may write."""

    guard: Guard
    runs: Runs
    library: Library
    target: Besieged
    quota: FakeQuota
    database: Database
    clock: FakeClock
    jobs: StoredJobs
    carrier: Carrier
    ann: AccountId
    ben: AccountId

    def protect(self, *playlist_ids: PlaylistId, **asked: object) -> None:
        """Looks at the library, and protects these as they are."""
        self.library.sync()
        self.guard.keeping.protect(playlist_ids, Asked(**asked), "tester")  # type: ignore[arg-type]
        self.later()

    def later(self, minutes: float = 6) -> list[Job]:
        """Lets time pass, ticks, and carries out what is due."""
        self.clock.advance(minutes=minutes)
        self.guard.tick()
        return self.work_off()

    def work_off(self, most: int = 400) -> list[Job]:
        carried: list[Job] = []
        while len(carried) < most and (job := self.jobs.claim(RunnerId("rnr_test"), list(Lane))) is not None:
            left = self.carrier.carry(job, threading.Event())
            assert left is not None
            carried.append(left)
        return carried

    def incidents(self) -> list[rows.Incident]:
        """Oldest first."""
        with self.database.read() as session:
            return list(session.scalars(select(rows.Incident).order_by(rows.Incident.found_at, rows.Incident.id)))

    def protection(self, playlist_id: PlaylistId) -> rows.Protection:
        with self.database.read() as session:
            return session.get_one(rows.Protection, playlist_id)

    def watch(self, account: AccountId) -> rows.Watch:
        with self.database.read() as session:
            return session.get_one(rows.Watch, account)

    def shown(self, playlist_id: PlaylistId) -> tuple[str, str | None]:
        head = self.target.kept[playlist_id].head
        return head.name, head.description

    def take_down(self, playlist_id: PlaylistId) -> None:
        self.target.edit(playlist_id, name="", description="", cover_url=None)

    def cover(self, playlist_id: PlaylistId, picture: bytes) -> str:
        """Somebody gives it a cover in the Spotify app."""
        url = f"https://i.example/image/ab67706c{sha256(picture).hexdigest()[:32]}"
        self.target.pictures[url] = picture
        self.target.edit(playlist_id, cover_url=url)
        return url


def open_castle(
    database: Database, clock: FakeClock, *, caps: Caps | None = None, ceiling: int | None = None
) -> Castle:
    target = Besieged(clock)
    ann, ben = target.account("acc_ann", "ann"), target.account("acc_ben", "ben")
    add_accounts(database, clock, [(ann, "ann"), (ben, "ben")])
    with database.write() as session:
        for account in session.scalars(select(Account)):
            account.scopes = " ".join(WRITE_SCOPES)
    ids, quota = RandomIds(), FakeQuota(target, ceiling)
    target.hook = quota.guard
    jobs = StoredJobs(database, clock, ids)
    journal = StoredJournal(database, clock, ids)
    desk = Desk(target, journal, DatabaseLeases(database), clock, lambda _: None, Limits())
    runs = Runs(RunsDesk(desk, journal, RunsRepository(database, clock, ids), quota, jobs=jobs))
    guard = Guard(database, runs, target, quota, clock, ids, every=timedelta(minutes=5), caps=caps or Caps())
    registry = Registry([CarryRun(runs), CarryPart(runs), SweepProtected(guard), SettleProtected(guard)])
    carrier = Carrier(Tools(jobs, registry, quota, clock, lambda: 0.5))
    library = Library(database, target, quota, clock, ids, looks_a_day=24.0)
    return Castle(guard, runs, library, target, quota, database, clock, jobs, carrier, ann, ben)


def names(found: Sequence[rows.Incident]) -> list[tuple[str, str, str | None]]:
    """Kind, state and outcome of incidents."""
    return [(one.kind, one.state, one.outcome) for one in found]


@pytest.fixture
def castle(database: Database, clock: FakeClock) -> Castle:
    """On each kind of database, with plenty of quota."""
    return open_castle(database, clock)


@pytest.fixture
def sqlite_castle(sqlite_database: Database, clock: FakeClock) -> Castle:
    """For stories in which the kind of database plays no part."""
    return open_castle(sqlite_database, clock)
