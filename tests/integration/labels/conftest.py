"""Accounts, a catalogue and the services for what is said about tracks and artists."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from playwarden.domain.catalogue import Artist, Track
from playwarden.features.labels.blocking import Blocklist
from playwarden.features.labels.service import Labels
from playwarden.features.labels.sets import DataSets
from playwarden.kit.ids import RandomIds
from playwarden.store import catalogue
from playwarden.store.database import Database
from playwarden.store.models.accounts import Account, App
from tests.fakes.clock import FakeClock

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA = "member:mem_1 (Ada)"


def track(number: int) -> str:
    return f"spotify:track:{number:022d}"


def artist(name: str) -> str:
    return f"spotify:artist:{name.lower():a<22.22}"


def connect(database: Database, *names: str) -> None:
    """Accounts of these ids."""
    with database.write() as session:
        session.add(App(id="app", client_id="app", name="app", quota_group="app", sealed_secret=None, created_at=AT))
        session.flush()
        for name in names:
            told = {"app_id": "app", "spotify_id": name, "user_id": name, "display_name": name, "market": None}
            session.add(Account(id=name, scopes="", authorised_at=AT, created_at=AT, **told))


def know(database: Database, *songs: tuple[int, Sequence[str], str | None]) -> None:
    """Tracks of the catalogue: number, names of artists, ISRC."""
    with database.write() as session:
        tracks = [
            Track(
                track(number),
                f"Song {number}",
                artists=tuple(Artist(artist(each)[15:], each) for each in by),
                isrc=isrc,
            )
            for number, by, isrc in songs
        ]
        catalogue.remember_tracks(session, tracks, AT)


@pytest.fixture
def sets(database: Database, clock: FakeClock) -> DataSets:
    return DataSets(database, clock, RandomIds())


@pytest.fixture
def labels(database: Database, clock: FakeClock) -> Labels:
    return Labels(database, clock)


@pytest.fixture
def blocklist(database: Database, clock: FakeClock) -> Blocklist:
    return Blocklist(database, clock)
