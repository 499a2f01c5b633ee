"""Which backups are kept, whatever there are."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.backups import KEPT_BEFORE, Backup, Kind, is_due, superfluous

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.lists(st.integers(0, 24 * 120), max_size=60, unique=True)


def backups(hours: list[int], kind: Kind = Kind.NIGHTLY) -> list[Backup]:
    return [Backup(f"{kind}-{hour}", kind, START + timedelta(hours=hour)) for hour in hours]


def remaining(there: list[Backup], daily: int = 7, weekly: int = 4) -> list[Backup]:
    gone = superfluous(there, daily=daily, weekly=weekly)
    return [backup for backup in there if backup not in gone]


@given(HOURS, st.integers(1, 10), st.integers(0, 6))
def test_never_more_than_days_and_weeks_together(hours: list[int], daily: int, weekly: int) -> None:
    assert len(remaining(backups(hours), daily, weekly)) <= daily + weekly


@given(HOURS)
def test_the_newest_stays(hours: list[int]) -> None:
    there = backups(hours)
    if there:
        assert max(there, key=lambda backup: backup.created_at) in remaining(there)


@given(HOURS)
def test_the_newest_of_each_of_the_last_seven_days_stays(hours: list[int]) -> None:
    there = backups(hours)
    newest = {backup.created_at.date(): backup for backup in sorted(there, key=lambda backup: backup.created_at)}
    assert {newest[day].name for day in sorted(newest)[-7:]} <= {backup.name for backup in remaining(there)}


@given(HOURS)
def test_what_stays_stays_when_asked_again(hours: list[int]) -> None:
    once = remaining(backups(hours))
    assert remaining(once) == once


@given(HOURS)
def test_backups_by_hand_always_stay(hours: list[int]) -> None:
    assert superfluous(backups(hours, Kind.MANUAL)) == []


@given(HOURS)
def test_only_the_last_ones_before_restores_stay(hours: list[int]) -> None:
    assert len(remaining(backups(hours, Kind.BEFORE_RESTORE))) == min(len(hours), KEPT_BEFORE)


@given(st.integers(30, 200))
def test_a_backup_every_night_leaves_a_week_of_days_and_four_weeks_before(nights: int) -> None:
    there: list[Backup] = []
    for night in range(nights):
        there = remaining([*there, Backup(str(night), Kind.NIGHTLY, START + timedelta(days=night, hours=3))])
    ages = [nights - 1 - int(backup.name) for backup in there]
    assert sorted(ages)[:7] == list(range(7))
    if nights >= 50:
        assert len(ages) == 11
        assert 22 <= max(ages) <= 28


@given(st.integers(0, 24 * 30), st.integers(0, 23))
def test_one_is_due_once_between_two_strikes(minute: int, hour: int) -> None:
    now = START + timedelta(days=2, minutes=minute)
    assert is_due([], now, hour)
    made = [Backup("x", Kind.NIGHTLY, now)]
    assert not is_due(made, now, hour)
    assert not is_due(made, now.replace(minute=59, second=59), hour)
    assert is_due(made, now + timedelta(days=1), hour)


@given(st.integers(0, 24 * 30))
def test_a_backup_by_hand_does_not_stand_for_the_nightly_one(hours: int) -> None:
    now = START + timedelta(days=2, hours=hours)
    assert is_due([Backup("x", Kind.MANUAL, now)], now, 3)


@given(st.integers(0, 24 * 30))
def test_a_backup_from_the_future_does_not_put_it_off(hours: int) -> None:
    now = START + timedelta(days=2, hours=hours)
    assert is_due([Backup("x", Kind.NIGHTLY, now + timedelta(days=400))], now, 3)


@given(st.integers(0, 24 * 30))
def test_without_an_hour_none_is_due(hours: int) -> None:
    assert not is_due([], START + timedelta(hours=hours), -1)
