"""A consent that ends is told of in time, each time once, and loudest where playlists are protected through it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from playwarden.domain.accounts import six_months_after
from playwarden.domain.alerts import Severity
from playwarden.domain.library import Head
from playwarden.features.alerts.consents import warn_of_consents
from playwarden.features.protection.keeping import Asked, Keeping
from playwarden.kit.ids import AccountId, PlaylistId, RandomIds
from playwarden.store.database import Database
from playwarden.store.heads import upsert_heads
from playwarden.store.models.accounts import Account
from playwarden.store.models.alerts import Alert
from tests.fakes.clock import FakeClock
from tests.integration.library.conftest import add_accounts

ANN = AccountId("acc_ann")
MIX = Head(PlaylistId("p1"), "Morning", "ann", "p1-1", 3, "Ann", "Coffee", public=True)


@pytest.fixture
def ends(database: Database, clock: FakeClock) -> FakeClock:
    """The clock, a month and an hour before the consent of `ann`, authorised now, ends."""
    add_accounts(database, clock, [(ANN, "ann")])
    last_day = six_months_after(clock.now())
    clock.set(last_day - timedelta(days=30, hours=1))
    return clock


def warned(database: Database, clock: FakeClock) -> list[Alert]:
    """What was raised, the oldest first, after everybody looked twice."""
    for _ in range(2):
        warn_of_consents(database, clock, RandomIds())
    with database.read() as session:
        return list(session.scalars(select(Alert).order_by(Alert.at, Alert.id)))


def protect(database: Database, clock: FakeClock) -> None:
    with database.write() as session:
        upsert_heads(session, RandomIds(), ANN, "ann", [MIX], clock.now())
    Keeping(database, clock, RandomIds()).protect([PlaylistId("p1")], Asked(fields=("name",)), "ann")


def test_it_is_told_of_a_month_a_week_and_a_day_before_and_when_it_is_over(database: Database, ends: FakeClock) -> None:
    protect(database, ends)
    assert warned(database, ends) == []
    kinds = []
    for days in (0, 10, 13, 3, 3):
        ends.advance(days=days, hours=2)
        kinds.append([one.kind for one in warned(database, ends)])
    assert [len(one) for one in kinds] == [1, 1, 2, 2, 3]
    ends.advance(days=2)
    found = warned(database, ends)
    assert [one.kind for one in found] == ["consent.ending"] * 3 + ["consent.ended"]
    assert {one.severity for one in found} == {Severity.ALARM.value}
    assert "1 protected playlist any more" in found[0].text
    assert found[0].account_id == ANN, "who may not see the account is not told"


def test_one_through_which_nothing_is_protected_warns_quietly(database: Database, ends: FakeClock) -> None:
    ends.advance(hours=2)
    assert [one.severity for one in warned(database, ends)] == [Severity.WARNING.value]


def test_a_consent_that_is_taken_back_is_told_of_at_once_and_anew_after_it_was_given_again(
    database: Database, clock: FakeClock
) -> None:
    add_accounts(database, clock, [(ANN, "ann")])

    def stands(state: str, **more: object) -> None:
        with database.write() as session:
            session.execute(update(Account).where(Account.id == ANN).values(state=state, **more))

    clock.advance(days=3)
    stands("needs_reconnecting")
    assert [one.kind for one in warned(database, clock)] == ["consent.ended"]
    clock.advance(days=1)
    stands("connected", authorised_at=clock.now())
    clock.advance(days=1)
    assert len(warned(database, clock)) == 1
    stands("needs_reconnecting")
    assert [one.kind for one in warned(database, clock)] == ["consent.ended"] * 2
