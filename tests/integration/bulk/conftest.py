"""Bulk edits over the real store, against a Spotify in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from playwarden.domain.quota import Limits
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.repository import BulkRepository
from playwarden.features.bulk.service import Bulk
from playwarden.features.bulk.tasks import ApplyBulk
from playwarden.features.library.questions import Questions
from playwarden.features.library.service import Library
from playwarden.features.runs.proposal import Proposal
from playwarden.features.runs.repository import RunsRepository
from playwarden.features.runs.service import Runs, RunsDesk
from playwarden.features.runs.tasks import CarryPart, CarryRun
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.ids import RandomIds
from playwarden.spotify.quota.forecasts import QuotaReport
from playwarden.store.database import Database
from playwarden.store.journal import StoredJournal
from playwarden.store.quota import StoredBook
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify, track
from tests.integration.runs.conftest import PlentifulQuota, Workshop, connect_account, open_workshop

GROUP = 20
"""Calls in 24 hours that the ledger forecasts with."""


def uri(letter: str) -> str:
    """A track's URI as Spotify writes them."""
    return track(letter * 22)


@dataclass
class BulkDesk:
    """A curator's desk: `bulk` proposes, `workshop` carries out; its ledger forecasts with GROUP calls a day."""

    workshop: Workshop
    bulk: Bulk
    task: ApplyBulk

    @property
    def spotify(self) -> FakeSpotify:
        return self.workshop.spotify

    def fill(self, lists: dict[str, Sequence[str]]) -> None:
        """Playlists by name, each letter a track, and the mirror with all of their items."""
        for number, (name, tracks) in enumerate(lists.items()):
            self.spotify.put(f"{number:022}", [uri(letter) for letter in tracks], name=name)
        self.look()

    def look(self, *, read: bool = True) -> None:
        """Mirrors what is there; `read`: with the items."""
        self.workshop.clock.advance(minutes=5)
        library = Library(
            self.workshop.database,
            self.spotify,
            PlentifulQuota(),
            self.workshop.clock,
            RandomIds(),
            covers=False,
            threads=1,
        )
        library.sync(read=read)
        if read:
            library.continue_reading()
        self.spotify.log.clear()

    def propose(self, edit: dict[str, Any], forced: frozenset[str] = frozenset(), **asked: Any) -> Proposal:
        selection = asked.pop("selection", {"everything": True})
        document = {"selection": selection, "edit": edit, **asked}
        return self.bulk.propose(Asked.from_document(document), forced=forced)

    def names(self) -> list[str]:
        """What the playlists are called now."""
        return sorted(held.details.name or "" for held in self.spotify.playlists.values())

    def tracks(self, name: str) -> str:
        """The letters of a playlist's tracks."""
        (held,) = [held for held in self.spotify.playlists.values() if held.details.name == name]
        return "".join((entry.uri or "?")[-1] for entry in held.entries)


def open_desk(database: Database, clock: FakeClock) -> BulkDesk:
    """With an account connected for writing."""
    connect_account(database, clock)
    workshop = open_workshop(database, clock, FakeSpotify())
    quota = QuotaReport(StoredBook(database), clock, Limits(bucket=None, group=GROUP, window=None))
    ids = RandomIds()
    works = RunsDesk(
        workshop.runs._carrying._desk,
        StoredJournal(database, clock, ids),
        RunsRepository(database, clock, ids),
        quota,
        jobs=workshop.jobs,
    )
    runs = Runs(works)
    bulk = Bulk(runs, BulkRepository(database), clock, Questions(database).find, quota)
    task = ApplyBulk(bulk, runs, workshop.jobs)
    registry = Registry([CarryRun(runs), CarryPart(runs), task])
    workshop.runs = runs
    workshop.carrier = Carrier(Tools(workshop.jobs, registry, PlentifulQuota(), clock, lambda: 0.5))
    return BulkDesk(workshop, bulk, task)


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock) -> BulkDesk:
    """An empty desk."""
    return open_desk(sqlite_database, clock)


@pytest.fixture
def either_desk(database: Database, clock: FakeClock) -> BulkDesk:
    """On each kind of database."""
    return open_desk(database, clock)
