"""What the rules of an account never choose: each account has its own list."""

import pytest

from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.labels.blocking import Blocklist
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import AccountId
from playwarden.store import audit, labels
from playwarden.store.database import Database
from playwarden.store.forgetting import forget
from tests.fakes.clock import FakeClock
from tests.integration.labels.conftest import ADA, artist, connect, know, track

ONE, TWO = AccountId("acc_1"), AccountId("acc_2")


@pytest.fixture(autouse=True)
def world(database: Database) -> None:
    connect(database, ONE, TWO)
    know(database, (1, ["Kora"], None), (2, ["Larkin"], None))


def of(database: Database, account: AccountId) -> set[str]:
    with database.read() as session:
        return set(labels.blocked(session, account))


def test_tracks_and_artists_are_blocked_by_link_or_name(database: Database, blocklist: Blocklist) -> None:
    link = "https://open.spotify.com/track/" + track(2)[14:]
    added, removed = blocklist.change(ONE, add=["Kora", link, "kora"], actor=ADA)
    assert ([(line.uri, line.name) for line in added], removed) == (
        [(artist("Kora"), "Kora"), (track(2), "Larkin - Song 2")],
        [],
    )
    assert of(database, ONE) == {artist("Kora"), track(2)}
    assert of(database, TWO) == set()
    assert blocklist.change(ONE, add=["Kora"], actor=ADA) == ([], [])


def test_what_is_taken_off_is_off(database: Database, blocklist: Blocklist) -> None:
    blocklist.change(ONE, add=["Kora", "Larkin"], actor=ADA)
    added, removed = blocklist.change(ONE, remove=["Kora", track(9)], actor=ADA)
    assert (added, [line.uri for line in removed]) == ([], [artist("Kora")])
    assert of(database, ONE) == {artist("Larkin")}


def test_a_name_that_nobody_bears_changes_nothing(database: Database, blocklist: Blocklist) -> None:
    with pytest.raises(NotFound, match="Nobody"):
        blocklist.change(ONE, add=["Kora", "Nobody"], actor=ADA)
    with pytest.raises(InputError):
        blocklist.change(ONE, actor=ADA)
    assert of(database, ONE) == set()


def test_lists_are_told_the_newest_first(database: Database, blocklist: Blocklist, clock: FakeClock) -> None:
    blocklist.change(ONE, add=["Kora"], actor=ADA)
    clock.advance(hours=1)
    blocklist.change(TWO, add=["Larkin"], actor=ADA)
    assert [(each.account_id, each.name) for each in blocklist.all()] == [(TWO, "Larkin"), (ONE, "Kora")]
    assert [each.name for each in blocklist.all([ONE])] == ["Kora"]
    assert blocklist.all([]) == []


def test_a_change_stands_in_the_audit_chain_of_the_account(database: Database, blocklist: Blocklist) -> None:
    blocklist.change(ONE, add=["Kora"], actor=ADA)
    with database.read() as session:
        (link,) = audit.links(session, LinkFilter())
    assert (link.action, link.subject) == ("blocklist.add", f"account:{ONE}")


def test_an_account_that_is_forgotten_takes_its_list_along(database: Database, blocklist: Blocklist) -> None:
    blocklist.change(ONE, add=["Kora"], actor=ADA)
    blocklist.change(TWO, add=["Kora"], actor=ADA)
    with database.write() as session:
        forget(session, ONE)
    assert (of(database, ONE), of(database, TWO)) == (set(), {artist("Kora")})
