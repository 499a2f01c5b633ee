"""Runs over the real store, against a Spotify in memory that can be tampered with at every call."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from playwarden.domain.accounts import WRITE_SCOPES
from playwarden.domain.calls import Forecast, Lane, Need, Spread
from playwarden.domain.compose import Wish
from playwarden.domain.jobs.job import Job
from playwarden.domain.plan import Limits, Policy
from playwarden.engine.apply import Desk
from playwarden.engine.looks import SharedLooks
from playwarden.features.runs.proposal import Order, Proposal, RunReport
from playwarden.features.runs.repository import RunsRepository
from playwarden.features.runs.service import Runs, RunsDesk
from playwarden.features.runs.tasks import CarryPart, CarryRun
from playwarden.jobs.cancelling import settle_cancelled
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.ids import AccountId, AppId, JobId, PlaylistId, RandomIds, RunId, RunnerId
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.journal import StoredJournal
from playwarden.store.leases import DatabaseLeases
from playwarden.store.looks import StoredLooks
from playwarden.store.models.accounts import Account, App
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify

ACCOUNT = AccountId("acc_me")


class PlentifulQuota:
    """Answers that everything fits; what a run has cost is counted elsewhere."""

    def forecast(self, account_id: AccountId, calls: object, lane: Lane) -> Forecast:
        return Forecast(calls=0, left=1000, fits=True, ready_at=None)

    def spread(self, needs: Sequence[Need], lane: Lane) -> Spread:
        now = datetime(2026, 11, 2, tzinfo=UTC)
        calls = sum(need.total for need in needs)
        return Spread(now, calls, calls, now, tuple(now for _ in needs))

    def summary(self) -> tuple[()]:
        return ()

    def spent(self, run_id: RunId) -> dict[str, int]:
        return {}


@dataclass
class Workshop:
    """Everything a story needs: `runs` over `database`, against `spotify`."""

    runs: Runs
    spotify: FakeSpotify
    database: Database
    clock: FakeClock
    pauses: list[float]
    jobs: StoredJobs
    carrier: Carrier
    looks: SharedLooks

    def order(self, playlist_id: str, uris: list[str] | None = None, **wish: object) -> Order:
        keep_dates = wish.pop("keep_dates", "all")
        items = None if uris is None else tuple(uris)
        return Order(
            ACCOUNT,
            Wish(items=items, **wish),  # type: ignore[arg-type]  # stories name the details they wish for
            Policy(keep_dates=keep_dates),  # type: ignore[arg-type]
            PlaylistId(playlist_id),
        )

    def apply(self, proposal: Proposal, **options: object) -> RunReport:
        return self.runs.apply(
            proposal,
            approved=proposal.fingerprint,
            actor="tester",
            **options,  # type: ignore[arg-type]  # `forced` alone
        )

    def start(self, proposal: Proposal, **options: object) -> tuple[RunId, JobId]:
        started = self.runs.start(
            proposal,
            approved=proposal.fingerprint,
            actor="tester",
            **options,  # type: ignore[arg-type]  # `forced` alone
        )
        assert started.run_id is not None
        assert started.job_id is not None
        return started.run_id, started.job_id

    def work_off(self, stopping: threading.Event | None = None, *, most: int = 100) -> list[Job]:
        """Carries out every job that is due, one after the other in this thread; as they stand after each."""
        carried: list[Job] = []
        while len(carried) < most and (job := self.jobs.claim(RunnerId("rnr_test"), list(Lane))) is not None:
            left = self.carrier.carry(job, stopping or threading.Event())
            assert left is not None
            carried.append(left)
            if stopping is not None and stopping.is_set():
                break
        return carried

    def settle_cancelled(self) -> None:
        """As whoever cancels does, and every tick."""
        settle_cancelled(self.jobs, self.carrier.tools.registry)


def open_workshop(database: Database, clock: FakeClock, spotify: FakeSpotify) -> Workshop:
    """Runs as another process would open them on the same database."""
    ids, pauses = RandomIds(), list[float]()
    journal = StoredJournal(database, clock, ids)
    leases, jobs = DatabaseLeases(database), StoredJobs(database, clock, ids)
    looks = SharedLooks(spotify, leases, StoredLooks(database, clock, ids), clock)
    desk = Desk(spotify, journal, leases, clock, pauses.append, Limits(), looks)
    runs = Runs(RunsDesk(desk, journal, RunsRepository(database, clock, ids), PlentifulQuota(), jobs=jobs))
    registry = Registry([CarryRun(runs), CarryPart(runs)])
    carrier = Carrier(Tools(jobs, registry, PlentifulQuota(), clock, lambda: 0.5))
    return Workshop(runs, spotify, database, clock, pauses, jobs, carrier, looks)


def connect_account(database: Database, clock: FakeClock, scopes: str = " ".join(WRITE_SCOPES)) -> None:
    """A connected account, without the consent that other tests are about."""
    now = clock.now()
    with database.write() as session:
        session.add(
            App(
                id=AppId("app_1"),
                client_id="c" * 32,
                name="mine",
                quota_group="dev",
                sealed_secret=None,
                created_at=now,
            )
        )
        session.flush()
        session.add(
            Account(
                id=ACCOUNT,
                app_id="app_1",
                spotify_id="stable-me",
                user_id="me",
                display_name="Me",
                market=None,
                scopes=scopes,
                authorised_at=now,
                created_at=now,
            )
        )


@pytest.fixture
def workshop(database: Database, clock: FakeClock) -> Workshop:
    """On each kind of database."""
    connect_account(database, clock)
    return open_workshop(database, clock, FakeSpotify())


@pytest.fixture
def sqlite_workshop(sqlite_database: Database, clock: FakeClock) -> Workshop:
    """For stories in which the kind of database plays no part."""
    connect_account(sqlite_database, clock)
    return open_workshop(sqlite_database, clock, FakeSpotify())


@pytest.fixture
def another_process(sqlite_database: Database, clock: FakeClock) -> Callable[[FakeSpotify], Workshop]:
    """Opens the same database again, as after a crash."""
    return lambda spotify: open_workshop(sqlite_database, clock, spotify)
