"""Accounts: what they may do and how long their consent lasts."""

from datetime import UTC, datetime

import pytest

from playwarden.domain.accounts import LOOK_SCOPES, SCOPES, WRITE_SCOPES, Account, six_months_after
from playwarden.kit.ids import AccountId, AppId


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ((2026, 1, 15), (2026, 7, 15)),
        ((2026, 8, 31), (2027, 2, 28)),
        ((2027, 8, 31), (2028, 2, 29)),
        ((2026, 6, 30), (2026, 12, 30)),
        ((2026, 12, 1), (2027, 6, 1)),
    ],
)
def test_six_months_are_calendar_months(day: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert six_months_after(datetime(*day, 10, tzinfo=UTC)) == datetime(*last, 10, tzinfo=UTC)


def test_writing_takes_both_playlist_scopes() -> None:
    def account(scopes: frozenset[str]) -> Account:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return Account(AccountId("a"), AppId("b"), "s", "u", "Ada", scopes, at, at)

    assert account(WRITE_SCOPES).writes
    assert not account(LOOK_SCOPES).writes
    assert not account(WRITE_SCOPES - {"playlist-modify-public"}).writes


def test_every_scope_says_what_it_is_for() -> None:
    assert all(scope.purpose for scope in SCOPES)
    assert len({scope.name for scope in SCOPES}) == len(SCOPES)
    assert LOOK_SCOPES < WRITE_SCOPES
