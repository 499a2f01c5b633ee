"""Placements over the real store, against a Spotify in memory that can be tampered with at every call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.jobs.job import Job, JobState
from playwarden.domain.placements.placement import Missed, Moved, NewPlacement, Placement, PlacementState
from playwarden.domain.placements.position import position
from playwarden.domain.plan import Limits
from playwarden.domain.playlist import Details
from playwarden.engine.apply import Desk
from playwarden.engine.looks import SharedLooks
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.placements.layers import PlacementLayers
from playwarden.features.placements.service import Placements
from playwarden.features.runs.proposal import Order, RunReport
from playwarden.features.runs.repository import RunsRepository
from playwarden.features.runs.service import Runs, RunsDesk
from playwarden.kit.ids import PlacementId, PlaylistId, RandomIds
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.journal import StoredJournal
from playwarden.store.leases import DatabaseLeases
from playwarden.store.looks import StoredLooks
from playwarden.store.models.library import View
from playwarden.store.placements import SETTLE
from playwarden.store.upsert import insert_missing
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify, track
from tests.integration.runs.conftest import ACCOUNT, PlentifulQuota, connect_account

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
P1 = PlaylistId("p1")
ACCEPTED = frozenset({"unknown-track"})
"""The tracks of these stories are in no catalogue."""


@dataclass
class Stage:
    """A story's one process: `placements` and `runs` over `database`, against `spotify`. `p1` holds a to f."""

    placements: Placements
    runs: Runs
    spotify: FakeSpotify
    database: Database
    clock: FakeClock
    jobs: StoredJobs
    pauses: list[float] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def names(self, playlist_id: str = "p1") -> str:
        """The list, a letter a track; a `?` is unavailable."""
        return "".join("?" if uri is None else uri[-1] for uri in self.spotify.uris(playlist_id))

    def put(self, playlist_id: str, names: str, *, name: str = "Mix", relation: str = "owner") -> PlaylistId:
        """A playlist of the account, mirrored."""
        key = self.spotify.put(playlist_id, [track(each) for each in names], name=name)
        self.runs.propose([Order(ACCOUNT, Wish(), playlist_id=key)])
        view = {"account_id": ACCOUNT, "playlist_id": key, "relation": relation, "position": 0}
        with self.database.write() as session:
            insert_missing(session, View, [view])
        return key

    def asked(
        self,
        name: str | None = "P",
        where: str = "top",
        *,
        begins: timedelta = HOUR,
        ends: timedelta | None = DAY,
        details: Details | None = None,
        playlist_id: PlaylistId = P1,
        zone: str = "Europe/Berlin",
        moved: Moved = Moved.OUT,
        missed: Missed = Missed.SKIP,
        accepts: frozenset[str] = ACCEPTED,
    ) -> NewPlacement:
        """A placement from so long after now until so long after now; anchors as one letter."""
        words = where
        for prefix in ("after ", "instead of "):
            if where.startswith(prefix):
                words = prefix + track(where.removeprefix(prefix))
        return NewPlacement(
            playlist_id,
            self.now + begins,
            None if ends is None else self.now + ends,
            zone,
            None if name is None else track(name),
            None if name is None else position(words),
            details,
            moved,
            missed,
            accepts,
        )

    def make(self, *asked: NewPlacement, campaign: str | None = None) -> list[Placement]:
        return self.placements.make(asked, campaign=campaign, actor="tester")

    def one(self, name: str | None = "P", where: str = "top", **more: object) -> PlacementId:
        return self.make(self.asked(name, where, **more))[0].id  # type: ignore[arg-type]  # as `asked` takes them

    def settle(self, playlist_id: PlaylistId = P1) -> None:
        self.placements.settle(playlist_id)

    def state(self, placement_id: PlacementId) -> PlacementState:
        return self.shown(placement_id).state

    def shown(self, placement_id: PlacementId) -> Placement:
        return self.placements.show(placement_id).placement

    def wish(self, names: str | None = None, *, playlist_id: PlaylistId = P1, **details: str) -> RunReport:
        """Somebody else's wish for the whole list, applied."""
        items = None if names is None else tuple(track(each) for each in names)
        forced = frozenset({"removes-much", "empties"})
        order = Order(ACCOUNT, Wish(items=items, **details), playlist_id=playlist_id)  # type: ignore[arg-type]
        proposal = self.runs.propose([order], lane=Lane.INTERACTIVE)
        return self.runs.apply(proposal, approved=proposal.fingerprint, actor="somebody", forced=forced)

    def settle_jobs(self, state: JobState | None = None) -> list[Job]:
        """The jobs that look after placements, the next due first."""
        states = frozenset({state}) if state is not None else None
        found = self.jobs.jobs(JobFilter(kind=SETTLE, states=states, limit=500))
        return sorted(found, key=lambda job: job.due_at)

    def due_times(self) -> list[datetime]:
        return [job.due_at for job in self.settle_jobs() if job.state.open]


def open_stage(database: Database, clock: FakeClock, spotify: FakeSpotify) -> Stage:
    """As another process would open them on the same database."""
    ids, pauses = RandomIds(), list[float]()
    journal = StoredJournal(database, clock, ids)
    leases, jobs = DatabaseLeases(database), StoredJobs(database, clock, ids)
    looks = SharedLooks(spotify, leases, StoredLooks(database, clock, ids), clock)
    desk = Desk(spotify, journal, leases, clock, pauses.append, Limits(), looks)
    repository = RunsRepository(database, clock, ids)
    runs = Runs(RunsDesk(desk, journal, repository, PlentifulQuota(), PlacementLayers(database), jobs=jobs))
    placements = Placements(database, runs, clock, ids, max_entries=Limits().max_entries)
    return Stage(placements, runs, spotify, database, clock, jobs, pauses)


@pytest.fixture
def stage(database: Database, clock: FakeClock) -> Stage:
    """On each kind of database."""
    return _opened(database, clock)


@pytest.fixture
def sqlite_stage(sqlite_database: Database, clock: FakeClock) -> Stage:
    """For stories in which the kind of database plays no part."""
    return _opened(sqlite_database, clock)


def _opened(database: Database, clock: FakeClock) -> Stage:
    connect_account(database, clock)
    opened = open_stage(database, clock, FakeSpotify())
    opened.put("p1", "abcdef")
    return opened


@pytest.fixture
def another_process(sqlite_database: Database, clock: FakeClock) -> Callable[[FakeSpotify], Stage]:
    """Opens the same database again, as after a crash."""
    return lambda spotify: open_stage(sqlite_database, clock, spotify)
