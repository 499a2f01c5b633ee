"""Pastes over the real store, against a Spotify in memory that can be searched."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.jobs.job import Job
from playwarden.domain.matching import fold
from playwarden.features.matching.pastes import Pastes, Seen
from playwarden.features.matching.review import Review
from playwarden.features.matching.searching import Searching
from playwarden.features.matching.service import Matching
from playwarden.features.matching.tasks import ResolvePaste
from playwarden.jobs.registry import Registry
from playwarden.jobs.runner import Carrier, Tools
from playwarden.kit.errors import SpotifyNotFound
from playwarden.kit.ids import PasteId, RandomIds, RunnerId
from playwarden.store import catalogue
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import FakeSpotify
from tests.integration.runs.conftest import ACCOUNT, PlentifulQuota, connect_account

ARTISTS = ("Velvet Bridges", "Maja Okafor", "The Harbour Lights", "Nadia Lindqvist", "Kino Sever")
TITLES = ("Rivers and Dust", "Lantern", "Cold Copper", "Paper Boats", "Late Again", "Northern Rooms")


def recording(number: int, title: str, artist: str, *, lasts: int = 200_000, isrc: str | None = None) -> Track:
    """A track whose id is its number."""
    album = Album(f"{number:022}", f"Album {number}")
    code = isrc or f"DEABC26{number:05}"
    return Track(
        f"spotify:track:{number:022}",
        title,
        artists=(Artist(artist, artist),),
        album=album,
        duration_ms=lasts,
        isrc=code,
    )


STOCK = [
    recording(number, title, artist)
    for number, (artist, title) in enumerate((artist, title) for artist in ARTISTS for title in TITLES)
]


@dataclass
class Shop(FakeSpotify):
    """Finds what holds all words; `asked` are the questions in order."""

    stock: list[Track] = field(default_factory=lambda: list(STOCK))
    asked: list[str] = field(default_factory=list)

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        self._ask(f"{title}|{artist}")
        return self._holding(title, artist)

    def search_words(self, caller: Caller, words: str) -> tuple[Track, ...]:
        self._ask(words)
        return self._holding(words)

    def search_isrc(self, caller: Caller, isrc: str) -> tuple[Track, ...]:
        self._ask(isrc)
        return tuple(one for one in self.stock if one.isrc == isrc)

    def track(self, caller: Caller, track_id: str) -> Track:
        self._ask(track_id)
        for one in self.stock:
            if one.uri.endswith(track_id):
                return one
        raise SpotifyNotFound("Spotify knows no such track.", status=404)

    def _ask(self, question: str) -> None:
        self.before(len(self.asked) + 1, question)
        self.asked.append(question)

    def _holding(self, *texts: str) -> tuple[Track, ...]:
        wanted = set(fold(" ".join(texts)).split())
        return tuple(one for one in self.stock if wanted <= set(fold(one.title).split()))[:10]


@dataclass
class Desk:
    """Somebody who pastes; `again` is the same desk after its process died."""

    database: Database
    clock: FakeClock
    shop: Shop
    pastes: Pastes
    review: Review
    matching: Matching
    jobs: StoredJobs
    carrier: Carrier

    def keep(self, *lines: str) -> PasteId:
        return self.pastes.keep(ACCOUNT, "\n".join(lines), actor="tester")

    def carry(self, stopping: threading.Event | None = None) -> Job:
        """Carries out the job that is due; as it stands then."""
        job = self.jobs.claim(RunnerId("rnr_test"), list(Lane))
        assert job is not None
        left = self.carrier.carry(job, stopping or threading.Event())
        assert left is not None
        return left

    def search(self, paste: PasteId, *, again: bool = False) -> Job:
        self.matching.search(paste, again=again, actor="tester")
        return self.carry()

    def lines(self, paste: PasteId) -> list[Seen]:
        return self.pastes.lines(paste)

    def states(self, paste: PasteId) -> list[str]:
        return [seen.row.state for seen in self.lines(paste)]

    def uris(self, paste: PasteId) -> list[str | None]:
        return [seen.row.uri for seen in self.lines(paste)]

    def know(self, tracks: Sequence[Track]) -> None:
        """Has the catalogue know some."""
        with self.database.write() as session:
            catalogue.remember_tracks(session, tracks, self.clock.now())


def open_desk(database: Database, clock: FakeClock, shop: Shop) -> Desk:
    ids, quota = RandomIds(), PlentifulQuota()
    pastes, review = Pastes(database, quota, clock, ids), Review(database, clock, ids)
    jobs = StoredJobs(database, clock, ids)
    registry = Registry([ResolvePaste(pastes, Searching(database, shop, clock))])
    carrier = Carrier(Tools(jobs, registry, quota, clock, lambda: 0.5))
    return Desk(database, clock, shop, pastes, review, Matching(database, pastes, review, jobs, clock), jobs, carrier)


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    connect_account(database, clock)
    return open_desk(database, clock, Shop())


MONTH = timedelta(days=31)
