"""SIGKILL at every single call of a twelve-call apply, then `runs resume`: as desired, nothing twice, all recorded."""

import pytest
from sqlalchemy import select

from playwarden.domain.runs import State
from playwarden.kit.ids import RunId
from playwarden.store import audit
from playwarden.store.models.audit import AuditLink
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.stories import CALLS, Story, until

SOME = range(1, CALLS + 1) if LONG else (1, 7, 12)


def _killed_at(story: Story, nth: int, *, takes_effect: bool) -> RunId:
    """Applies, is killed while the n-th write is under way, and gives the run's id."""
    household, sandbox = story.household, story.household.sandbox
    fault = sandbox.hold(method="write", nth=nth)
    process = household.start("--json", "apply", str(story.file), "--yes")
    household.kill_during(process, fault, takes_effect=takes_effect)
    until(lambda: story.writes() >= nth)
    return household.box.runs.unfinished()[-1]


def _all_well(story: Story, run_id: RunId) -> None:
    box = story.household.box
    assert story.stands == story.wished
    run = box.runs.run(run_id)
    assert run.state is State.DONE
    assert all(part.before_version_id and part.after_version_id for part in run.parts)
    with box.database.read() as session:
        assert audit.verify(session).first_broken is None
        links = session.scalars(select(AuditLink.action).where(AuditLink.run_id == run_id)).all()
    assert links == ["playlist.apply"]


@pytest.mark.parametrize("nth", range(1, CALLS + 1))
def test_killed_while_a_call_took_effect(story: Story, nth: int) -> None:
    run_id = _killed_at(story, nth, takes_effect=True)

    story.household.answer("runs", "resume", run_id)

    _all_well(story, run_id)


@pytest.mark.parametrize("nth", SOME)
def test_killed_before_a_call_took_effect(story: Story, nth: int) -> None:
    run_id = _killed_at(story, nth, takes_effect=False)

    story.household.answer("runs", "resume", run_id)

    _all_well(story, run_id)


@pytest.mark.parametrize("nth", SOME if LONG else (6,))
def test_killed_on_postgresql(postgres_story: Story, nth: int) -> None:
    run_id = _killed_at(postgres_story, nth, takes_effect=True)

    postgres_story.household.answer("runs", "resume", run_id)

    _all_well(postgres_story, run_id)


def test_the_wish_takes_twelve_calls(household: Household, story: Story) -> None:
    assert household.answer("plan", str(story.file))["writes"] == CALLS
