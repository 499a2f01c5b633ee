"""Every file of scenarios in `frontend/e2e`, in a real Chromium against a server that is up on the sandbox."""

from pathlib import Path

import pytest

from tests.e2e.world import FRONTEND, world

ELSEWHERE = {"empty.screenshots.e2e.ts", "screenshots.e2e.ts", "looks.e2e.ts"}
"""Run by `make screenshots`, and by test_demo.py."""
SCENARIOS = sorted(path.name for path in (FRONTEND / "e2e").glob("*.e2e.ts") if path.name not in ELSEWHERE)


PLAYLISTS = {"bulk.e2e.ts": 130, "protection.e2e.ts": 110}
"""Scenarios that need more of them than 24: a hundred of one's own."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_people_get_through(scenario: str, tmp_path: Path) -> None:
    with world(tmp_path / "data", PLAYLISTS.get(scenario, 24)) as up:
        done = up.run(f"e2e/{scenario}", E2E_PICTURES=str(tmp_path))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\npictures in {tmp_path}"
        assert " passed" in done.stdout, done.stdout
