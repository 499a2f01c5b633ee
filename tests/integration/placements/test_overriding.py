"""The run of a placement waits for calls: it is changed by hand like any other, and the placement tells what became."""

import pytest

from playwarden.domain.overriding import Change
from playwarden.domain.placements.placement import PlacementState
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import PlacementId, RunId
from tests.fakes.spotify import track
from tests.integration.placements.conftest import HOUR, Stage
from tests.integration.placements.test_half_way import banned


def waiting(stage: Stage) -> tuple[PlacementId, RunId]:
    """A placement whose run a ban holds before its first call."""
    key = stage.one("P", "top")
    stage.clock.advance(hours=1)
    with banned(stage, "insert", HOUR), pytest.raises(RateLimited):
        stage.settle()
    [run_id] = stage.runs.unfinished()
    assert stage.names() == "abcdef"
    return key, run_id


def changed(stage: Stage, run_id: RunId, *changes: Change) -> None:
    found = stage.runs.overrides.preview(run_id, 0, changes)
    assert found.refused is None
    approved = found.proposed.plan.fingerprint
    stage.runs.overrides.make(run_id, 0, changes, approved=approved, reason="Not on top", actor="Ada")


def test_put_elsewhere_it_stands_there_is_in_force_and_goes_out_at_its_end(stage: Stage) -> None:
    key, run_id = waiting(stage)
    changed(stage, run_id, Change("put", track("P"), 1, 4))
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcPdef", PlacementState.IN_FORCE)
    stage.clock.advance(days=1)
    stage.settle()
    assert (stage.names(), stage.state(key)) == ("abcdef", PlacementState.ENDED)


def test_dropping_all_of_it_is_cancelling_it(sqlite_stage: Stage) -> None:
    _, run_id = waiting(sqlite_stage)
    found = sqlite_stage.runs.overrides.preview(run_id, 0, [Change("drop", track("P"), 1)])
    assert found.refused is not None
    assert "Cancel it instead" in found.refused.remedy
