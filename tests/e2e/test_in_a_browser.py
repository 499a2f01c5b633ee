"""Every file of scenarios in `frontend/e2e`, in a real Chromium against a server that is up on the sandbox."""

import os
from pathlib import Path

import pytest

from tests.e2e.world import FRONTEND, world

ELSEWHERE = {"empty.screenshots", "screenshots", "looks"}
"""Run by `make screenshots`, and by test_demo.py."""
TOGETHER = (("bulk", "protection"), ("adding", "find"), ("drafts", "editing"))
"""Files that share a server, one after the other by their names; every other file has one of its own."""
ALONE = {path.name.removesuffix(".e2e.ts") for path in (FRONTEND / "e2e").glob("*.e2e.ts")} - ELSEWHERE
SCENARIOS = [*TOGETHER, *((name,) for name in sorted(ALONE.difference(*TOGETHER)))]
MANY = 100 if os.environ.get("PLAYWARDEN_LOOKS") == "long" else 20
"""How many playlists one renames at once."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("names", SCENARIOS, ids=" ".join)
def test_people_get_through(names: tuple[str, ...], tmp_path: Path) -> None:
    with world(tmp_path / "data", MANY + 4) as up:
        done = up.run(*(f"e2e/{name}.e2e.ts" for name in names), E2E_PICTURES=str(tmp_path), E2E_MANY=str(MANY))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\npictures in {tmp_path}"
        for name in names:
            assert f"e2e/{name}.e2e.ts" in done.stdout, done.stdout
