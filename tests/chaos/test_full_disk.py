"""A disk that fills up in mid-apply: told in a sentence, nothing lost, resumed when there is room again."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from playwarden.kit.errors import Exit
from tests.chaos.household import ROOT
from tests.chaos.stories import Story

ROOMS = (0, 200, 400, 800)
"""KiB that each file of the data folder may still grow by; the write-ahead log of an apply takes about a thousand."""


@pytest.mark.parametrize("room", ROOMS)
def test_an_apply_on_a_full_disk_says_so_and_is_resumed_with_room(lonely_story: Story, room: int) -> None:
    story, household = lonely_story, lonely_story.household
    household.answer("sync")
    limit = max(path.stat().st_size for path in household.data_dir.glob("*.db*")) + room * 1024

    done = subprocess.run(
        [str(Path(sys.executable).with_name("playwarden")), "--json", "apply", str(story.file), "--yes"],
        env=household.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )

    assert "Traceback" not in done.stdout + done.stderr
    if done.returncode != 0:
        assert done.returncode == Exit.STORE, (done.stdout, done.stderr)
        for run_id in household.box.runs.unfinished():
            household.answer("runs", "resume", run_id)
        household.answer("apply", str(story.file), "--yes")
    assert story.stands == story.wished
    assert household.run("audit", "verify").returncode == Exit.OK
