"""Puts the parts together: settings -> one frozen container whose pieces are made when they are first wanted."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from playwarden.calling import Calling
from playwarden.config import Settings, unknown_variables, variable
from playwarden.editing import Editing
from playwarden.exchanging import Exchanging
from playwarden.kit.clock import Clock, FollowedClock, SystemClock
from playwarden.kit.errors import Damaged, NewerDatabase, PlaywardenError
from playwarden.kit.ids import RandomIds
from playwarden.kit.loading import LOADING, made_once
from playwarden.ruling import Ruling
from playwarden.store.database import Database
from playwarden.store.folder import prepare_folder
from playwarden.store.migrate import BACKUPS, bring_up_to_date
from playwarden.telling_out import TellingOut
from playwarden.tending import Tending

if TYPE_CHECKING:
    from playwarden.domain.jobs.job import Job
    from playwarden.domain.quota import Limits as Ceilings
    from playwarden.engine.ports.quota import Quota
    from playwarden.features.accounts.service import AccountsService
    from playwarden.features.audit.service import Audit
    from playwarden.features.backup.service import Backups
    from playwarden.features.bulk.service import Bulk
    from playwarden.features.doctor.checks import Patient
    from playwarden.features.doctor.live import LiveDoctor
    from playwarden.features.jobs.ahead import Ahead
    from playwarden.features.jobs.service import JobsService
    from playwarden.features.library.questions import Questions
    from playwarden.features.library.service import Library
    from playwarden.features.placements.service import Placements
    from playwarden.features.runs.service import Runs
    from playwarden.features.schedules.service import Schedules
    from playwarden.features.wishes.service import Wishes
    from playwarden.jobs.dispatching import Courier, Dispatcher
    from playwarden.jobs.inline import InlineRunner
    from playwarden.jobs.registry import Registry
    from playwarden.jobs.runner import Carrier
    from playwarden.jobs.tick import Ticker
    from playwarden.kit.seal import Sealer
    from playwarden.store.accounts import StoredAccounts
    from playwarden.store.jobs.book import StoredJobs
    from playwarden.store.jobs.runners import StoredRunners
    from playwarden.store.leases import DatabaseLeases
    from playwarden.store.quota import StoredBook
    from playwarden.store.trail import StoredTrail


@dataclass(frozen=True)
class Container(Calling, Tending, Editing, Ruling, TellingOut, Exchanging):
    """Everything a door works with. Imports happen with the piece: a command loads what it needs."""

    settings: Settings

    @made_once
    def sealer(self) -> "Sealer":
        from playwarden.kit.seal import KEY_FILE, Sealer

        given = self.settings.secret_key.get_secret_value()
        return Sealer.from_text(given) if given else Sealer.from_file(self.settings.data_dir / KEY_FILE)

    @made_once
    def register(self) -> "StoredAccounts":
        from playwarden.store.accounts import StoredAccounts

        return StoredAccounts(self.database, self.sealer, self.clock)

    @made_once
    def leases(self) -> "DatabaseLeases":
        from playwarden.store.leases import DatabaseLeases

        return DatabaseLeases(self.database)

    @made_once
    def ceilings(self) -> "Ceilings":
        from playwarden.domain.quota import Limits

        return Limits(
            bucket=self.settings.bucket_ceiling or None,
            group=self.settings.group_ceiling or None,
            player=self.settings.player_ceiling or None,
            window=self.settings.window_ceiling or None,
        )

    @made_once
    def book(self) -> "StoredBook":
        from playwarden.store.quota import StoredBook

        return StoredBook(self.database)

    @made_once
    def quota(self) -> "Quota":
        from playwarden.spotify.quota.forecasts import QuotaReport

        return QuotaReport(self.book, self.clock, self.ceilings)

    @made_once
    def trail(self) -> "StoredTrail":
        from playwarden.store.trail import StoredTrail

        return StoredTrail(self.database, self.clock)

    @made_once
    def audit(self) -> "Audit":
        from playwarden.features.audit.service import Audit

        return Audit(self.trail, self.database, self.settings.data_dir / BACKUPS)

    @made_once
    def backups(self) -> "Backups":
        from playwarden.features.backup.service import Backups
        from playwarden.kit.seal import KEY_FILE

        return Backups(
            self.database,
            self.leases,
            self.clock,
            folder=self.settings.data_dir / BACKUPS,
            key_file=self.settings.data_dir / KEY_FILE,
            hour=self.settings.backup_hour,
            daily=self.settings.backup_daily,
            weekly=self.settings.backup_weekly,
        )

    @made_once
    def accounts(self) -> "AccountsService":
        from playwarden.features.accounts.service import AccountsService

        return AccountsService(
            self.register,
            self.authoriser,
            self.trail,
            self.clock,
            self.ids,
            real=self.real_clock,
        )

    @made_once
    def questions(self) -> "Questions":
        from playwarden.features.library.questions import Questions

        return Questions(self.database)

    @made_once
    def library(self) -> "Library":
        from playwarden.features.library.service import Library

        every = self.settings.sync_minutes
        return Library(
            self.database,
            self.target,
            self.quota,
            self.clock,
            self.ids,
            looks_a_day=24 * 60 / every if every else 0.0,
        )

    @made_once
    def wishes(self) -> "Wishes":
        from playwarden.features.wishes.repository import WishesCatalogue
        from playwarden.features.wishes.service import Wishes

        return Wishes(self.register, WishesCatalogue(self.database, self.clock), self.target)

    @made_once
    def runs(self) -> "Runs":
        from playwarden.domain.plan import Limits
        from playwarden.engine.apply import Desk
        from playwarden.engine.looks import SharedLooks
        from playwarden.features.placements.layers import PlacementLayers
        from playwarden.features.runs.repository import RunsRepository
        from playwarden.features.runs.service import Runs, RunsDesk
        from playwarden.store.journal import StoredJournal
        from playwarden.store.looks import StoredLooks

        journal = StoredJournal(self.database, self.clock, self.ids)
        looks = SharedLooks(self.target, self.leases, StoredLooks(self.database, self.clock, self.ids), self.clock)
        desk = Desk(self.target, journal, self.leases, self.clock, self.pause, Limits(), looks)
        repository = RunsRepository(self.database, self.clock, self.ids)
        layers = PlacementLayers(self.database)
        return Runs(RunsDesk(desk, journal, repository, self.quota, layers, jobs=self.jobs))

    @made_once
    def placements(self) -> "Placements":
        from playwarden.domain.plan import Limits
        from playwarden.features.placements.service import Placements

        return Placements(
            self.database,
            self.runs,
            self.clock,
            self.ids,
            max_entries=Limits().max_entries,
            find=self.questions.find,
            target=self.target,
        )

    @made_once
    def bulk(self) -> "Bulk":
        from playwarden.features.bulk.repository import BulkRepository
        from playwarden.features.bulk.service import Bulk

        return Bulk(self.runs, BulkRepository(self.database), self.clock, self.questions.find, self.quota)

    @made_once
    def jobs(self) -> "StoredJobs":
        from playwarden.store.jobs.book import StoredJobs

        return StoredJobs(self.database, self.clock, self.ids)

    @made_once
    def runners(self) -> "StoredRunners":
        from playwarden.store.jobs.runners import StoredRunners

        return StoredRunners(self.database, self.clock, self.ids)

    @made_once
    def registry(self) -> "Registry":
        from playwarden import kinds

        return kinds.registry(self)

    @made_once
    def schedules(self) -> "Schedules":
        from playwarden import kinds
        from playwarden.domain.jobs.due import GRACE
        from playwarden.features.schedules.duties import duties
        from playwarden.features.schedules.service import Schedules

        # A clock that is followed may run a thousandfold: between two ticks lie hours in which nobody slept.
        grace = timedelta(days=1) if self.settings.clock_url else GRACE
        return Schedules(
            self.database,
            self.jobs,
            self.clock,
            self.ids,
            kinds.schedulables(self),
            built_in=duties(
                sync_minutes=self.settings.sync_minutes,
                sync_setting=variable("sync_minutes"),
                backup_hour=self.settings.backup_hour,
                backup_setting=variable("backup_hour"),
            ),
            grace=grace,
        )

    @made_once
    def jobs_service(self) -> "JobsService":
        from playwarden.features.jobs.service import JobsService

        return JobsService(self.jobs, self.runners, self.registry, self.trail, self.clock)

    @made_once
    def ahead(self) -> "Ahead":
        from playwarden.features.jobs.ahead import Ahead

        return Ahead(self.jobs, self.registry, self.trail)

    @made_once
    def carrier(self) -> "Carrier":
        from playwarden.jobs.runner import Carrier, Tools

        return Carrier(Tools(self.jobs, self.registry, self.quota, self.clock, refused=self._refused))

    def _refused(self, job: "Job") -> str | None:
        """Why a job may not begin; its schedule rests then, instead of failing again and again."""
        why = self.acting.refusal(job)
        if why is not None and job.schedule_id is not None:
            self.schedules.rest(job.schedule_id)
        return why

    @made_once
    def ticker(self) -> "Ticker":
        from playwarden.jobs.tick import Ticker

        return Ticker(
            self.jobs,
            self.registry,
            self.clock,
            keep=timedelta(days=self.settings.jobs_days),
            more=[
                ("making jobs of schedules", self.schedules.tick),
                ("making jobs of protection", self.guard.tick),
                ("making messages to webhooks", self.collect_webhooks),
                ("giving alerts to their routes", self.spread_alerts),
            ],
            aside=[
                ("sending to webhooks", self.deliver_webhooks),
                ("telling of alerts", self.tell_alerts),
                ("calling the heartbeat", self.call_heartbeat),
            ],
            seldom=[
                *([("making jobs of listening", self.listening.tick)] if self.settings.collect_plays else []),
                ("making jobs of unfinished runs", self.runs.adopt),
                ("making jobs of placements", self.placements.tick),
                ("writing down refreshes of rule sets", self.settle_rules),
                ("warning of consents that end", self.warn_of_consents),
                ("taking away old pastes", self.expire_pastes),
                ("matching tracks with data sets", self.pairing.tick),
            ],
        )

    @made_once
    def runner(self) -> "InlineRunner":
        """Carries jobs out in this process: with `start` until `stop`, or one family while a command waits."""
        from playwarden.jobs.inline import InlineRunner
        from playwarden.store.jobs.adding import JOBS_NEWS

        return InlineRunner(
            self.carrier,
            self.runners,
            self.ticker,
            lambda wake: self.database.listen(JOBS_NEWS, wake),
            threads=self.settings.runner_threads,
        )

    @made_once
    def dispatcher(self) -> "Dispatcher":
        """Tells workers of due jobs; only where a broker is set."""
        from playwarden.jobs.dispatching import Dispatcher
        from playwarden.store.outbox import StoredOutbox

        def open_courier() -> "Courier":
            with LOADING:
                from playwarden.jobs.celery import CeleryCourier

            return CeleryCourier(self.settings.broker_url)

        return Dispatcher(StoredOutbox(self.database), open_courier)

    @made_once
    def patient(self) -> "Patient":
        from playwarden.features.doctor.checks import Patient
        from playwarden.kit.seal import KEY_FILE
        from playwarden.store.tokens import StoredTokens

        shelf = StoredTokens(self.database, self.sealer)
        return Patient(
            folder=self.settings.data_dir,
            key_file=self.settings.data_dir / KEY_FILE,
            database=self.database,
            accounts=self.register,
            quota=self.quota,
            clock=self.clock,
            unseal=lambda account: shelf.connection(account.id),
            server_time=self._server_time,
            backups=self.settings.data_dir / BACKUPS,
            strange=unknown_variables(os.environ),
            nightly=self.settings.backup_hour >= 0,
            follows_clock=bool(self.settings.clock_url),
        )

    @made_once
    def live_doctor(self) -> "LiveDoctor":
        from playwarden.features.doctor.live import LiveDoctor, small_picture
        from playwarden.features.doctor.repository import known_tracks

        return LiveDoctor(
            self.target,
            self.register,
            self.clock,
            tracks=lambda: known_tracks(self.database),
            picture=small_picture,
            pause=self.pause,
        )

    def _server_time(self) -> datetime | None:
        """The accounts service's time by the Date of any answer; no API call, nothing is booked."""
        with LOADING:
            import httpx2

        try:
            answer = self.http_client.head(self.settings.spotify_accounts_url)
            return parsedate_to_datetime(answer.headers["Date"])
        except (httpx2.HTTPError, KeyError, TypeError, ValueError):
            return None

    def close(self) -> None:
        """Ends connections, after workers have been told of what this process made."""
        if "dispatcher" in self.__dict__:
            self.dispatcher.close()
        if "access" in self.__dict__:
            with suppress(PlaywardenError):
                self.access.uses.write()
        for name in self.__dict__.keys() & {"http_client", "pictures"}:
            self.__dict__[name].close()
        self.database.close()


