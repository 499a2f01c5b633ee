"""A time of a schedule is moved on the calendar, which tells its times over a span."""

from dataclasses import replace
from datetime import timedelta

import pytest

from playwarden.features.schedules.service import Change, NewSchedule
from playwarden.kit.errors import Conflict, InputError, Overtaken, Refused
from tests.integration.schedules.conftest import BACKUP, Office, office_in, utc

MONDAYS = {"kind": "cron", "expression": "0 9 * * MON", "zone": "Europe/Berlin"}


def made(office: Office, timing: dict[str, str]) -> None:
    office.schedules.create(NewSchedule("mix", "playlist.touch", timing, {"playlist": "p1"}), actor="operator")


def test_a_move_is_told_before_it_is_made_and_can_be_made_undone(office: Office) -> None:
    made(office, MONDAYS)
    before = office.schedules.schedule("mix")
    monday, tuesday = utc(11, 9, 8), utc(11, 10, 9)
    told, preview = office.schedules.preview_move("mix", monday, tuesday, 2)
    assert told == before == office.schedules.schedule("mix")
    assert preview.timing.words() == "every Tuesday at 10:00, Europe/Berlin"
    assert preview.times == (utc(11, 3, 9), tuesday)
    after = office.schedules.change("mix", Change(move=(monday, tuesday)), actor="operator")
    assert (after.timing, after.next_at, after.jitter) == (preview.timing, utc(11, 3, 9), before.jitter)
    undone = Change(timing=before.timing.to_document(), jitter=before.jitter)
    assert office.schedules.change("mix", undone, actor="operator") == before


def test_a_change_is_not_taken_back_over_what_somebody_changed_since(office: Office) -> None:
    made(office, MONDAYS)
    before = office.schedules.schedule("mix")
    moved = office.schedules.change("mix", Change(move=(utc(11, 9, 8), utc(11, 10, 9))), actor="operator")
    later = office.schedules.change("mix", Change(timing=MONDAYS | {"expression": "0 7 * * FRI"}), actor="ada")
    was = (moved.timing.to_document(), moved.jitter)
    undone = Change(timing=before.timing.to_document(), jitter=before.jitter, was=was)
    with pytest.raises(Overtaken):
        office.schedules.change("mix", undone, actor="operator")
    assert office.schedules.schedule("mix") == later
    again = replace(undone, was=(later.timing.to_document(), later.jitter))
    assert office.schedules.change("mix", again, actor="operator").timing == before.timing


def test_a_time_that_somebody_moved_meanwhile_is_a_conflict(office: Office) -> None:
    made(office, MONDAYS)
    move = Change(move=(utc(11, 9, 8), utc(11, 10, 9)))
    office.schedules.change("mix", move, actor="operator")
    with pytest.raises(Conflict, match="not done at that time any more"):
        office.schedules.change("mix", move, actor="operator")


def test_once_is_not_moved_into_the_past_and_what_is_built_in_not_at_all(office: Office) -> None:
    made(office, {"kind": "at", "moment": "2026-11-03T06:00Z"})
    with pytest.raises(InputError, match="has passed"):
        office.schedules.change("mix", Change(move=(utc(11, 3, 6), utc(11, 1, 6))), actor="operator")
    with_backups = office_in(office.database, office.clock, BACKUP)
    with_backups.schedules.settle_built_in()
    night = with_backups.schedules.schedule(BACKUP.name).next_times(2)[1]
    with pytest.raises(Refused, match="built in"):
        with_backups.schedules.preview_move(BACKUP.name, night, night + timedelta(hours=1))


def test_its_times_in_a_span_are_told_up_to_a_number_and_none_while_it_is_paused(office: Office) -> None:
    mix = office.every_day()
    days = [utc(11, day, 6) for day in range(9, 12)]
    assert mix.times_between(utc(11, 9), utc(11, 12), 5) == (days, False)
    assert mix.times_between(utc(11, 9, 6), utc(11, 11, 6), 2) == (days[:2], False)
    assert mix.times_between(utc(11, 9), utc(11, 12), 2) == (days[:2], True)
    assert mix.next_at is not None
    assert mix.times_between(utc(10, 1), mix.next_at + timedelta(days=1), 5) == ([mix.next_at], False)
    assert office.schedules.pause(mix.name, actor="operator").times_between(utc(11, 9), utc(11, 12), 5) == ([], False)
