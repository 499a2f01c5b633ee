"""Connections cut at any call, others editing between any two, two appliers at once: over HTTP, in real processes."""

import json
import random

import pytest

from playwarden.kit.errors import Exit
from playwarden.store import audit
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.stories import CALLS, Story

SOME = range(1, CALLS + 1) if LONG else (1, 5, 12)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("nth", SOME)
def test_a_connection_dropped_at_a_write_is_looked_into(story: Story, nth: int, kind: str) -> None:
    story.household.sandbox.fault(kind, method="write", nth=nth)

    answer = story.household.answer("apply", str(story.file), "--yes")

    assert answer["state"] == "done"
    assert story.stands == story.wished


@pytest.mark.parametrize("nth", SOME)
def test_an_error_answered_after_the_write_took_effect_is_looked_into(story: Story, nth: int) -> None:
    story.household.sandbox.fault("status", method="write", nth=nth, status=502, body="html", after=True)

    story.household.answer("apply", str(story.file), "--yes")

    assert story.stands == story.wished


@pytest.mark.parametrize("between", SOME)
def test_what_somebody_adds_meanwhile_is_asked_about(story: Story, between: int) -> None:
    theirs = story.household.sandbox.uris(story.household.sandbox.playlists_of("listener1")[-1])[0]
    # Before the first write come one list page or reading; the n-th write is call n + 1.
    story.household.sandbox.edit_after_call(between + 1, story.playlist, do="insert", uris=[theirs], position=3)

    done = story.household.run("--json", "apply", str(story.file), "--yes")

    assert done.returncode == Exit.REFUSED, (done.stdout, done.stderr)
    assert theirs in story.stands


@pytest.mark.parametrize("between", SOME)
def test_what_somebody_moves_or_removes_meanwhile_is_put_right(story: Story, between: int) -> None:
    dice = random.Random(between)
    edit = dice.choice([{"do": "move", "from": 0, "before": 20, "length": 5}, {"do": "remove", "position": 11}])
    story.household.sandbox.control(
        "POST", "faults", {"after_call": between + 1, "playlist": story.playlist, "edit": edit}
    )

    story.household.answer("apply", str(story.file), "--yes")

    assert story.stands == story.wished


def test_of_two_processes_that_apply_at_once_one_goes_on_and_the_other_is_refused(
    household: Household, story: Story
) -> None:
    household.sandbox.latency(80)
    try:
        running = [household.start("--json", "apply", str(story.file), "--yes") for _ in range(2)]
        answers = [process.communicate(timeout=60) for process in running]
    finally:
        household.sandbox.latency(0)

    codes = sorted(process.wait(timeout=60) for process in running)
    # On a busy machine one may be written down first and come to the playlist when the other is done: then it asks.
    assert codes in ([Exit.OK, Exit.CONFLICT], [Exit.OK, Exit.REFUSED], [Exit.OK, Exit.OK]), answers
    assert story.stands == story.wished
    if Exit.CONFLICT in codes:
        refused = next(json.loads(out) for out, _ in answers if '"error"' in out)
        assert refused["error"]["code"] == "busy"
    if Exit.REFUSED in codes:
        (held,) = [told for out, _ in answers if (told := json.loads(out))["state"] != "done"]
        assert held["state"] == "asking"
        assert "later run" in held["note"]


def test_a_ban_in_mid_way_ends_with_its_own_exit_code_and_is_resumed_after_it(lonely_story: Story) -> None:
    story, household = lonely_story, lonely_story.household
    household.sandbox.fault("ban_quota", method="write", nth=5, seconds=3600)

    done = household.run("--json", "apply", str(story.file), "--yes")

    assert done.returncode == Exit.RATE_LIMITED, (done.stdout, done.stderr)
    (run_id,) = household.box.runs.unfinished()
    assert run_id in done.stdout
    held = household.run("--json", "runs", "resume", run_id)
    assert held.returncode == Exit.RATE_LIMITED
    household.sandbox.advance(3700)
    household.answer("runs", "resume", run_id)
    assert story.stands == story.wished
    # The one call that was told of the ban, and none after it.
    assert household.sandbox.counters()["during_bans"] == 1


@pytest.mark.parametrize("hours", [-1, 26], ids=["back an hour", "forward over a day"])
def test_the_clock_may_jump_while_a_run_waits(lonely_story: Story, hours: int) -> None:
    story, household = lonely_story, lonely_story.household
    household.sandbox.fault("status", method="GET", path="/playlists/{id}", nth=2, times=0)
    household.sandbox.fault("drop_before", method="write", nth=4)
    assert household.run("apply", str(story.file), "--yes").returncode == Exit.SPOTIFY
    household.sandbox.clear_faults()
    household.sandbox.advance(3600 * hours)

    (run_id,) = household.box.runs.unfinished()
    household.answer("runs", "resume", run_id)

    assert story.stands == story.wished
    with household.box.database.read() as session:
        assert audit.verify(session).first_broken is None
