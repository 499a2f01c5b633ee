"""A rule set brings its playlist to what the rules say, remembers that, and leaves what people did by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from playwarden.domain.jobs.job import JobState
from playwarden.domain.placements.placement import NewPlacement
from playwarden.domain.placements.position import position
from playwarden.domain.rules.kept import RefreshState
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.gathering import About
from playwarden.features.rules.previewing import Trial
from playwarden.features.rules.service import Stays
from playwarden.features.rules.tasks import REFRESH
from playwarden.features.rules.wants import Knowing
from playwarden.kit.errors import Busy, InputError, Refused
from playwarden.kit.ids import PlaylistId
from tests.integration.rules.conftest import House


def pool(house: House, *, size: int = 20, **more: Any) -> dict[str, Any]:
    """Rules that choose from the longest playlist; they keep the one after it."""
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[0]}"]}
    return {"name": "From the pool", "sources": [source], "size": size, **more}


def test_a_refresh_brings_the_playlist_to_what_the_rules_say(house: House) -> None:
    kept = house.keep(pool(house, steps=[{"step": "shuffle"}]), house.lists[1])
    done = house.apply(kept.id)
    assert done.state is RefreshState.DONE
    addable = [uri for uri in house.holds(house.lists[1]) if not uri.startswith("spotify:local:")]
    assert addable == list(done.items)
    assert len(addable) == 20
    again = house.refresh(kept.id)
    assert again.state is JobState.SUCCEEDED
    assert house.container.rules.refreshes(kept.id)[0].state is RefreshState.UNCHANGED


def test_what_was_approved_counts_however_late_somebody_looks(any_house: House) -> None:
    house = any_house
    made = house.keep(pool(house), create="Made late")
    other = house.keep({**pool(house), "name": "Another"}, house.lists[2])
    for one in (made, other):
        worked = house.container.refreshing.propose([one.id], actor="test")
        forced = frozenset(block.rule for _, block in worked.proposal.blocks())
        fingerprint = worked.proposal.fingerprint
        house.container.runs.apply(worked.proposal, approved=fingerprint, actor="test", forced=forced)
    house.later(days=7)
    house.container.refreshing.settle(other.id)
    house.container.refreshing.settle(made.id)
    assert house.container.rules.refreshes(made.id)[0].state is RefreshState.DONE
    assert house.container.rules.refreshes(other.id)[0].state is RefreshState.DONE
    assert house.container.rules.find(made.id).playlist_id is not None


def test_rotation_lets_some_leave_in_each_week_and_none_within_one(any_house: House) -> None:
    house = any_house
    rotation = {"replace": 5, "no_return_days": 30}
    kept = house.keep(pool(house, rotation=rotation, steps=[{"step": "shuffle"}]), house.lists[1])
    first = house.apply(kept.id)
    house.later(days=7)
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    second = house.container.rules.refreshes(kept.id)[0]
    assert second.state is RefreshState.DONE
    assert len(set(first.items) - set(second.items)) == 5
    assert second.summary["came_total"] == 5
    house.refresh(kept.id)
    assert house.container.rules.refreshes(kept.id)[0].items == second.items


def test_what_somebody_changes_by_hand_stays(any_house: House) -> None:
    house = any_house
    target = house.lists[1]
    kept = house.keep(pool(house, steps=[{"step": "shuffle"}]), target)
    done = house.apply(kept.id)
    gone = done.items[3]
    strange = next(uri for uri in house.holds(house.lists[2]) if uri not in done.items and ":track:" in uri)
    house.sandbox.edit(target, do="remove", position=house.holds(target).index(gone))
    house.sandbox.edit(target, do="insert", uris=[strange], position=0)
    house.later(days=7)
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    held = house.holds(target)
    assert held[0] == strange
    assert gone not in held
    assert len([uri for uri in held if not uri.startswith("spotify:local:")]) == 21  # twenty by the rules, one by hand
    told = house.container.rules.refreshes(kept.id)[0]
    assert [one.uri for one in told.hand.put] == [strange]


def test_without_dates_to_keep_a_refresh_is_one_replacement_and_leaves_what_was_done_by_hand(house: House) -> None:
    target = next(
        one for one in house.lists[1:] if not any(uri.startswith("spotify:local:") for uri in house.holds(one))
    )
    rules = pool(house, rotation={"replace": 5}, steps=[{"step": "shuffle"}], keep_dates=False)
    kept = house.keep(rules, target)
    done = house.apply(kept.id)
    others = [uri for one in house.lists if one != target for uri in house.holds(one)]
    strange = next(uri for uri in others if uri not in done.items and ":track:" in uri)
    house.sandbox.edit(target, do="insert", uris=[strange], position=0)
    house.later(days=7)
    house.sandbox.reset_counters()
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    writes = [call for call in house.sandbox.calls() if call["method"] not in ("GET", "POST")]
    assert [(call["method"], call["template"]) for call in writes] == [("PUT", "/playlists/{id}/items")]
    assert house.holds(target)[0] == strange
    assert len(house.holds(target)) == 21


def test_a_refresh_that_was_undone_is_not_done_again_in_its_period(any_house: House) -> None:
    house = any_house
    target = house.lists[1]
    before = house.holds(target)
    kept = house.keep(pool(house), target)
    done = house.apply(kept.id)
    assert done.run_id is not None
    back = house.container.runs.propose_undo(done.run_id)
    forced = frozenset(block.rule for _, block in back.blocks())
    house.container.runs.apply(back, approved=back.fingerprint, actor="test", forced=forced)
    job = house.refresh(kept.id)
    assert job.result == {"state": "held", "run": None}
    assert house.holds(target) == before
    assert house.container.rules.refreshes(kept.id)[0].state is RefreshState.UNDONE
    house.later(days=7)
    assert house.container.refreshing.rests(kept.id) is None


@pytest.mark.parametrize("kind", ["once", "forever"])
def test_a_playlist_that_somebody_holds_is_left_as_it_stands(house: House, kind: str) -> None:
    target = house.lists[1]
    kept = house.keep(pool(house), target)
    house.apply(kept.id)
    house.later(days=7)
    house.container.rules.hold(kept.id, kind, actor="Ada")
    before = house.holds(target)
    job = house.refresh(kept.id)
    assert job.result == {"state": "held", "run": None}
    assert house.holds(target) == before
    newest = house.container.rules.refreshes(kept.id)[0]
    assert newest.state is RefreshState.HELD
    assert "Ada" in newest.summary["sentence"]
    house.later(days=7)
    assert (house.container.refreshing.rests(kept.id) is None) == (kind == "once")


def test_with_too_few_tracks_the_playlist_is_left_as_it_is(house: House) -> None:
    target = house.lists[1]
    before = house.holds(target)
    never = {"step": "title", "patterns": ["no title is like this one"]}
    kept = house.keep(pool(house, floor=5, steps=[never]), target)
    job = house.refresh(kept.id)
    assert job.result == {"state": "short", "run": None}
    assert house.holds(target) == before


def test_a_new_playlist_is_made_once_and_kept_from_then_on(house: House) -> None:
    kept = house.keep(pool(house, texts={"name": "Mix of week {week}"}), create="Mix")
    done = house.apply(kept.id)
    assert done.state is RefreshState.DONE
    bound = house.container.rules.find(kept.id)
    assert bound.playlist_id is not None
    assert house.holds(bound.playlist_id) == list(done.items)
    house.later(days=7)
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    assert house.container.rules.find(kept.id).playlist_id == bound.playlist_id


def test_what_others_playlists_hold_is_refused_before_any_call(house: House) -> None:
    followed = next(row.id for row in house.container.questions.playlists() if row.owner_id != house.account.user_id)
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{followed}"]}
    kept = house.keep({"name": "Theirs", "sources": [source]}, house.lists[1])
    house.sandbox.reset_counters()
    with pytest.raises(Refused, match="development mode"):
        house.container.refreshing.propose([kept.id], actor="test")
    assert house.calls() == 0


def test_plays_that_are_not_known_are_refused_before_any_call(house: House) -> None:
    kept = house.keep({"name": "Heard", "sources": [{"step": "plays"}]}, house.lists[1])
    with pytest.raises(Refused, match="No play"):
        house.container.refreshing.propose([kept.id], actor="test")


def test_rules_that_build_on_themselves_are_refused(house: House) -> None:
    house.keep({"name": "A", "sources": [{"step": "rule_set", "rule_set": "B"}]})
    two = house.keep({"name": "B", "sources": [{"step": "rule_set", "rule_set": "A"}]}, house.lists[1])
    with pytest.raises(InputError, match="builds on itself"):
        house.container.refreshing.propose([two.id], actor="test")


def test_what_cannot_be_played_is_asked_for_before_it_is_cleaned_out(house: House) -> None:
    target = house.lists[1]
    rules = {"name": "Tidy", "mode": "clean", "steps": [{"step": "playable", "unknown": "in"}]}
    kept = house.keep(rules, target)
    told = house.container.gathering.known(About(house.account.id, kept.rules, playlist=target))
    calls = -(-len(house.sandbox.uris(target)) // 50)
    assert (told.wants[0].state, told.wants[0].calls) == (Knowing.OLD, calls)
    before = house.holds(target)
    house.apply(kept.id)
    standing = house.container.tracks.standing(target, house.account.id)
    assert not standing.unplayable, "what could not be played is out"
    closed = set(before) - set(house.holds(target))
    again = house.container.gathering.known(About(house.account.id, kept.rules, playlist=target))
    assert again.wants[0].calls == 0
    assert all(again.given.playable.get(uri) is not True for uri in closed)


def test_explain_names_every_layer(house: House) -> None:
    target = house.lists[1]
    kept = house.keep(pool(house, steps=[{"step": "shuffle"}]), target)
    done = house.apply(kept.id)
    gone, placed = done.items[3], house.holds(house.lists[2])[5]
    house.sandbox.edit(target, do="remove", position=house.holds(target).index(gone))
    at = house.now + timedelta(minutes=1)
    asked = NewPlacement(target, at, at + timedelta(days=30), "UTC", placed, position("top"))
    house.container.placements.make([asked], campaign=None, actor="test")
    house.later(minutes=5)
    house.container.placements.settle(target)
    house.container.rules.hold(kept.id, "forever", actor="Ada")
    house.later(days=7)
    house.container.runs.look([(house.account.id, target)])
    trial = Trial(house.account.id, kept.rules, target, kept=house.container.rules.find(kept.id))
    told = house.container.previews.explain(trial, gone)
    assert (told.included, told.lines[-2].where, told.lines[-2].verdict) == (False, "hand", "out")
    assert told.lines[-1].fact == "Ada keeps it as it stands until that is lifted"
    told = house.container.previews.explain(trial, placed)
    assert [line.where for line in told.lines][-2:] == ["placement", "hold"]
    assert told.included


@pytest.mark.parametrize(("stays", "in_the_next"), [("keep", True), ("once", False), ("drop", False)])
def test_what_asks_is_decided_for_so_long(house: House, stays: Stays, in_the_next: bool) -> None:
    target = house.lists[1]
    kept = house.keep(pool(house, hand_edits="ask"), target)
    done = house.apply(kept.id)
    strange = next(uri for uri in house.holds(house.lists[2]) if uri not in done.items and ":track:" in uri)
    house.sandbox.edit(target, do="insert", uris=[strange], position=0)
    house.later(minutes=5)
    assert house.refresh(kept.id).result == {"state": "asks", "run": None}
    assert house.holds(target)[0] == strange, "nothing is done before somebody decides"
    house.container.rules.decide(kept.id, stays, actor="Ada")
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    assert (strange in house.holds(target)) == (stays != "drop")
    house.later(days=7)
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    assert (strange in house.holds(target)) == in_the_next


def test_a_playlist_is_mirrored_across_accounts(house: House) -> None:
    other = house.connected("listener2")
    source = next(row for row in house.container.questions.playlists() if row.owner_id == other.user_id and row.total)
    rules = {
        "name": "Twin",
        "mode": "mirror",
        "sources": [{"step": "playlist", "playlists": [f"spotify:playlist:{source.id}"]}],
    }
    kept = house.keep(rules, create="Twin")
    house.apply(kept.id)
    made = house.container.rules.find(kept.id).playlist_id
    assert made is not None
    addable = [uri for uri in house.holds(PlaylistId(source.id)) if not uri.startswith("spotify:local:")]
    assert house.holds(made) == list(dict.fromkeys(addable)) or house.holds(made) == addable


def test_an_archive_adds_what_is_new_and_takes_nothing_out(house: House) -> None:
    source, target = house.lists[0], house.lists[1]
    before = house.holds(target)
    rules = {
        "name": "Archive",
        "mode": "append",
        "sources": [{"step": "playlist", "playlists": [f"spotify:playlist:{source}"]}],
    }
    kept = house.keep(rules, target)
    house.apply(kept.id)
    held = house.holds(target)
    assert held[: len(before)] == before
    assert {uri for uri in house.holds(source) if ":track:" in uri} <= set(held)
    gone = held[-1]
    house.sandbox.edit(target, do="remove", position=len(house.sandbox.uris(target)) - 1)
    house.later(days=7)
    assert house.refresh(kept.id).state is JobState.SUCCEEDED
    assert gone not in house.holds(target), "what somebody took out of an archive is not added again"


def test_nobody_works_out_a_playlist_that_is_being_refreshed(house: House) -> None:
    kept = house.keep(pool(house), house.lists[1])
    worked = house.container.refreshing.propose([kept.id], actor="Ada")
    forced = frozenset(block.rule for _, block in worked.proposal.blocks())
    started = house.container.runs.start(
        worked.proposal, approved=worked.proposal.fingerprint, actor="Ada", forced=forced
    )
    with pytest.raises(Busy, match="is being refreshed"):
        house.container.refreshing.propose([kept.id], actor="Bob")
    assert started.job_id is not None
    house.container.runner.run_until_ended(started.job_id)
    assert house.container.refreshing.propose([kept.id], actor="Bob").proposal.changing == ()


def test_an_older_proposal_that_is_approved_late_is_remembered_all_the_same(house: House) -> None:
    kept = house.keep(pool(house), house.lists[1])
    older = house.container.refreshing.propose([kept.id], actor="Ada")
    house.container.refreshing.propose([kept.id], actor="Bob")
    proposal = older.proposal
    forced = frozenset(block.rule for _, block in proposal.blocks())
    house.container.runs.apply(proposal, approved=proposal.fingerprint, actor="Ada", forced=forced)
    assert house.refresh(kept.id).result == {"state": "unchanged", "run": None}
    assert not house.container.rules.find(kept.id).hand


def test_what_was_proposed_twice_and_done_once_is_told_once(any_house: House) -> None:
    """As when whoever proposed it was killed before approving, and proposed it again afterwards."""
    house = any_house
    kept = house.keep(pool(house), house.lists[1])
    house.container.refreshing.propose([kept.id], actor="killed")
    done = house.apply(kept.id)
    assert [one.id for one in house.container.rules.refreshes(kept.id)] == [done.id]


def test_a_schedule_and_its_jobs_bear_the_name_that_the_rule_set_has_now(any_house: House) -> None:
    house = any_house
    box = house.container
    kept = house.keep(pool(house), house.lists[1])
    box.rule_times.put(kept, {"kind": "cron", "expression": "0 6 * * *", "zone": "UTC"}, "once", actor="test")
    changed = box.rules.change(kept.id, replace(kept.rules, name="Called anew"), actor="test")
    schedule = box.rule_times.of([kept.id])[kept.id]
    assert schedule.name.startswith("Refresh Called anew (")
    house.later(days=1)
    box.schedules.tick()
    made = box.jobs.jobs(JobFilter(kind=REFRESH, limit=1))[0]
    assert box.registry.kind(REFRESH).title(made.payload) == f"refresh '{changed.rules.name}'"


def test_rule_sets_that_build_on_one_another_read_each_its_own_file_of_one_name(house: House) -> None:
    inner_track, outer_track = [uri for uri in house.holds(house.lists[0]) if ":track:" in uri][:2]
    source = {"step": "csv", "file": "tracks.csv"}
    house.keep({"name": "Inner", "sources": [source]}, files={"tracks.csv": f"Link\n{inner_track}\n"})
    both = {"name": "Outer", "sources": [{"step": "rule_set", "rule_set": "Inner"}, source]}
    kept = house.keep(both, create="Made of both", files={"tracks.csv": f"Link\n{outer_track}\n"})
    assert house.apply(kept.id).items == (inner_track, outer_track)
