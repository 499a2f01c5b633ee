"""Takes every page in light, in dark and on a phone into `.screenshots/`, in the world of the demonstration."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.e2e.world import demonstrated

HERE = Path(__file__).resolve().parent.parent
PICTURES = HERE / ".screenshots"


def main() -> int:
    """0 when every picture was taken."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder, demonstrated(Path(folder) / "weeks") as up:
        done = up.run("e2e/screenshots.e2e.ts", E2E_PICTURES=str(PICTURES))
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        return 1
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(HERE)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
