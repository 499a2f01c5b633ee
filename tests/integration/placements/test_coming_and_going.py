"""A placement comes in when its time begins and goes out when it ends, and nothing else changes."""

from datetime import UTC, datetime

import pytest

from playwarden.domain.jobs.job import JobState
from playwarden.domain.operations import Insert, Move, Remove
from playwarden.domain.placements.placement import Moved, PlacementState
from playwarden.kit.errors import Conflict, Overtaken
from tests.fakes.spotify import track
from tests.integration.placements.conftest import DAY, HOUR, P1, Stage

PLANNED, IN_FORCE, ENDED = PlacementState.PLANNED, PlacementState.IN_FORCE, PlacementState.ENDED


def test_a_track_comes_in_and_goes_out(stage: Stage) -> None:
    key = stage.one("P", "3")
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcdef", PLANNED)
    stage.clock.advance(hours=1)
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abPcdef", IN_FORCE)
    stage.clock.advance(days=1)
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcdef", ENDED)


def test_it_remembers_its_runs_and_the_versions_before_and_after(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    told = sqlite_stage.placements.show(key)
    one = told.placement
    assert [event.kind for event in told.events] == ["made", "entered", "left"]
    assert all(event.run_id and event.before_version_id and event.after_version_id for event in told.events[1:])
    assert one.entered_run_id != one.left_run_id
    assert len({one.before_version_id, one.entered_version_id, one.left_version_id}) == 3
    assert one.entered_run_id is not None
    assert sqlite_stage.runs.run(one.entered_run_id).actor == "placements"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("top", "Pabcdef"),
        ("bottom", "abcdefP"),
        ("4", "abcPdef"),
        ("after b", "abPcdef"),
        ("instead of c", "abPdef"),
        ("99", "abcdefP"),
    ],
)
def test_every_position_is_where_it_says(sqlite_stage: Stage, where: str, expected: str) -> None:
    sqlite_stage.one("P", where)
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == expected
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"


def test_only_what_it_stood_in_for_comes_back_with_a_new_date(sqlite_stage: Stage) -> None:
    before = sqlite_stage.spotify.playlists[P1].entries
    sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    after = sqlite_stage.spotify.playlists[P1].entries
    changed = [now.uri for then, now in zip(before, after, strict=True) if then != now]
    assert changed == [track("c")]


def test_several_come_in_and_go_out_in_one_run(sqlite_stage: Stage) -> None:
    asked = [sqlite_stage.asked(name, where) for name, where in (("P", "1"), ("Q", "2"), ("R", "instead of e"))]
    sqlite_stage.make(*asked, campaign="three")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "PQabcdRf"
    assert len(sqlite_stage.runs.runs()) == 1
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"
    assert len(sqlite_stage.runs.runs()) == 2


def test_one_takes_the_place_of_another_in_one_run(sqlite_stage: Stage) -> None:
    sqlite_stage.make(
        sqlite_stage.asked("P", "instead of c", ends=2 * HOUR),
        sqlite_stage.asked("Q", "instead of c", begins=2 * HOUR),
    )
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abQdef"
    assert len(sqlite_stage.runs.runs()) == 2
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"


def test_it_goes_out_wherever_it_stands_then(sqlite_stage: Stage) -> None:
    sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Move(0, 1, 5))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdef"


def test_it_stays_where_it_was_moved_on_purpose_if_that_is_its_policy(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one("P", "instead of c", moved=Moved.KEEP)
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Move(2, 1, 0))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "Pabcdef"
    assert sqlite_stage.state(key) is ENDED
    assert "moved on purpose" in sqlite_stage.shown(key).words


def test_others_that_moved_around_it_are_no_reason_to_stay(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "3", moved=Moved.KEEP)
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Move(0, 1, 7))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "bcdefa"


def test_what_others_added_and_took_out_meanwhile_stays_so(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "3")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Insert(1, (track("x"),)), Remove((track("e"),)))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "axbcdf"


def test_one_that_was_removed_by_hand_is_not_put_back(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Remove((track("P"),)))
    sqlite_stage.wish("abdefg")
    assert sqlite_stage.names() == "abdefg"
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdefg"
    assert sqlite_stage.state(key) is ENDED
    assert "had been removed already" in sqlite_stage.shown(key).words


def test_what_somebody_brought_back_himself_does_not_come_back_twice(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "instead of c")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Insert(6, (track("c"),)))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abdefc"


def test_a_copy_that_somebody_added_stays(sqlite_stage: Stage) -> None:
    sqlite_stage.one("P", "top")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.spotify.edit("p1", Insert(7, (track("P"),)))
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == "abcdefP"


def test_settling_twice_changes_nothing(sqlite_stage: Stage) -> None:
    sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    calls = len(sqlite_stage.spotify.log)
    sqlite_stage.settle()
    assert len(sqlite_stage.spotify.log) == calls