def open_container(settings: Settings) -> Container:
    """Opens the data folder and the database, which is brought to the newest revision.

    Raises StoreError (folder or database cannot be used), NewerDatabase, CorruptKey.
    """
    prepare_folder(settings.data_dir)
    clock: Clock = FollowedClock(settings.clock_url) if settings.clock_url else SystemClock()
    database = Database(settings.database_address)
    bring_up_to_date(database, settings.data_dir, clock)
    container = Container(database, clock, RandomIds(), settings)
    if settings.broker_url:
        with LOADING:
            from playwarden.store.jobs.adding import JOBS_NEWS

        database.listen(JOBS_NEWS, container.dispatcher.wake)
    return container


def open_for_restore(settings: Settings) -> tuple[Container, Path | None]:
    """The container to restore a backup into, and where the database in use was set aside, if it had to be.

    An SQLite file that is damaged or was written by a newer version is renamed (with its log files) and an empty one
    made in its place: nothing is lost. A PostgreSQL database like that raises what `open_container` raises.
    """
    try:
        return open_container(settings), None
    except (NewerDatabase, Damaged):
        path = Path(settings.database_address.removeprefix("sqlite:///"))
        if not settings.on_sqlite or not path.is_file():
            raise
    aside = path.with_name(f"{path.name}.aside-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for ending in ("-wal", "-shm", ""):
        piece = path.with_name(path.name + ending)
        if piece.exists():
            piece.rename(aside.with_name(aside.name + ending))
    return open_container(settings), aside
