"""The editor with 10,000 rows in a real Chromium, scrolled, dragged, sorted: what holds the page for over 50 ms.

python -m benchmarks.editor
"""

import tempfile
from pathlib import Path

from tests.e2e.world import world

from benchmarks.wiring import machine

MARK = "BENCH "


def main() -> int:
    """Prints for each thing a person does the longest task and how many took more than 50 ms, on the built pages."""
    print(f"The editor on {machine()}")
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder, world(Path(folder) / "data") as up:
        done = up.run("e2e/long.bench.ts")
        told = [line.split(MARK, 1)[1] for line in done.stdout.splitlines() if MARK in line]
        print("\n".join(told))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return 0