def test_times_are_those_of_the_zone_across_a_change_of_clocks(sqlite_stage: Stage) -> None:
    from playwarden.domain.placements.times import moment

    zone = "America/New_York"
    sqlite_stage.clock.set(datetime(2027, 3, 13, 12, tzinfo=UTC))
    begins, ends = (moment(text, zone, sqlite_stage.now) for text in ("2027-03-14 02:30", "2027-03-14 03:30"))
    assert (begins, ends) == (datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 3, 14, 7, 30, tzinfo=UTC))
    asked = sqlite_stage.asked(begins=begins - sqlite_stage.now, ends=ends - sqlite_stage.now, zone=zone)
    key = sqlite_stage.make(asked)[0].id
    sqlite_stage.clock.set(datetime(2027, 3, 14, 6, 59, 59, tzinfo=UTC))
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is PLANNED
    sqlite_stage.clock.advance(1)
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is IN_FORCE
    assert "2027-03-14 03:00" in sqlite_stage.shown(key).words
    sqlite_stage.clock.advance(minutes=30)
    sqlite_stage.settle()
    assert sqlite_stage.state(key) is ENDED


def test_jobs_lie_at_both_ends_and_move_with_them(stage: Stage) -> None:
    begins, ends = stage.now + HOUR, stage.now + DAY
    key = stage.one()
    assert stage.due_times() == [begins, ends]
    stage.placements.change(key, {"until_at": ends + HOUR}, actor="tester")
    assert stage.due_times() == [begins, ends + HOUR]
    stage.placements.cancel(key, actor="tester")
    assert stage.due_times() == []
    assert {job.state for job in stage.settle_jobs()} == {JobState.CANCELLED}


def test_placements_that_share_a_moment_share_its_job(sqlite_stage: Stage) -> None:
    first, _ = sqlite_stage.make(sqlite_stage.asked("P"), sqlite_stage.asked("Q", "bottom"))
    assert len(sqlite_stage.due_times()) == 2
    sqlite_stage.placements.cancel(first.id, actor="tester")
    assert len(sqlite_stage.due_times()) == 2


def test_cancelled_the_second_before_it_does_not_run(stage: Stage) -> None:
    key = stage.one()
    stage.clock.advance(minutes=59, seconds=59)
    stage.placements.cancel(key, actor="tester")
    stage.clock.advance(1)
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcdef", PlacementState.CANCELLED)
    assert stage.spotify.writes == []


def test_cancelled_between_the_look_and_the_first_call_it_does_not_run(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)

    def cancel(_number: int, name: str) -> None:
        sqlite_stage.spotify.after = lambda *_: None
        sqlite_stage.placements.cancel(key, actor="tester")

    sqlite_stage.spotify.after = cancel
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", PlacementState.CANCELLED)
    assert sqlite_stage.spotify.writes == []


@pytest.mark.parametrize(("keep", "expected"), [(False, "abcdef"), (True, "Pabcdef")])
def test_cancelled_while_it_is_in_force_it_goes_out_now_or_stays(
    sqlite_stage: Stage, keep: bool, expected: str
) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    sqlite_stage.placements.cancel(key, keep=keep, actor="tester")
    assert sqlite_stage.due_times() == ([] if keep else [sqlite_stage.now])
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == (expected, PlacementState.CANCELLED)
    sqlite_stage.clock.advance(days=1)
    sqlite_stage.settle()
    assert sqlite_stage.names() == expected


def test_a_campaign_is_cancelled_as_a_whole(stage: Stage) -> None:
    stage.put("p2", "xyz", name="Other")
    stage.make(stage.asked("P"), stage.asked("Q", playlist_id=stage.put("p2", "xyz")), campaign="two")
    stage.clock.advance(hours=1)
    stage.settle()
    cancelled = stage.placements.cancel_campaign("two", actor="tester")
    stage.settle()
    assert len(cancelled) == 2
    assert (stage.names(), stage.names("p2")) == ("abcdef", "xyz")
    assert stage.placements.campaign("two").states == {PlacementState.CANCELLED: 2}


def test_a_name_is_one_campaign(stage: Stage) -> None:
    stage.make(stage.asked("P"), campaign="same")
    with pytest.raises(Conflict, match="called 'same' already"):
        stage.make(stage.asked("Q", "bottom"), campaign="same")
    assert len(stage.due_times()) == 2


def test_while_it_is_in_force_only_its_end_can_change(sqlite_stage: Stage) -> None:
    key = sqlite_stage.one()
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    with pytest.raises(Conflict, match="position cannot change"):
        sqlite_stage.placements.change(key, {"position": None}, actor="tester")
    sqlite_stage.placements.change(key, {"until_at": sqlite_stage.now + HOUR}, actor="tester")
    sqlite_stage.clock.advance(hours=1)
    sqlite_stage.settle()
    assert (sqlite_stage.names(), sqlite_stage.state(key)) == ("abcdef", ENDED)


def test_a_move_is_taken_back_where_nobody_changed_it_since(stage: Stage) -> None:
    key = stage.one()
    before = stage.shown(key).asked
    assert before.until_at is not None
    moved = {"from_at": before.from_at + DAY, "until_at": before.until_at + DAY}
    stage.placements.change(key, moved, actor="tester")
    later = before.until_at + 2 * DAY
    stage.placements.change(key, {"until_at": later}, actor="ada")
    back = {"from_at": before.from_at, "until_at": before.until_at}
    stage.placements.change(key, back, actor="tester", was=moved)
    assert (stage.shown(key).asked.from_at, stage.shown(key).asked.until_at) == (before.from_at, later)
    with pytest.raises(Overtaken):
        stage.placements.change(key, back, actor="tester", was=moved)
