"""A library over the real store, against several accounts in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from playwarden.engine.ports.library import Mirrored
from playwarden.features.library.questions import Questions
from playwarden.features.library.service import Library
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds
from playwarden.store import library as mirror
from playwarden.store.database import Database
from playwarden.store.library import VersionRow
from playwarden.store.models.accounts import Account, App
from tests.fakes.clock import FakeClock
from tests.fakes.target import FakeQuota, FakeTarget


@dataclass
class Room:
    """Everything a story needs. `ann` and `ben` are connected."""

    library: Library
    target: FakeTarget
    quota: FakeQuota
    database: Database
    clock: FakeClock
    ann: AccountId
    ben: AccountId

    @property
    def questions(self) -> Questions:
        return Questions(self.database)

    def held(self, playlist_id: PlaylistId) -> Mirrored:
        with self.database.read() as session:
            held = mirror.mirrored(session, playlist_id)
        assert held is not None
        return held

    def versions(self, playlist_id: PlaylistId) -> list[VersionRow]:
        """Oldest first."""
        with self.database.read() as session:
            return mirror.versions(session, playlist_id)[::-1]

    def causes(self, playlist_id: PlaylistId) -> list[str]:
        return [version.cause for version in self.versions(playlist_id)]

    def later(self, minutes: float = 60) -> None:
        self.clock.advance(minutes=minutes)

    def count(self, table: type) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


def add_accounts(database: Database, clock: FakeClock, accounts: Sequence[tuple[str, str]]) -> None:
    """Connected accounts (id, user id) of one app, without the consent that other tests are about."""
    now = clock.now()
    with database.write() as session:
        session.add(
            App(id="app_1", client_id="c" * 32, name="mine", quota_group="dev", sealed_secret=None, created_at=now)
        )
        session.flush()
        for number, (account, user) in enumerate(accounts):
            session.add(
                Account(
                    id=account,
                    app_id="app_1",
                    spotify_id=f"stable-{user}",
                    user_id=user,
                    display_name=user.title(),
                    market=None,
                    scopes="playlist-read-private",
                    authorised_at=now,
                    created_at=now + timedelta(seconds=number),
                )
            )


def open_room(database: Database, clock: FakeClock, *, ceiling: int | None = None, threads: int = 4) -> Room:
    target = FakeTarget(clock)
    ann, ben = target.account("acc_ann", "ann"), target.account("acc_ben", "ben")
    add_accounts(database, clock, [(ann, "ann"), (ben, "ben")])
    quota = FakeQuota(target, ceiling)
    target.hook = quota.guard
    library = Library(database, target, quota, clock, RandomIds(), threads=threads)
    return Room(library, target, quota, database, clock, ann, ben)


@pytest.fixture
def room(database: Database, clock: FakeClock) -> Room:
    """On each kind of database, with plenty of quota."""
    return open_room(database, clock)


@pytest.fixture
def sqlite_room(sqlite_database: Database, clock: FakeClock) -> Room:
    """For stories in which the kind of database plays no part."""
    return open_room(sqlite_database, clock)


@pytest.fixture
def small_room(sqlite_database: Database, clock: FakeClock) -> Room:
    """With 800 calls a day: the background lane may see 400, so a quarter of that, 100, goes into reading."""
    return open_room(sqlite_database, clock, ceiling=800, threads=1)
