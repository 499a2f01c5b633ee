"""Schedules over a real book of jobs, on a clock that the test moves; once on each database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.due import Missed
from playwarden.domain.jobs.job import Job, JobState
from playwarden.domain.jobs.schedule import Schedule
from playwarden.engine.ports.jobs import Ended, JobFilter
from playwarden.features.schedules import repository
from playwarden.features.schedules.schedulable import Schedulable, Schedulables
from playwarden.features.schedules.service import BuiltIn, NewSchedule, Schedules
from playwarden.kit.ids import RandomIds, RunnerId, ScheduleId
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from tests.fakes.clock import FakeClock

SYNC = Schedulable("library.sync", "looks at all playlists", dict, lambda _: "library")
TOUCH = Schedulable("playlist.touch", "touches a playlist", dict, lambda payload: f"playlist:{payload['playlist']}")
BACKUP = BuiltIn(
    "nightly-backup", "backup", {"kind": "cron", "expression": "0 3 * * *"}, "backup", "PLAYWARDEN_BACKUP_HOUR"
)


@dataclass(frozen=True)
class Office:
    """One installation: its schedules, its jobs, its clock."""

    schedules: Schedules
    book: StoredJobs
    clock: FakeClock
    database: Database

    def every_day(self, at: str = "0 6 * * *", zone: str = "UTC", **more: Any) -> Schedule:
        """A schedule by a cron expression, without jitter unless it is named."""
        return self.made({"kind": "cron", "expression": at, "zone": zone}, **more)

    def made(
        self,
        timing: Mapping[str, Any],
        *,
        name: str = "monday mix",
        missed: Missed = Missed.ONCE,
        jitter: timedelta | None = timedelta(),
        playlist: str = "p1",
    ) -> Schedule:
        new = NewSchedule(name, TOUCH.kind, timing, {"playlist": playlist}, missed, jitter)
        return self.schedules.create(new, actor="operator")

    def many(self, number: int, *, jitter: timedelta = timedelta()) -> None:
        """So many schedules for every day at 06:00 UTC, written at once."""
        first = self.every_day("0 6 * * *", name="mix 0", playlist="p0", jitter=jitter)
        with self.database.write() as session:
            for other in range(1, number):
                copy = replace(first, id=ScheduleId(f"sch_{other:020d}"), name=f"mix {other}", key=f"playlist:p{other}")
                repository.add(session, replace(copy, payload={"playlist": f"p{other}"}))

    def jobs(self, *states: JobState) -> list[Job]:
        """The jobs in these states (none: in any), the oldest first."""
        return self.book.jobs(JobFilter(states=frozenset(states) or None, limit=10_000))[::-1]

    def work_off(self) -> list[Job]:
        """Runs everything that is due, with success."""
        done = []
        while (job := self.book.claim(RunnerId("rnr_test"), list(Lane))) is not None:
            done.append(self.book.end(job, Ended(JobState.SUCCEEDED)))
        return done

    def live(self, until: datetime, step: timedelta = timedelta(minutes=1)) -> list[datetime]:
        """Ticks and works until then; when jobs ran."""
        ran = []
        while self.clock.now() < until:
            self.clock.advance(step.total_seconds())
            self.schedules.tick()
            ran += [self.clock.now() for _ in self.work_off()]
        return ran


def utc(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    """A moment of 2026."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def office_in(database: Database, clock: FakeClock, *built_in: BuiltIn) -> Office:
    """An installation over `database`; there may be several at once."""
    ids = RandomIds()
    book = StoredJobs(database, clock, ids)
    schedules = Schedules(database, book, clock, ids, Schedulables([SYNC, TOUCH]), built_in=built_in)
    return Office(schedules, book, clock, database)


@pytest.fixture
def office(database: Database, clock: FakeClock) -> Office:
    return office_in(database, clock)


@pytest.fixture
def light(sqlite_database: Database, clock: FakeClock) -> Office:
    """On SQLite alone, for what does not concern the database."""
    return office_in(sqlite_database, clock)
