"""A disk that fills up in mid-apply: told in a sentence, nothing lost, resumed when there is room again."""

import pytest

from playwarden.kit.errors import Exit
from tests.chaos.stories import Story

ROOMS = (0, 200, 400, 800)
"""KiB that each file of the data folder may still grow by; the write-ahead log of an apply takes about a thousand."""


@pytest.mark.parametrize("room", ROOMS)
def test_an_apply_on_a_full_disk_says_so_and_is_resumed_with_room(lonely_story: Story, room: int) -> None:
    story, household = lonely_story, lonely_story.household
    household.answer("sync")
    limit = max(path.stat().st_size for path in household.data_dir.glob("*.db*")) + room * 1024

    process = household.start("--json", "apply", str(story.file), "--yes", room=limit)
    out, err = process.communicate()

    assert "Traceback" not in out + err
    if process.returncode != 0:
        assert process.returncode == Exit.STORE, (out, err)
        for run_id in household.box.runs.unfinished():
            household.answer("runs", "resume", run_id)
        household.answer("apply", str(story.file), "--yes")
    assert story.stands == story.wished
    assert household.run("audit", "verify").returncode == Exit.OK
